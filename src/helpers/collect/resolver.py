"""Names → addresses for Scrapy, behind the guard."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import maybeDeferred
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.internet.threads import deferToThread
from zope.interface import implementer

from helpers.collect import guard


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to give up: the answer of a thread is left unread."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Names → public addresses. The address that was judged is the one that is connected to: no second look-up.

    What was looked up ahead, so that a server that several hosts share is known, serves the first connection, and no other.
    """

    refused: ClassVar[set[str]] = set()  # hosts with an address that is not public

    def __init__(self, crawler: Any, reactor: Any) -> None:
        self.network, self.reactor = crawler.settings["AIRE_NETWORK"] or guard.LIVE, reactor
        self._ahead: dict[tuple[str, int], Any] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Return the resolver of a crawl."""
        return cls(crawler, reactor)

    def install_on_reactor(self) -> None:
        """Take the place of every other resolver."""
        self.reactor.installNameResolver(self)

    def look_up(self, url: str) -> Any:
        """Return, when they come, the addresses of the host of a URL; none where it may not be connected to."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or guard.PORTS[parts.scheme]
        return deferToThread(self._routes, host, port).addBoth(self._kept, host, port)

    def _kept(self, found: Any, host: str, port: int) -> list[str]:
        self._ahead[host, port] = found
        return [route.address for route in found] if isinstance(found, list) else []

    def resolveHostName(  # names and places of the parameters are Twisted's
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: Any = "TCP",
    ) -> Any:
        """Tell the receiver the public addresses of a host; none where it has none."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        ahead = self._ahead.pop((hostName, portNumber), None)
        found = deferToThread(self._routes, hostName, portNumber) if ahead is None else maybeDeferred(lambda: ahead)
        found.addBoth(self._tell, resolutionReceiver, hostName, transportSemantics)
        return resolution

    def _routes(self, host: str, port: int) -> list[guard.Route]:
        named = f"[{host}]" if ":" in host else host
        return guard.routes(f"http://{named}:{port}/", self.network, {port})

    def _tell(self, found: Any, receiver: Any, host: str, transport: Any) -> None:
        if isinstance(found, list):
            for route in found:
                there, port = route.socket
                receiver.addressResolved((IPv6Address if ":" in there else IPv4Address)(transport, there, port))
        elif found.check(guard.Refused) and str(found.value) == "address":
            self.refused.add(host)
        receiver.resolutionComplete()
