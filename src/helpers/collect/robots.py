"""robots.txt by RFC 9309: who cannot be read is left alone, never taken for open."""

from typing import Any, NamedTuple

from helpers.collect.settings import rules

AGENT = "aire"  # the product token that robots.txt files may name


class Rules(NamedTuple):
    """What a host asks of us.

    Attributes
    ----------
    state: "open" (it asks nothing), "rules", or "deferred" (it could not be asked: leave it alone for now).
    delay: seconds between two requests, 0 where it does not say. sitemaps: addresses that it names.
    why: what kept it from being asked.
    """

    state: str
    parser: Any = None
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    why: str = "robots-deferred"

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked."""
        return self.state == "open" or (self.state == "rules" and bool(self.parser.can_fetch(url, AGENT)))


def read(status: int, body: bytes = b"") -> Rules:
    """Return what the answer to a request for robots.txt means (RFC 9309, 2.3.1).

    Parameters
    ----------
    status: of the answer; 0 where there was none, or where redirects do not end.
    """
    from protego import Protego

    if status == 429 or status >= 500 or status < 200:
        return Rules("deferred")
    if status >= 300:
        return Rules("open" if status >= 400 else "deferred")
    parser = Protego.parse(body[: rules()["robots_kb"] * 1024].decode("utf-8", "replace"))
    rate = parser.request_rate(AGENT)
    wait = max(float(parser.crawl_delay(AGENT) or 0), rate.seconds / rate.requests if rate and rate.requests else 0.0)
    return Rules("rules", parser, wait, tuple(parser.sitemaps))
