"""What is to be asked, of whom, in which order, and what became of it: one SQLite file that survives a kill."""

import fcntl
import heapq
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from helpers import urls
from helpers.collect import guard
from helpers.collect.traps import Traps, without_session
from helpers.niche import Niche
from helpers.paths import AireError

SCHEMA = """
create table if not exists asked (
  id integer primary key, identity text unique, url text, source text, host text, place integer, hops integer,
  state text default 'pending', tries integer default 0, status integer default 0, note text default '',
  etag text default '', modified text default '', digest text default '', record text default '',
  run integer default 0, first_run integer default 0, changed integer default 0);
create table if not exists segments (name text primary key, bytes integer);
create table if not exists met (source text, what text, times integer, example text, primary key (source, what));
create table if not exists hosts (origin text primary key, host text, state text, delay real, asked text);
create table if not exists runs (run integer primary key, began text, ended text default '', pages integer default 0);
create index if not exists by_state on asked (state);
"""
HOME, FEED, SITEMAP, POST, REST = 0, 1, 8, 2, 10  # places in the order of a source: home, feed, first posts, the rest
Turn = tuple[int, int, int]


def reader(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads a frontier."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


class Row(NamedTuple):
    """An address to ask."""

    id: int
    url: str
    source: str
    host: str
    place: int
    hops: int
    tries: int
    etag: str = ""
    modified: str = ""
    digest: str = ""
    record: str = ""


def politeness_key(url: str) -> str:
    """Return whom one request at a time is owed to: the registrable domain (ICANN's public suffixes), or else the host.

    >>> politeness_key("https://a.over-blog.com/x"), politeness_key("https://b.over-blog.com/")
    ('over-blog.com', 'over-blog.com')
    """
    host = urlsplit(url).hostname or ""
    return urls.registrable(host) or host


class Frontier:
    """The addresses of a crawl. Nothing that it is told is kept before ``commit``."""

    def __init__(self, path: Path, study: Niche, most_place: int | None = None) -> None:
        self.folder = path.parent
        self.folder.mkdir(parents=True, exist_ok=True)
        self._alone(path.with_suffix(".lock"))
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("pragma journal_mode=wal")
        self.db.executescript(SCHEMA)
        self.db.execute("begin")
        self.limits, self.ports, self.seed, self.most_place = study.limits, study.crawl.ports, study.seed, most_place
        self.pages = 0
        self.heaps: dict[str, list[tuple[Turn, int]]] = defaultdict(list)
        self.begun: set[str] = set()  # sources of which the first posts are being asked
        self.first: Counter[str] = Counter()  # how many of these are left
        self.rows: dict[int, Row] = {}
        self.ready: list[tuple[Turn, str]] = []  # hosts that can be asked, whose turn it is first; some twice
        self.asleep: list[tuple[float, str]] = []  # hosts to be waited for, and until when
        self.busy: set[str] = set()
        self.later: dict[str, float] = {}
        self.fetched: Counter[str] = Counter()
        self.queued: Counter[str] = Counter()
        self.traps = Traps()
        self._load()
        self.run = self._scalar("select coalesce(max(run), 0) + 1 from runs")
        self.db.execute("insert into runs (run, began) values (?, datetime('now'))", (self.run,))

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

    def _scalar(self, query: str) -> int:
        return int(self.db.execute(query).fetchone()[0])

    def _load(self) -> None:
        """Take up again what was not finished; where all was, everything is asked once more."""
        if not self._scalar("select count(*) from asked where state = 'pending'"):
            self.db.execute("update asked set state = 'pending', tries = 0 where state in ('done', 'failed', 'refused')")
        for source, state, times in self.db.execute("select source, state, count(*) from asked group by 1, 2"):
            self.queued[source] += times
            self.fetched[source] += times if state == "done" else 0
        self.pages = self.fetched.total()
        columns = "id, url, source, host, place, hops, tries, etag, modified, digest, record"
        for values in self.db.execute(f"select {columns} from asked where state = 'pending' order by place, id"):
            self._push(Row(*values))

    def _push(self, row: Row) -> None:
        if self.most_place is not None and row.place > self.most_place:
            return
        self.rows[row.id] = row
        if row.place < SITEMAP:
            self.first[row.source] += 1
        heapq.heappush(self.heaps[row.host], (self._turn(row), row.id))
        if self.heaps[row.host][0][1] == row.id:
            self._offer(row.host)

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

    def told(self, origin: str, state: str, delay: float) -> None:
        """Note what the robots.txt of an origin asks of us."""
        asked = (origin, politeness_key(origin), state, delay)
        self._write("insert or replace into hosts values (?, ?, ?, ?, datetime('now'))", asked)

    def moved(self) -> dict[str, str]:
        """Return prefix → source of the homes that were reached by redirects: what they link to is theirs, in later runs too."""
        homes = self.db.execute("select url, source from asked where place = ? and hops > 0 order by id", (HOME,))
        return {urls.prefix_of(url): source for url, source in homes}

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

    def _turn(self, row: Row) -> Turn:
        """Return when an address is due: home, feed and first posts source after source, drawn by lot; then a page of each."""
        if row.place >= SITEMAP:
            return 1, row.place, row.id
        return 0, int.from_bytes(blake2b(f"{self.seed} {row.source}".encode(), digest_size=4).digest(), "big"), row.place

    def _offer(self, host: str) -> None:
        """Let a host be chosen, where it has anything left to ask and is not busy."""
        if self.heaps[host] and host not in self.busy:
            heapq.heappush(self.ready, (self.heaps[host][0][0], host))

    def _woken(self) -> None:
        """Let hosts be chosen whose time has come."""
        while self.asleep and self.asleep[0][0] <= time.monotonic():
            self._offer(heapq.heappop(self.asleep)[1])

    def next(self) -> Row | None:
        """Return the next address of a host that is neither busy nor to be waited for."""
        self._woken()
        while self.ready and not self.spent():
            turn, host = self.ready[0]
            if host in self.busy or not self.heaps[host] or turn != self.heaps[host][0][0]:
                heapq.heappop(self.ready)  # what is due of it now is offered on its own
            elif self.later.get(host, 0) > time.monotonic():
                heapq.heappop(self.ready)
                heapq.heappush(self.asleep, (self.later[host], host))
            else:
                row = self.rows[self.heaps[host][0][1]]
                return row if self._affords(row) else None
        return None

    def _affords(self, row: Row) -> bool:
        """Tell whether the budget of pages allows it: first posts of the sources begun come before all else."""
        left = (self.limits.pages - self.pages) // SITEMAP
        if row.place >= SITEMAP:
            return len(self.first) <= left
        return row.source in self.begun or len(self.begun) < max(1, left)

    def spent(self) -> bool:
        """Tell whether what was asked uses up the niche's budget of pages."""
        return self.pages + len(self.busy) >= self.limits.pages

    def take(self, row: Row) -> None:
        """Hand an address out: its host is busy until it is settled."""
        heapq.heappop(self.heaps[row.host])
        self.busy.add(row.host)
        if row.place < SITEMAP:
            self.begun.add(row.source)

    def release(self, host: str) -> None:
        """Let a host be asked again."""
        self.busy.discard(host)
        self._offer(host)

    def settle(self, row: Row, state: str, status: int = 0, note: str = "", **kept: str) -> None:
        """Say what became of an address: done, failed or refused; ``kept``: etag, modified, digest, record."""
        self._conclude(row, state, status, note, **kept)
        self.release(row.host)

    def _conclude(self, row: Row, state: str, status: int, note: str, **kept: str) -> None:
        self.rows.pop(row.id, None)
        self.first[row.source] -= row.place < SITEMAP
        if not self.first[row.source]:
            self.begun.discard(row.source)
            del self.first[row.source]
        self.fetched[row.source] += state == "done"
        self.pages += state == "done"
        values: dict[str, object] = {"state": state, "status": status, "note": note[:200], "run": self.run, **kept}
        if not row.digest:
            values["first_run"] = self.run
        if kept.get("digest", "") != row.digest:
            values["changed"] = self.run
        columns = ", ".join(f"{name} = ?" for name in values)
        self._write(f"update asked set {columns} where id = ?", (*values.values(), row.id))

    def put_back(self, row: Row, seconds: float) -> None:
        """Ask again later; the whole host waits."""
        self.wait(row.host, seconds)
        self.busy.discard(row.host)
        self._write("update asked set tries = tries + 1 where id = ?", (row.id,))
        self.first[row.source] -= row.place < SITEMAP
        self.begun.discard(row.source)
        self._push(row._replace(tries=row.tries + 1))

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

    def wait(self, host: str, seconds: float) -> None:
        """Leave a host alone for some seconds."""
        self.later[host] = max(self.later.get(host, 0), time.monotonic() + seconds)

    def drop(self, source: str, why: str) -> None:
        """Leave the rest of a source alone."""
        for host in {row.host for row in self.rows.values() if row.source == source}:
            left = [key for _, key in self.heaps[host] if self.rows[key].source == source]  # without what is in flight
            gone = {*left}
            self.heaps[host] = [pair for pair in self.heaps[host] if pair[1] not in gone]
            heapq.heapify(self.heaps[host])
            for key in left:
                self._conclude(self.rows[key], "refused", 0, why)

    def waiting(self, seconds: float) -> bool:
        """Tell whether an address is left that could be asked within so many seconds."""
        soon = time.monotonic() + seconds
        return bool(self.busy) or (
            not self.spent() and any(heap and self.later.get(host, 0) <= soon for host, heap in self.heaps.items())
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
        return int(self.db.execute(f"select count(*) from asked where {where}", values).fetchone()[0])

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self.db.execute("rollback")
        self.db.close()
        self._lock.close()
