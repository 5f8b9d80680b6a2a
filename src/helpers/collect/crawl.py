"""Start a crawl in a process of its own, show how far it is, stop it cleanly, take it up again."""

import importlib.util
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from helpers import __version__, niche, paths, tables, urls
from helpers.collect import ways_in
from helpers.collect.frontier import HOME, Frontier, reader
from helpers.collect.guard import Network
from helpers.collect.segments import Archive, repair
from helpers.collect.settings import rules
from helpers.niche import Niche
from helpers.parse.captures import prefixes
from helpers.paths import AireError

Say = Callable[[str], None]
FOREVER = 10 * 365 * 86_400.0


def agent(study: Niche) -> str:
    """Return the name under which a crawl asks: project, version, contact (RFC 9110, User-Agent).

    Raises
    ------
    AireError
        The niche names no contact: whoever is asked has to know whom to write to.
    """
    contact = " ".join(study.crawl.contact.split())
    if not contact:
        where = paths.niche_folder(study.name) / "niche.yml"
        raise AireError(f"{where}, key 'crawl.contact': missing; sites have to know whom to write to, as in you@company.example")
    return f"aire/{__version__} (+{contact})"


def frontier_path(name: str) -> Any:
    """Return where a niche's frontier is kept."""
    return paths.niche_folder(name) / "crawl" / "frontier.sqlite"


def beginnings(study: Niche) -> Any:
    """Return where a crawl begins (``ways_in.starts``), the prospects that the analyst accepted included."""
    read = (paths.processed_folder(study.name) / "prospects.parquet").is_file()
    return ways_in.starts(study, tables.read(study.name, "prospects") if read else None)


def open_frontier(study: Niche) -> Frontier:
    """Return the frontier of a niche, its archive cut to what was committed, its seeds queued."""
    folder = frontier_path(study.name).parent
    frontier = Frontier(frontier_path(study.name), study.limits.pages_per_source, study.crawl.ports)
    repair(folder, frontier.segments())
    for row in beginnings(study).itertuples():
        if not study.forgets(row.source):
            frontier.add(row.url, row.source, HOME)
    return frontier


def settings(study: Niche, network: Network | None, own: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of Scrapy: what it does by itself that the frontier does is off."""
    off = [
        "offsite.OffsiteMiddleware", "robotstxt.RobotsTxtMiddleware", "retry.RetryMiddleware", "cookies.CookiesMiddleware",
        "redirect.MetaRefreshMiddleware", "redirect.RedirectMiddleware", "httpproxy.HttpProxyMiddleware",
    ]  # fmt: skip
    middlewares = dict.fromkeys(f"scrapy.downloadermiddlewares.{name}" for name in off)
    body = rules()["body_mb"] * 1_000_000
    return {
        "AIRE_NETWORK": network,
        "USER_AGENT": agent(study),
        "TWISTED_DNS_RESOLVER": "helpers.collect.spider.GuardedResolver",
        "SCHEDULER": "helpers.collect.spider.Scheduler",
        "DOWNLOADER_MIDDLEWARES": middlewares,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "CONCURRENT_REQUESTS": rules()["in_flight"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": study.crawl.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": rules()["timeout"],
        "DOWNLOAD_MAXSIZE": body,
        "DOWNLOAD_WARNSIZE": 0,
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.depth.DepthMiddleware": None},
        **own,
    }


class _Clock:
    """What happens by itself while a crawl runs: commits, the progress line, the end of its time."""

    def __init__(self, spider: Any, began: float) -> None:
        self.spider, self.began, self.told = spider, began, 0.0

    def tick(self) -> None:
        """Commit; say how far it is; end where it is time."""
        spider = self.spider
        spider.frontier.commit(spider.segment.path.name, spider.segment.flush())
        if time.time() - self.told > 5:
            self.told = time.time()
            sys.stderr.write(progress(spider.frontier, time.time() - self.began) + "\n")
        if not spider.left() and not spider.ending:
            spider.ending = True  # nothing more is handed out: the crawl ends when what it asked has come


def progress(frontier: Frontier, seconds: float) -> str:
    """Return how far a crawl is: pages, hosts, queue, failures, time left at this pace."""
    done = sum(frontier.fetched.values())
    new = frontier.count("run = ? and state = 'done'", frontier.run)
    failures = frontier.count("state = 'failed'")
    left = len(frontier.rows) / (new / seconds) / 60 if new and seconds else 0
    hosts = sum(1 for heap in frontier.heaps.values() if heap)
    queue = f"{len(frontier.rows):,} in the queue, {failures} failed, about {left:.0f} min left"
    return f"  {done:,} pages, {hosts:,} hosts to ask, {queue}"


def _run(name: str, network: Network | None, within: float, most_place: int | None, own: dict[str, Any]) -> None:
    """Crawl, in this process."""
    from scrapy.crawler import CrawlerProcess
    from twisted.internet.task import LoopingCall

    from helpers.collect.spider import Spider

    study = niche.load(name)
    frontier = open_frontier(study)
    segment = Archive(frontier_path(study.name).parent)
    began = time.time()
    starts = beginnings(study)
    known = prefixes(study) | dict(zip(starts["url"].map(urls.prefix_of), starts["source"], strict=True))
    given = {"frontier": frontier, "segment": segment, "known": known, "most_place": most_place}
    given["patience"] = rules()["patience"] if most_place is None else 0
    chosen = settings(study, network, own)
    process = CrawlerProcess(chosen)
    crawler = process.create_crawler(Spider)
    crawler.signals.connect(lambda spider: LoopingCall(_Clock(spider, began).tick).start(rules()["commit"]), _opened())
    process.crawl(crawler, ends=began + within, delay=chosen["DOWNLOAD_DELAY"], **given)
    process.start()
    frontier.commit(segment.path.name, segment.flush())
    segment.close()
    frontier.close()


def _opened() -> Any:
    from scrapy import signals

    return signals.spider_opened


def crawl(
    study: Niche,
    within: float = FOREVER,
    network: Network | None = None,
    most_place: int | None = None,
    own: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Crawl a niche until nothing is left to ask or the time is over; return what came of it.

    Parameters
    ----------
    within: seconds. most_place: last place in the order of each source that is asked (a preflight asks home and feed).
    network, own: what tests put in the place of the network, and of single settings of Scrapy.

    Raises
    ------
    AireError
        No contact, no seed, or the process was ended by the system.
    """
    agent(study)
    if beginnings(study).empty:
        where = paths.niche_folder(study.name) / "niche.yml"
        raise AireError(f"{where}, key 'seeds': none; a crawl starts from the sources that you know")
    if importlib.util.find_spec("scrapy") is None:
        raise AireError("Scrapy is not installed; run: make env", 3)
    child = get_context("spawn").Process(target=_run, args=(study.name, network, within, most_place, own or {}))
    child.start()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the crawl itself hears it, and ends what it has begun
    try:
        child.join()
    finally:
        signal.signal(signal.SIGINT, before)
    if child.exitcode:
        raise AireError(
            f"{study.name}: the crawl ended by itself (status {child.exitcode}); what was collected is kept: run it again", 3
        )
    return summary(study)


def summary(study: Niche) -> dict[str, Any]:
    """Return what the frontier holds: pages kept, sources reached and asked, addresses left, what was met (sources, times)."""
    db = reader(frontier_path(study.name))
    kept = "from asked where state = 'done' and status = 200"
    pages, sources = db.execute(f"select count(*), count(distinct source) {kept}").fetchone()
    left = db.execute("select count(*) from asked where state = 'pending'").fetchone()[0]
    met = {what: (n, times) for what, n, times in db.execute("select what, count(*), sum(times) from met group by 1 order by 1")}
    db.close()
    return {"pages": pages, "sources": sources, "asked": len(beginnings(study)), "left": left, "met": met}
