"""What Scrapy asks next, out of the frontier: one request at a time of each host, its robots.txt before anything else of it."""

from collections import deque
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.http import Request

from helpers.collect.politeness import origin_of
from helpers.collect.settings import rules

if TYPE_CHECKING:
    from helpers.collect.spider import Spider


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
        return not spider.ending and spider.frontier.waiting(min(spider.left(), spider.patience))

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that follows another (robots.txt that moved); the host that led there stays busy meanwhile."""
        self.first.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return what to ask now; None where every host is busy or has to be waited for."""
        if self.spider.ending:
            return None
        request = next(self._moved(), None) or next(self._allowed(), None)
        if request is None:
            self.spider.wake()
        return request

    def _moved(self) -> Iterator[Request]:
        """Yield a robots.txt that moved whose new host, too, may be asked now; who cannot be soon is not waited for."""
        for request in [*self.first]:
            taken = self.spider.frontier.turns.takes_in(request.url, request.meta["host"])
            late = request.meta["moved"] + self.spider.patience < monotonic()
            if taken or late:
                self.first.remove(request)
            if taken:
                yield request
            elif late:
                self.spider.defer(request.meta)

    def _allowed(self) -> Iterator[Request]:
        """Yield the next request; hosts are looked up, and what robots.txt refuses is settled, on the way."""
        frontier, spider = self.spider.frontier, self.spider
        while (row := frontier.next()) is not None:
            origin = origin_of(row.url)
            asked = spider.asks(origin)
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
