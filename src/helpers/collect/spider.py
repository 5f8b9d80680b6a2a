"""The parts that Scrapy runs: a scheduler over the frontier, a spider that keeps what comes."""

from collections import deque
from collections.abc import AsyncIterator, Iterator
from time import monotonic, time
from typing import Any, cast
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request, Response

from helpers import urls
from helpers.collect import answers, guard, pages, robots, traps, walls
from helpers.collect.following import Following
from helpers.collect.frontier import Frontier
from helpers.collect.politeness import origin_of
from helpers.collect.resolver import GuardedResolver
from helpers.collect.segments import Answer, Archive
from helpers.collect.settings import rules
from helpers.collect.turns import SITEMAP, Row
from helpers.parse import reserved


class Scheduler:
    """Hands out one request a host; the robots.txt of a site before anything else of it."""

    def __init__(self, spider: "Spider") -> None:
        self.spider, self.first = spider, deque[Request]()

    @classmethod
    def from_crawler(cls, crawler: Any) -> "Scheduler":
        """Return the scheduler of a crawl."""
        return cls(crawler.spider)

    def has_pending_requests(self) -> bool:
        """Whether anything is left that can be asked within this crawl."""
        spider = self.spider
        patience = rules()["patience"] if spider.frontier.most_place is None else 0
        return not spider.ending and (bool(self.first) or spider.frontier.waiting(min(spider.left(), patience)))

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that follows another (robots.txt that moved)."""
        self.first.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return what to ask now; None where every host is busy or has to be waited for."""
        if self.spider.ending:
            return None
        request = self.first.popleft() if self.first else next(self._allowed(), None)
        if request is None:
            self.spider.wake()
        return request

    def _allowed(self) -> Iterator[Request]:
        """Yield the next request; hosts are looked up, and what robots.txt refuses is settled, on the way."""
        frontier, spider = self.spider.frontier, self.spider
        while (row := frontier.next()) is not None:
            origin = origin_of(row.url)
            asked = spider.robots.get(origin)
            if not frontier.turns.polite.located(row.url):
                if spider.looking >= rules()["in_flight"]:
                    return
                spider.look_up(row)
            elif asked is None:
                frontier.turns.polite.hold(row.url, row.host)
                yield spider.robots_request(origin, row)
            elif asked.state == "deferred":
                frontier.leave(row, "deferred", asked.why)  # not again in this run; the next one asks anew
            elif spider.has_to_ask(origin):
                frontier.turns.polite.hold(row.url, row.host)
                yield spider.reservation_request(origin, row)
            elif not asked.allows(row.url):
                frontier.leave(row, "refused", "robots")
                frontier.meet(row.source, "robots-refused", row.url)
            else:
                frontier.turns.take(row)
                yield spider.page_request(row)


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
        self.reservations: set[str] = set()  # origins asked for their tdmrep.json
        self.following = Following(self.frontier, self.known)
        self.walled = self.frontier.unheard()
        self.ending, self.fault = False, ""
        self.looking, self.wakes = 0, 0.0
        self.frontier.turns.polite.delay = self.delay

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
        if asleep and not now < self.wakes <= asleep[0][0]:
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
        self.frontier.answered(response.url, status, len(response.body))
        if 300 <= status < 400 and status != 304:
            target = urls.canonical(answers.header(response, "Location"), response.url)
            if target and meta["hops"] < rules()["redirects"] and not guard.fault(target, self.frontier.ports):
                moved = {**meta, "hops": meta["hops"] + 1}
                yield self._request(target, meta["host"], callback=self.read_robots, meta=moved)
                return
            status = 0
        self._settle_robots(meta, robots.read(status, response.body))
        if response.status == 200:
            self.segment.response(answers.answer_of(response))

    def _settle_robots(self, meta: dict[str, Any], found: robots.Rules) -> None:
        self.robots[meta["origin"]] = found
        self.frontier.told(meta["origin"], found.state, found.delay)
        if found.state == "deferred":
            self.frontier.meet(meta["source"], found.why, meta["origin"])
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
            deferred = robots.read(0)
            self._settle_robots(meta, deferred._replace(why=why) if why in rules()["final"] else deferred)
            return
        if "row" in meta:
            self._not_come(meta["row"], why)
        else:  # nobody has to say what is reserved
            self.frontier.turns.release(meta["host"])
        self.go_on()

    def _not_come(self, row: Row, why: str) -> None:
        """Ask again later, a few times; who does not answer several times in a row is left alone."""
        self.frontier.meet(row.source, why, row.url)
        if why not in rules()["final"] and row.tries + 1 < rules()["tries"]:
            self.frontier.put_back(row, rules()["again"])
            return
        self.frontier.settle(row, "failed", note=why)
        self._stands(row.source, why)

    def _stands(self, source: str, why: str) -> None:
        """Count what stands before a source; where nothing else comes of it, the rest of it is left alone."""
        self.walled[source] += 1
        if self.walled[source] >= rules()["walled"]:
            self.frontier.drop(source, why)

    def read_page(self, response: Response) -> None:
        """Keep an answer and note what it leads to."""
        row: Row = response.meta["row"]
        try:
            self.frontier.answered(response.url, response.status, len(response.body))
            self._read(response, row)
        except OSError as error:
            self.give_up(error)
        except Exception as error:  # of a page that is made to break its readers: named, and the others are read
            if row.id in self.frontier.turns.rows:  # it was not kept yet
                self.frontier.settle(row, "failed", response.status, f"{type(error).__name__}: {error}")
            self.frontier.meet(row.source, "unreadable", row.url)
        self.go_on()

    def _read(self, response: Response, row: Row) -> None:
        if response.status in (429, 503) and row.tries + 1 < rules()["tries"]:
            self.frontier.put_back(row, answers.retry_after(response))
            return
        answer = answers.answer_of(response)
        if response.status == 304 and row.record:
            self.segment.revisit(answer, row.record, "server-not-modified")
            self._settle(row, answer, row.record)
            return
        seen, note, mark = self._look(row, answer)
        if note:
            self.frontier.meet(row.source, note, row.url)
        if note in ("noarchive", *walls.rules()):
            self.frontier.settle(row, "done" if note == "noarchive" else "failed", response.status, note)
        elif row.record and row.digest == answer.digest:
            self.segment.revisit(answer, row.record, "identical-payload-digest")
            self._settle(row, answer, row.record, mark)
        else:
            self._settle(row, answer, self.segment.response(answer), mark)
        self.following.follow(row, answer, seen)

    def _settle(self, row: Row, answer: Answer, record: str, mark: int = 0) -> None:
        said = {name.lower(): value for name, value in answer.headers}
        etag, modified = said.get("etag", ""), said.get("last-modified", "")
        same = answer.status == 304
        if same:  # it need not say again what it said before
            etag, modified = etag or row.etag, modified or row.modified
        if not same and answer.status != 200:  # errors and redirects are asked for whole each time
            etag, modified = "", ""
        status, digest = (200, row.digest) if same else (answer.status, answer.digest)
        self.frontier.settle(row, "done", status, etag=etag, modified=modified, digest=digest, record=record, mark=mark)

    def _look(self, row: Row, answer: Answer) -> tuple[pages.Seen | None, str, int]:
        """Return what a page says, what stands against keeping or following it, and a mark of its words (``traps.likeness``)."""
        if answers.kind(answer) not in ("page", "error"):
            return None, "", 0
        html = answers.text(answer)
        wall = walls.wall_of(answer.status, html)
        if wall:
            self._stands(row.source, wall)
        if wall or answer.status != 200:
            return None, wall, 0
        self.walled[row.source] = 0
        seen = pages.read(html, answer.url)
        asked = seen.directives | answers.directives(answer)
        self._reserved(row, answer, asked)
        if asked & {"nofollow", "none"}:
            self.frontier.meet(row.source, "nofollow", row.url)
            seen = seen._replace(links=[])
        paged = traps.kind_of(answer.url)[0] == "pagination"
        new = sum(not self.frontier.knows(link) for link in seen.links) if paged else 1
        mark = traps.likeness(answer.url, walls.visible(html))
        trap = self.frontier.traps.answered(row.source, answer.url, mark, new)
        return (None if trap else seen), "noarchive" if asked & {"noarchive"} else trap, mark

    def _reserved(self, row: Row, answer: Answer, asked: frozenset[str]) -> None:
        """Note what a page reserves: search engines, text and data mining."""
        if "noindex" in asked:
            self.frontier.meet(row.source, "noindex", row.url)
        if answers.said(answer, "tdm-reservation").strip() == "1" or "1" in asked:
            self.frontier.meet(row.source, "tdm-reserved", row.url)
