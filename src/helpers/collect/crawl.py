"""Start a crawl in a process of its own, pass on how far it is, stop it cleanly, take it up again."""

import contextlib
import importlib.util
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from helpers import __version__, paths, tables, urls
from helpers.collect import ways_in
from helpers.collect.frontier import Frontier
from helpers.collect.guard import Network
from helpers.collect.segments import repair
from helpers.collect.settings import rules
from helpers.collect.turns import HOME
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


def open_frontier(study: Niche, most_place: int | None = None, anew: bool = False) -> Frontier:
    """Return the frontier of a niche, its archive cut to what was committed, its seeds queued.

    Raises
    ------
    AireError
        An archive lies there that the frontier does not know, or the frontier itself is lost: nothing is made or changed.
    """
    path = frontier_path(study.name)
    if not path.is_file():
        repair(path.parent, {})
    frontier = Frontier(path, study, most_place, anew)
    try:
        repair(path.parent, frontier.segments())
    except AireError:
        frontier.close()
        raise
    for row in beginnings(study).itertuples():
        if not study.forgets(row.source):
            frontier.add(row.url, row.source, HOME)
    return frontier


def known(study: Niche) -> dict[str, str]:
    """Return prefix → source of all that a crawl begins with."""
    starts = beginnings(study)
    return dict(zip(starts["url"].map(urls.prefix_of), starts["source"], strict=True)) | prefixes(study)


def scrapy_settings(study: Niche, network: Network | None) -> dict[str, Any]:
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
        "TWISTED_DNS_RESOLVER": "helpers.collect.resolver.GuardedResolver",
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "helpers.collect.handler.Handler"),
        "SCHEDULER": "helpers.collect.scheduler.Scheduler",
        "DOWNLOADER_MIDDLEWARES": middlewares,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "CONCURRENT_ITEMS": 1,  # nothing comes out of the spider: by default a hundred tasks a page wait for it
        "CONCURRENT_REQUESTS": rules()["in_flight"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": study.crawl.delay,
        "DOWNLOAD_TIMEOUT": rules()["timeout"],
        "DOWNLOAD_MAXSIZE": body,
        "DOWNLOAD_WARNSIZE": 0,
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.depth.DepthMiddleware": None},
    }


class Order(NamedTuple):
    """What is to be crawled, and how.

    Attributes
    ----------
    within: seconds. most_place: last place in the order of each source that is asked (None: all).
    anew: begin the next edition, whatever is left of this one.
    network, own: what tests put in the place of the network, and of single settings of Scrapy.
    """

    niche: str
    within: float = FOREVER
    most_place: int | None = None
    anew: bool = False
    network: Network | None = None
    own: dict[str, Any] | None = None


def _begin(order: Order, line: Connection) -> None:
    """Crawl, in this process: Scrapy is imported here, never in the one that asks for a crawl."""
    from helpers.collect import running

    running.run(order, line)


def _on_stderr(text: str) -> None:
    sys.stderr.write(f"  {text}\n")


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that a Ctrl-C of the terminal does not reach: the crawl is told by who started it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _followed(child: Any, line: Connection, say: Say) -> tuple[bool, str]:
    """Pass on what a crawl says until it ends; return whether it was stopped, and what it died of."""
    stopped, fault = False, ""
    while True:
        try:
            failed, text = line.recv()
            fault = text if failed else fault
            if not failed:
                say(text)
        except EOFError:
            child.join()
            return stopped, fault
        except KeyboardInterrupt:
            if stopped:
                child.kill()
            else:
                line.send("stop")
                say("Stopping: what was asked is still waited for, a few seconds at most; once more to stop at once.")
            stopped = True


def crawl(study: Niche, say: Say = _on_stderr, **how: Any) -> dict[str, Any]:
    """Crawl a niche until nothing is left to ask, the time is over or Ctrl-C is pressed; return what came of it.

    Parameters
    ----------
    say: takes each line of progress. how: ``within``, ``most_place``, ``anew``, ``network``, ``own``, as in ``Order``.

    Returns
    -------
    What ``state.summary`` tells, and ``stopped``.

    Raises
    ------
    AireError
        No contact, no seed, another crawl of this niche under way, archives without their frontier, or the process was ended
        by the system.
    """
    agent(study)
    if beginnings(study).empty:
        where = paths.niche_folder(study.name) / "niche.yml"
        raise AireError(f"{where}, key 'seeds': none; a crawl starts from the sources that you know")
    if importlib.util.find_spec("scrapy") is None:
        raise AireError("Scrapy is not installed; run: make env", 3)
    context = get_context("spawn")
    line, theirs = context.Pipe()
    child = context.Process(target=_begin, args=(Order(study.name, **how), theirs))
    with _deaf():
        child.start()
    theirs.close()
    stopped, fault = _followed(child, line, say)
    if child.exitcode == 1:
        raise AireError(fault)
    if child.exitcode and not stopped:
        why = fault or f"ended by the system (status {child.exitcode})"
        raise AireError(f"{study.name}: the crawl stopped: {why}; what was collected is kept: run it again", 3)
    if study.crawl.render and not stopped and how.get("most_place") is None:
        from helpers.collect.rendering import render

        render(study, agent(study), say, how.get("network"))
    from helpers.collect.state import summary

    return summary(study) | {"stopped": stopped}
