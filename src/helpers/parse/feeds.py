"""What the feeds of an archive tell of its pages: when each was published (RSS 2.0, RSS 1.0, Atom 1.0)."""

from email.utils import parsedate_to_datetime

from lxml import etree

from helpers import urls
from helpers.parse.fields import day
from helpers.parse.page import identifier

DATED = ("pubdate", "published", "date", "issued")  # what says "updated" is left out: it is no date of publication


def _date(text: str) -> str:
    """Return a date of a feed as YYYY-MM-DD; empty where it is none."""
    try:
        return day(text) or parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError):
        return ""


def _entry(entry: etree._Element) -> tuple[str, str]:
    """Return address and date of an entry, either empty where the feed does not tell."""
    address = date = ""
    for part in entry:
        name = etree.QName(part).localname.lower() if isinstance(part.tag, str) else ""
        text = (part.text or "").strip()
        if name == "link" and part.get("rel", "alternate") == "alternate":
            address = address or part.get("href") or text
        elif name in DATED:
            date = date or _date(text)
    return address, date


def entries(body: bytes, base: str) -> list[tuple[str, str]]:
    """Return (canonical address, date of publication or nothing) of the entries of a feed, in its order.

    Parameters
    ----------
    base: address of the feed, for relative links.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    root = etree.fromstring(body, parser) if body.strip() else None
    read = [_entry(entry) for entry in root.iter("{*}item", "{*}entry")] if root is not None else []
    told = [(urls.canonical(link, base), date) for link, date in read]
    return [(address, date) for address, date in told if address]


def dates(body: bytes, base: str) -> dict[str, str]:
    """Return page → date of publication of the dated entries of a feed."""
    found: dict[str, str] = {}
    for address, date in entries(body, base):
        if date:
            found.setdefault(identifier(address), date)
    return found
