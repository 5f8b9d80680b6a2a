"""Small readings that every kind of page shares: selectors kept as data, dates, counts, plain text."""

import functools
import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

from helpers import paths
from helpers.parse.decode import FORBIDDEN

ISO = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
NUMERIC = re.compile(r"\b(0?[1-9]|[12]\d|3[01])[/.](0?[1-9]|1[0-2])[/.]((?:19|20)\d\d)\b")
DAY_MONTH = re.compile(r"\b(0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th)?\.? (?:of )?([^\W\d_]{3,9})\.?,? ((?:19|20)\d\d)\b")
MONTH_DAY = re.compile(r"\b([^\W\d_]{3,9})\.? (0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? ((?:19|20)\d\d)\b")
TAG = re.compile(r"<[^<>]*>")
BEFORE = ("modified_words", "published_words", "translated_words")  # rules whose words stand before what is looked for


@functools.cache
def rules() -> dict[str, Any]:
    """Return how pages are read (``data/pages.yml``)."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("pages.yml").read_text(encoding="utf-8"))
    return loaded


@functools.cache
def patterns(name: str, part: str) -> re.Pattern[str]:
    """Return the patterns of a kind of page as one; one that fits nothing where there are none."""
    return re.compile("|".join(rules()[name][part]) or r"(?!)", re.IGNORECASE)


@functools.cache
def _said_before() -> re.Pattern[str]:
    """Return the words after which something is looked for, in as many groups as rules ask for that."""
    groups = (f"(?P<{name}>{'|'.join(rules()[name])})" for name in BEFORE)
    return re.compile(rf"\b(?:{'|'.join(groups)})\b")


@functools.lru_cache(maxsize=1)  # one pass over a page serves all who ask
def _ends(text: str) -> list[tuple[str | None, int]]:
    return [(found.lastgroup, found.end()) for found in _said_before().finditer(text)]


def said_after(text: str, name: str, length: int) -> Iterator[str]:
    """Yield so many characters of a text in lower case after each place where one of some words of the rules stands."""
    return (text[end : end + length] for kind, end in _ends(text) if kind == name)


def plain(text: str) -> str:
    """Return text without tags, entities and repeated spaces.

    >>> plain("Tarte&nbsp;aux <b>pommes</b>")
    'Tarte aux pommes'
    """
    if "<" in text or "&" in text:
        text = FORBIDDEN.sub("", html.unescape(TAG.sub(" ", text)))
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, in lower case, single spaces between words."""
    return re.sub(r"\W+", " ", text.lower())


def _month(name: str) -> int:
    known: dict[str, int] = rules()["months"]
    return known.get(name[:4], known.get(name[:3], 0))


def day(text: str) -> str:
    """Return the first date of a text as YYYY-MM-DD, French order where it is ambiguous; empty where there is none.

    >>> day("2011-03-01T08:00:00+01:00"), day("Posté le 1er mars 2011 à 8 h"), day("March 1st, 2011"), day("1/3/2011")
    ('2011-03-01', '2011-03-01', '2011-03-01', '2011-03-01')
    """
    return next(days(text), "")


def days(text: str) -> Iterator[str]:
    """Yield the dates of a text: as ISO writes them, then in figures, then in words."""
    yield from ("-".join(found.groups()) for found in ISO.finditer(text))
    yield from (f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" for found in NUMERIC.finditer(text))
    for pattern, places in ((DAY_MONTH, (3, 2, 1)), (MONTH_DAY, (3, 1, 2))):
        for found in pattern.finditer(text.lower()):
            year, month, date = (found[place] for place in places)
            if _month(month):
                yield f"{year}-{_month(month):02}-{int(date):02}"


def number(text: str) -> int:
    """Return the first whole number of a text, 0 where there is none, a million at most.

    >>> number("1 204 votes"), number("k")
    (1204, 0)
    """
    found = re.search(r"-?\d{1,3}(?:[\s.,\u202f]\d{3})+\b|-?\d+", text)
    return min(int(re.sub(r"[\s.,]", "", found[0])[:9]), 1_000_000) if found else 0


def words_of(node: LexborNode) -> str:
    """Return the text of a node, its spaces made one."""
    return " ".join(node.text(deep=True, separator=" ").split())


def value(node: LexborNode, attribute: str) -> str:
    """Return an attribute of a node, or its text where no attribute is named."""
    return (node.attributes.get(attribute) or "").strip() if attribute else words_of(node)


def every(node: LexborNode | LexborHTMLParser, selectors: Iterable[str]) -> list[str]:
    """Return the values that the selectors (``css`` or ``css@attribute``) find, in order, each once."""
    found = [(each, mark[2]) for mark in map(_split, selectors) for each in node.css(mark[0])]
    return [text for text in dict.fromkeys(value(each, attribute) for each, attribute in found) if text]


def first(node: LexborNode | LexborHTMLParser, selectors: Iterable[str]) -> str:
    """Return the first value that one of the selectors finds; empty where none does."""
    for query, _, attribute in map(_split, selectors):
        found = node.css_first(query)
        if found is not None and (text := value(found, attribute)):
            return text
    return ""


@functools.cache
def _split(selector: str) -> tuple[str, str, str]:
    return selector.partition("@")
