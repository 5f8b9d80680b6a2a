"""What the feeds of an archive tell: when pages were published, and what was said on them (RSS 2.0, RSS 1.0, Atom 1.0)."""

import functools
import hashlib
import itertools
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from lxml import etree

from helpers import urls
from helpers.parse.decode import FORBIDDEN
from helpers.parse.fields import day, patterns
from helpers.parse.posts import identifier
from helpers.parse.structured import Message, lines

DATED = ("pubdate", "published", "date", "issued")  # what says "updated" is left out: it is no date of publication
TOLD = ("encoded", "content", "description", "summary")  # the text of an entry, the whole before the extract
REFERENCES = {"link": "href", "in-reply-to": "ref"}  # attributes that hold what an element says
LONGEST_NAME = 80
MOST = 5_000  # entries of one feed


class Entry(NamedTuple):
    """An entry of a feed; what it does not tell is empty."""

    link: str
    date: str
    author: str
    text: str
    answers: str  # the entry that it answers (RFC 4685)


def _date(text: str) -> str:
    """Return a date of a feed as YYYY-MM-DD; empty where it is none."""
    try:
        return day(text) or parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError):
        return ""


def _parts(entry: etree._Element) -> Iterator[tuple[str, etree._Element, str]]:
    """Yield name, element and text of what an entry holds."""
    for part in entry:
        if isinstance(part.tag, str):
            text = FORBIDDEN.sub("", " ".join(map(str, part.itertext())).strip())
            yield etree.QName(part).localname.lower(), part, text


def _entry(entry: etree._Element) -> Entry:
    said: dict[str, str] = {}
    for name, part, text in _parts(entry):
        if name == "link" and part.get("rel", "alternate") != "alternate":
            continue
        named = next((inner for own, _, inner in _parts(part) if own == "name"), "") if name == "author" else ""
        value = named or (part.get(REFERENCES[name]) if name in REFERENCES else "") or text
        if value:
            said.setdefault(name, value)
    return Entry(
        said.get("link", ""),
        next(filter(None, (_date(said[name]) for name in DATED if name in said)), ""),
        (said.get("creator") or said.get("author") or "")[:LONGEST_NAME],
        next((said[name] for name in TOLD if name in said), ""),
        said.get("in-reply-to", ""),
    )


@functools.lru_cache(maxsize=1)  # asked for its pages, then for its comments
def _entries(body: bytes) -> list[Entry]:
    """Return the entries of a feed, in its order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    root = etree.fromstring(body, parser) if body.strip() else None
    found = root.iter("{*}item", "{*}entry") if root is not None else ()
    return [_entry(entry) for entry in itertools.islice(found, MOST)]


def _anchor(entry: Entry, base: str) -> str:
    """Return the anchor of the comment that an entry is; empty where it is a page."""
    anchor = entry.link.partition("#")[2]
    if patterns("comment_feeds", "anchor").fullmatch(anchor):
        return anchor
    if not patterns("comment_feeds", "path").search(base):
        return ""
    told = f"{entry.link} {entry.author} {entry.date} {entry.text}"
    return f"feed-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def entries(body: bytes, base: str) -> list[tuple[str, str]]:
    """Return (canonical address, date of publication or nothing) of the pages that a feed lists, in its order.

    Parameters
    ----------
    base: address of the feed, for relative links.
    """
    told = [(urls.canonical(entry.link, base), entry.date) for entry in _entries(body) if not _anchor(entry, base)]
    return [(address, date) for address, date in told if address]


def dates(body: bytes, base: str) -> dict[str, str]:
    """Return page → date of publication of the dated entries of a feed."""
    found: dict[str, str] = {}
    for address, date in entries(body, base):
        if date:
            found.setdefault(identifier(address), date)
    return found


def comments(body: bytes, base: str) -> Iterator[tuple[str, Message]]:
    """Yield (canonical address of the page, comment) of the comments that a feed tells."""
    for entry, anchor in ((each, _anchor(each, base)) for each in _entries(body)):
        address = urls.canonical(entry.link, base) if anchor else ""
        text = "\n".join(lines({"text": [entry.text]}, "text")) if address else ""
        if text:
            answers = re.sub(r".*[^\w-]", "", entry.answers)
            yield address, Message("comment", anchor, answers, entry.author, entry.date, text=text)
