"""What a page counts: ratings, and comments that it has or that a script would load."""

import re

from helpers.parse.fields import every, number, rules
from helpers.parse.sheet import Sheet
from helpers.parse.structured import Item, text

SCALE = 5.0
UNREAD = -1  # comments that a script loads: not known, which is not none


def _decimal(said: str) -> float:
    found = re.search(r"\d+(?:[.,]\d+)?", said)
    return float(found[0].replace(",", ".")) if found else 0.0


def rating_of(item: Item) -> tuple[float, int]:
    """Return the mean rating that an item states, on a scale of five, and of how many; (0, 0) where it states none."""
    told = next((each for each in item.get("aggregaterating", []) if isinstance(each, dict)), {})
    best = _decimal(text(told, "bestrating")) or SCALE
    mean = min(SCALE, SCALE * _decimal(text(told, "ratingvalue")) / best)
    return round(mean, 2), number(text(told, "ratingcount", "reviewcount"))


def _stated(item: Item) -> str:
    """Return the number of comments that an item states."""
    counters = [each for each in item.get("interactionstatistic", []) if isinstance(each, dict)]
    of_comments = [each for each in counters if "comment" in text(each, "interactiontype", "name").lower()]
    return text(item, "commentcount", "answercount") or "".join(text(each, "userinteractioncount") for each in of_comments[:1])


def comments_of(sheet: Sheet, markup: str) -> int:
    """Return how many comments a page has: as it states, shows or lists; -1 where a script loads them.

    Parameters
    ----------
    markup: of the page, scripts included.
    """
    if sheet.listing:
        return 0
    counted = re.compile(rules()["comment_count_words"], re.IGNORECASE)
    shown = [number(found[1]) for said in every(sheet.tree, rules()["comment_count"]) if (found := counted.match(said))]
    known = max(number(_stated(sheet.item)), *shown, len(sheet.messages) - sheet.opening, 0)
    return known or (UNREAD if any(mark in markup for mark in rules()["comment_scripts"]) else 0)
