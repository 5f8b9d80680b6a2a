"""The process that crawls: it commits, says how far it is, and ends when it is told to, or when whoever started it is gone."""

import sqlite3
import sys
import time
from multiprocessing.connection import Connection
from typing import Any, cast

from helpers import niche
from helpers.collect.crawl import Order, known, open_frontier, scrapy_settings
from helpers.collect.frontier import Frontier
from helpers.collect.segments import Archive
from helpers.collect.settings import rules
from helpers.collect.spider import Spider
from helpers.paths import AireError


class Clock:
    """What happens by itself while a crawl runs.

    Parameters
    ----------
    line: to who started the crawl; takes what is to be said, and gives a word when the crawl is to stop.
    """

    def __init__(self, line: Connection) -> None:
        self.line, self.began, self.told, self.ended = line, time.monotonic(), 0.0, 0.0

    def tick(self, spider: Spider) -> None:
        """Commit; say how far it is; end where it is time."""
        now = time.monotonic()
        spider.frontier.commit(spider.segment.path.name, spider.segment.flush())
        if now - self.told >= rules()["say"]:
            self.told = now
            self._say(spider, progress(spider.frontier, now - self.began))
        if self._told_to_stop() or not spider.left():
            spider.ending = True  # nothing more is handed out: the crawl ends when what it asked has come
        self.ended = self.ended or (now if spider.ending else 0.0)
        if spider.ending:
            self._end(spider, now)

    def _end(self, spider: Spider, now: float) -> None:
        """Wait a little for what was asked; what has not come by then is asked again next time."""
        from twisted.internet import reactor

        spider.go_on()
        if now - self.ended >= rules()["last_wait"]:
            cast(Any, reactor).stop()

    def _say(self, spider: Spider, what: str) -> None:
        try:
            self.line.send((False, what))
        except OSError:
            spider.ending = True

    def _told_to_stop(self) -> bool:
        try:
            return self.line.poll() and bool(self.line.recv())
        except (EOFError, OSError):
            return True


def progress(frontier: Frontier, seconds: float) -> str:
    """Return how far a crawl is: pages, hosts, queue, failures, time left at this pace."""
    done = sum(frontier.fetched.values())
    new = frontier.count("run = ? and state = 'done'", frontier.run)
    failures = frontier.count("state = 'failed'")
    left = f"about {len(frontier.turns.rows) * seconds / new / 60:.0f} min left" if new else "time left not known yet"
    hosts = sum(1 for heap in frontier.turns.heaps.values() if heap)
    return f"{done:,} pages, {hosts:,} hosts to ask, {len(frontier.turns.rows):,} in the queue, {failures:,} failed, {left}"


def run(order: Order, line: Connection) -> None:
    """Crawl, in this process; what it dies of is its last word, and its status: 1 it could not begin, 3 it was cut short."""
    status = 3
    try:
        fault = _crawled(order, line)
    except (AireError, OSError, sqlite3.Error) as error:
        fault, status = str(error), error.exit_code if isinstance(error, AireError) else 3
    if fault:
        line.send((True, fault))
        sys.exit(status)


def _crawled(order: Order, line: Connection) -> str:
    """Crawl until the end; return what ended it before its time."""
    from scrapy import signals
    from scrapy.crawler import CrawlerProcess
    from twisted.internet.task import LoopingCall

    study, clock = niche.load(order.niche), Clock(line)
    frontier = open_frontier(study, order.most_place, order.anew)
    segment = Archive(frontier.folder)
    frontier.commit(segment.path.name, 0)  # from now on it is known to be ours
    chosen = scrapy_settings(study, order.network) | (order.own or {})
    delay = chosen.pop("DOWNLOAD_DELAY")  # kept by the frontier, for domains and servers alike
    process = CrawlerProcess(chosen)
    crawler = process.create_crawler(Spider)

    def wind_up(spider: Spider) -> None:
        """Let the clock tick."""
        LoopingCall(clock.tick, spider).start(rules()["commit"]).addErrback(spider.give_up)

    crawler.signals.connect(wind_up, signals.spider_opened)  # held weakly: a lambda here would never be called
    process.crawl(
        crawler, frontier=frontier, segment=segment, known=frontier.moved() | known(study),
        ends=time.time() + order.within, delay=delay,
    )  # fmt: skip
    process.start(install_signal_handlers=False)
    fault = str(getattr(crawler.spider, "fault", ""))
    if not fault:
        frontier.commit(segment.path.name, segment.flush())
        segment.close()
        frontier.close()
    return fault
