"""Whose turn it is: home, feed and first posts source after source, then a page of each; one at a time of whom that is owed."""

import heapq
import time
from collections import Counter, defaultdict
from hashlib import blake2b
from typing import NamedTuple

from helpers.collect.politeness import Politeness

HOME, FEED, SITEMAP, POST, REST = 0, 1, 8, 2, 10  # places in the order of a source: home, feed, first posts, the rest
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
        self.ready: list[tuple[Turn, str]] = []  # domains that can be asked, whose turn it is first; some twice
        self.asleep: list[tuple[float, str]] = []  # domains to be waited for, and until when
        self.behind: defaultdict[str, dict[str, None]] = defaultdict(dict)  # busy server → domains that wait for it

    def push(self, row: Row) -> None:
        """Take an address in."""
        self.rows[row.id] = row
        if row.place < SITEMAP:
            self.first[row.source] += 1
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
        """Tell whether a budget of pages allows it: first posts of the sources begun come before all else."""
        left = pages // SITEMAP
        if row.place >= SITEMAP:
            return len(self.first) <= left
        return row.source in self.begun or len(self.begun) < max(1, left)

    def take(self, row: Row) -> None:
        """Hand an address out: its domain and its server are busy until they are released."""
        heapq.heappop(self.heaps[row.host])
        self.polite.hold(row.url, row.host)
        if row.place < SITEMAP:
            self.begun.add(row.source)

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
        self.first[row.source] -= row.place < SITEMAP
        if not self.first[row.source]:
            self.begun.discard(row.source)
            del self.first[row.source]

    def again(self, row: Row, seconds: float) -> None:
        """Take in again what was handed out; its domain waits."""
        self.polite.wait(row.host, seconds)
        self.first[row.source] -= row.place < SITEMAP
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

    def waiting(self, seconds: float) -> bool:
        """Tell whether an address is left that could be asked within so many seconds."""
        soon = time.monotonic() + seconds
        return any(heap and self.polite.until(host) <= soon for host, heap in self.heaps.items())
