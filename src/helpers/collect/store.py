"""The file of a crawl, one SQLite database that survives a kill: addresses, segments, what was met, the ledger, the runs."""

import contextlib
import fcntl
import functools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from helpers.collect.politeness import origin_of, politeness_key
from helpers.paths import AireError

SCHEMA = """
create table if not exists asked (
  id integer primary key, identity text unique, url text, source text, host text, place integer, hops integer,
  state text default 'pending', tries integer default 0, status integer default 0, note text default '',
  etag text default '', modified text default '', digest text default '', record text default '',
  run integer default 0, first_run integer default 0, changed integer default 0,
  nth integer default 0, mark integer default 0);
create table if not exists cited (source text, page integer, primary key (source)) without rowid;
create table if not exists segments (name text primary key, bytes integer);
create table if not exists met (source text, what text, times integer, example text, primary key (source, what));
create table if not exists hosts (origin text primary key, host text, state text default '', delay real default 0,
  requests integer default 0, bytes integer default 0, answer text default '', asked text default '');
create table if not exists runs (run integer primary key, began text, ended text default '', pages integer default 0,
  anew integer default 0);
create index if not exists by_state on asked (state);
"""


def _columns(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return (table, column) → how the column is declared."""
    kind = "c.type || iif(c.dflt_value is null, '', ' default ' || c.dflt_value)"
    query = f"select m.name, c.name, {kind} from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'"
    return {(table, column): declared for table, column, declared in db.execute(query)}


@functools.cache
def _wanted() -> dict[tuple[str, str], str]:
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        return _columns(db)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in a sentence that a file is no database, or a damaged one."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, or the disk is full: the file itself is sound
            raise
        raise AireError(f"{path}: damaged, or no file of a crawl ({error}); put a copy of it back") from None


def reader(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads a frontier.

    Raises
    ------
    AireError
        It is damaged, or of an earlier version that no crawl has opened since.
    """
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    with _readable(path):
        if _wanted().keys() - _columns(db).keys():
            raise AireError(f"{path}: of an earlier version; the next aire collect brings it up to date")
    return db


class Store:
    """What a crawl keeps beside its archive. Nothing that it is told is kept before ``commit``."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self.folder.mkdir(parents=True, exist_ok=True)
        self._alone(path.with_suffix(".lock"))
        self.db = sqlite3.connect(path, isolation_level=None)
        with _readable(path):
            self._prepare()
        self.db.execute("begin")
        self.run = self.scalar("select coalesce(max(run), 0) + 1 from runs")
        self.nth = self.scalar("select coalesce(max(nth), 0) from asked")

    def _prepare(self) -> None:
        """Make the tables, and give those of an earlier version the columns that they lack."""
        self.db.execute("pragma journal_mode=wal")
        self.db.executescript(SCHEMA)
        for table, column in sorted(_wanted().keys() - _columns(self.db).keys()):
            self.db.execute(f"alter table {table} add column {column} {_wanted()[table, column]}")

    def _alone(self, path: Path) -> None:
        """Keep every other crawl of this niche out, until this process ends.

        Raises
        ------
        AireError
            Another one was there before.
        """
        self._lock = path.open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise AireError(f"{self.folder}: another crawl of this niche is under way; let it end, or stop it") from None

    def scalar(self, query: str, values: Sequence[object] = ()) -> int:
        """Return the one number that a query gives."""
        return int(self.db.execute(query, values).fetchone()[0])

    def begin_run(self, anew: bool) -> None:
        """Note that a run begins, and whether an edition does, in which everything is asked once more."""
        self.db.execute("insert into runs (run, began, anew) values (?, datetime('now'), ?)", (self.run, anew))

    def _write(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Tell the file something; after a failure (a full disk) nothing more is told, or half of a commit would stay."""
        try:
            return self.db.execute(statement, values)
        except sqlite3.Error:
            self.db.close()
            raise

    def meet(self, source: str, what: str, example: str = "") -> None:
        """Count something that was met: a trap, a wall, a refusal."""
        self._write(
            "insert into met values (?, ?, 1, ?) on conflict do update set times = times + 1", (source, what, example[:300])
        )

    def cite(self, sources: Iterable[str]) -> None:
        """Note which other sources the page that is being read names; that of the first to name each is kept."""
        for source in sources:
            self._write("insert or ignore into cited values (?, ?)", (source, self.nth))

    def told(self, origin: str, state: str, delay: float) -> None:
        """Note what the robots.txt of an origin asks of us."""
        asked = (origin, politeness_key(origin), state, delay)
        kept = "on conflict do update set state = excluded.state, delay = excluded.delay"
        self._write(f"insert into hosts (origin, host, state, delay) values (?, ?, ?, ?) {kept}", asked)

    def answered(self, url: str, answer: int | str, size: int = 0) -> None:
        """Write into the ledger what a request brought: a status or the name of a failure, and bytes of its body."""
        asked = (origin_of(url), politeness_key(url), size, str(answer))
        kept = "requests = requests + 1, bytes = bytes + excluded.bytes, answer = excluded.answer, asked = excluded.asked"
        self._write(
            "insert into hosts (origin, host, requests, bytes, answer, asked) values (?, ?, 1, ?, ?, datetime('now'))"
            f" on conflict do update set {kept}",
            asked,
        )

    def commit(self, segment: str, length: int) -> None:
        """Keep all that was told so far, as far as the archive holds it."""
        self._write("insert into segments values (?, ?) on conflict do update set bytes = ?", (segment, length, length))
        pages = "(select count(*) from asked where run = runs.run and state = 'done')"
        self._write(f"update runs set ended = datetime('now'), pages = {pages} where run = ?", (self.run,))
        self._write("commit")
        self._write("begin")

    def segments(self) -> dict[str, int]:
        """Return the committed length of each segment."""
        return dict(self.db.execute("select name, bytes from segments"))

    def count(self, where: str, *values: object) -> int:
        """Return how many addresses meet a condition."""
        return self.scalar(f"select count(*) from asked where {where}", values)

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        if self.db.in_transaction:
            self.db.execute("rollback")
        self.db.close()
        self._lock.close()
