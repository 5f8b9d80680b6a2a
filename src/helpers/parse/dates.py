"""When a page was published and when it was changed, as it states, else as it shows: the one is never the other."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from helpers import urls
from helpers.parse import extraction, structured
from helpers.parse.fields import day, days, first, rules, said_after, words_of
from helpers.parse.sheet import Sheet

DATE_ALONE = 30  # characters of a link, at most, that is but a date


class Dates(NamedTuple):
    """Dates of a page as YYYY-MM-DD, empty where it tells none; none is after the capture."""

    published: str = ""
    modified: str = ""  # the last, on the day of publication or later


def dates_of(sheet: Sheet, tree: Any, latest: str) -> Dates:
    """Return the dates of a page.

    Parameters
    ----------
    tree: of the page (lxml), None where there is none. latest: the day of the capture.
    """
    changes = _changes(sheet)
    published = "" if sheet.listing else _stated(sheet) or next(_guesses(sheet, tree, (latest, changes)), "")
    published = published if extraction.EARLIEST <= published <= latest else ""
    since = published or extraction.EARLIEST
    return Dates(published, max((date for date in changes if since <= date <= latest), default=""))


def _stated(sheet: Sheet) -> str:
    """Return the date of publication that structured data or markup give."""
    said = structured.text(sheet.item, "datepublished", "datecreated")
    return day(said) or day(first(sheet.tree, rules()["published"]))


def _changes(sheet: Sheet) -> list[str]:
    """Return the dates of changes that a page states or shows."""
    stated = structured.text(sheet.item, "datemodified"), first(sheet.tree, rules()["modified"])
    return [date for date in map(day, [*stated, *said_after(sheet.shown, "modified_words", 40)]) if date]


def _guesses(sheet: Sheet, tree: Any, known: tuple[str, list[str]]) -> Iterator[str]:
    """Yield the dates that may be that of publication: by htmldate, then as shown; none of a change or another page."""
    latest, changes = known
    found = extraction.found_date(tree, sheet.address, latest) if tree is not None else ""
    for guess in itertools.chain([found], _shown(sheet)):
        if guess and guess not in changes and not _is_of_another(sheet, guess):
            yield guess


def _shown(sheet: Sheet) -> Iterator[str]:
    """Yield the dates that a page shows: after a word such as "posted", near its title, the only one there is."""
    yield from map(day, said_after(sheet.shown, "published_words", 40))
    title = sheet.head.title.lower()
    yield day(sheet.shown.partition(title)[2][:120]) if title else ""
    every_date = set(itertools.islice(days(sheet.shown), 50))
    yield every_date.pop() if len(every_date) == 1 else ""


def _is_of_another(sheet: Sheet, date: str) -> bool:
    """Tell whether a date stands in the words of a link to another page: it is then that of what is linked.

    A link of a date alone leads to an archive of that day.
    """
    links = [(link, words_of(link)) for link in sheet.tree.css("a[href]") if date[:4] in link.text()]
    dated = [link for link, words in links if len(words) > DATE_ALONE and date in days(words)]
    return any(urls.canonical(link.attributes.get("href") or "", sheet.address) != sheet.address for link in dated)
