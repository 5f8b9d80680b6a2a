"""Where a link stands on its page: its zone, and the passage around it."""

import functools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from selectolax.lexbor import LexborNode

from helpers import paths

PASSAGE = 300  # characters of context, at most
BEFORE = 140  # of them before the link
# a link in the text of its block: private characters, which no captured page keeps (decode.FORBIDDEN)
LINK = re.compile("\ue000(\\d+)\ue001([^\ue000\ue002]*)\ue002")
CODE = ("pre", "code")  # "comment" is there a class of words of a program
HEADING = re.compile("h[1-6]")
MARKS = re.compile("\ue000\\d*\ue001?|^\\d*\ue001|\ue002")


class Place(NamedTuple):
    """Zone of a link, "" where no ancestor tells; the passage around it, what stands before and after it in its block."""

    zone: str
    context: str
    before: str
    after: str
    listed: bool  # in a row of links that is all its block holds


@functools.cache
def rules() -> dict[str, Any]:
    """Return the rules of zones and link types (``data/link_types.yml``)."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("link_types.yml").read_text(encoding="utf-8"))
    loaded["ignored"] = re.compile("|".join(f"(?:{name})" for name in loaded["ignored_names"]), re.IGNORECASE)
    loaded["affiliate"]["parameters"] = set(loaded["affiliate"]["parameters"])
    for part in ("tags", "roles", "words"):
        loaded[part] = {name: zone for zone, marks in loaded["zones"].items() for name in marks.get(part, ())}
    return loaded


@functools.lru_cache(maxsize=16_384)
def _by_names(names: str) -> str:
    """Return the zone that classes and id of an element speak of."""
    said = [name for name in names.lower().split() if not rules()["ignored"].fullmatch(name)]
    if any(name in rules()["content"]["names"] for name in said):
        return "content"
    for name in said:
        words = re.split(r"[-_]+", name.rstrip("0123456789"))
        zone = rules()["words"].get(name) or rules()["words"].get(words[-1]) or rules()["words"].get(words[0])
        if zone:
            return str(zone)
    return ""


def _mark(node: LexborNode) -> tuple[str, bool]:
    """Return the zone that one element opens, "" for none, and whether its tag or role says so."""
    tag, said = node.tag or "", node.attributes
    if tag in ("body", "html"):
        return "", False
    role = said.get("role") or ""
    by_tag = rules()["tags"].get(tag) or rules()["roles"].get(role)
    named = "" if HEADING.fullmatch(tag) else said.get("id") or ""  # the id of a heading is made of its words
    by_name = _by_names(f"{said.get('class') or ''} {named}")
    if by_name == "comment" or not by_tag:
        content = tag in rules()["content"]["tags"] or role in rules()["content"]["roles"]
        return by_name or ("content" if content else ""), False
    return by_tag, True


def _entered(outer: tuple[str, bool], mark: tuple[str, bool]) -> tuple[str, bool]:
    """Return the zone inside an element, from the zone around it and what the element opens."""
    if outer[0] == "comment" or not mark[0]:
        return outer
    if (mark[0] == "content" and outer[1]) or (mark[0] == "nav" and outer[0] == "footer"):
        return outer  # an article within <nav>, <aside> or <footer> is a teaser; a menu at the foot of a page is its foot
    return mark


class Reader:
    """Reads the places of the links of one page; what it learns of an element serves for all links below it."""

    def __init__(self, links: list[LexborNode]) -> None:
        """Number the links in the tree, so that they are found again in the text of their blocks."""
        self._zones: dict[int, tuple[str, bool]] = {}
        self._texts: dict[int, str] = {}
        self._links = [(link, _block(link)) for link in links]
        self._rows: set[int] = set()
        for number, link in enumerate(links):
            link.insert_before(f"\ue000{number}\ue001")
            link.insert_after("\ue002")

    def _zone(self, node: LexborNode | None) -> str:
        chain: list[LexborNode] = []
        while node is not None and node.mem_id not in self._zones and node.tag not in (None, "html"):
            chain = [node] if node.tag in CODE else [*chain, node]
            node = node.parent
        if node is not None and node.tag in CODE:
            chain = []
        state = self._zones.get(node.mem_id, ("", False)) if node is not None else ("", False)
        for inner in reversed(chain):
            state = self._zones[inner.mem_id] = _entered(state, _mark(inner))
        return state[0]

    def _text(self, block: LexborNode) -> str:
        if block.mem_id not in self._texts:
            text = self._texts[block.mem_id] = " ".join(block.text(deep=True, separator="").split()).replace(
                "\ue002\ue000", "\ue002 \ue000"
            )
            self._rows |= _rows(text)
        return self._texts[block.mem_id]

    def places(self) -> Iterator[Place]:
        """Yield the place of each link in turn."""
        for number, (link, block) in enumerate(self._links):
            before, _, after = self._text(block).partition(f"\ue000{number}\ue001")
            rest = MARKS.sub("", after.partition("\ue002")[2][:PASSAGE])
            before, after = MARKS.sub("", before[-2 * PASSAGE :]), MARKS.sub("", after[: 2 * PASSAGE])
            yield Place(self._zone(link.parent), _cut(before, after), before, rest, number in self._rows)


def _rows(text: str) -> set[int]:
    """Return the links of a marked text that stand in a row, hardly anything between them and few words beside."""
    if len(re.findall(r"\w+", LINK.sub(" ", text))) > rules()["lists"]["words"]:
        return set()
    found = list(LINK.finditer(text))
    rows: list[list[int]] = []
    end = -rules()["lists"]["between"] - 1
    for link in found:
        if link.start() - end > rules()["lists"]["between"]:
            rows.append([])
        rows[-1].append(int(link[1]))
        end = link.end()
    return {number for row in rows if len(row) >= rules()["lists"]["links"] for number in row}


def _block(link: LexborNode) -> LexborNode:
    """Return the nearest element around a link that begins a line."""
    block = link.parent or link
    while block.tag not in rules()["blocks"] and block.parent is not None:
        block = block.parent
    return block


def _cut(before: str, after: str) -> str:
    """Return at most so many characters around the place where the two texts meet, whole words where it can.

    >>> _cut("a b", " c d")
    'a b c d'
    """
    head, tail = before[-BEFORE:], after
    tail = tail[: PASSAGE - len(head)]
    if len(before) > BEFORE:
        head = head.partition(" ")[2] or head
    if len(tail) < len(after):
        tail = tail.rpartition(" ")[0] or tail
    return (head + tail).strip()
