"""Whose turn it is: home, feed and first posts of every source, then a page of each; one at a time of whom that is owed."""

import heapq
import time
from collections import Counter, defaultdict
from hashlib import blake2b
from typing import NamedTuple

from helpers.collect.politeness import Politeness, origin_of, politeness_key
from helpers.collect.settings import rules

# places in the order of a source: home, feed, first posts, the rules of a space, sitemaps, the rest
HOME, FEED, POST, RULES, SITEMAP, REST = 0, 1, 2, 7, 8, 10
Turn = tuple[int, int, int]


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


def _owes(row: Row) -> int:
    """Return for how many first posts an address stands that all else waits for; none where it did not come at once."""
    if row.tries:
        return 0
    return SITEMAP if row.place == HOME else 1


class Turns:
    """The addresses that are left to ask, by domain.

    Parameters
    ----------
    seed: of the lot that is drawn between sources.
    """

    def __init__(self, seed: int) -> None:
        self.seed, self.polite = seed, Politeness()
        self.rows: dict[int, Row] = {}
        self.heaps: dict[str, list[tuple[Turn, int]]] = defaultdict(list)
        self.begun: set[str] = set()  # sources of which the first posts are being asked
        self.first: Counter[str] = Counter()  # how many of these are left
        self.owed: Counter[str] = Counter()  # domain → first posts that all else waits for, those to come included
        self.slow: set[str] = set()  # domains that nobody waits for
        self.ready: list[tuple[Turn, str]] = []  # domains that can be asked, whose turn it is first; some twice
        self.asleep: list[tuple[float, str]] = []  # domains to be waited for, and until when
        self.behind: defaultdict[str, dict[str, None]] = defaultdict(dict)  # busy server → domains that wait for it

    def push(self, row: Row) -> None:
        """Take an address in."""
        self.rows[row.id] = row
        if row.place < SITEMAP:
            self.first[row.source] += 1
            self._owe(row.host, _owes(row))
        heapq.heappush(self.heaps[row.host], (self._turn(row), row.id))
        if self.heaps[row.host][0][1] == row.id:
            self._offer(row.host)

    def _turn(self, row: Row) -> Turn:
        """Return when an address is due: home, feed and first posts source after source, drawn by lot; then a page of each."""
        if row.place >= SITEMAP:
            return 1, row.place, row.id
        return 0, int.from_bytes(blake2b(f"{self.seed} {row.source}".encode(), digest_size=4).digest(), "big"), row.place

    def _offer(self, host: str) -> None:
        """Let a domain be chosen, where it has anything left to ask and is not busy."""
        if self.heaps[host] and host not in self.polite.busy:
            heapq.heappush(self.ready, (self.heaps[host][0][0], host))

    def _woken(self) -> None:
        """Let domains be chosen whose time has come."""
        while self.asleep and self.asleep[0][0] <= time.monotonic():
            self._offer(heapq.heappop(self.asleep)[1])

    def next(self, pages: int) -> Row | None:
        """Return the next address of which neither domain nor server is busy or to be waited for, within a budget of pages."""
        self._woken()
        while self.ready:
            turn, host = self.ready[0]
            heap = self.heaps[host]
            if host not in self.polite.busy and heap and turn == heap[0][0] and self._free(self.rows[heap[0][1]]):
                row = self.rows[heap[0][1]]
                return row if self._affords(row, pages) else None
            heapq.heappop(self.ready)  # what is due of it now is offered on its own
        return None

    def _free(self, row: Row) -> bool:
        """Tell whether an address may be asked now; if not, its domain is offered again when it may."""
        keys = self.polite.keys(row.url, row.host)
        busy = next((key for key in keys if key in self.polite.busy), "")
        until = self.polite.until(*keys)
        if busy:
            self.behind[busy][row.host] = None
        elif until > time.monotonic():
            heapq.heappush(self.asleep, (until, row.host))
        else:
            return True
        return False

    def _affords(self, row: Row, pages: int) -> bool:
        """Tell whether its time has come within a budget of pages: first posts of the sources begun come before all else."""
        left = pages // SITEMAP
        if row.place >= SITEMAP:
            return len(self.first) <= left and not self._held_up()
        return row.source in self.begun or len(self.begun) < max(1, left)

    def _held_up(self) -> bool:
        """Tell whether all else waits for the first posts of a source; whom they take long of is not waited for."""
        while host := next(iter(self.owed), ""):
            asleep = self.polite.until(host) - time.monotonic() > rules()["patience"]
            if not asleep and self._until_read(host) <= rules()["waited_for"]:
                return True
            self.slow.add(host)
            del self.owed[host]
        return False

    def _until_read(self, host: str) -> float:
        """Return about how many seconds it takes until the first posts of a domain are there."""
        if not self.heaps[host]:
            return 0.0  # the last of them is under way
        origin = origin_of(self.rows[self.heaps[host][0][1]].url)
        pace = max(self.polite.delay, self.polite.delays.get(origin, 0.0))
        return self.owed[host] * pace

    def take(self, row: Row) -> None:
        """Hand an address out: its domain and its server are busy until they are released."""
        heapq.heappop(self.heaps[row.host])
        self.polite.hold(row.url, row.host)
        if row.place < SITEMAP:
            self.begun.add(row.source)

    def takes_in(self, url: str, host: str) -> bool:
        """Hold the domain to which a host led in its turn, or that host once more; tell whether it may be asked now."""
        domain = politeness_key(url)
        until = self.polite.held[host].since + self.polite.delay if domain == host else self.polite.until(domain)
        if until > time.monotonic():
            heapq.heappush(self.asleep, (until, domain))
        elif domain == host or domain not in self.polite.busy:
            self.polite.hold(url, domain)
            return True
        return False

    def release(self, host: str) -> None:
        """Let a domain, and whoever waits for the server where it lives, be asked again."""
        for key in self.polite.release(host):
            for other in self.behind.pop(key, ()):
                self._offer(other)
        self._offer(host)

    def leave(self, row: Row) -> None:
        """Take out the address whose turn it is, without asking it."""
        heapq.heappop(self.heaps[row.host])
        self.done(row)
        self._offer(row.host)

    def done(self, row: Row) -> None:
        """Count an address as asked, or as left alone."""
        self.rows.pop(row.id, None)
        if row.place < SITEMAP:
            self._less(row)
        if not self.first[row.source]:
            self.begun.discard(row.source)
            del self.first[row.source]

    def _less(self, row: Row) -> None:
        """Count a first post as read."""
        self.first[row.source] -= 1
        self._owe(row.host, -_owes(row))

    def _owe(self, host: str, more: int) -> None:
        self.owed[host] += 0 if host in self.slow else more
        if self.owed[host] <= 0:
            del self.owed[host]

    def again(self, row: Row, seconds: float) -> None:
        """Take in again what was handed out; its domain waits."""
        self.polite.wait(row.host, seconds)
        if row.place < SITEMAP:
            self._less(row._replace(tries=row.tries - 1))
        self.begun.discard(row.source)
        self.push(row)
        self.release(row.host)

    def without(self, source: str) -> list[Row]:
        """Take out, and return, all that is left of a source, but for what is in flight."""
        gone = []
        for host in {row.host: None for row in self.rows.values() if row.source == source}:
            mine = {key for _, key in self.heaps[host] if self.rows[key].source == source}
            gone += [self.rows[key] for key in sorted(mine)]
            self.heaps[host] = [pair for pair in self.heaps[host] if pair[1] not in mine]
            heapq.heapify(self.heaps[host])
        return gone

    def close(self, host: str) -> None:
        """Ask no more of a domain; what is in flight comes still."""
        for _, key in self.heaps.pop(host, ()):
            self.done(self.rows[key])

    def waiting(self, seconds: float) -> bool:
        """Tell whether an address is left that could be asked within so many seconds."""
        soon = time.monotonic() + seconds
        return any(heap and self.polite.until(host) <= soon for host, heap in self.heaps.items())
