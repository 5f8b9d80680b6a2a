"""The posts of a page: the one that it opens with, those that answer it, the ideas that it lists."""

import hashlib
import re
from typing import Any, NamedTuple

from helpers import text, urls
from helpers.parse import byline, counts, structured
from helpers.parse.dates import Dates
from helpers.parse.fields import number, rules
from helpers.parse.sheet import Sheet, ingredients_of, kind_of_post, terms_of, title_of
from helpers.parse.structured import Message

UNSAID = {
    **dict.fromkeys(("thread", "parent", "terms", "original", "ingredients", "disagrees"), ""),
    **{"rating": 0.0, "ratings": 0, "comments": 0},
}


class Told(NamedTuple):
    """What a page tells beside its markup."""

    body: str
    prose: str  # the body without ingredients: these are of no language and of no author
    dates: Dates
    comments: int


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


def said_of(message: Message) -> dict[str, Any]:
    """Return what a message says of itself as part of a row of posts; what only its page tells is blank."""
    return UNSAID | {name: said for name, said in message._asdict().items() if name not in ("anchor", "parent")}


def _row(sheet: Sheet, message: Message, identity: str, lang: str) -> dict[str, Any]:
    """Return one row of posts; its thread and parent are still to be told."""
    return {
        **said_of(message),
        "post": identity,
        "page": identifier(sheet.address),
        "source": sheet.source,
        "url": f"{sheet.address}#{message.anchor}" if message.anchor else sheet.address,
        "lang": lang,
    }


def _opening_message(sheet: Sheet, told: Told) -> Message:
    """Return the message that a page opens with."""
    kind, title = kind_of_post(sheet, len(told.body.split()), bool(told.dates.published)), title_of(sheet)
    if sheet.opening:
        said = sheet.messages[0]
        return said._replace(kind=kind, anchor="", title=title, published=said.published or told.dates.published)
    if kind == "idea":
        said = sheet.ideas[0]
        return said._replace(anchor="", title=said.title or title, published=said.published or told.dates.published)
    author = byline.author_of(sheet) or (byline.publisher_of(sheet) if kind == "article" else "")
    votes = number(structured.text(sheet.item, "upvotecount"))
    return Message(kind, author=author, published=told.dates.published, title=title, text=told.body, votes=votes)


def _opening(sheet: Sheet, told: Told, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the post that a page opens with."""
    message = _opening_message(sheet, told)
    row = _row(sheet, message, identifier(sheet.address), text.language(told.prose, languages))
    rating, ratings = counts.rating_of(sheet.item)
    return row | {
        "thread": row["post"],
        "terms": terms_of(sheet),
        "original": _original(sheet),
        "ingredients": " | ".join(line.replace("|", " ") for line in ingredients_of(sheet)),
        "rating": rating,
        "ratings": ratings,
        "comments": told.comments,
        "disagrees": byline.disagreements(sheet),
    }


def _original(sheet: Sheet) -> str:
    """Return the post that a page says it copies: its canonical address, unless a careless template gives that of the home."""
    said = sheet.head.canonical
    elsewhere = said not in ("", sheet.address) and not urls.is_home(said, sheet.source)
    return identifier(said) if elsewhere else ""


def _replies(sheet: Sheet, thread: str, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return comments, answers and messages of a page, each once, with thread and parent."""
    first_page = thread_address(sheet.address) == sheet.address
    told = sheet.messages[1:] if sheet.opening and first_page else sheet.messages
    posts = {message.anchor: identifier(sheet.address, message.anchor) for message in told}
    kept = {message.anchor: message for message in reversed(told)}
    rows = [_row(sheet, kept[anchor], posts[anchor], text.language(kept[anchor].text, languages)) for anchor in posts]
    return [
        {**row, "thread": thread, "parent": posts.get(kept[anchor].parent, thread)}
        for anchor, row in zip(posts, rows, strict=True)
    ]


def _listed_ideas(sheet: Sheet, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the ideas that a board lists, each opening its own thread."""
    rows = [
        _row(sheet, idea, identifier(sheet.address, idea.anchor), text.language(idea.text, languages)) for idea in sheet.ideas
    ]
    return [{**row, "thread": row["post"]} for row in {row["post"]: row for row in rows}.values()]


def posts_of(sheet: Sheet, told: Told, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the posts of a page, the opening one first; authors still carry the names that the page gives."""
    opening = _opening(sheet, told, languages)
    thread = identifier(thread_address(sheet.address))
    continued = opening["kind"] in ("message", "question") and thread != opening["post"]
    replies = _replies(sheet, thread if continued else opening["post"], languages)
    ideas = _listed_ideas(sheet, languages) if opening["kind"] != "idea" else []
    return ([] if continued else [opening]) + replies + ideas
