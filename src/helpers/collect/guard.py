"""Where a crawl may connect: public addresses over http(s), checked on the very address that the socket then goes to.

A name is resolved once a connection and the connection goes to what was checked, so a name that changes its answer in
between (rebinding) gains nothing. Redirects and meta refreshes are URLs like others: each takes this road again.
No setting and no environment variable opens it; a test passes a ``Network`` of its own.
"""

import functools
import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Collection
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")  # all that is handed out; leaves out mapped, translated, local, multicast
METADATA = {"168.63.129.16"}  # of a cloud, though it looks public
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*")
NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")  # a host that browsers read as an IPv4 address


class Refused(Exception):
    """A URL that is not connected to; says why in a word or two."""


class Network(NamedTuple):
    """The two things a crawl asks of the machine's network."""

    resolve: Callable[[str], list[str]]  # host → addresses; OSError where there is none
    connect: Callable[[str, int], tuple[str, int]]  # checked address, port → what the socket is opened to


class Route(NamedTuple):
    """One checked way to a server."""

    host: str
    address: str
    port: int
    socket: tuple[str, int]


def _resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


LIVE = Network(_resolve, lambda address, port: (address, port))


@functools.lru_cache(maxsize=65_536)
def is_public(address: str) -> bool:
    """Return whether an address may be that of a public web server.

    >>> [is_public(address) for address in ("93.184.216.34", "127.0.0.1", "::ffff:93.184.216.34")]
    [True, False, False]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (found not in PUBLIC_6 or found.sixtofour or found.teredo):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved and address not in METADATA


def _host(parts: SplitResult) -> str:
    host = unicodedata.normalize("NFKC", parts.hostname or "").rstrip(".").lower()
    if ":" in host:
        return host
    try:
        plain = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise Refused("host") from None
    if not NAME.fullmatch(plain):
        raise Refused("host")
    return plain


def _addresses(host: str, resolve: Callable[[str], list[str]]) -> list[str]:
    """Return the addresses of a host; a literal, in whatever form, is its own."""
    if ":" in host:
        return [host]
    try:
        return [socket.inet_ntoa(socket.inet_aton(host))] if NUMBER.fullmatch(host) else resolve(host)
    except (OSError, UnicodeError):
        raise Refused("no address") from None


def routes(url: str, network: Network = LIVE, ports: Collection[int] = (80, 443)) -> list[Route]:
    """Return the ways to the server of a URL, to be called for each connection.

    Raises
    ------
    Refused
        Scheme, port, user name or host is not allowed, the host has no address, or one of its addresses is not public.
    """
    try:
        parts = urlsplit(url)
        port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError:
        raise Refused("url") from None
    if parts.scheme not in PORTS:
        raise Refused("scheme")
    if port not in ports:
        raise Refused("port")
    if "@" in parts.netloc:
        raise Refused("user name")
    host = _host(parts)
    found = _addresses(host, network.resolve)
    if not found or not all(map(is_public, found)):
        raise Refused("address")
    return [Route(host, address, port, network.connect(address, port)) for address in found]


def fault(url: str, ports: Collection[int] = ()) -> str:
    """Return why a URL is refused before its host is looked up; empty where nothing in it stands against it.

    Parameters
    ----------
    ports: allowed beside 80 and 443.

    >>> fault("http://2130706433/"), fault("ftp://a.example/"), fault("https://blog.example/")
    ('address', 'scheme', '')
    """
    somewhere = Network(lambda host: ["93.184.216.34"], lambda address, port: (address, port))
    try:
        routes(url, somewhere, {*PORTS.values(), *ports})
    except Refused as refused:
        return str(refused)
    return ""
