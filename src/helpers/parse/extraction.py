"""The main text and the date of a page: trafilatura and htmldate on one tree, structured data completing them."""

import itertools
import logging
from copy import deepcopy
from typing import Any

from helpers.parse.fields import ISO, squeezed
from helpers.parse.holder import holder

EARLIEST = "1995-01-01"  # no web page states a date before
MOST = 0.7  # share of what a page shows from which nothing much can be lost…
SENTENCE = 60  # …nor be a menu, where lines are so many characters long on average
REPEATED = 400  # characters from which a passage said twice on a page is a repeat
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # they log each page that holds no text
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def tree_of(html: str) -> Any:
    """Return the lxml tree of a page, None where it holds nothing."""
    from trafilatura import load_html

    return load_html(html) if html.strip() else None


def _extracted(tree: Any, url: str) -> str:
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, url=url, fast=True, include_comments=False)
    return document.text or "" if document is not None else ""


def main_text(tree: Any, url: str, shown: int = 0) -> str:
    """Return the main text of a page, without comments; one line a paragraph (Barbaresi 2021, trafilatura, fast mode).

    It is read a second time where its lines show that the first reading went astray. Raises whatever a malformed tree
    makes of lxml: the caller counts the page.

    Parameters
    ----------
    shown: characters that people read of the page: sentences that are most of them need no second reading.
    """
    text = _extracted(tree, url)
    whole = 0 < MOST * shown < len(text) and len(text) > SENTENCE * (text.count("\n") + 1)
    box = None if whole else holder(tree, text)
    return (box is not None and _extracted(_alone(box), url)) or text


def _alone(box: Any) -> Any:
    """Return a page that holds but a copy of an element, with the mark that extraction goes to first."""
    from lxml.html import builder

    own = deepcopy(box)
    own.tail = None
    own.set("itemprop", "articleBody")
    return builder.HTML(builder.BODY(own))


def found_date(tree: Any, url: str, latest: str) -> str:
    """Return the date of publication found in the markup or the address, not after the capture (htmldate).

    The wide search is left out: it takes the year of a copyright line for a date.
    """
    from htmldate import find_date

    try:
        date = find_date(tree, extensive_search=False, original_date=True, url=url, min_date=EARLIEST, max_date=latest)
    except (ValueError, OverflowError):  # "+99:00" as a time zone, the year 0000
        return ""
    return date if date and ISO.fullmatch(date) else ""


def completed(text: str, lines: list[str]) -> str:
    """Return the text with those of its lines, such as the ingredients and steps of a recipe, that it lost."""
    have = squeezed(text) if lines else ""
    missing = [line for line in dict.fromkeys(lines) if squeezed(line).strip() not in have]
    return "\n".join([part for part in (text, *missing) if part])


def untitled(text: str, titles: tuple[str, ...]) -> str:
    """Return the text without its title, where it begins with it.

    >>> untitled("Une tarte\\nElle est bonne.", ("Une tarte",))
    'Elle est bonne.'
    """
    said = {squeezed(title).strip() for title in titles}
    lines = text.split("\n")
    own = list(itertools.dropwhile(lambda line: squeezed(line).strip() in said, lines))
    return "\n".join(own or lines)


def without(text: str, said: list[str]) -> str:
    """Return the text without the lines that its readers said.

    >>> without("Une tarte\\nMiam", ["Miam !", "Miam"])
    'Une tarte'
    """
    spoken = f" {squeezed(' '.join(said)).strip()} " if said else ""
    return "\n".join(line for line in text.split("\n") if not spoken or f" {squeezed(line).strip()} " not in spoken)


def without_repeats(text: str) -> str:
    """Return the text without the passages, of a line or of several in a row, that it says a second time.

    What is short may well be said twice: the question of an interview, a step of a recipe.
    """
    lines = text.split("\n")
    kept: list[str] = []
    known: dict[str, int] = {}
    place = 0
    while place < len(lines):
        first = known.setdefault(lines[place], place)
        run = _run(lines, first, place) if first < place else 0
        if sum(map(len, lines[place : place + run])) < REPEATED:
            kept.append(lines[place])
            run = 1
        place += run
    return "\n".join(kept)


def _run(lines: list[str], first: int, second: int) -> int:
    """Return how many lines from one place on are said again from a later place on."""
    most = min(second - first, len(lines) - second)
    return next((count for count in range(most) if lines[first + count] != lines[second + count]), most)
