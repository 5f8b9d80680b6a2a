"""What is to be asked, and what became of it: one SQLite file that survives a kill."""

import fcntl
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from helpers import urls
from helpers.collect import guard
from helpers.collect.politeness import origin_of, politeness_key
from helpers.collect.traps import Traps, without_session
from helpers.collect.turns import HOME, REST, Row, Turns
from helpers.niche import Niche
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


def reader(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads a frontier."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


class Frontier:
    """The addresses of a crawl. Nothing that it is told is kept before ``commit``."""

    def __init__(self, path: Path, study: Niche, most_place: int | None = None, anew: bool = False) -> None:
        self.folder = path.parent
        self.folder.mkdir(parents=True, exist_ok=True)
        self._alone(path.with_suffix(".lock"))
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("pragma journal_mode=wal")
        self.db.executescript(SCHEMA)
        self.db.execute("begin")
        self.limits, self.ports, self.most_place = study.limits, study.crawl.ports, most_place
        self.pages = 0
        self.turns = Turns(study.seed)
        self.fetched: Counter[str] = Counter()
        self.queued: Counter[str] = Counter()
        self.traps = Traps()
        begins = self._begins(anew)
        self._load()
        self.run = self._scalar("select coalesce(max(run), 0) + 1 from runs")
        self.db.execute("insert into runs (run, began, anew) values (?, datetime('now'), ?)", (self.run, begins))

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

    def _scalar(self, query: str, values: Sequence[object] = ()) -> int:
        return int(self.db.execute(query, values).fetchone()[0])

    def _begins(self, anew: bool) -> bool:
        """Queue again what is to be asked; tell whether that begins an edition, in which everything is asked once more.

        Hosts whose robots.txt could not be read are asked again each time, and keep no edition (``anew``) from beginning.
        """
        left = "state = 'pending'" if anew else "state in ('pending', 'deferred')"
        begins = not self.count(left)
        self.db.execute(f"update asked set state = 'pending', tries = 0 where state = 'deferred' or {begins}")
        return begins

    def _load(self) -> None:
        """Take up what is left to ask."""
        for source, state, times in self.db.execute("select source, state, count(*) from asked group by 1, 2"):
            self.queued[source] += times
            self.fetched[source] += times if state == "done" else 0
        self.pages = self.fetched.total()
        columns = "id, url, source, host, place, hops, tries, etag, modified, digest, record"
        for values in self.db.execute(f"select {columns} from asked where state = 'pending' order by place, id"):
            self._push(Row(*values))
        self._remember()

    def _remember(self) -> None:
        """Count what earlier runs asked and were told as they did: the bounds of traps hold over all of them."""
        asked = self.db.execute("select source, url, place, state, mark from asked order by nth, id")
        for source, url, place, state, mark in asked:
            if place >= REST:
                self.traps.refuse(source, url)
            if state == "done":
                self.traps.says(source, url, mark)
        for (source,) in self.db.execute("select source from met where what = 'mirror'"):
            self.traps.close(source, "mirror")
        self.nth = self._scalar("select coalesce(max(nth), 0) from asked")

    def _push(self, row: Row) -> None:
        if self.most_place is None or row.place <= self.most_place:
            self.turns.push(row)

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
        self.db.executemany("insert or ignore into cited values (?, ?)", [(source, self.nth) for source in sources])

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

    def moved(self) -> dict[str, str]:
        """Return prefix → source of the homes that were reached by redirects: what they link to is theirs, in later runs too."""
        homes = self.db.execute("select url, source from asked where place = ? and hops > 0 order by id", (HOME,))
        return {urls.prefix_of(url): source for url, source in homes}

    def unheard(self) -> Counter[str]:
        """Return how often each source of which nothing has come yet was asked in vain."""
        query = "select source, sum(state = 'failed') from asked group by 1 having sum(state = 'done') = 0"
        return Counter(dict(self.db.execute(query)))

    def queue(self) -> Iterator[tuple[str, str, int]]:
        """Yield address, source and place of all that was queued, but for what an earlier edition has brought."""
        edition = self._scalar("select coalesce(max(run), 0) from runs where anew")
        yield from self.db.execute("select url, source, place from asked where first_run = 0 or first_run >= ?", (edition,))

    def knows(self, url: str) -> bool:
        """Tell whether an address, or a twin of it, is queued or was asked."""
        return bool(self.db.execute("select 1 from asked where identity = ?", (urls.identity(url),)).fetchone())

    def add(self, url: str, source: str, place: int, hops: int = 0) -> bool:
        """Queue a canonical address of a source, unless it is known, trapped, guarded or beyond the source's budget."""
        url = without_session(url)
        why = guard.fault(url, self.ports)
        known = self.knows(url)
        if known or self.queued[source] >= self.limits.pages_per_source:
            if not known:
                self.meet(source, "beyond-budget", url)
            return False
        why = why or (self.traps.refuse(source, url) if place >= REST else "")
        if why:
            self.meet(source, why, url)
            return False
        self.queued[source] += 1
        place = place + self.queued[source] if place >= REST else place
        host = politeness_key(url)
        made = self._write(
            "insert into asked (identity, url, source, host, place, hops) values (?, ?, ?, ?, ?, ?)",
            (urls.identity(url), url, source, host, place, hops),
        )
        self._push(Row(int(made.lastrowid or 0), url, source, host, place, hops, 0))
        return True

    def next(self) -> Row | None:
        """Return the next address to ask, within the niche's budget of pages."""
        return None if self.spent() else self.turns.next(self.limits.pages - self.pages)

    def spent(self) -> bool:
        """Tell whether what was asked uses up the niche's budget of pages."""
        return self.pages + len(self.turns.polite.held) >= self.limits.pages

    def settle(self, row: Row, state: str, status: int = 0, note: str = "", **kept: object) -> None:
        """Say what became of an address that was asked: done or failed; ``kept``: etag, modified, digest, record, mark."""
        self.turns.done(row)
        self._conclude(row, state, status, note, **kept)
        self.turns.release(row.host)

    def leave(self, row: Row, state: str, why: str) -> None:
        """Leave the address alone whose turn it is: refused, or deferred to another run."""
        self.turns.leave(row)
        self._conclude(row, state, 0, why)

    def _conclude(self, row: Row, state: str, status: int, note: str, **kept: object) -> None:
        self.fetched[row.source] += state == "done"
        self.pages += state == "done"
        self.nth += state == "done"
        values = {"state": state, "status": status, "note": note[:200], "run": self.run, "nth": self.nth, **kept}
        if kept.get("digest", "") != row.digest:
            values["changed"] = self.run
        columns = ", ".join(f"{name} = ?" for name in values)
        first = "first_run = iif(first_run, first_run, ?)"  # the run that got it first
        self._write(f"update asked set {columns}, {first} where id = ?", (*values.values(), self.run * (state == "done"), row.id))

    def put_back(self, row: Row, seconds: float) -> None:
        """Ask again later; the whole host waits."""
        self._write("update asked set tries = tries + 1 where id = ?", (row.id,))
        self.turns.again(row._replace(tries=row.tries + 1), seconds)

    def go_to(self, row: Row, url: str) -> None:
        """Ask a page anew at its twin address (http and https, with and without www), where it said that it is."""
        why = guard.fault(url, self.ports)
        if why:
            self.meet(row.source, why, url)
            return
        moved = row._replace(url=url, host=politeness_key(url), hops=row.hops + 1, tries=0)
        self.fetched[row.source] -= 1
        self.pages -= 1
        self._write(
            "update asked set state = 'pending', url = ?, host = ?, hops = ? where id = ?", (url, moved.host, moved.hops, row.id)
        )
        self._push(moved)

    def drop(self, source: str, why: str) -> None:
        """Leave the rest of a source alone."""
        for row in self.turns.without(source):
            self.turns.done(row)
            self._conclude(row, "refused", 0, why)

    def waiting(self, seconds: float) -> bool:
        """Tell whether an address is left that could be asked within so many seconds."""
        return bool(self.turns.polite.held) or (not self.spent() and self.turns.waiting(seconds))

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
        return self._scalar(f"select count(*) from asked where {where}", values)

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self.db.execute("rollback")
        self.db.close()
        self._lock.close()
