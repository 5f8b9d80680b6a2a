"""What the head of an answer may cost: Scrapy bounds bodies and time, neither it nor Twisted bounds the number of headers."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.web._newclient import HEADER, STATUS

from helpers.collect.settings import rules


class _Protocol(_LenientHTTP11ClientProtocol):
    """Gives up on an answer whose head does not end."""

    _head = 0

    def dataReceived(self, data: bytes) -> None:  # the name is Twisted's
        """Count what comes before the body."""
        waits = self._parser is not None and self._parser.state in (STATUS, HEADER)
        self._head = self._head + len(data) if waits else 0
        if self._head > rules()["head_kb"] * 1024 + len(data):
            self.transport.abortConnection()  # type: ignore[union-attr]
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]


class _Factory(_LenientHTTP11ClientFactory):
    """Makes connections whose answers have bounded heads."""

    def buildProtocol(self, addr: Any) -> _Protocol:  # the name is Twisted's
        """Return what reads the answers of one connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class Handler(HTTP11DownloadHandler):
    """Scrapy's own, with bounded heads."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
