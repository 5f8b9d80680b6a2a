"""One capture → its page, posts and links. Each tree is parsed once: lexbor for the markup, lxml for the main text."""

import hashlib
import re
from typing import Any, NamedTuple

from helpers import text, urls
from helpers.parse import extraction, links, structured
from helpers.parse.archive import Record, Skip
from helpers.parse.contacts import Contact, contacts
from helpers.parse.decode import text_of
from helpers.parse.fields import first, number, rules, squeezed
from helpers.parse.guard import DEEPEST_TEXT, bounded, depth
from helpers.parse.sheet import (
    Reading,
    Sheet,
    body_of,
    kind_of_post,
    looks_like,
    published_on,
    sheet_of,
    terms_of,
)
from helpers.parse.structured import Message


class Parsed(NamedTuple):
    """What was read of one capture; authors still carry the names that the page gives."""

    row: dict[str, Any]  # a row of pages, and what the sources are described by
    posts: list[dict[str, Any]]
    links: list[links.Link]
    contacts: list[Contact]
    skips: list[Skip]
    sketch: tuple[int, ...]  # of the main text, none of a page made of parts of others


def identifier(address: str, anchor: str = "") -> str:
    """Return the identifier of a page or a post: 16 hexadecimal digits of the SHA-256 of its identity."""
    mark = f"#{anchor}" if anchor else ""
    return hashlib.sha256(f"{urls.identity(address)}{mark}".encode()).hexdigest()[:16]


def thread_address(address: str) -> str:
    """Return the address of the first page of a thread.

    >>> thread_address("https://forum.example/viewtopic.php?start=20&t=7")
    'https://forum.example/viewtopic.php?t=7'
    """
    place, _, query = address.partition("?")
    for pattern in rules()["thread_paths"]:
        place = re.sub(pattern, "", place)
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in rules()["thread_parameters"]]
    return f"{place}?{'&'.join(kept)}" if query and kept else place


def _row(sheet: Sheet, message: Message, identity: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return one row of posts; its thread and parent are still to be told."""
    return {
        "post": identity,
        "page": identifier(sheet.address),
        "source": sheet.source,
        "author": message.author,
        "url": f"{sheet.address}#{message.anchor}" if message.anchor else sheet.address,
        "kind": message.kind,
        "published": message.published,
        "lang": text.language(message.text, languages),
        "title": message.title,
        "text": message.text,
        "votes": message.votes,
        "accepted": message.accepted,
        "status": message.status,
        "thread": "",
        "parent": "",
        "terms": "",
        "original": "",
    }


def _opening(sheet: Sheet, body: str, published: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the post that a page opens with."""
    kind = kind_of_post(sheet, len(body.split()), bool(published))
    stated = structured.text(sheet.item, "author", "creator")
    author = stated or ("" if sheet.listing else first(sheet.tree, rules()["author"]))
    message = Message(
        kind,
        author=author[:80],
        published=published,
        title=sheet.head.title,
        text=body,
        votes=number(structured.text(sheet.item, "upvotecount")),
    )
    if sheet.opening:
        told = sheet.messages[0]
        message = told._replace(kind=kind, anchor="", title=sheet.head.title, published=told.published or published)
    elif kind == "idea":
        told = sheet.ideas[0]
        message = told._replace(anchor="", title=told.title or sheet.head.title, published=told.published or published)
    row = _row(sheet, message, identifier(sheet.address), languages)
    return {**row, "thread": row["post"], "terms": terms_of(sheet), "original": _original(sheet)}


def _original(sheet: Sheet) -> str:
    """Return the post that a page says it copies: its canonical address, on another source."""
    elsewhere = sheet.head.canonical and sheet.head.canonical != sheet.address
    return identifier(sheet.head.canonical) if elsewhere else ""


def _replies(sheet: Sheet, thread: str, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return comments, answers and messages of a page, each once, with thread and parent."""
    first_page = thread_address(sheet.address) == sheet.address
    told = sheet.messages[1:] if sheet.opening and first_page else sheet.messages
    posts = {message.anchor: identifier(sheet.address, message.anchor) for message in told}
    kept = {message.anchor: message for message in reversed(told)}
    rows = [_row(sheet, kept[anchor], posts[anchor], languages) for anchor in posts]
    return [
        {**row, "thread": thread, "parent": posts.get(kept[anchor].parent, thread)}
        for anchor, row in zip(posts, rows, strict=True)
    ]


def _listed_ideas(sheet: Sheet, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the ideas that a board lists, each opening its own thread."""
    rows = [_row(sheet, idea, identifier(sheet.address, idea.anchor), languages) for idea in sheet.ideas]
    return [{**row, "thread": row["post"]} for row in {row["post"]: row for row in rows}.values()]


def _posts(sheet: Sheet, body: str, published: str, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the posts of a page, the opening one first."""
    opening = _opening(sheet, body, published, languages)
    thread = identifier(thread_address(sheet.address))
    continued = opening["kind"] in ("message", "question") and thread != opening["post"]
    replies = _replies(sheet, thread if continued else opening["post"], languages)
    ideas = _listed_ideas(sheet, languages) if opening["kind"] != "idea" else []
    return ([] if continued else [opening]) + replies + ideas


def read(record: Record, reading: Reading) -> Parsed | Skip:
    """Return what a captured page holds, or why it holds nothing.

    A page whose text cannot be extracted keeps its links; either is counted.
    """
    html, done = bounded(text_of(record.body, record.charset), reading.depth)
    if not html.strip():
        reason = "not-html" if record.body.strip() else "empty"
        return Skip(record.archive, done[-1] if done else reason, record.url)
    sheet = sheet_of(record, html, reading)
    latest = record.captured_at[:10] or "9999"
    try:
        tree = extraction.tree_of(html)
        body, published = body_of(sheet, tree), published_on(sheet, tree, latest)
    except Exception as error:  # hostile markup breaks third-party parsers in ways that they do not list
        body, published, done = "", "", [*done, f"text-unread ({type(error).__name__})"]
    if not body and html.count("<") > DEEPEST_TEXT and depth(html) > DEEPEST_TEXT:
        done = [*done, "text-unread (too-deep)"]
    return _parsed(record, reading, sheet, (body, published, done))


def _parsed(record: Record, reading: Reading, sheet: Sheet, said: tuple[str, str, list[str]]) -> Parsed:
    body, published, done = said
    home = links.Home(sheet.head.base, sheet.source, reading.known, _whole_host(sheet, reading))
    found, inside, unread = links.outward(sheet.tree, home, reading.links_per_page)
    posts = _posts(sheet, body, published, reading.languages)
    skips = [Skip(record.archive, reason, record.url) for reason in done]
    skips += [Skip(record.archive, "links-beyond-limit", record.url, unread)] if unread else []
    row = {
        "page": identifier(sheet.address),
        "source": sheet.source,
        "url": sheet.address,
        "title": sheet.head.title,
        "captured_at": record.captured_at,
        "published": published,
        "lang": text.language(body, reading.languages),
        "words": len(body.split()),
        "sha256": hashlib.sha256(record.body).hexdigest(),
        "warc": record.archive,
        "record": record.record,
        "offset": record.offset,
        "home": sheet.home,
        "listing": sheet.listing,
        "inside": inside,
        "name": sheet.head.name,
        "site": sheet.head.site,
        "engine": sheet.head.engine,
    }
    open_to = contacts(sheet.tree, sheet.address, body) if sheet.home or looks_like("standing", sheet.address) else []
    sketch = () if sheet.listing else text.sketch(body)
    return Parsed(row, posts, links.read(found, squeezed(body)), open_to, skips, sketch)


def _whole_host(sheet: Sheet, reading: Reading) -> bool:
    """Tell whether all that a host holds is one source: relative links then stay inside."""
    host = sheet.source.partition("/")
    return not host[1] and host[0] not in reading.shared_hosts and not urls.shares(host[0])
