"""Pages that are empty without their scripts, rendered where niche.yml asks for it: few, slowly, through the same guard."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from helpers import browser, urls
from helpers.collect import answers, guard, pages, robots, walls
from helpers.collect.following import Following
from helpers.collect.frontier import Frontier
from helpers.collect.guard import Network
from helpers.collect.offline_browser import Browser, Failed, Given, Wanted
from helpers.collect.politeness import origin_of, politeness_key
from helpers.collect.segments import Answer, Archive
from helpers.collect.settings import rules
from helpers.collect.turns import Row
from helpers.niche import Niche

COLUMNS = "id, url, source, host, place, hops, tries"
LEFT_OUT = ("content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive", "set-cookie")


class Fetcher:
    """Gets what a rendered page needs: public addresses only, what robots.txt allows, one request at a time, no cookies.

    Parameters
    ----------
    agent: the name under which it asks. network: what a test puts in the place of the network.
    """

    def __init__(self, study: Niche, agent: str, frontier: Frontier, network: Network | None) -> None:
        self.agent, self.frontier, self.network = agent, frontier, network or guard.LIVE
        self.ports = {*guard.PORTS.values(), *study.crawl.ports}
        self.polite = frontier.turns.polite
        self.polite.delay = study.crawl.delay
        self.robots: dict[str, robots.Rules] = {}
        self.until = 0.0  # when the page that is being rendered has had its time

    def get(self, url: str) -> Answer | None:
        """Return an answer; None where none may be asked for, or comes."""
        domain = politeness_key(url)
        wait = self.polite.until(domain) - time.monotonic()
        if time.monotonic() + wait > self.until:
            return None
        time.sleep(max(0.0, wait))
        try:
            route = guard.routes(url, self.network, self.ports)[0]
        except guard.Refused:
            return None
        self.polite.hold(url, domain)
        try:
            answer = self._asked(url, route)
            self.frontier.answered(url, answer.status, len(answer.body))
            return answer
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.frontier.answered(url, type(error).__name__)
            return None
        finally:
            self.polite.release(domain)

    @contextlib.contextmanager
    def _line(self, url: str, route: guard.Route) -> Iterator[http.client.HTTPConnection]:
        """Open a connection to the address that was judged, TLS verified; it ends when its time is over, whatever it drips."""
        plain = socket.create_connection(route.socket, timeout=rules()["timeout"])
        line = http.client.HTTPConnection(route.host, route.port)
        line.sock = plain
        if url.startswith("https:"):
            tls = ssl.create_default_context()
            line.sock = tls.wrap_socket(plain, server_hostname=route.host, do_handshake_on_connect=False)
        end = threading.Timer(rules()["timeout"], self._cut, [line.sock])
        end.start()
        try:
            if isinstance(line.sock, ssl.SSLSocket):
                line.sock.do_handshake()
            yield line
        finally:
            end.cancel()
            line.close()

    @staticmethod
    def _cut(line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    def _asked(self, url: str, route: guard.Route) -> Answer:
        parts, most = urlsplit(url), rules()["body_mb"] * 1_000_000
        headers = {"Host": parts.netloc, "User-Agent": self.agent, "Accept-Encoding": "identity", "Connection": "close"}
        with self._line(url, route) as line:
            line.request("GET", f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}", headers=headers)
            came = line.getresponse()
            body = came.read(most + 1)
            if len(body) > most or came.headers.get("Content-Encoding", "identity") != "identity":
                raise ValueError("too large, or packed")
            kept = [(name, value) for name, value in came.headers.items() if name.lower() not in LEFT_OUT]
        return Answer(url, came.status, came.reason or "-", kept, body, route.address)

    def allows(self, url: str) -> bool:
        """Tell whether the robots.txt of its host lets an address be asked."""
        origin = origin_of(url)
        if origin not in self.robots:
            found = self.robots[origin] = self._rules(f"{origin}/robots.txt")
            self.polite.delays[origin] = found.delay
            self.frontier.told(origin, found.state, found.delay)
        return self.robots[origin].allows(url)

    def _rules(self, url: str) -> robots.Rules:
        for _ in range(rules()["redirects"]):
            answer = self.get(url)
            if not answer or not 300 <= answer.status < 400:
                return robots.read(answer.status, answer.body) if answer else robots.read(0)
            url = urls.canonical(answers.said(answer, "location"), url)
        return robots.read(0)


class Visit:
    """One page being rendered: what it may ask for, and what came of the page itself."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher, self.asked, self.frame = fetcher, 0, ""
        self.original: Answer | None = None  # the page as it came, before its scripts ran

    def answer(self, wanted: Wanted) -> Given | None:
        """Return what a page may have: itself, its scripts and data, so many and no more; no frames, pictures, styles, forms."""
        self.frame = self.frame or wanted.frame
        self.asked += 1
        own = wanted.kind != "Document" or wanted.frame == self.frame
        fits = wanted.method == "GET" and wanted.kind in rules()["rendered_kinds"] and self.asked <= rules()["rendered_requests"]
        url = urls.canonical(wanted.url) if own and fits else ""
        answer = self.fetcher.get(wanted.url.partition("#")[0]) if url and self.fetcher.allows(url) else None
        if wanted.kind == "Document" and answer:
            self.original = answer
        return Given(answer.status, answer.headers, answer.body) if answer else None


def _shells(frontier: Frontier, most: int) -> list[Row]:
    """Return the pages that were found empty without their scripts, home pages first, within the budget of this edition."""
    edition = frontier.scalar("select coalesce(max(run), 0) from runs where anew")
    spent = frontier.count("note = 'rendered' and run >= ?", edition)
    query = f"select {COLUMNS} from asked where state = 'failed' and note = 'script' order by place, id limit ?"
    return [Row(*values) for values in frontier.db.execute(query, (max(0, most - spent),))]


def render(study: Niche, agent: str, say: Callable[[str], None], network: Network | None = None) -> int:
    """Render pages that are empty without scripts, at most ``crawl: render`` of niche.yml in an edition; return how many.

    The HTML that the scripts leave is kept as a WARC record of its own type (conversion), beside the response as it came.
    """
    from helpers.collect.crawl import frontier_path, known

    program = browser.program()
    if not program:
        say("No page was rendered: install Chromium or set AIRE_CHROMIUM to one.")
        return 0
    frontier = Frontier(frontier_path(study.name), study, most_place=-1)  # nothing is queued: the crawl is over
    shells = _shells(frontier, study.crawl.render)
    segment = Archive(frontier.folder)
    frontier.commit(segment.path.name, 0)
    fetcher, following, kept = Fetcher(study, agent, frontier, network), Following(frontier, frontier.moved() | known(study)), 0
    for number, row in enumerate(shells, 1):
        say(f"Rendering {number} of {len(shells)} pages that need scripts")
        kept += _rendered(row, program, fetcher, segment, following)
        frontier.commit(segment.path.name, segment.flush())
    segment.close()
    frontier.close()
    return kept


def _rendered(row: Row, program: str, fetcher: Fetcher, segment: Archive, following: Following) -> bool:
    """Render one page and keep it; tell whether it says anything now."""
    visit, frontier = Visit(fetcher), fetcher.frontier
    fetcher.until = time.monotonic() + rules()["rendered_seconds"]
    try:
        with Browser(program, fetcher.agent, 4 * rules()["body_mb"] * 1_000_000) as opened:
            url, html = opened.dom(row.url, visit.answer, rules()["rendered_seconds"])
    except Failed:
        url, html = "", ""
    same = urls.source_of(urls.canonical(url), following.known) == row.source
    original = visit.original
    if not same or not original or original.status != 200 or walls.wall_of(200, html):
        frontier.meet(row.source, "not-rendered", row.url)
        return False
    seen = pages.read(html, url)
    asked = seen.directives | answers.directives(original)
    if "noarchive" in asked:
        frontier.meet(row.source, "noarchive", row.url)
        return False
    if asked & {"nofollow", "none"}:
        seen = seen._replace(links=[])
    record = segment.rendered(row.url, html, segment.response(original))
    frontier.meet(row.source, "rendered", row.url)
    frontier.conclude(row, "done", 200, "rendered", record=record, digest=sha256(html.encode()).hexdigest())
    following.follow(row, Answer(row.url, 200, "OK", [("Content-Type", "text/html")], html.encode()), seen)
    return True
