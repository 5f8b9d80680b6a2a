"""Comments, forum messages and ideas that pages show without structured data: families of selectors, kept as data."""

import functools
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from helpers.parse.fields import day, first, number, rules
from helpers.parse.structured import Message

MOST = 5_000  # items of one page


@functools.cache
def _statuses() -> dict[str, str]:
    return {word: status for status, words in rules()["statuses"].items() for word in words}


def status_of(words: str) -> str:
    """Return a board's status in our words: open, planned, started, done, declined; empty where it is none of them."""
    return _statuses().get(words.strip().lower().rstrip("."), "")


def _anchor(node: LexborNode) -> str:
    """Return the anchor of an item: its id, or that of something directly in it."""
    inner = node if node.id else node.css_first("[id]")
    return re.sub(r"^(?:li|div|dl)-", "", inner.id or "")[:80] if inner is not None else ""


def _is_accepted(node: LexborNode) -> bool:
    return not set(rules()["accepted"]).isdisjoint((node.attributes.get("class") or "").lower().split())


def _item(node: LexborNode, family: dict[str, Any], place: int) -> Message:
    """Read one item; what no selector finds stays empty."""
    author, published, text, votes, accepted, status, title = (
        first(node, family.get(name, ())) for name in ("author", "published", "text", "votes", "accepted", "status", "title")
    )
    return Message(
        family["kind"],
        _anchor(node) or f"{family['kind']}-{place}",
        "",
        author[:80],
        day(published),
        title,
        text,
        number(votes),
        bool(accepted) or _is_accepted(node),
        status_of(status),
    )


def _parents(nodes: list[LexborNode], made: dict[int, Message]) -> dict[int, str]:
    """Return the anchor of the item in which each item is nested."""
    found: dict[int, str] = {}
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in made:
            above = above.parent
        found[node.mem_id] = made[above.mem_id].anchor if above is not None else ""
    return found


def _family(tree: LexborHTMLParser, family: dict[str, Any]) -> list[Message]:
    nodes = tree.css(family["item"])[:MOST]
    made = {node.mem_id: _item(node, family, place) for place, node in enumerate(nodes, 1)}
    parents = _parents(nodes, made)
    return [message._replace(parent=parents[key]) for key, message in made.items() if _speaks(message)]


def _speaks(message: Message) -> bool:
    """Tell whether an item was said by somebody or some day; a form or a notice looks like one but is neither."""
    return bool(message.title) or bool(message.text and (message.author or message.published))


def messages(tree: LexborHTMLParser, html: str, kinds: str = "families") -> tuple[list[Message], bool]:
    """Return the messages of the family that reads most of them, and whether the first of them opens the page.

    Parameters
    ----------
    html: the text of the same page, looked through for the families' markers before any selector is tried.
    kinds: "families" of comments and forum messages, or "ideas" of feedback boards.
    """
    best: list[Message] = []
    opening = False
    for family in rules()[kinds]:
        if any(marker in html for marker in family["marker"]):
            found = _family(tree, family)
            if sum(map(_told, found)) > sum(map(_told, best)):
                best, opening = found, bool(family.get("opening"))
    return best, opening


def _told(message: Message) -> int:
    """Return how much was read of a message: an author and a date weigh as much as its text."""
    return bool(message.text) + bool(message.author) + bool(message.published)
