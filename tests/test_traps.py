"""Traps end by themselves and are named; walls are recognised; honest sources beside them are read whole."""

import http.client
import re
import time
import tracemalloc
from collections import deque
from urllib.parse import urljoin

import pytest
from tests.mini_web import MiniWeb, whole
from tests.mini_web import traps as planted
from tests.mini_web.demo import sites as demo_sites

from helpers import paths
from helpers.collect import walls
from helpers.collect.traps import Traps, grows, kind_of, likeness, without_session

DEMO = paths.checkout() / "data" / "raw" / "demo" / "crawl" / "demo.warc.gz"
HREF = re.compile(r'href="([^"]+)"')
RECIPE = "<h1>Tarte</h1><p>" + "Épluchez les pommes et versez la crème sur la pâte. " * 30 + "</p>"
ADDRESSES = [
    ("http://a.example/2026/09/30/tarte-aux-pommes/", ""), ("http://a.example/?p=12", ""), ("http://a.example/?s=pain", ""),
    ("http://a.example/article-tarte-12345678.html", ""), ("http://a.example/?sort=date", ""), ("http://a.example/2026/09/", ""),
    ("http://a.example/agenda/2026-10/", "calendar"), ("http://a.example/2031/01/07/", "calendar"),
    ("http://a.example/?month=10&year=2026", "calendar"), ("http://a.example/shop?color=red&size=4", "facets"),
    ("http://a.example/page/4/", "pagination"), ("http://a.example/?paged=4", "pagination"),
    ("http://a.example/feeds/posts/default?start-index=26", "pagination"), ("http://a.example/x?v=9f8e7d6c5b4a39281706", "session"),
]  # fmt: skip
LOOPS = [
    ("http://a.example/blog/blog/blog/", True), ("http://a.example/fr/a/fr/a/fr/a", True), ("http://a.example/1/2/3/4/5/6/7/8/9/10/11/12/13", True),
    ("http://a.example/2026/09/30/tarte/", False), ("http://a.example/a/a/", False), ("http://a.example/" + "x" * 1000, True),
]  # fmt: skip


class Walk:
    """A plain breadth-first crawler over a mini-web: asks of the traps and walls what the spider asks of them."""

    def __init__(self, web, most=20_000):
        self.web, self.traps, self.most = web, Traps(), most
        self.walls, self.read = {}, {}
        self.lines = {}

    def fetch(self, url):
        """Ask for a page over one lasting connection a host, as any client would, through the web's names and routes."""
        host, target = whole(url)
        if host not in self.lines:
            place = self.web.connect(self.web.resolve(host)[0], 80)
            self.lines[host] = http.client.HTTPConnection(*place, timeout=10)
        self.lines[host].request("GET", target, headers={"Host": host, "User-Agent": "aire-test"})
        answer = self.lines[host].getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")

    def run(self, starts):
        queue, seen, asked = deque(starts), set(starts), 0
        while queue and asked < self.most:
            url = queue.popleft()
            host, _ = whole(url)
            if self.traps.refuse(host, url):
                continue
            asked += 1
            status, html = self.fetch(url)
            if wall := walls.wall_of(status, html):
                self.walls[host] = wall
                continue
            found = dict.fromkeys(without_session(urljoin(url, link)) for link in HREF.findall(html))
            new = [link for link in found if link not in seen and whole(link)[0] in self.web.sites]
            if not self.traps.answered(host, url, likeness(url, walls.visible(html)), len(new)) and status == 200:
                self.read.setdefault(host, set()).add(url)
                seen.update(new)
                queue.extend(new)
        return asked

    def close(self):
        for line in self.lines.values():
            line.close()


@pytest.fixture(scope="module")
def walked():
    with MiniWeb(planted.sites()) as web:
        walk = Walk(web)
        tracemalloc.start()
        asked = walk.run([f"http://{host}/" for host in sorted(web.sites)])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        walk.close()
        yield walk, asked, peak


@pytest.mark.parametrize(("url", "kind"), ADDRESSES)
def test_an_address_is_of_an_endless_kind_only_where_it_looks_so(url, kind):
    assert kind_of(url)[0] == kind


@pytest.mark.parametrize(("url", "loops"), LOOPS)
def test_a_path_that_repeats_itself_grows(url, loops):
    assert grows(url) is loops


@pytest.mark.parametrize("name", [*planted.TRAPS, "mirror"])
def test_every_trap_ends_by_itself_and_is_named(walked, name):
    walk, asked, _ = walked
    assert asked < walk.most
    assert name in {trap.name for trap in walk.traps.report() if trap.source == f"{name}.trap.example"}
    assert walk.web.counts()[f"{name}.trap.example"] <= 600


def test_honest_hosts_beside_the_traps_are_read_whole_and_nothing_of_them_is_called_a_trap(walked):
    walk = walked[0]
    honest = [host for host in walk.web.sites if host.startswith("honest-") and host != "honest-0.example"]
    assert {host: len(walk.read[host]) for host in honest} == dict.fromkeys(honest, planted.HONEST)
    assert not [trap for trap in walk.traps.report() if trap.source in honest]


def test_of_two_mirrors_one_is_read_whole(walked):
    read = walked[0].read
    assert len(read["honest-0.example"] | read["mirror.trap.example"]) >= planted.HONEST
    assert len(read["mirror.trap.example"]) < 10


def test_what_is_remembered_of_all_traps_stays_small(walked):
    assert walked[2] < 50_000_000


@pytest.mark.parametrize("name", planted.WALLS)
def test_every_wall_is_recognised_by_name_and_asked_once(walked, name):
    walk = walked[0]
    assert walk.walls[f"{name}.wall.example"] == name
    assert walk.web.counts()[f"{name}.wall.example"] == 1 and f"{name}.wall.example" not in walk.read


@pytest.mark.parametrize(
    "code", ["<form>Se connecter <input type=password></form>", "<div id=root></div>", "<p>Accepter les cookies</p>"]
)
def test_an_article_that_carries_a_wall_in_a_corner_is_content(code):
    assert walls.wall_of(200, RECIPE + code) == ""


def test_nothing_outside_is_ever_asked(walked):
    assert walked[0].web.canary == []


def test_what_is_not_of_this_web_is_led_to_the_canary():
    with MiniWeb({}) as web:
        line = http.client.HTTPConnection(*web.connect("169.254.169.254", 80), timeout=5)
        with pytest.raises((http.client.HTTPException, OSError)):
            line.request("GET", "/") or line.getresponse()
        line.close()
        assert web.canary[0] == "169.254.169.254:80"


def test_no_page_of_the_demonstration_is_taken_for_a_wall_or_a_trap():
    found, met = {}, Traps()
    for host, site in demo_sites(DEMO).items():
        for target, answer in site.pages.items():
            if "html" in {k.lower(): v for k, v in answer.headers}.get("content-type", "") and answer.status == 200:
                html, url = answer.body.decode("utf-8", "replace"), f"http://{host}{target}"
                found[url] = (
                    walls.wall_of(200, html),
                    met.refuse(host, url) or met.answered(host, url, likeness(url, walls.visible(html)), 1),
                )
    assert len(found) > 1000
    assert {url: said for url, said in found.items() if said != ("", "")} == {}


def test_latency_is_kept_and_requests_are_logged_with_their_times():
    with MiniWeb({"a.example": planted.honest("a")}, latency=0.05) as web:
        walk, start = Walk(web), time.monotonic()
        walk.fetch("http://a.example/"), walk.fetch("http://a.example/a-1.html")
        walk.close()
        assert time.monotonic() - start >= 0.1
        assert [(asked.host, asked.target) for asked in web.log] == [("a.example", "/"), ("a.example", "/a-1.html")]
        assert web.log[1].at - web.log[0].at >= 0.05
