"""Pages that need scripts are rendered only where it is asked for, few of them, and never get out of the guard."""

import io
import json
import os
import ssl
import subprocess

import pytest
import trustme
import yaml
from tests.mini_web import NOTHING, Answer, MiniWeb, page
from tests.mini_web.seen import network
from tests.test_collect import CONTACT, FAST, archives, asked, records

from helpers import browser, collect, niche, parse
from helpers.collect import offline_browser
from helpers.collect.settings import rules


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """Let a page take some seconds, not a minute and a half."""
    monkeypatch.setitem(rules(), "rendered_seconds", 4)
    monkeypatch.setattr(offline_browser, "ANSWERED", 4.0)


def user_namespaces() -> bool:
    """Tell whether this machine lets anybody make a user namespace, of which Chromium's sandbox is made."""
    nobody = {} if os.geteuid() else {"user": offline_browser.NOBODY, "group": offline_browser.NOBODY, "extra_groups": []}
    try:
        return subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False, **nobody).returncode == 0
    except FileNotFoundError:
        return True


pytestmark = [
    pytest.mark.browser,
    pytest.mark.heavy,
    pytest.mark.skipif(not browser.program(), reason="no Chromium on this machine"),
    pytest.mark.skipif(not user_namespaces(), reason="no user namespaces on this machine: Chromium's sandbox does not start"),
]

SCRIPT = (("Content-Type", "text/javascript"),)
JSON = (("Content-Type", "application/json"),)
SHELL = '<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src="/app.js"></script>'
APP = """
const attempt = (what) => { try { const made = what(); if (made && made.catch) made.catch(() => 0); } catch (error) {} };
document.cookie = "seen=1; path=/";
alert("please");
const inside = %s;
for (const place of inside) {
  attempt(() => fetch(place, {mode: "no-cors"}));
  attempt(() => { new Image().src = place; });
  attempt(() => { const frame = document.createElement("iframe"); frame.src = place; document.head.appendChild(frame); });
  attempt(() => new WebSocket(place.replace("http", "ws")));
  attempt(() => window.open(place));
  attempt(() => navigator.sendBeacon(place, "x"));
  attempt(() => { const link = document.createElement("link"); link.rel = "prefetch"; link.href = place; document.head.appendChild(link); });
  attempt(() => new EventSource(place));
  attempt(() => new Worker(URL.createObjectURL(new Blob([`fetch("${place}", {mode: "no-cors"})`]))));
  attempt(() => new WebTransport(place.replace("http:", "https:")));
}
attempt(() => { const peer = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:%d"}]}); peer.createDataChannel("x");
  peer.createOffer().then((offer) => peer.setLocalDescription(offer)); });
attempt(() => fetch("/private/secret.json"));
attempt(() => fetch("/form", {method: "POST", body: "x"}));
fetch("/data.json").then((answer) => answer.json()).then((data) => {
  document.getElementById("root").innerHTML = data.map((one) =>
    `<p>${one} mot bien choisi pour une recette de pain que nous aimons tous ici <a href="/${one}.html">lire</a>`).join("");
});
"""
ROBOTS = Answer(200, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /private/\n")
DATA = Answer(200, JSON, json.dumps(["levain", "seigle", "froment", "sarrasin"] * 3).encode())


def app(inside: list[str], port: int = 9) -> dict[str, Answer]:
    """Return a site whose home is empty without its script, which tries every way out."""
    code = APP % (json.dumps(inside), port)
    return {"/robots.txt": ROBOTS, "/": page("Four", SHELL), "/app.js": Answer(200, SCRIPT, code.encode()), "/data.json": DATA}


def seeds(*urls: str, render: int) -> str:
    return f"question: Qui ?\nseeds: {json.dumps(urls)}\ncrawl: {{contact: me@company.example, render: {render}, delay: 0.5}}\n"


def served(site: dict[str, Answer]):
    return lambda target: site.get(target, NOTHING)


def test_a_rendered_page_says_what_its_scripts_write_and_nothing_of_it_reaches_inside(new_niche):
    name = new_niche(seeds("http://app.example/", render=3))
    site: dict[str, Answer] = {}
    with MiniWeb({"app.example": served(site)}) as web:
        canary = web.ports["canary"]
        inside = [
            f"http://127.0.0.1:{canary}/",
            f"http://localhost:{canary}/",
            "http://169.254.169.254/",
            "http://inside.example/",
        ]
        site |= app(inside, canary)
        led = network(web, {"inside.example": [["169.254.170.2"]]})
        found = collect.crawl(niche.load(name), network=led, own=FAST)
        assert web.canary == [] and {each.cookie for each in web.log} == {""}
        assert {each.agent for each in web.log} == {"aire/0.1.0 (+me@company.example)"}
        paths = asked(web, "app.example")
    assert paths[:3] == ["/robots.txt", "/", "/robots.txt"] and set(paths) == {"/robots.txt", "/", "/app.js", "/data.json"}
    assert found["met"]["rendered"] == (1, 1) and found["left"] == 4  # what the rendered page leads to is asked by the next crawl
    made = parse.build(niche.load(name), 1)
    assert (
        made["pages"]["url"].tolist() == ["http://app.example/"] and "levain mot bien choisi" in made["posts"]["text"].str.cat()
    )
    kept = {record.rec_type: record for path in archives(name) for record in records(path)}
    conversion, original = kept["conversion"].rec_headers, kept["response"].rec_headers
    assert (
        conversion["WARC-Refers-To"] == original["WARC-Record-ID"]
        and conversion["WARC-Target-URI"] == original["WARC-Target-URI"]
    )
    sites = collect.ledger(niche.load(name)).set_index("site")
    assert sites.loc["http://app.example", "requests"] == len(paths) + 1  # and what it reserves


def test_no_more_pages_are_rendered_than_niche_yml_says_and_none_by_default(new_niche, monkeypatch):
    monkeypatch.setitem(rules(), "rendered_seconds", 40)  # a busy machine starts a browser slowly
    monkeypatch.setattr(offline_browser, "ANSWERED", 30.0)
    hosts = [f"a{n}.example" for n in range(3)]
    for render in (0, 2):
        name = new_niche(seeds(*(f"http://{host}/" for host in hosts), render=render), name=f"essai-{render}")
        with MiniWeb({host: served(app([])) for host in hosts}) as web:
            found = collect.crawl(niche.load(name), network=network(web), own=FAST)
            assert sum(each.target == "/app.js" for each in web.log) == render == found["met"].get("rendered", (0, 0))[1]
    assert niche.Crawl().render == 0 and yaml.safe_load(io.StringIO(CONTACT))["crawl"].get("render") is None


def test_what_never_ends_weighs_too_much_proves_no_name_or_is_a_wall_is_not_kept(new_niche, home, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(home / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(home / "authority.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    hosts = {"loop.example": b"for (;;) {}", "wall.example": b"document.body.innerHTML = '<form>Connexion <input type=password></form>'",
             "huge.example": b"document.body.innerHTML = '<p>mot '.repeat(2e7)"}  # fmt: skip
    authority.issue_cert(*hosts, "scripts.example").configure_cert(tls)
    other = page("X", SHELL.replace("/app.js", "https://another.example/app.js"))
    sites = {host: served(app([]) | {"/app.js": Answer(200, SCRIPT, code)}) for host, code in hosts.items()}
    sites |= {"scripts.example": served(app([]) | {"/": other}), "another.example": served(app([]))}
    name = new_niche(seeds(*(f"https://{host}/" for host in [*hosts, "scripts.example"]), render=9))
    with MiniWeb(sites, tls=tls) as web:
        found = collect.crawl(niche.load(name), network=network(web), own=FAST)
        assert web.counts().get("another.example") is None
    assert found["met"]["not-rendered"] == (4, 4) and "rendered" not in found["met"]
    assert parse.build(niche.load(name), 1)["pages"].empty
