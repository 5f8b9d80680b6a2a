"""The crawl: what it may touch, how it behaves, what survives a kill."""

import functools
import gzip
import json
import time
from collections import Counter
from pathlib import Path

import pytest
import warcio
from tests.mini_web import NOTHING, RESERVATION, STANDING, Answer, MiniWeb, page
from tests.mini_web.seen import network

from helpers import collect, niche, parse, paths
from helpers.__main__ import main
from helpers.collect import guard, robots
from helpers.collect.crawl import known, open_frontier
from helpers.collect.following import Following
from helpers.collect.frontier import Frontier
from helpers.collect.pages import Seen
from helpers.collect.politeness import politeness_key
from helpers.collect.segments import Answer as Kept
from helpers.collect.settings import rules as collect_rules
from helpers.collect.traps import rules as trap_rules
from helpers.collect.turns import POST, REST, RULES
from helpers.paths import AireError

SEEN = Seen([], [], "", frozenset())
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


def asked(web: MiniWeb, host: str) -> list[str]:
    """Return the paths that a host was asked for, in order, but for what it reserves."""
    return [each.target for each in web.log if each.host == host and each.target != RESERVATION]


def small(pages: dict[str, Answer]):
    """Return a site of some pages."""
    return lambda target: pages.get(target, NOTHING)


def links(*targets: str) -> str:
    return "".join(f'<p>Une recette que nous aimons bien, et que voici : <a href="{target}">lire</a></p>' for target in targets)


def seeds(*urls: str) -> str:
    return "question: Qui ?\nseeds: [" + ", ".join(f'"{url}"' for url in urls) + "]\n" + CONTACT


def test_a_home_that_moved_is_known_again_when_the_crawl_is_taken_up(new_niche):
    study = niche.load(new_niche(seeds("https://old.example/")))
    first = open_frontier(study)
    moved = [("Location", "https://new.example/")]
    Following(first, known(study)).follow(
        next(iter(first.turns.rows.values())), Kept("https://old.example/", 301, "", moved, b""), None
    )
    first.commit("", 0)
    first.close()
    again = open_frontier(study)
    post = "https://new.example/2024/05/a-post"
    assert not Following(again, known(study)).add(post, "old.example", POST)
    assert Following(again, again.moved() | known(study)).add(post, "old.example", POST)
    again.close()


def mapped(tag: str, *addresses: str) -> bytes:
    """Return a sitemap, or an index of them."""
    return f"<{tag}>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</{tag}>".encode()


PLAIN = mapped("urlset", "https://a.example/2020/01/one", "https://a.example/photo.jpg", "https://b.example/x")
SITEMAPS = [
    ("application/xml", PLAIN, ["/2020/01/one"]),
    ("application/x-gzip", gzip.compress(PLAIN), ["/2020/01/one"]),
    ("application/x-gzip", PLAIN, ["/2020/01/one"]),  # unpacked on the way
    ("application/octet-stream", gzip.compress(PLAIN), ["/2020/01/one"]),
    ("", gzip.compress(mapped("sitemapindex", "https://a.example/map-1.gz", "https://b.example/m.xml")), ["/map-1.gz"]),
    ("application/gzip", gzip.compress(b"<html>" + PLAIN[8:]), []),
    ("application/gzip", gzip.compress(PLAIN)[:-30], ["/2020/01/one"]),
    ("application/gzip", gzip.compress(PLAIN)[:9] + b"noise", []),
    ("text/xml", mapped("sitemapindex", *(f"https://a.example/m{n}.xml.gz" for n in range(90))), [f"/m{n}.xml.gz" for n in range(50)]),
    ("text/xml", gzip.compress(mapped("urlset") + b" " * 9_000_000 + PLAIN), []),
]  # fmt: skip


@pytest.mark.parametrize(("media", "body", "leads"), SITEMAPS)
def test_sitemaps_are_known_by_their_content_packed_or_not_and_unpacked_within_a_cap(new_niche, media, body, leads):
    study = niche.load(new_niche(seeds("https://a.example/")))
    frontier = open_frontier(study)
    home = next(iter(frontier.turns.rows.values()))
    answer = Kept("https://a.example/map?gz", 200, "OK", [("Content-Type", media)], body)
    Following(frontier, known(study)).follow(home, answer, None)
    asked = sorted((row for row in frontier.turns.rows.values() if row != home), key=lambda row: row.id)
    assert [row.url.removeprefix("https://a.example") for row in asked] == leads
    frontier.close()


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
            niche.load(name), network=network(web, {"inside.example": [["169.254.169.254"]]}), own=FAST, within=25
        )
        assert asked(web, "down.example") == ["/robots.txt"] and web.canary == []
        assert asked(web, "a.example")[0] == "/robots.txt"
        assert sorted(asked(web, "a.example")[1:]) == ["/", "/a.html", "/c.html", "/inside", "/walled"]
        assert {each.agent for each in web.log} == {"aire/0.1.0 (+me@company.example)"}
    assert {"robots-refused", "robots-deferred", "noarchive", "login", "leads-elsewhere"} <= found["met"].keys()
    made = parse.build(niche.load(name), 1)
    assert set(made["pages"]["url"]) == {"http://a.example/", "http://a.example/a.html"}


@pytest.mark.heavy
def test_shortened_addresses_are_asked_where_they_lead_within_the_budget_and_their_robots_txt(new_niche):
    short = {f"/{n}": Answer(301, (("Location", f"http://b.example/{n}.html"),)) for n in range(40)}
    short["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /1\n", headers=(("Content-Type", "text/plain"),))
    home = page("Accueil", links(*(f"http://bit.ly/{n}" for n in range(40))))
    name = new_niche(seeds("http://a.example/"))
    with MiniWeb({"a.example": small({"/": home}), "bit.ly": small(short), "b.example": small({})}) as web:
        collect.crawl(niche.load(name), network=network(web), own=FAST, within=25)
        paths_asked = asked(web, "bit.ly")
        assert len(paths_asked) <= 1 + 20 and not any(path.startswith("/1") for path in paths_asked)
        assert asked(web, "b.example") == []
    led = parse.build(niche.load(name), 1)["links"].set_index("target_url")["target_source"]
    assert led["http://bit.ly/0"] == "b.example" and led["http://bit.ly/1"] == "bit.ly"


@pytest.mark.heavy
def test_a_source_that_shows_walls_only_is_left_alone_after_three(new_niche):
    closed = page("Connexion", "<p>Vous devez vous connecter.</p><form><input name=u><input type=password name=p></form>")
    home = page("Accueil", links(*(f"/membres/{n}.html" for n in range(20))))
    name = new_niche(seeds("http://a.example/"))
    with MiniWeb({"a.example": lambda target: {"/": home, "/robots.txt": NOTHING}.get(target, closed)}) as web:
        found = collect.crawl(niche.load(name), network=network(web), own=FAST, within=25)
        assert len(asked(web, "a.example")) == 2 + 3
    assert found["met"]["login"] == (1, 3) and found["left"] == 0


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
        collect.crawl(niche.load(name), network=network(web), own=FAST, within=25)
        times = [each.at for each in web.log if each.target not in STANDING]
    assert len(times) == 3 and min(b - a for a, b in zip(times, times[1:], strict=False)) >= 0.95


def neighbours(new_niche, hosts: list[str], delay: float, latency: float) -> list[float]:
    """Crawl small sites that all live at one address; return when each request came."""
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)))
    pages = {"/": page("Accueil", links("/a.html", "/b.html")), "/a.html": page("A", "<p>a"), "/b.html": page("B", "<p>b")}
    with MiniWeb({host: small(pages) for host in hosts}, latency=latency) as web:
        shared = {host: [[web.address(hosts[0])]] for host in hosts}
        found = collect.crawl(niche.load(name), network=network(web, shared), own={"DOWNLOAD_DELAY": delay}, within=30)
        assert found["left"] == 0 and web.counts() == dict.fromkeys(hosts, 4)
        return sorted(each.at for each in web.log)


@pytest.mark.heavy
def test_two_domains_on_one_small_server_are_never_asked_at_once_and_the_delay_is_that_of_the_server(new_niche):
    times = neighbours(new_niche, ["a.example", "b.example"], 0.9, 0.1)
    assert min(b - a for a, b in zip(times, times[1:], strict=False)) >= 0.84


@pytest.mark.heavy
def test_an_address_with_more_domains_than_a_small_server_has_is_a_big_host_that_is_asked_at_once_for_each(new_niche):
    times = neighbours(new_niche, [f"a{n}.example" for n in range(24)], 0, 0.2)
    assert times[-1] - times[0] < 24 * 4 * 0.2 / 3


def blog(host: str):
    """Return a blog of a feed with nine posts, and of nine pages more that only its home leads to."""
    entries = "".join(f"<item><link>http://{host}/p{n}.html</link></item>" for n in range(9))
    feed = Answer(200, (("Content-Type", "application/rss+xml"),), f"<rss><channel>{entries}</channel></rss>".encode())
    home = '<link rel="alternate" type="application/rss+xml" href="/feed">' + links(*[f"/x{n}.html" for n in range(9)])
    pages = {"/": page("Accueil", home), "/feed": feed, "/robots.txt": NOTHING}
    return lambda target: pages.get(target) or page(target, f"<p>{host} {target} {'mot ' * 30}")


@pytest.mark.heavy
@pytest.mark.parametrize(("limit", "kept"), [("", 3 * 20), ("limits: {pages: 21}\n", 21)])
def test_the_home_the_feed_and_five_posts_of_every_source_come_before_the_rest(new_niche, limit, kept):
    hosts = ["a.example", "b.example", "c.example"]
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)) + limit)
    with MiniWeb({host: blog(host) for host in hosts}) as web:
        found = collect.crawl(niche.load(name), network=network(web), own=FAST, within=40)
        for host in hosts:
            assert asked(web, host)[1:8] == ["/", "/feed", *(f"/p{n}.html" for n in range(5))]
    assert found["pages"] == kept and bool(found["left"]) is bool(limit)


def tagged(title: str, body: str, **validators: str) -> Answer:
    return page(title, f"<p>{body} {'mot ' * 40}", **{name.replace("_", "-"): value for name, value in validators.items()})


def edition(name: str, web: MiniWeb, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Run ``aire update``; return what each address was asked for with, as the server saw it."""
    web.log.clear()
    with monkeypatch.context() as patch:
        patch.setattr(collect, "crawl", functools.partial(collect.crawl, network=network(web), own=FAST))
        assert main(["update", name]) == 0
    return {each.target: each.since for each in web.log}


@pytest.mark.heavy
def test_the_next_edition_asks_for_what_changed_notes_the_rest_as_revisits_and_prints_what_is_new(new_niche, monkeypatch, capsys):
    site = {
        "/": page("Accueil", links("/tag.html", "/date.html", "/bare.html", "/gone.html")),
        "/tag.html": tagged("Un", "un", ETag='"v1"'),
        "/date.html": tagged("Deux", "deux", Last_Modified="Tue, 01 Sep 2026 08:00:00 GMT"),
        "/bare.html": tagged("Trois", "trois"),
        "/gone.html": tagged("Quatre", "quatre"),
    }
    name = new_niche(seeds("http://a.example/", "http://down.example/"))
    down = {"/robots.txt": Answer(503)}  # a host that never answers keeps no edition from beginning
    with MiniWeb({"a.example": small(site), "down.example": small(down)}) as web:
        assert set(edition(name, web, monkeypatch).values()) == {""}
        assert "edition before" not in capsys.readouterr().out
        first = {each.rec_headers["WARC-Record-ID"] for path in archives(name) for each in records(path)}
        before = parse.build(niche.load(name), 1)["pages"].set_index("url")
        for _ in range(2):  # the second note refers to the page, not to the first note
            asked_with = edition(name, web, monkeypatch)
            assert asked_with["/tag.html"] == '"v1"' and asked_with["/date.html"].startswith("Tue, 01 Sep")
            assert "Pages since the edition before: 0 new, 0 changed, 0 gone." in capsys.readouterr().out
        notes = [each for path in archives(name) for each in records(path) if each.rec_type == "revisit"]
        profiles = Counter(each.rec_headers["WARC-Profile"].rpartition("/")[2] for each in notes)
        assert profiles == {"server-not-modified": 4, "identical-payload-digest": 6}
        assert {each.rec_headers["WARC-Refers-To"] for each in notes} <= first
        again = parse.build(niche.load(name), 1)
        assert not again["skips"]["reason"].str.contains("revisit").any()
        after = again["pages"].set_index("url")
        assert after[["sha256", "record"]].equals(before[["sha256", "record"]])
        seen = {each.rec_headers["WARC-Target-URI"]: each.rec_headers["WARC-Date"] for each in notes}
        assert after["captured_at"].to_dict() == seen and (after["captured_at"] > before["captured_at"]).all()
        site["/tag.html"] = page("Un", links("/new.html"), ETag='"v2"')
        site["/new.html"] = tagged("Neuf", "neuf")
        del site["/gone.html"]
        edition(name, web, monkeypatch)
    told = capsys.readouterr().out
    assert "Pages since the edition before: 1 new, 1 changed, 1 gone." in told
    assert [line.split() for line in told.splitlines() if line.startswith("a.example")] == [["a.example", "1", "1", "1"]]
    assert len(parse.build(niche.load(name), 1)["pages"]) == 6


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
        table = collect.preflight(niche.load(name), network=network(served), own=FAST).set_index("source")
        assert asked(served, "a.example") == ["/robots.txt", "/", "/feed"]
    assert table.loc["a.example", ["reachable", "feed", "lang", "last_post", "mend"]].tolist() == [
        True,
        True,
        "fr",
        "2026-09-01",
        "",
    ]
    with MiniWeb(web) as served:
        collect.crawl(niche.load(name), network=network(served), own=FAST)
        edition = collect.news(niche.load(name))
        collect.preflight(niche.load(name), network=network(served), own=FAST)
        assert asked(served, "a.example")[-2:] == ["/", "/feed"]
        assert collect.news(niche.load(name)).equals(edition)  # a preflight begins no edition
    assert table.loc["app.example", "scripts"] and "archive" in table.loc["app.example", "mend"]
    assert not table.loc["no.example", "allowed"] and "ask its owner" in table.loc["no.example", "mend"]
    assert not table.loc["nobody.example", "reachable"] and table.loc["nobody.example", "mend"]


XML = (("Content-Type", "application/rss+xml"),)


def listing(host: str, first: int, head: str = "") -> Answer:
    """Return a page of a feed with three posts."""
    entries = "".join(f"<item><link>http://{host}/post-numero-{n}.html</link></item>" for n in range(first, first + 3))
    return Answer(200, XML, f"<rss><channel>{head}{entries}</channel></rss>".encode())


def announcing(host: str, feed: str = "/feed", more: str = "") -> Answer:
    return page("Accueil", f'<link rel="alternate" type="application/rss+xml" href="{feed}">{more}<p>{host} ' + "mot " * 20)


def older(host: str, pages: dict[str, Answer]):
    """Return a site of some pages, and of posts that only its lists lead to."""

    def answer(target: str) -> Answer:
        post = target.startswith("/post-numero-")
        return pages.get(target) or (page(target, f"<p>{host} {target} {'mot ' * 30}") if post else NOTHING)

    return answer


@pytest.mark.heavy
def test_older_posts_come_by_feed_pages_rest_sitemaps_and_monthly_archives_where_robots_txt_allows(new_niche):
    wordpress = "<generator>https://wordpress.org/?v=6.5</generator>"
    rest = '<link rel="https://api.w.org/" href="/wp-json/">'
    json_ = (("Content-Type", "application/json"),)
    listed = {1: range(100, 103), 2: range(103, 105), 3: range(0)}
    answers = {n: [{"link": f"http://rest.example/post-numero-{k}.html"} for k in of] for n, of in listed.items()}
    lists = {
        f"/wp-json/wp/v2/posts?_fields=link&page={n}&per_page=100": Answer(200, json_, json.dumps(of).encode())
        for n, of in answers.items()
    }
    locs = "".join(f"<url><loc>http://mapped.example/post-numero-{n}.html</loc></url>" for n in range(4))
    plain = (("Content-Type", "text/plain"),)
    index = Answer(200, XML, b"<sitemapindex><sitemap><loc>http://mapped.example/s1.xml</loc></sitemap></sitemapindex>")
    closed = Answer(200, plain, b"User-agent: *\nDisallow: /wp-json/\n")
    sites = {
        "paged.example": {"/": announcing("a"), "/feed": listing("paged.example", 0, wordpress), "/feed?paged=2": listing("paged.example", 3, wordpress),
                          "/feed?paged=3": listing("paged.example", 3, wordpress)},
        "next.example": {"/": announcing("b"), "/feed": listing("next.example", 0, '<atom:link rel="next" href="http://next.example/feed?start-index=4"/>'),
                         "/feed?start-index=4": listing("next.example", 3)},
        "rest.example": {"/": announcing("c", more=rest), **lists},
        "closed.example": {"/": announcing("d", more=rest), "/robots.txt": closed},
        "mapped.example": {"/": announcing("e"), "/robots.txt": Answer(200, plain, b"Sitemap: http://mapped.example/sitemap.xml"), "/sitemap.xml": index,
                           "/s1.xml": Answer(200, XML, f"<urlset>{locs}</urlset>".encode())},
        "monthly.example": {"/": page("Accueil", links("/2026/08/", "/2026/09/")), "/2026/09/": page("Septembre", links("/post-numero-1.html")),
                            "/2026/08/": page("Août", links("/post-numero-0.html"))},
    }  # fmt: skip
    name = new_niche(seeds(*(f"http://{host}/" for host in sites)))
    with MiniWeb({host: older(host, pages) for host, pages in sites.items()}) as web:
        collect.crawl(niche.load(name), network=network(web), own=FAST, within=40)
        posts = {host: sum(target.startswith("/post-numero-") for target in asked(web, host)) for host in sites}
        assert posts == {
            "paged.example": 6,
            "next.example": 6,
            "rest.example": 5,
            "closed.example": 0,
            "mapped.example": 4,
            "monthly.example": 2,
        }
        assert not [target for target in asked(web, "closed.example") if "wp-json" in target]
        assert "/feed?paged=4" not in asked(web, "paged.example")


@pytest.mark.heavy
def test_what_a_site_asks_of_robots_and_readers_is_obeyed_and_noted(new_niche):
    times = [Answer(429, (("Retry-After", "2"),)), Answer(503, (("Retry-After", "1"),))]
    reserved = page("Réservé", "<p>" + "mot " * 30, **{"tdm-reservation": "1", "X-Robots-Tag": "noindex"})
    silent = page("Muet", '<meta name="robots" content="nofollow">' + links("/hidden.html"))
    home = page(
        "Accueil", links("/z.html", "/muet.html", "/reserve.html", "/reglement") + '<a rel="nofollow" href="/hidden.html">x</a>'
    )
    charter = page("Règlement", "<p>Pas de publicité ici, sauf accord. " + "mot " * 30)
    site = {"/": home, "/reserve.html": reserved, "/muet.html": silent, "/reglement": charter, "/z.html": page("Z", "<p>z")}
    site[RESERVATION] = Answer(
        body=b'[{"location": "/z", "tdm-reservation": 1}]', headers=(("Content-Type", "application/json"),)
    )
    name = new_niche(seeds("http://a.example/"))

    def answer(target: str) -> Answer:
        return times.pop(0) if target == "/" and times else site.get(target, NOTHING)

    with MiniWeb({"a.example": answer}) as web:
        study = niche.load(name)
        collect.crawl(study, network=network(web), own=FAST, within=40)
        at = [each.at for each in web.log if each.target == "/"]
        assert [round(b - a) >= wait for a, b, wait in zip(at, at[1:], (2, 1), strict=False)] == [True, True]
        assert asked(web, "a.example")[4] == "/reglement" and "/hidden.html" not in asked(web, "a.example")
        assert [each.target for each in web.log].count(RESERVATION) == 1
    told = collect.hindrances(study).set_index("what")["kind"].to_dict()
    assert told == {"nofollow": "note", "noindex": "note", "tdm-reserved": "note", "tdm-rules": "note"}
    assert parse.build(study, 1)["sources"]["reserved"].tolist() == ["nofollow | noindex | tdm"]
    row = collect.ledger(study).iloc[0]
    assert row[["site", "robots", "requests", "kept", "waiting"]].tolist() == ["http://a.example", "open", 9, 5, 0]


def again(study: niche.Niche, frontier: Frontier) -> tuple[Frontier, Following]:
    """Keep what a frontier was told, and take the crawl up again."""
    frontier.commit("crawl-00001.warc.gz", 0)
    frontier.close()
    taken = open_frontier(study)
    return taken, Following(taken, known(study))


def test_what_is_asked_of_each_source_and_of_each_trap_is_bounded_over_all_runs_of_a_crawl(new_niche):
    study = niche.load(new_niche(seeds("http://a.example/")))
    frontier = open_frontier(study)
    following, most = Following(frontier, known(study)), collect_rules()
    for run in range(4):
        for n in range(run * 50, run * 50 + 50):
            frontier.add(f"http://a.example/agenda/?date={n}", "a.example", REST)
            following.add(f"http://bit.ly/{n}", "a.example", REST)
        following._posts("a.example", [f"http://a.example/un-deux-{n}.html" for n in range(run * 9, run * 9 + 9)])
        following._page(next(iter(frontier.turns.rows.values())), SEEN._replace(links=[f"http://a.example/charte-{run}"]))
        frontier, following = again(study, frontier)
    asked = [row.url for row in frontier.turns.rows.values()]
    assert sum("date=" in url for url in asked) == trap_rules()["most"]["calendar"]
    assert sum("bit.ly" in url for url in asked) == most["onward"]
    assert sum(POST <= row.place < RULES for row in frontier.turns.rows.values()) == most["first_posts"]
    assert sum(row.place == RULES for row in frontier.turns.rows.values()) == most["rules_pages"]
    frontier.close()


@pytest.mark.parametrize(("anew", "asked"), [(False, 1), (True, 3)])
def test_an_update_asks_everything_again_though_the_last_crawl_left_something_and_going_on_does_not(new_niche, anew, asked):
    study = niche.load(new_niche(seeds("http://a.example/", "http://b.example/", "http://c.example/") + "limits: {pages: 2}\n"))
    frontier = open_frontier(study)
    for row in list(frontier.turns.rows.values())[:2]:
        frontier.turns.polite.hold(row.url, row.host)
        frontier.settle(row, "done", 200, digest="x")
    frontier.commit("crawl-00001.warc.gz", 0)
    frontier.close()
    taken = open_frontier(study, anew=anew)
    assert len(taken.turns.rows) == asked and taken.spent() is not anew
    taken.close()


def test_pages_that_all_say_the_same_are_a_soft_404_though_the_crawl_was_taken_up_in_between(new_niche):
    study = niche.load(new_niche(seeds("http://a.example/")))
    frontier, said = open_frontier(study), list[str]()
    for n in range(trap_rules()["alike"] + 1):
        frontier.add(f"http://a.example/{n}.html", "a.example", REST)
        row = next(each for each in frontier.turns.rows.values() if each.url.endswith(f"/{n}.html"))
        said.append(frontier.traps.answered("a.example", row.url, 77, 1))
        frontier.turns.polite.hold(row.url, row.host)
        frontier.settle(row, "done", 200, digest="x", mark=77)
        frontier, _ = again(study, frontier)
    assert said == [""] * trap_rules()["alike"] + ["soft-404"]
    frontier.close()


@pytest.mark.heavy
def test_who_keeps_putting_off_is_left_alone_for_as_long_as_it_asks_and_then_given_up(new_niche):
    home = page("Accueil", links(*(f"/{n}.html" for n in range(20))))
    busy = Answer(429, (("Retry-After", "1"),))
    name = new_niche(seeds("http://a.example/"))
    with MiniWeb({"a.example": lambda target: {"/": home, "/robots.txt": NOTHING}.get(target, busy)}) as web:
        found = collect.crawl(niche.load(name), network=network(web), own=FAST, within=40)
        times = [each.at for each in web.log if each.target.endswith(".html")]
    assert len(times) == 3 * 3 and min(b - a for a, b in zip(times, times[1:], strict=False)) > 0.95
    assert found["met"]["put-off"] == (1, 3) and found["left"] == 0


@pytest.mark.heavy
def test_a_robots_txt_is_read_anew_after_a_day(new_niche):
    from helpers.collect.spider import Spider

    study = niche.load(new_niche(seeds("http://a.example/")))
    frontier = open_frontier(study)
    spider = Spider(frontier=frontier, segment=None, known=known(study), delay=0.0, ends=0.0)
    spider.robots["http://a.example"], spider.read_at["http://a.example"] = robots.read(404), time.monotonic()
    assert spider.asks("http://a.example").state == "open" and spider.asks("http://b.example") is None
    spider.read_at["http://a.example"] -= 86_401
    assert spider.asks("http://a.example") is None
    frontier.close()


@pytest.mark.heavy
def test_the_ledger_tells_what_each_site_was_asked_and_what_it_answered(new_niche, capsys):
    home, rules_of = page("Accueil", links("/a.html", "/private/b.html")), b"User-agent: *\nDisallow: /private\n"
    site = {"/robots.txt": Answer(200, (("Content-Type", "text/plain"),), rules_of), "/": home, "/a.html": Answer(500)}
    name = new_niche(seeds("http://a.example/", "http://down.example/", "http://nobody.example/"))
    assert main(["ledger", name]) == 1
    with MiniWeb({"a.example": small(site), "down.example": small({"/robots.txt": Answer(503)})}) as web:
        collect.crawl(niche.load(name), network=network(web), own=FAST)
        counts = Counter(each.host for each in web.log)
    told = collect.ledger(niche.load(name)).set_index("site")
    assert {host: told.loc[f"http://{host}", "requests"] for host in counts} == counts == {"a.example": 4, "down.example": 1}
    columns = ["robots", "requests", "bytes", "kept", "refused", "deferred", "answer"]
    size = len(rules_of) + len(home.body) + len(NOTHING.body)  # its tdmrep.json
    assert told.loc["http://a.example", columns].tolist() == ["rules", 4, size, 1, 1, 0, "500"]
    assert told.loc["http://down.example", columns].tolist() == ["deferred", 1, 0, 0, 0, 1, "503"]
    assert told.loc["http://nobody.example", columns].tolist() == ["deferred", 0, 0, 0, 0, 1, ""]
    assert main(["ledger", name]) == 0
    printed = capsys.readouterr().out
    assert "5 requests to 2 sites" in printed and "http://down.example" in printed and "me@company.example" in printed


def test_how_many_new_sources_the_last_pages_named_is_told(new_niche):
    study = niche.load(new_niche(seeds("http://a.example/", "http://b.example/")))
    frontier = open_frontier(study)
    following = Following(frontier, known(study))
    named = [["x", "y", "b"], ["x", "z"], ["z"], ["y", "u"], ["u"], ["x"]]  # by each of six pages; b is held, each counts once
    for n, names in enumerate(named):
        frontier.add(f"http://a.example/un-deux-{n}.html", "a.example", REST)
        row = next(each for each in frontier.turns.rows.values() if each.url.endswith(f"-{n}.html"))
        frontier.turns.polite.hold(row.url, row.host)
        frontier.settle(row, "done", 200, digest="x")
        following._page(row, SEEN._replace(links=[f"http://{name}.example/p.html" for name in names]))
    again(study, frontier)[0].close()
    assert "Sources named for the first time: 1 in the last 3 pages, 3 in the 3 before them." in collect.outlook(study)


@pytest.mark.heavy
def test_a_crawl_that_is_stopped_says_what_more_time_would_bring(new_niche):
    hosts = ["a.example", "b.example", "c.example"]
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)) + "limits: {pages: 10}\n")
    with MiniWeb({host: blog(host) for host in hosts}) as web:
        study = niche.load(name)
        found = collect.crawl(study, network=network(web), own=FAST, within=40)
    assert collect.outlook(study).startswith("More time would bring sources not reached: 1 addresses of 1 sources")
    assert "Sources named for the first time: 0 in the last" in collect.outlook(study)
    told = collect.more(study).set_index("what")
    assert told["addresses"].sum() == found["left"] > 0
    assert told.loc["sources not reached", "sources"] == 1 and told.loc["older pages", "addresses"] > 0
