"""Who signs a page, when it was published, when it was changed: as it states, else as it shows."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from helpers import urls
from helpers.parse import extraction, structured
from helpers.parse.fields import day, days, first, rules, said_after, squeezed, words_of
from helpers.parse.sheet import Sheet, title_of

LONGEST_NAME = 80
DATE_ALONE = 30  # characters of a link, at most, that is but a date
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


def modified_on(sheet: Sheet, published: str, latest: str) -> str:
    """Return the date of the last change that a page states or shows: after its publication, never after the capture."""
    return max((said for said in _changes(sheet) if (published or extraction.EARLIEST) <= said <= latest), default="")


def _changes(sheet: Sheet) -> list[str]:
    shown = [day(said) for said in said_after(sheet.shown, "modified_words", 40)]
    stated = [structured.text(sheet.item, "datemodified"), first(sheet.tree, rules()["modified"])]
    return [said for said in (*map(day, stated), *shown) if said]


def published_on(sheet: Sheet, tree: Any, latest: str) -> str:
    """Return the date of publication: structured data, else markup, else htmldate; never after the capture.

    A date that the page gives as that of a change is none, unless the page gives it as that of publication too.
    """
    if sheet.listing:
        return ""
    said = day(structured.text(sheet.item, "datepublished", "datecreated")) or day(first(sheet.tree, rules()["published"]))
    if not said:
        guesses = (extraction.found_date(tree, sheet.address, latest) if tree is not None else "", _shown_date(sheet))
        changes = _changes(sheet)
        said = next((guess for guess in guesses if guess and guess not in changes and not _is_of_another(sheet, guess)), "")
    return said if extraction.EARLIEST <= said <= latest else ""


def _shown_date(sheet: Sheet) -> str:
    """Return the date that a page shows: after a word such as "posted", near its title, or the only one there is."""
    shown, title = sheet.shown, sheet.head.title
    near = shown.partition(title)[2][:120] if title else ""
    every_date = set(itertools.islice(days(shown), 50))
    told = map(day, [*said_after(shown, "published_words", 40), near])
    only = every_date.pop() if len(every_date) == 1 else ""
    return next(filter(None, told), "") or only


def _is_of_another(sheet: Sheet, said: str) -> bool:
    """Tell whether a date stands in the words of a link to another page: it is then that of what is linked.

    A link of a date alone leads to an archive of that day.
    """
    teasers = [link for link in sheet.tree.css("a[href]") if any(map(str.isdigit, words_of(link)))]
    dated = [link for link in teasers if len(words_of(link)) > DATE_ALONE and said in days(words_of(link))]
    return any(urls.canonical(link.attributes.get("href") or "", sheet.address) != sheet.address for link in dated)
