"""Scrapy as it comes, on a mini-web: python -m tests.bench.stock_scrapy PORT HOSTS IN_FLIGHT."""

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer


@implementer(IHostnameResolver)
class Loopback:
    """Every name is this machine."""

    def __init__(self, reactor: Any) -> None:
        self.reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "Loopback":
        """Return the resolver of a crawl."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Take the place of every other resolver."""
        self.reactor.installNameResolver(self)

    def resolveHostName(
        self, receiver: Any, hostName: str, portNumber: int = 0, *_: Any, **__: Any
    ) -> Any:  # names are Twisted's
        """Tell the receiver the loopback."""
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", portNumber))
        receiver.resolutionComplete()
        return receiver


class Spider(scrapy.Spider):
    """Follows every link to the host that it is on."""

    name = "stock"
    links = LinkExtractor()

    def parse(self, response: Any, **_: Any) -> Iterator[scrapy.Request]:
        """Follow the links of a page."""
        yield from response.follow_all(self.links.extract_links(response))


def main(port: str, hosts: str, in_flight: str) -> None:
    """Crawl."""
    settings = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
        "TWISTED_DNS_RESOLVER": Loopback, "CONCURRENT_REQUESTS": int(in_flight),
    }  # fmt: skip
    process = CrawlerProcess(settings)
    process.crawl(Spider, start_urls=[f"http://h{host}.example:{port}/" for host in range(int(hosts))])
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
