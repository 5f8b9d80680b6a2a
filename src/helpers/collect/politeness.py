"""Whom one request at a time is owed to: a registrable domain, and a small server where several of them live."""

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from helpers import urls
from helpers.collect.settings import rules


def politeness_key(url: str) -> str:
    """Return the registrable domain of an address (ICANN's public suffixes), or else its host.

    >>> politeness_key("https://a.over-blog.com/x"), politeness_key("https://b.over-blog.com/")
    ('over-blog.com', 'over-blog.com')
    """
    host = urlsplit(url).hostname or ""
    return urls.registrable(host) or host


def origin_of(url: str) -> str:
    """Return whom a robots.txt speaks for (RFC 9309): scheme, host and port of an address."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


class Held(NamedTuple):
    """What a request keeps busy. ``asks``: it goes to the host; a look-up of its name does not."""

    since: float
    origin: str
    keys: Sequence[str]
    asks: bool


class Politeness:
    """Who is being asked, and who is left alone until when.

    An address where at most ``shared`` domains of this crawl live (``collect.yml``) is taken for that of one small server, which
    gets one request at a time whichever of them it is for. Where there are more it is a big host's, made for many readers.

    Attributes
    ----------
    delay: seconds from one request to the next, of a domain and of a small server. delays: what each origin asks of us, longer.
    """

    def __init__(self) -> None:
        self.delay, self.delays = 0.0, dict[str, float]()
        self.busy: set[str] = set()  # domains, and addresses of servers
        self.held: dict[str, Held] = {}
        self._later: dict[str, float] = {}
        self._addresses: dict[str, Sequence[str]] = {}
        self._living: defaultdict[str, set[str]] = defaultdict(set)  # address → domains

    def located(self, url: str) -> bool:
        """Tell whether the host of an address was looked up."""
        return urlsplit(url).hostname in self._addresses

    def locate(self, url: str, addresses: Sequence[str]) -> None:
        """Note where the host of an address lives."""
        self._addresses[urlsplit(url).hostname or ""] = addresses
        for address in addresses:
            self._living[address].add(politeness_key(url))

    def keys(self, url: str, domain: str) -> list[str]:
        """Return all that one request at a time is owed to where an address is asked."""
        there = self._addresses.get(urlsplit(url).hostname or "", ())
        return [domain, *(address for address in there if len(self._living[address]) <= rules()["shared"])]

    def hold(self, url: str, domain: str, asks: bool = True) -> None:
        """Keep a domain, and the small server where it lives, from being asked anything else."""
        self.held[domain] = Held(time.monotonic(), origin_of(url), self.keys(url, domain), asks)
        self.busy.update(self.held[domain].keys)

    def release(self, domain: str) -> Sequence[str]:
        """Let a domain and its server be asked again, each after its delay; return what is free now."""
        held = self.held.pop(domain)
        self.busy.difference_update(held.keys)
        for key in held.keys if held.asks else ():
            own = self.delays.get(held.origin, 0.0) if key == domain else 0.0
            self._later[key] = max(self._later.get(key, 0.0), held.since + max(self.delay, own))
        return held.keys

    def wait(self, domain: str, seconds: float) -> None:
        """Leave a domain alone for some seconds."""
        self._later[domain] = max(self._later.get(domain, 0.0), time.monotonic() + seconds)

    def until(self, *keys: str) -> float:
        """Return when all of some domains and servers may be asked again, by the clock that only goes forward."""
        return max(self._later.get(key, 0.0) for key in keys)
