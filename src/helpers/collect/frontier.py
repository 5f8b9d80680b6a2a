"""What is to be asked, and what became of it: the addresses of a crawl, its budgets, its traps."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from helpers import urls
from helpers.collect import guard
from helpers.collect.politeness import politeness_key
from helpers.collect.store import Store
from helpers.collect.traps import Traps, without_session
from helpers.collect.turns import HOME, POST, REST, RULES, Row, Turns
from helpers.niche import Niche


class Frontier(Store):
    """The addresses of a crawl. Nothing that it is told is kept before ``commit``."""

    def __init__(self, path: Path, study: Niche, most_place: int | None = None, anew: bool = False) -> None:
        super().__init__(path)
        self.limits, self.ports, self.most_place = study.limits, study.crawl.ports, most_place
        self.pages = 0
        self.turns = Turns(study.seed)
        self.fetched: Counter[str] = Counter()
        self.queued: Counter[str] = Counter()
        self.of_host: Counter[str] = Counter()  # pages that each registered domain gave
        self.traps = Traps()
        begins = self._begins(anew)
        self._load()
        self.begin_run(begins)

    def _begins(self, anew: bool) -> bool:
        """Queue again what is to be asked; tell whether that begins an edition, in which everything is asked once more.

        An edition begins where it is wanted (``anew``) or nothing is left of the one before; if not, hosts whose robots.txt
        could not be read are asked again beside what is left. A preflight asks homes and feeds again, and begins none.
        """
        if self.most_place is not None:
            self.db.execute("update asked set state = 'pending', tries = 0 where place <= ?", (self.most_place,))
            return False
        begins = anew or not self.count("state in ('pending', 'deferred')")
        self.db.execute(f"update asked set state = 'pending', tries = 0 where state = 'deferred' or {begins}")
        if begins:  # what were the first posts then leave their places to those that are new
            older = (REST - POST, POST, RULES - 1)
            self.db.execute("update asked set place = place + ? where first_run > 0 and place between ? and ?", older)
        return begins

    def _load(self) -> None:
        """Take up what is left to ask."""
        for source, state, times in self.db.execute("select source, state, count(*) from asked group by 1, 2"):
            self.queued[source] += times
            self.fetched[source] += times if state == "done" else 0
        self.pages = self.fetched.total()
        self.of_host.update(dict(self.db.execute("select host, count(*) from asked where state = 'done' group by 1")))
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

    def _push(self, row: Row) -> None:
        if self.most_place is None or row.place <= self.most_place:
            self.turns.push(row)

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
        edition = self.scalar("select coalesce(max(run), 0) from runs where anew")
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
        """Return the next address to ask, within the budgets of pages of the niche and of each domain."""
        while not self.spent() and (row := self.turns.next(self.limits.pages - self.pages)):
            if self.of_host[row.host] < self.limits.pages_per_host:
                return row
            self.meet(row.source, "beyond-budget", row.url)
            self.turns.close(row.host)  # what is left of it stays in the queue
        return None

    def spent(self) -> bool:
        """Tell whether what was asked uses up the niche's budget of pages."""
        return self.pages + len(self.turns.polite.held) >= self.limits.pages

    def settle(self, row: Row, state: str, status: int = 0, note: str = "", **kept: object) -> None:
        """Say what became of an address that was asked: done or failed; ``kept``: etag, modified, digest, record, mark."""
        self.turns.done(row)
        self.conclude(row, state, status, note, **kept)
        self.turns.release(row.host)

    def leave(self, row: Row, state: str, why: str) -> None:
        """Leave the address alone whose turn it is: refused, or deferred to another run."""
        self.turns.leave(row)
        self.conclude(row, state, 0, why)

    def conclude(self, row: Row, state: str, status: int, note: str, **kept: object) -> None:
        """Write down what became of an address."""
        self.fetched[row.source] += state == "done"
        self.pages += state == "done"
        self.of_host[row.host] += state == "done"
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
        self.of_host[row.host] -= 1
        self._write(
            "update asked set state = 'pending', url = ?, host = ?, hops = ? where id = ?", (url, moved.host, moved.hops, row.id)
        )
        self._push(moved)

    def drop(self, source: str, why: str) -> None:
        """Leave the rest of a source alone."""
        for row in self.turns.without(source):
            self.turns.done(row)
            self.conclude(row, "refused", 0, why)

    def waiting(self, seconds: float) -> bool:
        """Tell whether an address is left that could be asked within so many seconds."""
        return bool(self.turns.polite.held) or (not self.spent() and self.turns.waiting(seconds))
