"""Texts as they are written on a page: typography, links, dates."""

import re
from datetime import date
from hashlib import sha256

from markupsafe import Markup, escape
from tests.demo_web.cast import Source
from tests.demo_web.model import MONTHS, Comment, Page

MARK = re.compile(r"\[\[(\d+)\]\]")


def _spell(text: str, source: Source) -> str:
    """Curly apostrophes and spaces that do not break, for the sources that mind them."""
    if "curly" in source.traits:
        text = text.replace("'", "’")
    if "spaced" in source.traits:
        text = re.sub(r" ([?!:;»])", "\N{NO-BREAK SPACE}\\1", text).replace("« ", "«\N{NO-BREAK SPACE}")
    return text


def words(text: str) -> Markup:
    """A text as HTML; quotation marks and apostrophes stay as they are."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def text_of(text: str, page: Page) -> Markup:
    """A text as HTML, its marks replaced by links."""
    parts = MARK.split(_spell(text, page.source))
    html = [words(part) if number % 2 == 0 else _anchor(page, int(part)) for number, part in enumerate(parts)]
    return Markup("".join(html))


def _anchor(page: Page, number: int) -> str:
    link = page.links[number]
    rel = f' rel="{link.rel}"' if link.rel else ""
    return f'<a href="{escape(link.url)}"{rel}>{words(_spell(link.anchor, page.source))}</a>'


def plain(text: str, page: Page) -> str:
    """A text without links."""
    return MARK.sub(lambda match: page.links[int(match[1])].anchor, text)


def french(day: date) -> str:
    """A date in words."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def digits(thing: Page | Comment) -> int:
    """A number that is always the same for one page or comment."""
    name = thing.url if isinstance(thing, Page) else f"{thing.number}"
    return int(sha256(name.encode()).hexdigest()[:8], 16)


def hour(thing: Page | Comment) -> str:
    """Hour and minute of a page or comment."""
    return f"{7 + digits(thing) % 16:02}:{digits(thing) // 16 % 60:02}"


def excerpt(page: Page) -> str:
    """First sentence of a page."""
    return _spell(plain(page.blocks[0][1][0], page), page.source)


def count(page: Page) -> int:
    """Comments and answers of a page."""
    waiting, total = list(page.comments), 0
    while waiting:
        waiting += waiting.pop().replies
        total += 1
    return total
