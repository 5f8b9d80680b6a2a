"""Whose turn it is in a crawl: all sources before more of any, budgets, hosts that ask for time, hosts that lead to others."""

import io
import time
from itertools import pairwise

import pandas as pd
import pytest
from scrapy.http import Request
from tests.mini_web import STANDING, Answer, MiniWeb, demo, page
from tests.mini_web.seen import network
from tests.test_collect import CONTACT, FAST, announcing, asked, blog, links, listing, seeds, small

from helpers import collect, niche, urls
from helpers.collect import size
from helpers.collect.crawl import open_frontier
from helpers.collect.frontier import Frontier
from helpers.collect.turns import FEED, HOME, POST, REST, Row, Turns

PLAIN = (("Content-Type", "text/plain"),)


def delayed(seconds: float) -> Answer:
    return Answer(200, PLAIN, f"User-agent: *\nCrawl-delay: {seconds}\n".encode())


def of_paths(host: str, names: list[str]):
    """Return a host where several people have a blog each, with a feed of nine posts and nine pages more."""

    def answer(target: str) -> Answer:
        name = target.split("/")[1] if target.count("/") > 1 else ""
        if name not in names:
            return Answer(404)
        rest = target.removeprefix(f"/{name}")
        if rest == "/feed":
            entries = "".join(f"<item><link>http://{host}/{name}/p{n}.html</link></item>" for n in range(9))
            return Answer(200, (("Content-Type", "application/rss+xml"),), f"<rss><channel>{entries}</channel></rss>".encode())
        more = links(*[f"/{name}/x{n}.html" for n in range(9)]) if rest == "/" else f"<p>{name} {target} {'mot ' * 30}"
        return page(target, f'<link rel="alternate" type="application/rss+xml" href="/{name}/feed">{more}')

    return answer


@pytest.mark.heavy
def test_no_source_has_a_sixth_post_asked_before_every_other_had_five_though_hosts_are_shared_and_slow(new_niche):
    people = ["~anne", "~luc", "~zoe"]
    slow = blog("slow.example")
    sites = {
        "fast.example": blog("fast.example"),
        "slow.example": lambda target: delayed(0.3) if target == "/robots.txt" else slow(target),
        "pages.example": of_paths("pages.example", people),
    }
    starts = ["http://fast.example/", "http://slow.example/", *(f"http://pages.example/{name}/" for name in people)]
    with MiniWeb(sites) as web:
        found = collect.crawl(niche.load(new_niche(seeds(*starts))), network=network(web), own=FAST, within=60)
        log = [f"{each.host}{each.target}" for each in web.log if each.target not in STANDING]
    first = [start.removeprefix("http://") + what for start in starts for what in ("", "feed", *(f"p{n}.html" for n in range(5)))]
    assert sorted(log[: len(first)]) == sorted(first)
    assert found["left"] == 0 and found["pages"] == 5 * 20


def row(number: int, host: str, place: int, source: str = "") -> Row:
    return Row(number, f"http://{source or host}/{number}", source or host, host, place, 0, 0)


def drained(turns: Turns) -> list[int]:
    """Return what is handed out, one after the other, without time going by."""
    found = []
    while (one := turns.next(10_000)) is not None:
        turns.take(one)
        turns.done(one)
        turns.release(one.host)
        found.append(one.id)
    return found


def test_a_platform_whose_first_posts_take_longer_than_half_an_hour_is_not_waited_for():
    for blogs, waits in ((200, True), (300, False)):
        turns = Turns(1)
        for number in range(blogs):
            turns.push(row(number, "platform.example", HOME, f"{number}.platform.example"))
        turns.push(row(9_999, "alone.example", REST))
        turns.polite.delay = 1.0
        turns.polite.wait("platform.example", 1.0)
        assert (9_999 not in drained(turns)) is waits


def test_who_did_not_come_at_once_and_who_asks_for_a_long_time_hold_nobody_back():
    turns = Turns(1)
    turns.push(row(1, "late.example", HOME)._replace(tries=1))
    turns.push(row(2, "slow.example", HOME))
    turns.push(row(3, "alone.example", REST))
    turns.polite.wait("late.example", 60)
    turns.polite.wait("slow.example", 86_400)
    assert drained(turns) == [3]


def frontier_of(new_niche, more: str = "") -> tuple[niche.Niche, Frontier]:
    study = niche.load(new_niche(seeds("http://a.unblog.fr/", "http://b.unblog.fr/", "http://c.example/") + more))
    return study, open_frontier(study)


def asked_for(frontier: Frontier) -> list[str]:
    """Return what a frontier hands out, each answered by a page."""
    found = []
    while (one := frontier.next()) is not None:
        frontier.turns.take(one)
        found.append(one.url.removeprefix("http://"))
        frontier.settle(one, "done", 200, digest=one.url)
    return found


def test_of_each_domain_no_more_pages_are_asked_than_its_budget_and_first_pages_come_first(new_niche):
    study, frontier = frontier_of(new_niche, "limits: {pages_per_host: 4}\n")
    for n in range(6):
        frontier.add(f"http://a.unblog.fr/{n}.html", "a.unblog.fr", REST)
        frontier.add(f"http://c.example/{n}.html", "c.example", REST)
    found = asked_for(frontier)
    assert {"a.unblog.fr/", "b.unblog.fr/", "c.example/"} <= {*found[:3]}
    assert sum("unblog.fr" in url for url in found) == sum("c.example" in url for url in found) == 4
    frontier.commit("crawl-00001.warc.gz", 0)
    frontier.close()
    assert collect.summary(study)["met"] == {"beyond-budget": (2, 2)} and collect.summary(study)["left"] == 7
    again = open_frontier(study)
    assert asked_for(again) == []
    again.close()


def test_in_the_next_edition_new_posts_come_before_those_that_were_first_in_the_last(new_niche):
    study, frontier = frontier_of(new_niche)
    for n in range(5):
        frontier.add(f"http://c.example/old-{n}.html", "c.example", POST + n)
    asked_for(frontier)
    frontier.commit("crawl-00001.warc.gz", 0)
    frontier.close()
    frontier = open_frontier(study, anew=True)
    frontier.add("http://c.example/feed", "c.example", FEED)
    for n in range(5):
        frontier.add(f"http://c.example/new-{n}.html", "c.example", POST + n)
    frontier.add("http://c.example/other.html", "c.example", REST)
    of_c = [url.removeprefix("c.example/") for url in asked_for(frontier) if url.startswith("c.example")]
    assert of_c[:7] == ["", "feed", *(f"new-{n}.html" for n in range(5))]
    assert sorted(of_c[7:]) == sorted([*(f"old-{n}.html" for n in range(5)), "other.html"])
    frontier.close()


@pytest.mark.heavy
def test_a_robots_txt_that_leads_to_another_domain_is_asked_for_in_the_turn_of_that_domain(new_niche):
    away = {"/robots.txt": Answer(301, (("Location", "http://b.example/robots.txt"),)), "/": page("A", "<p>" + "mot " * 30)}
    back = {"/": page("B", links("/1.html", "/2.html", "/3.html"))}
    back |= {f"/{n}.html": page(str(n), f"<p>{n} {'mot ' * 30}") for n in (1, 2, 3)}
    sites = {f"a{n}.example": small(away) for n in range(4)} | {"b.example": small(back)}
    with MiniWeb(sites, latency=0.1) as web:
        name = new_niche(seeds(*(f"http://{host}/" for host in sites)))
        found = collect.crawl(niche.load(name), network=network(web), own={"DOWNLOAD_DELAY": 1.5}, within=60)
        times = [each.at for each in web.log if each.host == "b.example"]
        assert len(times) == 1 + 1 + 4 + 4 and min(b - a for a, b in pairwise(times)) >= 1.44
        assert all(asked(web, f"a{n}.example") == ["/robots.txt", "/"] for n in range(4))
    assert found["left"] == 0 and found["met"] == {}


@pytest.mark.heavy
def test_two_hosts_whose_robots_txt_lead_to_each_other_do_not_wait_for_ever(new_niche):
    from helpers.collect.scheduler import Scheduler
    from helpers.collect.spider import Spider

    study = niche.load(new_niche(seeds("http://a.example/", "http://b.example/")))
    frontier = open_frontier(study)
    spider = Spider(frontier=frontier, segment=None, known={}, delay=0.0, ends=0.0)
    spider.go_on, scheduler = lambda: None, Scheduler(spider)
    for one in list(frontier.turns.rows.values()):
        frontier.turns.polite.hold(one.url, one.host)
    for host, other in (("a.example", "b.example"), ("b.example", "a.example")):
        meta = {"origin": f"http://{host}", "host": host, "source": host, "moved": time.monotonic()}
        scheduler.enqueue_request(Request(f"http://{other}/robots.txt", meta=meta))
    assert next(scheduler._moved(), None) is None and len(scheduler.first) == 2
    for request in scheduler.first:
        request.meta["moved"] -= spider.patience + 1
    assert next(scheduler._moved(), None) is not None  # the second, once the first was given up
    assert spider.robots["http://a.example"].state == "deferred" and not scheduler.first
    frontier.close()


@pytest.mark.heavy
def test_a_host_that_asks_for_a_day_between_two_pages_is_obeyed_told_and_does_not_keep_a_crawl_from_ending(new_niche):
    rest = {"/robots.txt": delayed(86_400), "/": page("Accueil", links("/a.html"))}
    with MiniWeb({"slow.example": small(rest), "a.example": blog("a.example")}) as web:
        study, since = niche.load(new_niche(seeds("http://slow.example/", "http://a.example/"))), time.monotonic()
        found = collect.crawl(study, network=network(web), own=FAST)
        assert time.monotonic() - since < 30 and asked(web, "slow.example") == ["/robots.txt"]
        assert found["pages"] == 20 and found["left"] == 1
        assert collect.more(study).set_index("what").loc["sources not reached", "hours"] == 24.0
        table = collect.preflight(study, network=network(web), own=FAST).set_index("source")
    assert collect.hindrances(study).set_index("what").loc["long-delay", "example"] == "http://slow.example: 86,400 s"
    assert "asks for a long time between two pages" in table.loc["slow.example", "mend"]


@pytest.mark.heavy
def test_the_preflight_waits_for_its_turn_between_three_requests_as_every_crawl_does(new_niche):
    with MiniWeb(
        {"a.example": small({"/": announcing("a"), "/feed": listing("a.example", 0), "/robots.txt": delayed(2)})}
    ) as web:
        table = collect.preflight(niche.load(new_niche(seeds("http://a.example/"))), network=network(web)).iloc[0]
        times = [each.at for each in web.log]
        assert asked(web, "a.example") == ["/robots.txt", "/", "/feed"] and min(b - a for a, b in pairwise(times[1:])) >= 1.95
    assert table["reachable"] and table["feed"] and table["pages"] == 50 and table["hours"] == round(50 * 2 / 3600, 2)


MONTHS = "".join(f'<li><a href="/2019/{month:02}/">mois {month}</a> (12)' for month in range(1, 13))
SIZES = [
    ("", 3, [], 50),
    ("", 700, [], 700),
    (MONTHS, 12, [], 144),
    ('<a href="/page/2/">2</a><a href="/page/57/">57</a>', 9, [], 456),
    ('<a href="/?paged=20">20</a>', 9, [], 160),
    ("<p>© 2010–2020 Anne", 9, ["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01"], 161),
    ("<p>© 2010", 9, ["2020-01-01"], 50),
    ('<a href="http://elsewhere.example/page/900/">', 9, [], 50),
]


@pytest.mark.parametrize(("html", "known", "dates", "pages"), SIZES)
def test_as_many_pages_are_expected_as_the_longest_list_tells_that_home_and_feed_show(html, known, dates, pages):
    assert size.expected(html, "http://a.example/", known, dates) == pages


@pytest.mark.heavy
def test_of_real_blogs_the_preflight_expects_about_as_many_pages_as_they_hold(new_niche, data, home, monkeypatch):
    seeds_csv = (data / "devblogs" / "seeds.csv").read_text(encoding="utf-8").replace("https://", "http://")
    held = pd.read_csv(io.StringIO(seeds_csv), dtype={"pages_total": int})
    name = new_niche(
        "question: Qui ?\nseeds: {file: seeds.csv}\nlimits: {pages_per_source: 200}\n" + CONTACT, seeds_csv=seeds_csv
    )
    with MiniWeb(demo.sites(data / "devblogs" / "devblogs.warc.gz")) as web:
        table = collect.preflight(niche.load(name), network=network(web), own=FAST)
    pages = dict(zip(held["url"].map(urls.prefix_of), held["pages_in_warc"], strict=True))
    ratio = (table["pages"] / table["source"].map(pages))[table["reachable"]]
    print(
        f"{len(ratio)} blogs: median of expected over held {ratio.median():.2f}, within a factor of three {ratio.between(1 / 3, 3).mean():.2f}"
    )
    assert len(ratio) >= 69 and 0.8 <= ratio.median() <= 1.25 and ratio.between(1 / 3, 3).mean() >= 0.75
