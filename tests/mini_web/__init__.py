"""A web of its own on the loopback: real host names, made-up public addresses, a log, latency, a canary. Nothing leaves it.

Names are resolved by ``MiniWeb.resolve`` and connections led by ``MiniWeb.connect``: what a crawler under test is given in
the place of its resolver and of its connector. Whatever is not part of this web is led to the canary, which counts.
"""

import asyncio
import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import NamedTuple, Self
from urllib.parse import urlsplit

RESERVATION = "/.well-known/tdmrep.json"
STANDING = ("/robots.txt", RESERVATION)  # asked of each host beside its pages
LOOPBACK = "127.0.0.1"


class Answer(NamedTuple):
    """What a server answers; the headers hold neither length nor encoding of transfer."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    body: bytes = b""


class Stream(NamedTuple):
    """An answer sent as it stands, piece by piece; the connection is closed after it."""

    pieces: Callable[[], Iterator[bytes]]
    pause: float  # seconds between two pieces


class Asked(NamedTuple):
    """One request as the server saw it."""

    at: float  # seconds, of one clock
    scheme: str
    host: str
    target: str
    agent: str
    cookie: str
    since: str  # what the reader says that it holds already: an ETag, else a date


VALIDATORS = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}
Site = Callable[[str], Answer | Stream]  # path and query → answer
NOTHING = Answer(404, body=b"<!doctype html><title>404</title><p>Rien ici.")


def page(title: str, body: str, **headers: str) -> Answer:
    """Return a page."""
    html = f'<!doctype html><html lang="fr"><head><title>{title}</title></head><body>{body}</body></html>'
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"), *headers.items()), html.encode())


class MiniWeb:
    """Serves sites by their host names, on one port a scheme, until left.

    Parameters
    ----------
    sites: host → what it answers.
    latency: seconds before each answer.
    tls: the server's side of TLS; without it only http is served.
    """

    def __init__(self, sites: dict[str, Site], latency: float = 0.0, tls: ssl.SSLContext | None = None) -> None:
        self.sites, self.latency, self._tls = sites, latency, tls
        self.log: list[Asked] = []
        self.canary: list[str] = []  # what was asked of anything outside
        self.ports: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._addresses = {self.address(host): host for host in sites}

    @staticmethod
    def address(host: str) -> str:
        """Return the address that a host has in this web: its own, public to look at."""
        mark = hashlib.sha256(host.encode()).digest()
        return f"93.{mark[0] % 200 + 1}.{mark[1]}.{mark[2] % 254 + 1}"

    def resolve(self, host: str) -> list[str]:
        """Return the addresses of a host.

        Raises
        ------
        OSError
            This web has no such host.
        """
        if host not in self.sites:
            raise OSError(f"{host}: no such host in this web")
        return [self.address(host)]

    def connect(self, address: str, port: int) -> tuple[str, int]:
        """Return the place on the loopback that stands for an address and port of the world."""
        scheme = {80: "http", 443: "https"}.get(port, "")
        if address in self._addresses and scheme in self.ports:
            return LOOPBACK, self.ports[scheme]
        self.canary.append(f"{address}:{port}")
        return LOOPBACK, self.ports["canary"]

    def counts(self) -> dict[str, int]:
        """Return how many requests each host had, but for what it reserves."""
        found: dict[str, int] = {}
        for asked in self.log:
            if asked.target == RESERVATION:
                continue
            found[asked.host] = found.get(asked.host, 0) + 1
        return found

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: "asyncio._CoroutineLike[None]") -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _open(self) -> None:
        wanted = {"http": (None, self._talk("http")), "canary": (None, self._caught)}
        if self._tls:
            wanted["https"] = (self._tls, self._talk("https"))
        self._servers = []
        for name, (tls, talk) in wanted.items():
            server = await asyncio.start_server(talk, LOOPBACK, 0, ssl=tls)
            self.ports[name] = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    async def _caught(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.canary.append("connected")
        writer.close()

    def _talk(self, scheme: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], "asyncio._CoroutineLike[None]"]:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while head := await reader.readuntil(b"\r\n\r\n"):
                    await self._answer(scheme, head.decode("latin-1"), writer)
            except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
                pass  # the crawler has left
            finally:
                writer.close()

        return talk

    async def _answer(self, scheme: str, head: str, writer: asyncio.StreamWriter) -> None:
        lines = head.splitlines()
        method, target, _ = lines[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        host = headers.get("host", "").partition(":")[0].lower()
        agent, cookie = headers.get("user-agent", ""), headers.get("cookie", "")
        since = headers.get("if-none-match") or headers.get("if-modified-since", "")
        self.log.append(Asked(time.monotonic(), scheme, host, target, agent, cookie, since))
        await asyncio.sleep(self.latency)
        site = self.sites.get(host)
        answer = site(target) if site else NOTHING
        if isinstance(answer, Stream):
            await self._sent(answer, writer)
            return
        validators = [pair for pair in answer.headers if pair[0] in VALIDATORS]
        if any(value == headers.get(VALIDATORS[name]) for name, value in validators):
            answer = Answer(304, tuple(pair for pair in validators if pair[0] == "ETag"))  # RFC 9110, 15.4.5: no more than needed
        said = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        said += [f"{name}: {value}" for name, value in answer.headers] + [f"Content-Length: {len(answer.body)}", "", ""]
        writer.write("\r\n".join(said).encode("latin-1") + (b"" if method == "HEAD" else answer.body))
        await writer.drain()

    async def _sent(self, answer: Stream, writer: asyncio.StreamWriter) -> None:
        for piece in answer.pieces():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(answer.pause)
        raise ConnectionError


def whole(address: str) -> tuple[str, str]:
    """Return host, and path with query, of an address."""
    parts = urlsplit(address)
    return (parts.hostname or "").lower(), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
