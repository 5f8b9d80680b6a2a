"""Who signs a page, as it states, else as it shows; and what it states otherwise than it shows."""

import re
from collections.abc import Iterator
from datetime import date

from helpers.parse import structured
from helpers.parse.fields import day, first, rules, said_after, squeezed
from helpers.parse.sheet import Sheet, title_of

LONGEST_NAME = 80
MOST_WORDS = 6  # of a name that a page shows; what is longer is a sentence
TAIL = re.compile(r"\s[|–—·«»-]+\s+([^|–—·«»]{2,60})$")  # the name of a site after the title of a page


def _translators(sheet: Sheet) -> str:
    """Return what the page says of who translated it."""
    stated = structured.text(sheet.item, "translator")
    return squeezed(" ".join(["", stated, *said_after(sheet.shown, "translated_words", 60), ""]))


def _name(shown: str) -> str:
    """Return the name in a byline; empty where it holds a sentence.

    >>> _name("Publié par Anne Martin le 3 mai 2020"), _name("By Luc | 12 comments")
    ('Anne Martin', 'Luc')
    """
    bare = re.sub(rules()["author_before"], "", " ".join(shown.split()), flags=re.IGNORECASE)
    name = re.sub(rules()["author_after"], "", bare, flags=re.IGNORECASE).strip(" ,:;.")
    return name if len(name.split()) <= MOST_WORDS and name.lower() not in rules()["nobody"] else ""


def _shown_author(sheet: Sheet) -> Iterator[str]:
    return (_name(first(sheet.tree, [selector])) for selector in rules()["author"])


def _signatures(sheet: Sheet) -> Iterator[str]:
    """Yield who may have signed a page, the likeliest first."""
    yield structured.text(sheet.item, "author", "creator")
    if not sheet.listing:
        yield from _shown_author(sheet)


def author_of(sheet: Sheet) -> str:
    """Return who signs a page: whom it states, else whom it shows; never its translator."""
    translators = _translators(sheet)
    told = (name for name in _signatures(sheet) if name and not name.lower().startswith("http"))
    return next((name for name in told if f" {squeezed(name).strip()} " not in translators), "")[:LONGEST_NAME]


def publisher_of(sheet: Sheet) -> str:
    """Return the name of the site that publishes a page: an article that names nobody is signed by it."""
    title, tail = title_of(sheet), TAIL.search(sheet.head.name)
    named = tail[1].strip() if tail and not _are_one(tail[1], title) and _are_one(sheet.head.name, title) else ""
    return (structured.text(sheet.item, "publisher") or sheet.head.site or named)[:LONGEST_NAME]


def disagreements(sheet: Sheet) -> str:
    """Return what the page states otherwise than it shows: title, author, published."""
    said = structured.text(sheet.item, "author", "creator")
    shown = next(filter(None, _shown_author(sheet)), "") if said and not sheet.listing else ""
    names = {"title": (title_of(sheet), sheet.head.title), "author": (said, shown)}
    found = [name for name, pair in names.items() if all(pair) and not _are_one(*pair)]
    dates = [day(structured.text(sheet.item, "datepublished")), day(first(sheet.tree, rules()["published"]))]
    return " | ".join(found + ["published"] * (all(dates) and _days_between(*dates) > 1))


def _are_one(one: str, other: str) -> bool:
    """Tell whether one text is the other, or a part of it."""
    parts = sorted((squeezed(one).strip(), squeezed(other).strip()), key=len)
    return parts[0] in parts[1]


def _days_between(one: str, other: str) -> int:
    """Return the days between two dates, none where one of them is no date; one apart, they may be of two time zones."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:  # 31 February
        return 0
