"""The crawl: what it may touch, how it behaves, what survives a kill."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import trustme
import warcio
from tests.mini_web import NOTHING, Answer, MiniWeb, demo, page

from helpers import collect, niche, parse, paths
from helpers.collect import guard, robots
from helpers.collect.crawl import frontier_path
from helpers.collect.frontier import politeness_key, reader
from helpers.paths import AireError

FAST = {"DOWNLOAD_DELAY": 0}
CONTACT = "crawl: {contact: me@company.example}\n"

REFUSED = [
    ("ftp://a.example/", "scheme"),
    ("file:///etc/passwd", "scheme"),
    ("http://a.example:22/", "port"),
    ("http://me:secret@a.example/", "user name"),
    ("http://127.0.0.1/", "address"),
    ("http://127.1/", "address"),
    ("http://2130706433/", "address"),
    ("http://0x7f000001/", "address"),
    ("http://0177.0.0.1/", "address"),
    ("http://169.254.169.254/latest/meta-data/", "address"),
    ("http://[::1]/", "address"),
    ("http://[::ffff:169.254.169.254]/", "address"),
    ("http://[fd00::1]/", "address"),
    ("http://[fe80::1%25eth0]/", "address"),
    ("http://[64:ff9b::a9fe:a9fe]/", "address"),
    ("http://[2002:7f00:1::]/", "address"),
    ("http://100.64.0.1/", "address"),
    ("http://0.0.0.0/", "address"),
    ("http://224.0.0.1/", "address"),
    ("http://93.184.216.34/", ""),
    ("https://blog.example/a?b=c", ""),
]


@pytest.mark.parametrize(("url", "why"), REFUSED)
def test_only_public_addresses_are_asked_however_they_are_written(url, why):
    assert guard.fault(url) == why


def test_a_port_that_the_niche_names_is_open_and_no_other():
    assert guard.fault("http://a.example:8080/", [8080]) == "" and guard.fault("http://a.example:8081/", [8080]) == "port"


ANSWERS = [
    (200, b"User-agent: *\nDisallow: /private", "rules", {"/private/x": False, "/": True}),
    (200, b"User-agent: aire\nDisallow: /\nUser-agent: *\nAllow: /", "rules", {"/": False}),
    (200, b"\xff\xfe<html>not a robots.txt", "rules", {"/": True}),
    (404, b"", "open", {"/": True}),
    (403, b"", "open", {"/": True}),
    (429, b"", "deferred", {"/": False}),
    (500, b"", "deferred", {"/": False}),
    (503, b"", "deferred", {"/": False}),
    (301, b"", "deferred", {"/": False}),
    (0, b"", "deferred", {"/": False}),
]


@pytest.mark.parametrize(("status", "body", "state", "allowed"), ANSWERS)
def test_a_host_that_cannot_say_what_it_allows_is_left_alone(status, body, state, allowed):
    found = robots.read(status, body)
    assert found.state == state
    assert {path: found.allows(f"https://a.example{path}") for path in allowed} == allowed


def test_of_a_robots_txt_512_kib_are_read():
    body = b"User-agent: *\nDisallow: /a\n" + b"#" * 512 * 1024 + b"\nDisallow: /b\n"
    found = robots.read(200, body)
    assert not found.allows("https://a.example/a") and found.allows("https://a.example/b")


def test_the_delay_is_what_the_host_asks():
    assert robots.read(200, b"User-agent: *\nCrawl-delay: 7").delay == 7
    assert robots.read(200, b"User-agent: *\nRequest-rate: 1/5").delay == 5


def test_whom_one_request_at_a_time_is_owed_to_is_not_the_source():
    assert politeness_key("https://anne.over-blog.com/x") == politeness_key("https://luc.over-blog.com/") == "over-blog.com"
    assert politeness_key("https://anne.example/x") == "anne.example"


@pytest.mark.heavy
def test_every_real_robots_txt_is_read_as_protego_reads_it(data):
    import tarfile

    from protego import Protego

    read = 0
    with tarfile.open(data / "robots/protego-real-robots.tar.gz") as files:
        for member in files:
            stream = files.extractfile(member) if member.isfile() else None
            if stream is None:
                continue
            body, read = stream.read(), read + 1
            theirs, ours = Protego.parse(body[: 512 * 1024].decode("utf-8", "replace")), robots.read(200, body)
            for path in ("/", "/search?q=x", "/wp-admin/", "/feed/", "/2026/01/recette.html"):
                assert ours.allows(f"https://a.example{path}") == theirs.can_fetch(f"https://a.example{path}", "aire"), (
                    member.name
                )
    assert read >= 4231


class _OfTheWeb:
    """A mini-web as a crawl in another process sees it."""

    def __init__(self, web: MiniWeb, more: dict[str, str] | None = None) -> None:
        self.names = {host: web.address(host) for host in web.sites} | (more or {})
        self.known, self.ports = {web.address(host) for host in web.sites}, dict(web.ports)

    def resolve(self, host: str) -> list[str]:
        """Return the made-up address of a host."""
        if host not in self.names:
            raise OSError(f"{host}: no such host")
        return [self.names[host]]

    def connect(self, address: str, port: int) -> tuple[str, int]:
        """Return the place on the loopback; the canary's for whatever is not of this web."""
        scheme = {80: "http", 443: "https"}.get(port, "canary") if address in self.known else "canary"
        return "127.0.0.1", self.ports[scheme]


def of_the_web(web: MiniWeb, more: dict[str, str] | None = None) -> collect.Network:
    """Return a mini-web as the network of a crawl in another process."""
    led = _OfTheWeb(web, more)
    return collect.Network(led.resolve, led.connect)


def asked(web: MiniWeb, host: str) -> list[str]:
    """Return the paths that a host was asked for, in order."""
    return [each.target for each in web.log if each.host == host]


def small(pages: dict[str, Answer]):
    """Return a site of some pages."""
    return lambda target: pages.get(target, NOTHING)


def links(*targets: str) -> str:
    return "".join(f'<p>Une recette que nous aimons bien, et que voici : <a href="{target}">lire</a></p>' for target in targets)


def seeds(*urls: str) -> str:
    return "question: Qui ?\nseeds: [" + ", ".join(f'"{url}"' for url in urls) + "]\n" + CONTACT


def test_a_crawl_without_a_contact_or_a_seed_does_not_start(new_niche):
    with pytest.raises(AireError, match=r"niche.yml, key 'crawl.contact': missing"):
        collect.crawl(niche.load(new_niche("question: Qui ?\nseeds: ['http://a.example/']\n")))
    with pytest.raises(AireError, match="key 'seeds': none"):
        collect.crawl(niche.load(new_niche("question: Qui ?\n" + CONTACT, name="bare")))


@pytest.mark.heavy
def test_a_crawl_asks_only_what_it_may_and_keeps_what_it_was_given(new_niche):
    site = {
        "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /private\n", headers=(("Content-Type", "text/plain"),)),
        "/": page(
            "Accueil", links("/a.html", "/private/b.html", "http://elsewhere.example/", "/inside", "/walled", "/photo.jpg")
        ),
        "/a.html": page("A", links("/", "/c.html?utm_source=x")),
        "/c.html": page("C", links("/a.html"), **{"X-Robots-Tag": "noarchive"}),
        "/inside": Answer(302, (("Location", "http://inside.example/admin"),)),
        "/walled": Answer(401, body=b"<p>Non"),
    }
    down = {"/robots.txt": Answer(503), "/": page("Accueil", links("/x.html"))}
    name = new_niche(seeds("http://a.example/", "http://down.example/", "http://inside.example/", "http://nobody.example/"))
    with MiniWeb({"a.example": small(site), "down.example": small(down)}) as web:
        found = collect.crawl(
            niche.load(name), network=of_the_web(web, {"inside.example": "169.254.169.254"}), own=FAST, within=25
        )
        assert asked(web, "down.example") == ["/robots.txt"] and web.canary == []
        assert asked(web, "a.example")[0] == "/robots.txt"
        assert sorted(asked(web, "a.example")[1:]) == ["/", "/a.html", "/c.html", "/inside", "/walled"]
        assert {each.agent for each in web.log} == {"aire/0.1.0 (+me@company.example)"}
    assert {"robots-refused", "robots-deferred", "noarchive", "login", "leads-elsewhere"} <= found["met"].keys()
    made = parse.build(niche.load(name), 1)
    assert set(made["pages"]["url"]) == {"http://a.example/", "http://a.example/a.html"}


@pytest.mark.heavy
def test_one_host_gets_one_request_at_a_time_and_as_seldom_as_it_asks(new_niche):
    slow = {
        "/robots.txt": Answer(body=b"User-agent: *\nCrawl-delay: 1\n", headers=(("Content-Type", "text/plain"),)),
        "/": page("Accueil", links("/a.html", "/b.html")),
        "/a.html": page("A", links("/")),
        "/b.html": page("B", links("/")),
    }
    name = new_niche(seeds("http://a.example/"))
    with MiniWeb({"a.example": small(slow)}) as web:
        collect.crawl(niche.load(name), network=of_the_web(web), own=FAST, within=25)
        times = [each.at for each in web.log if each.target != "/robots.txt"]
    assert len(times) == 3 and min(b - a for a, b in zip(times, times[1:], strict=False)) >= 0.95


@pytest.mark.heavy
def test_the_home_the_feed_and_five_posts_of_every_source_come_before_the_rest_of_any(new_niche):
    def blog(host: str):
        entries = "".join(f"<item><link>http://{host}/p{n}.html</link></item>" for n in range(9))
        feed = Answer(200, (("Content-Type", "application/rss+xml"),), f"<rss><channel>{entries}</channel></rss>".encode())
        home = page(
            "Accueil",
            '<link rel="alternate" type="application/rss+xml" href="/feed">' + links(*[f"/x{n}.html" for n in range(9)]),
        )
        return lambda target: (
            {"/": home, "/feed": feed}.get(target)
            or (NOTHING if target == "/robots.txt" else page(target, f"<p>{host} {target} {'mot ' * 30}"))
        )

    hosts = ["a.example", "b.example", "c.example"]
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)))
    with MiniWeb({host: blog(host) for host in hosts}) as web:
        found = collect.crawl(niche.load(name), network=of_the_web(web), own={**FAST, "CONCURRENT_REQUESTS": 1}, within=40)
        for host in hosts:
            assert asked(web, host)[1:8] == ["/", "/feed", *(f"/p{n}.html" for n in range(5))]
        early = {each.target for each in web.log[: 3 * 8]}
        assert not [target for target in early if target.startswith("/x")]
    assert found["left"] == 0 and found["pages"] == 3 * 20


@pytest.mark.heavy
def test_a_page_that_has_not_changed_becomes_a_revisit_and_the_tables_stay(new_niche):
    site = {"/": page("Accueil", links("/a.html")), "/a.html": page("A", "<p>" + "mot " * 40)}
    name = new_niche(seeds("http://a.example/"))
    with MiniWeb({"a.example": small(site)}) as web:
        study = niche.load(name)
        collect.crawl(study, network=of_the_web(web), own=FAST)
        before = parse.build(study, 1)["pages"]["sha256"].tolist()
        site["/a.html"] = page("A", links("/new.html"))
        site["/new.html"] = page("Neuf", "<p>" + "neuf " * 40)
        collect.crawl(study, network=of_the_web(web), own=FAST)
    kinds = [record.rec_type for path in archives(name) for record in records(path)]
    assert kinds.count("revisit") == 1
    assert len(parse.build(study, 1)["pages"]) == 3 and len(before) == 2
    assert collect.news(study).to_dict("records") == [{"source": "a.example", "new": 1, "changed": 1, "gone": 0}]


def archives(name: str) -> list[Path]:
    return sorted((paths.niche_folder(name) / "crawl").glob("*.warc.gz"))


def records(path: Path) -> list[warcio.recordloader.ArcWarcRecord]:
    """Return the records of an archive as warcio reads them, each to its end."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as stream:
        return [record for record in ArchiveIterator(stream, check_digests="raise") if record.content_stream().read() is not None]


@pytest.mark.heavy
def test_the_preflight_asks_three_things_of_each_seed_and_says_what_to_mend(new_niche):
    feed = Answer(200, (("Content-Type", "application/rss+xml"),), b"<rss><channel><item><link>http://a.example/p.html</link>"
                  b"<pubDate>Tue, 01 Sep 2026 08:00:00 GMT</pubDate></item></channel></rss>")  # fmt: skip
    home = page("Accueil", '<link rel="alternate" type="application/rss+xml" href="/feed">'
                "<p>Nous cuisinons chaque soir pour la famille, avec les légumes du marché.</p>" + links("/a.html", "/b.html"))  # fmt: skip
    shell = page("App", "<noscript>You need to enable JavaScript to run this app.</noscript><script src='x.js'></script>")
    refuses = {"/robots.txt": Answer(body=b"User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),))}
    name = new_niche(seeds("http://a.example/", "http://app.example/", "http://no.example/", "http://nobody.example/"))
    web = {"a.example": small({"/": home, "/feed": feed}), "app.example": small({"/": shell}), "no.example": small(refuses)}
    with MiniWeb(web) as served:
        table = collect.preflight(niche.load(name), network=of_the_web(served), own=FAST).set_index("source")
        assert asked(served, "a.example") == ["/robots.txt", "/", "/feed"]
    assert table.loc["a.example", ["reachable", "feed", "lang", "last_post", "mend"]].tolist() == [
        True,
        True,
        "fr",
        "2026-09-01",
        "",
    ]
    assert table.loc["app.example", "scripts"] and "archive" in table.loc["app.example", "mend"]
    assert not table.loc["no.example", "allowed"] and "ask its owner" in table.loc["no.example", "mend"]
    assert not table.loc["nobody.example", "reachable"] and table.loc["nobody.example", "mend"]


CRAWL = """
import sys
sys.path[:0] = {path!r}
from test_collect import Elsewhere
from helpers import collect, niche
if __name__ == "__main__":
    print(collect.crawl(niche.load({name!r}), network=collect.Network(Elsewhere({port}).resolve, Elsewhere({port}).connect), own={{"DOWNLOAD_DELAY": 0}})["pages"])
"""


class Elsewhere:
    """Every name, at one made-up address that is the mini-web's plain port."""

    def __init__(self, port: int) -> None:
        self.port = port

    def resolve(self, host: str) -> list[str]:
        """Return the made-up address."""
        return ["93.184.216.34"]

    def connect(self, address: str, port: int) -> tuple[str, int]:
        """Return the port of the mini-web."""
        return "127.0.0.1", self.port


@pytest.mark.heavy
def test_a_crawl_killed_at_twenty_moments_loses_no_page(new_niche, home):
    pages, kills = 1000, 20

    def site(target: str) -> Answer:
        if target == "/robots.txt":
            return NOTHING
        number = int(target.strip("/p.html") or 0)
        after = [f"/p{n}.html" for n in range(number * 10 + 1, number * 10 + 11) if n < pages // 10]
        return page(target, f"<p>{target} {random.Random(target).random()} {'mot ' * 40}" + links(*after))

    hosts = [f"s{n}.example" for n in range(10)]
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)))
    chance = random.Random(20)
    with MiniWeb(dict.fromkeys(hosts, site), latency=0.05) as web:
        code = textwrap.dedent(CRAWL).format(path=sys.path[:3], name=name, port=web.ports["http"])
        script = home / "crawling.py"
        script.write_text(code)
        command, where = [sys.executable, str(script)], {**os.environ, "PYTHONPATH": os.pathsep.join(["tests", "."])}
        for _ in range(kills):
            with subprocess.Popen(command, env=where, start_new_session=True, stderr=subprocess.DEVNULL) as running:
                time.sleep(2.5 + chance.random() * 1.5)
                os.killpg(running.pid, signal.SIGKILL)
        last = subprocess.run(command, env=where, capture_output=True, text=True, check=True, timeout=200)
        twice = len(web.log) - len({(each.host, each.target) for each in web.log}) - sum(
            web.counts()[host] and [each.target for each in web.log if each.host == host].count("/robots.txt") - 1 for host in hosts
        )  # fmt: skip
    kept = [record.rec_headers.get_header("WARC-Target-URI") for path in archives(name) for record in records(path)]
    kept = [url for url in kept if url and not url.endswith("robots.txt")]
    print(f"{last.stdout.strip()} pages, {len(kept)} records, {twice} asked twice over {kills} kills")
    assert int(last.stdout) == pages == len(set(kept)) == len(kept)
    # what was in flight, and half a second of what was not committed yet: ten hosts at 20 pages a second
    assert twice <= kills * (len(hosts) + 0.5 * len(hosts) / 0.05)
    db = reader(frontier_path(name))
    assert db.execute("select count(*) from asked where state != 'done'").fetchone() == (0,)


@pytest.mark.heavy
def test_a_live_crawl_of_the_demonstration_gives_the_tables_that_its_archive_gives(home, tmp_path, monkeypatch):
    from conftest import CHECKOUT, copy_demo

    copy_demo(home)
    raw = home / "data" / "raw"
    archive = next((raw / "demo" / "crawl").glob("*.warc.gz"))
    (raw / "live").mkdir()
    for file in ("niche.yml", "seeds.csv", "people.key"):
        (raw / "live" / file).write_bytes((raw / "demo" / file).read_bytes())
    with (raw / "live" / "niche.yml").open("a") as stream:
        stream.write(CONTACT)
    sites, authority = demo.sites(archive), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    import ssl

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*sorted(sites)).configure_cert(tls)
    with MiniWeb(sites, tls=tls) as web:
        found = collect.crawl(niche.load("live"), network=of_the_web(web), own=FAST)
    expected, live = parse.build(niche.load("demo"), 2), parse.build(niche.load("live"), 2)
    missed = set(expected["pages"]["url"]) - set(live["pages"]["url"])
    print(found, len(missed), sorted(missed)[:10])
    assert CHECKOUT and len(missed) <= 0.01 * len(expected["pages"])
    keys = ["source", "target", "layer"]
    both = expected["edges"].merge(live["edges"], on=keys, how="outer", indicator=True)
    print(both["_merge"].value_counts().to_dict())
    assert (both["_merge"] == "both").mean() >= 0.98
