"""The spider that Scrapy runs: it looks hosts up, asks them what they allow, hands their answers over, and stops in time."""

from collections.abc import AsyncIterator, Iterator
from time import monotonic, time
from typing import Any, cast
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request, Response

from helpers import urls
from helpers.collect import answers, guard, robots
from helpers.collect.following import Following
from helpers.collect.frontier import Frontier
from helpers.collect.politeness import politeness_key
from helpers.collect.reading import Reader
from helpers.collect.resolver import GuardedResolver
from helpers.collect.segments import Archive
from helpers.collect.settings import rules
from helpers.collect.turns import SITEMAP, Row
from helpers.parse import reserved


class Spider(scrapy.Spider):
    """Keeps each answer, notes what it leads to, and stops when it is time."""

    name = "aire"
    frontier: Frontier
    segment: Archive
    known: dict[str, str]
    delay: float
    ends: float

    def __init__(self, **given: Any) -> None:
        super().__init__()
        self.__dict__.update(given)
        self.robots: dict[str, robots.Rules] = {}
        self.read_at: dict[str, float] = {}  # origin → when its robots.txt was read
        self.reservations: set[str] = set()  # origins asked for their tdmrep.json
        self.following = Following(self.frontier, self.known)
        self.reader = Reader(self.frontier, self.segment, self.following)
        self.ending, self.fault = False, ""
        self.looking, self.wakes = 0, 0.0
        self.frontier.turns.polite.delay = self.delay
        self.patience = rules()["patience" if self.frontier.most_place is None else "check_patience"]

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the frontier holds what is to be asked."""
        return
        yield

    def go_on(self) -> None:
        """Let the engine ask for more: by itself it looks before a host is free again, then only every five seconds."""
        slot = self.crawler.engine._slot if self.crawler.engine else None
        if slot:
            slot.nextcall.schedule()

    def wake(self) -> None:
        """Have the engine ask for more when the first host that is waited for has had its time."""
        from twisted.internet import reactor

        asleep, now = self.frontier.turns.asleep, monotonic()
        if asleep and not self.frontier.spent() and not now < self.wakes <= asleep[0][0]:
            self.wakes = asleep[0][0]
            cast(Any, reactor).callLater(max(0.0, self.wakes - now), self.go_on)

    def look_up(self, row: Row) -> None:
        """Find out where a host lives, before anything is asked of it: who shares its server waits."""
        from twisted.internet import reactor

        self.looking += 1
        self.frontier.turns.polite.hold(row.url, row.host, asks=False)
        cast(Any, reactor).nameResolver.look_up(row.url).addCallback(self._located, row)

    def _located(self, addresses: list[str], row: Row) -> None:
        self.looking -= 1
        self.frontier.turns.polite.locate(row.url, addresses)
        self.frontier.turns.release(row.host)
        self.go_on()

    def give_up(self, why: Any) -> None:
        """End the crawl: what comes can no longer be kept (a full disk, a file that somebody holds)."""
        self.fault, self.ending = str(getattr(why, "value", why)), True

    def left(self) -> float:
        """Return the seconds until the crawl has to end."""
        return max(0.0, self.ends - time())

    def _request(self, url: str, host: str, **more: Any) -> Request:
        meta = {"download_slot": host, "handle_httpstatus_all": True, "dont_redirect": True, **more.pop("meta", {})}
        return Request(url, dont_filter=True, meta=meta, errback=self.failed, **more)

    def robots_request(self, origin: str, row: Row) -> Request:
        """Return the request for the robots.txt of an origin."""
        meta = {"origin": origin, "host": row.host, "hops": 0, "source": row.source}
        return self._request(f"{origin}/robots.txt", row.host, callback=self.read_robots, meta=meta)

    def asks(self, origin: str) -> robots.Rules | None:
        """Return what an origin asks of us; None where it was not asked, or a day ago (RFC 9309, 2.4)."""
        fresh = monotonic() - self.read_at.get(origin, float("-inf")) < rules()["robots_hours"] * 3600
        return self.robots[origin] if fresh else None

    def has_to_ask(self, origin: str) -> bool:
        """Tell whether an origin was not asked yet, and may be, what it reserves; a preflight does not ask."""
        fresh = self.frontier.most_place is None and origin not in self.reservations
        return fresh and self.robots[origin].allows(origin + reserved.FILE)

    def reservation_request(self, origin: str, row: Row) -> Request:
        """Return the request for what a host reserves of text and data mining (TDMRep)."""
        self.reservations.add(origin)
        meta = {"host": row.host, "source": row.source}
        return self._request(origin + reserved.FILE, row.host, callback=self.read_reservation, meta=meta)

    def page_request(self, row: Row) -> Request:
        """Return the request for an address; what was seen of it is not sent again if it has not changed."""
        asked = {"If-None-Match": row.etag, "If-Modified-Since": row.modified}
        headers = {name: value for name, value in asked.items() if value}
        return self._request(row.url, row.host, callback=self.read_page, headers=headers, meta={"row": row})

    def read_robots(self, response: Response) -> Iterator[Request]:
        """Note what a host asks of us; its redirects are followed, those without end make it wait."""
        meta, status = response.meta, response.status
        self._leave_behind(response.url, meta)
        self.frontier.answered(response.url, status, len(response.body))
        if 300 <= status < 400 and status != 304:
            target = urls.canonical(answers.header(response, "Location"), response.url)
            if target and meta["hops"] < rules()["redirects"] and not guard.fault(target, self.frontier.ports):
                moved = {**meta, "hops": meta["hops"] + 1, "moved": monotonic()}
                yield self._request(target, meta["host"], callback=self.read_robots, meta=moved)
                return
            status = 0
        self._settle_robots(meta, robots.read(status, response.body))
        if response.status == 200:
            self.segment.response(answers.answer_of(response))

    def _leave_behind(self, url: str, meta: dict[str, Any]) -> None:
        """Let the host be asked again to which the robots.txt of another led."""
        if politeness_key(url) != meta["host"]:
            self.frontier.turns.release(politeness_key(url))

    def defer(self, meta: dict[str, Any]) -> None:
        """Leave a host alone whose robots.txt leads to one that cannot be asked soon."""
        self._settle_robots(meta, robots.read(0))

    def _settle_robots(self, meta: dict[str, Any], found: robots.Rules) -> None:
        self.robots[meta["origin"]], self.read_at[meta["origin"]] = found, monotonic()
        self.frontier.told(meta["origin"], found.state, found.delay)
        if found.state == "deferred":
            self.frontier.meet(meta["source"], found.why, meta["origin"])
        if found.delay >= rules()["long_delay"]:
            self.frontier.meet(meta["source"], "long-delay", f"{meta['origin']}: {found.delay:,.0f} s")
        self.frontier.turns.polite.delays[meta["origin"]] = found.delay
        self.frontier.turns.release(meta["host"])
        for sitemap in found.sitemaps[:3]:
            self.following.add(urls.canonical(sitemap, meta["origin"]), meta["source"], SITEMAP)
        self.go_on()

    def read_reservation(self, response: Response) -> None:
        """Keep and note what a host reserves."""
        self.frontier.answered(response.url, response.status, len(response.body))
        if response.status == 200 and reserved.rules_of(response.body):
            self.segment.response(answers.answer_of(response))
            self.frontier.meet(response.meta["source"], "tdm-rules", response.url)
        self.frontier.turns.release(response.meta["host"])
        self.go_on()

    def failed(self, failure: Any) -> None:
        """Note that nothing came: it is tried again later, a robots.txt that does not come makes its host wait."""
        meta = failure.request.meta
        refused = urlsplit(failure.request.url).hostname in GuardedResolver.refused
        why = "address" if refused else rules()["failures"].get(failure.type.__name__, failure.type.__name__)
        if why not in ("no-host", "address"):  # of these nothing was asked
            self.frontier.answered(failure.request.url, why)
        if "origin" in meta:
            self._leave_behind(failure.request.url, meta)
            deferred = robots.read(0)
            self._settle_robots(meta, deferred._replace(why=why) if why in rules()["final"] else deferred)
            return
        if "row" in meta:
            self.reader.not_come(meta["row"], why)
        else:  # nobody has to say what is reserved
            self.frontier.turns.release(meta["host"])
        self.go_on()

    def read_page(self, response: Response) -> None:
        """Keep an answer and note what it leads to."""
        row: Row = response.meta["row"]
        try:
            self.frontier.answered(response.url, response.status, len(response.body))
            self.reader.read(response, row)
        except OSError as error:
            self.give_up(error)
        except Exception as error:  # of a page that is made to break its readers: named, and the others are read
            if row.id in self.frontier.turns.rows:  # it was not kept yet
                self.frontier.settle(row, "failed", response.status, f"{type(error).__name__}: {error}")
            self.frontier.meet(row.source, "unreadable", row.url)
        self.go_on()
