"""What a crawl promises, live on the loopback: nothing lost to a kill, the tables of its archive, traps that end, no private address."""

import json
import os
import random
import re
import signal
import ssl
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.conftest import copy_demo
from tests.mini_web import NOTHING, STANDING, Answer, MiniWeb, demo, hostile, page, traps
from tests.mini_web.seen import command, network
from tests.test_collect import CONTACT, FAST, archives, records, seeds

from helpers import collect, communities, influence, niche, parse
from helpers.collect.crawl import frontier_path
from helpers.collect.settings import rules
from helpers.collect.store import reader

pytestmark = pytest.mark.heavy

CHECKOUT = Path(__file__).parents[1]
HOSTS, OF_HOST, KILLS, LATENCY = 10, 100, 20, 0.05


def hundred(host: str):
    """Return a site of a hundred pages, ten below each."""

    def answer(target: str) -> Answer:
        if target == "/robots.txt":
            return NOTHING
        number = int(target.removeprefix("/p").removesuffix(".html") or 0) if target != "/" else 0
        below = [f"/p{n}.html" for n in range(number * 10 + 1, number * 10 + 11) if n < OF_HOST]
        return page(target, traps.text(host, number) + traps.links(*below))

    return answer


def pages_of(web: MiniWeb) -> Counter[tuple[str, str]]:
    """Return how often each page was asked for."""
    return Counter((each.host, each.target) for each in web.log if each.target not in STANDING)


def started(command: list[str]) -> subprocess.Popen[str]:
    """Start a crawl in a process group of its own, as a shell does."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=CHECKOUT, start_new_session=True, stdout=pipe, stderr=pipe, text=True)


def wait_for(web: MiniWeb, pages: int, running: subprocess.Popen[str]) -> None:
    while len(pages_of(web)) < pages and running.poll() is None:
        time.sleep(0.01)


def killed(command: list[str], web: MiniWeb, chance: random.Random) -> int:
    """Start a crawl, kill it after some new pages; return how many requests were in flight or not yet committed then."""
    enough = len(pages_of(web)) + chance.randint(1, 2 * HOSTS * OF_HOST // KILLS - 20)
    with started(command) as running:
        wait_for(web, min(enough, HOSTS * OF_HOST - 20), running)
        os.killpg(running.pid, signal.SIGKILL)
    since = time.monotonic() - LATENCY - rules()["commit"]
    return sum(each.at >= since and each.target not in STANDING for each in web.log)


@pytest.fixture
def thousand(new_niche, home):
    """Return a mini-web of a thousand pages on ten hosts, a niche of them, and the command that crawls it."""
    hosts = [f"s{n}.example" for n in range(HOSTS)]
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)))
    with MiniWeb({host: hundred(host) for host in hosts}, latency=LATENCY) as web:
        yield web, name, command(home, name, network(web))


def kept(name: str) -> list[str]:
    """Return the addresses of all responses that the archives of a niche hold, as warcio reads them."""
    found = [record.rec_headers.get_header("WARC-Target-URI") for path in archives(name) for record in records(path)]
    return [url for url in found if not url.endswith("/robots.txt")]


def left(name: str) -> int:
    return int(reader(frontier_path(name)).execute("select count(*) from asked where state = 'pending'").fetchone()[0])


def test_a_crawl_killed_at_twenty_moments_loses_no_page_and_asks_few_twice(thousand):
    web, name, crawl = thousand
    chance = random.Random(20)
    open_then = [killed(crawl, web, chance) for _ in range(KILLS)]
    under_way = left(name)
    last = subprocess.run(crawl, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=200)
    times = pages_of(web)
    twice = times.total() - len(times)
    print(f"{last.stdout.strip()}, {twice} asked twice; at the kills {open_then} were open, after them {under_way} left")
    assert under_way > 0  # each kill hit a crawl that was under way
    assert json.loads(last.stdout)["pages"] == HOSTS * OF_HOST == len(kept(name)) == len(set(kept(name)))
    assert twice <= sum(open_then)
    assert left(name) == 0


def test_ctrl_c_stops_with_a_sentence_and_what_was_answered_is_kept_for_good(thousand):
    web, name, crawl = thousand
    with started(crawl) as running:
        wait_for(web, 200, running)
        os.killpg(running.pid, signal.SIGINT)
        since = time.monotonic()
        out, err = running.communicate(timeout=60)
    assert time.monotonic() - since < 8 and running.returncode == 0
    assert "Stopping: what was asked is still waited for" in err and "Traceback" not in err
    assert re.search(r"[\d,]+ pages, [\d,]+ hosts to ask, [\d,]+ in the queue, \d+ failed, (about \d+ min left|time left)", err)
    found = json.loads(out)
    assert found["stopped"] and found["left"] == left(name) > 0
    assert found["pages"] == len(pages_of(web)) == len(kept(name))
    before = pages_of(web)
    subprocess.run(crawl, cwd=CHECKOUT, capture_output=True, check=True, timeout=200)
    assert pages_of(web).total() == HOSTS * OF_HOST and not before - pages_of(web)


def test_a_crawl_ends_when_its_time_is_over_or_who_started_it_is_gone(thousand):
    web, name, crawl = thousand
    since = time.monotonic()
    found = json.loads(subprocess.run([*crawl, "2"], cwd=CHECKOUT, capture_output=True, check=True, timeout=60).stdout)
    assert time.monotonic() - since < 20 and found["left"] > 0 and not found["stopped"]
    asked = len(web.log)
    with started(crawl) as running:
        wait_for(web, len(pages_of(web)) + 30, running)
        running.kill()  # the crawl itself, a child of it, is not told
        time.sleep(2)
        asked = len(web.log)
        time.sleep(2)
    assert len(web.log) == asked and left(name) > 0


def test_a_second_crawl_of_a_niche_is_refused_while_the_first_goes_on(thousand):
    web, _, crawl = thousand
    with started([*crawl, "60", '{"DOWNLOAD_DELAY": 1}']) as running:
        wait_for(web, 10, running)
        second = subprocess.run(crawl, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
        assert running.poll() is None
        os.killpg(running.pid, signal.SIGKILL)
    assert second.returncode and "another crawl of this niche is under way" in second.stderr


def test_a_full_disk_ends_a_crawl_with_a_sentence_and_what_was_kept_stays_whole(thousand, monkeypatch):
    web, name, crawl = thousand
    full = ["bash", "-c", 'ulimit -f 200; exec "$@"', "crawl", *crawl]
    ended = subprocess.run(full, cwd=CHECKOUT, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode and "the crawl stopped: " in ended.stderr and re.search("File too large|disk I/O", ended.stderr)
    subprocess.run(crawl, cwd=CHECKOUT, capture_output=True, check=True, timeout=200)
    assert len(kept(name)) == len(set(kept(name))) == HOSTS * OF_HOST


def test_every_trap_and_wall_ends_and_is_named_while_honest_hosts_are_read_whole(new_niche, home):
    sites = traps.sites()
    name = new_niche(seeds(*(f"http://{host}/" for host in sites)))
    with MiniWeb(sites) as web:
        crawl = command(home, name, network(web))
        found = json.loads(subprocess.run(crawl, cwd=CHECKOUT, capture_output=True, check=True, timeout=300).stdout)
        asked = web.counts()
        assert web.canary == []
    print(found, asked)
    met = {tuple(row) for row in reader(frontier_path(name)).execute("select source, what from met")}
    assert {(f"{trap}.trap.example", trap) for trap in [*traps.TRAPS, "mirror"]} <= met
    assert {(f"{wall}.wall.example", wall) for wall in traps.WALLS} <= met
    assert not [pair for pair in met if pair[0].startswith("honest")]
    honest = [host for host in sites if host.startswith("honest-") and host != "honest-0.example"]
    assert {host: asked[host] for host in honest} == dict.fromkeys(honest, traps.HONEST + 1)  # and its robots.txt
    assert max(asked[host] for host in sites if host.endswith(".trap.example")) <= 600
    assert found["left"] == 0 and found["megabytes"] < 250


def crawled(web: MiniWeb, home: Path, name: str, more: dict[str, list[list[str]]], *how: str) -> dict[str, Any]:
    """Crawl a niche from a process of its own; return what came of it."""
    run = [*command(home, name, network(web, more)), *how]
    ended = subprocess.run(run, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_no_redirect_refresh_feed_sitemap_name_proxy_or_port_leads_inside(new_niche, home, monkeypatch):
    ways = ("status", "refresh", "robots", "sitemap", "feed")
    cases = [(target, how) for target in hostile.PRIVATE for how in ways]
    sites = {f"case-{n}.example": hostile.towards(*case) for n, case in enumerate(cases)}
    seed = [f"http://{host}/" for host in [*sites, *hostile.NAMES]]
    direct = ["http://2130706433.example.:80/", "http://127.0.0.9/", "http://169.254.170.2/", "http://away.example:8080/"]
    name = new_niche(seeds(*seed, *direct))
    with MiniWeb(sites) as web:
        for variable in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(variable, f"http://127.0.0.1:{web.ports['canary']}")
        monkeypatch.setenv("no_proxy", "")
        found = crawled(web, home, name, hostile.NAMES, "120")
        assert web.canary == []
        asked = web.counts()
    assert set(asked) == {*sites}
    met = {tuple(row) for row in reader(frontier_path(name)).execute("select source, what from met")}
    print(found)
    named = {source for source, _ in met}
    assert {host for host, case in zip(sites, cases, strict=True) if case[1] == "status"} <= named
    assert {(host, "address") for host in hostile.NAMES} <= met and found["met"]["address"][0] >= 20


def test_a_name_that_changes_its_answer_during_a_crawl_is_not_followed_inside(new_niche, home):
    closing = [("Content-Type", "text/html"), ("Connection", "close")]
    home_page = Answer(200, tuple(closing), (traps.text("a") + traps.links("/b.html", "/c.html")).encode())
    name = new_niche(seeds("http://rebinding.example/"))
    with MiniWeb({"rebinding.example": lambda target: NOTHING if target in STANDING else home_page}) as web:
        there = web.address("rebinding.example")
        crawled(web, home, name, {"rebinding.example": [[there], ["127.0.0.1"]]}, "100")
        assert web.canary == [] and [each.target for each in web.log] == [*STANDING, "/"]


def test_what_should_choke_a_crawl_is_bounded_and_named_and_no_cookie_is_sent_back(new_niche, home):
    chokers = hostile.chokers()
    sites = {f"{name.partition('.')[0]}.example": site for name, site in chokers.items()}
    sets = page("Accueil", traps.text("cookies") + traps.links("/b.html"), **{"Set-Cookie": "visit=1; Domain=example; Path=/"})
    sites |= {"cookies.example": lambda _: sets, "honest.example": traps.honest("honnête")}
    name = new_niche(seeds(*(f"http://{host}/" for host in sites)))
    with MiniWeb(sites) as web:
        found = crawled(web, home, name, {}, "50", json.dumps({"DOWNLOAD_TIMEOUT": 8}))
        asked, cookies, canary = web.counts(), {each.cookie for each in web.log}, web.canary
    met = {tuple(row) for row in reader(frontier_path(name)).execute("select source, what from met")}
    print(found, met)
    assert {(f"{case.partition('.')[0]}.example", case.partition(".")[2]) for case in chokers} <= met
    assert cookies == {""} and canary == [] and asked["redirects.example"] <= 8 and asked["itself.example"] == 2
    assert asked["honest.example"] == traps.HONEST + 1 and found["megabytes"] < 250


def test_a_server_that_cannot_prove_its_name_is_not_read(new_niche, home, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(home / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(home / "authority.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("proven.example").configure_cert(tls)
    sites = {host: traps.honest(host) for host in ("proven.example", "another.example")}
    name = new_niche(seeds(*(f"https://{host}/" for host in sites)))
    with MiniWeb(sites, tls=tls) as web:
        found = crawled(web, home, name, {}, "30")
        assert web.counts() == {"proven.example": traps.HONEST + 1}
    assert found["sources"] == 1


def test_a_home_that_moved_to_https_or_to_another_name_is_followed_there(new_niche, home, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(home / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(home / "authority.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("www.a.example", "b.example").configure_cert(tls)
    to = lambda there: lambda target: Answer(301, (("Location", there + target),))  # noqa: E731
    sites = {"a.example": to("https://www.a.example"), "www.a.example": traps.honest("a"), "old.example": to("https://b.example")}
    name = new_niche(seeds("http://a.example/", "http://old.example/"))
    with MiniWeb(sites | {"b.example": traps.honest("b")}, tls=tls) as web:
        crawled(web, home, name, {}, "60")
        asked = web.counts()
    # robots.txt twice: of the old origin, which leads there, and of the new one
    assert asked["www.a.example"] == asked["b.example"] == traps.HONEST + 2
    read = {source: int(n) for source, n in reader(frontier_path(name)).execute(
        "select source, count(*) from asked where status = 200 group by 1")}  # fmt: skip
    assert read == {"a.example": traps.HONEST, "old.example": traps.HONEST}


def live_demo(home: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> tuple[niche.Niche, dict[str, Any]]:
    """Crawl the demonstration niche, served from its archive over TLS, as the niche ``live``; return it and what came of it.

    ``more``: further lines of its niche.yml.
    """
    raw = (home if (home / "data").is_dir() else copy_demo(home)) / "data" / "raw"
    (raw / "live").mkdir()
    for file in ("niche.yml", "seeds.csv", "people.key"):
        (raw / "live" / file).write_bytes((raw / "demo" / file).read_bytes())
    with (raw / "live" / "niche.yml").open("a") as stream:
        stream.write(CONTACT + more)
    sites, authority = demo.sites(next((raw / "demo" / "crawl").glob("*.warc.gz"))), trustme.CA()
    authority.cert_pem.write_to_path(str(home / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(home / "authority.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*sorted(sites)).configure_cert(tls)
    with (raw / "live" / "seeds.csv").open("a") as stream:
        # two sites of the archive are linked from the niche, yet not of it: a crawl has no business there unless it is told
        stream.write("https://radio-zinc.example/\nhttps://pronostics-du-dimanche.example/\n")
    with MiniWeb(sites, tls=tls) as web:
        return niche.load("live"), collect.crawl(niche.load("live"), network=network(web), own=FAST)


def test_a_live_crawl_of_the_demonstration_gives_the_tables_that_its_archive_gives(home, monkeypatch):
    study, found = live_demo(home, monkeypatch)
    assert found["left"] == 0 and found["met"] == {}
    expected, live = parse.build(niche.load("demo"), 2), parse.build(study, 2)
    where = ["captured_at", "warc", "record", "offset", "seed"]  # when and where it was kept, and who was asked for
    for table in expected.keys() - {"skips"}:
        theirs, ours = (made[table].drop(columns=where, errors="ignore") for made in (expected, live))
        assert ours.equals(theirs), table
        assert len(theirs) > 0 or table == "aliases", table  # the demonstration's aliases are stated by its seeds


def test_a_crawl_stopped_at_a_tenth_of_the_pages_recalls_the_planted_ten(home, monkeypatch):
    whole = len(parse.build(niche.load(copy_demo(home) and "demo"), 2)["pages"])
    study, found = live_demo(home, monkeypatch, f"limits: {{pages: {whole // 10}}}\n")
    made = parse.build(study, 2)
    placed = communities.detect(made["edges"], made["sources"], study).communities
    scores = influence.score({**made, "communities": placed}, study)
    truth = json.loads((home / "data" / "raw" / "demo" / "truth.json").read_text(encoding="utf-8"))
    top = {parse.masked(study, source) for source in truth["top10"]}
    recalled = {name: len(top & set(part.nsmallest(10, "rank")["source"])) for name, part in scores.groupby("definition")}
    print(found, len(made["pages"]), recalled)
    assert found["left"] > 0 and len(made["pages"]) <= whole // 10
    assert recalled["combined"] >= 7
