"""Sites that lead a crawler to where it must not go, or answer so that it should choke; each on a host of its own."""

import gzip
import itertools
from collections.abc import Iterator
from ipaddress import IPv4Address

from tests.mini_web import NOTHING, Answer, Site, Stream, page, traps

PLAIN = (("Content-Type", "text/html; charset=utf-8"),)
HOME_NET = str(IPv4Address(0x0A010203))  # of RFC 1918
NAMES = {
    "inside.example": [[HOME_NET]],
    "mapped.example": [["::ffff:169.254.169.254"]],
    "mixed.example": [["93.184.216.34", "127.0.0.1"]],
}

PRIVATE = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0/",
    "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/", "http://168.63.129.16/", f"http://{HOME_NET}/", f"http://{IPv4Address(0xC0A80101)}/",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:a9fe:a9fe]/", "http://[fd00:ec2::254]/", "http://[fe80::1]/",
    "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://１２７.0.0.1/", "http://inside.example/", "http://mapped.example/",
    "http://mixed.example/", "http://open.example@127.0.0.1/", "https://127.0.0.1/", "http://127.0.0.1:22/", "http://away.example:22/",
    "http://away.example:8080/", "ftp://away.example/", "file:///etc/passwd", "gopher://127.0.0.1:25/", "//127.0.0.1/", "javascript:alert(1)",
]  # fmt: skip


def towards(target: str, how: str) -> Site:
    """Return a site whose home page sends its reader to an address: by status, by meta refresh, by its robots.txt or its feeds."""
    there = Answer(302, (("Location", target.encode().decode("latin-1")),))
    home = page("Accueil", traps.text(target, how) + traps.links(target, "/suite.html"))
    pages = {"/": home, "/suite.html": page("Suite", traps.text("suite", target, how))}
    if how == "status":
        pages |= {"/": there, "/suite.html": there}
    if how == "refresh":
        pages["/"] = page("Accueil", f'<meta http-equiv="refresh" content="0; url={target}">' + traps.text(target))
    if how == "robots":
        pages["/robots.txt"] = there
    if how == "sitemap":
        pages["/robots.txt"] = Answer(200, (("Content-Type", "text/plain"),), f"Sitemap: {target}\n".encode())
    if how == "feed":
        pages["/"] = page("Accueil", f'<link rel="alternate" type="application/rss+xml" href="{target}"><base href="{target}">')
    return lambda asked: pages.get(asked, NOTHING)


def _endless_body() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield from itertools.repeat(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def _endless_head() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from (b"".join(b"X-%d-%d: %s\r\n" % (turn, n, b"y" * 200) for n in range(300)) for turn in itertools.count())


def _endless_line() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    yield from itertools.repeat(b"y" * 65_536)


def _drip() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    yield from itertools.repeat(b"z")


def _long(target: str) -> Answer:
    """Answer a redirect, for ever."""
    return Answer(301, (("Location", f"/r{int(target.strip('/r') or 0) + 1}"),))


def _bomb(layers: int) -> Answer:
    body = b"<p>" + b"\0" * 200_000_000
    for _ in range(layers):
        body = gzip.compress(body, 9)
    return Answer(200, (*PLAIN, ("Content-Encoding", ", ".join(["gzip"] * layers))), body)


def home_only(answer: Answer | Stream) -> Site:
    """Return a site that answers its home page so, and nothing else."""
    return lambda target: answer if target == "/" else NOTHING


def chokers() -> dict[str, Site]:
    """Return, by the name under which a crawl tells of it, what should choke it."""
    huge = Stream(
        lambda: iter([b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000000000\r\n\r\n", b"x" * 65_536]), 0
    )
    return {
        "huge-body.too-large": home_only(huge), "endless-body.too-large": home_only(Stream(_endless_body, 0)),
        "bomb.too-large": home_only(_bomb(1)), "layers.too-large": home_only(_bomb(2)),
        "endless-head.broken-answer": home_only(Stream(_endless_head, 0)), "endless-line.broken-answer": home_only(Stream(_endless_line, 0)),
        "drip.too-slow": home_only(Stream(_drip, 0.2)), "redirects.redirects-without-end": lambda target: NOTHING if "robots" in target else _long(target),
        "itself.redirects-without-end": home_only(Answer(302, (("Location", "/"),))),
    }  # fmt: skip
