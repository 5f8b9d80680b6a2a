"""What a need is, who answered it, what a board decided of it, and which of the client's solutions meets it."""

import math
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import pandas as pd

from helpers import tables
from helpers.conversations.crisis import side
from helpers.conversations.needs import content_words
from helpers.conversations.phrases import compiled, fold, rules
from helpers.niche import Niche

MEETS = 0.4  # share of what a solution says, weighed by rarity, that a need says too
SHARED = 2  # stems at least


@cache
def _suggests() -> re.Pattern[str]:
    return compiled(rules("natures.yml")["suggestion"])


@cache
def _puts() -> re.Pattern[str]:
    return compiled(rules("natures.yml")["puts"])


def nature(kind: str, text: str) -> str:
    """Tell a question, a complaint, a criticism, an expectation and a suggestion apart.

    >>> nature("wish", "Vous devriez prévoir un bip réglable"), nature("wish", "J'aimerais un livre qui parte de zéro")
    ('suggestion', 'expectation')
    >>> nature("complaint", "Une honte, plus jamais"), nature("complaint", "Impossible de l'étaler")
    ('criticism', 'complaint')
    """
    if kind == "complaint":
        return "criticism" if side(_puts().sub(" ", fold(text))) == "attacks" else "complaint"
    if kind == "wish":
        return "suggestion" if _suggests().search(fold(text)) else "expectation"
    return kind


class _Offer(NamedTuple):
    text: str
    stems: frozenset[str]


def _met(stems: set[str], offers: list[_Offer], rarity: dict[str, float]) -> tuple[str, float]:
    """Return the solution that a need calls for, and how much of it the need says."""
    found = [("", 0.0)]
    for offer in offers:
        shared = sum(rarity.get(stem, 0.0) for stem in offer.stems & stems)
        share = shared / max(1e-9, sum(rarity.get(stem, 0.0) for stem in offer.stems))
        if share >= MEETS and len(offer.stems & stems) >= SHARED:
            found.append((offer.text, round(share, 6)))
    return max(found, key=lambda one: one[1])


def _most(values: pd.Series) -> str:
    """Return the most frequent value that is not empty, the first in order of equal ones."""
    counted = values[values != ""].mode()
    return "" if counted.empty else str(counted.iloc[0])


def solutions(questions: pd.DataFrame, posts: pd.DataFrame, answered: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the table solutions: for each need its nature, who answered, its status, and what the client solves of it.

    Rarity is that of a stem among the needs; words that no need says weigh nothing. Without a brand that says what it
    solves, a need that nobody answered is an idea for a product.

    Parameters
    ----------
    answered : what ``given`` returns.
    """
    said = questions[questions["need"] != ""].merge(posts[["post", "title", "text", "status"]], on="post")
    if said.empty:
        return tables.empty("solutions")
    said["whole"] = said["title"] + "\n" + said["text"]
    said["nature"] = [nature(kind, text) for kind, text in zip(said["kind"], said["whole"], strict=True)]
    by = answered.merge(said[["post", "need"]].rename(columns={"post": "opening"}), on="opening").groupby("need")["staff"].max()
    stems = {need: set(content_words(" ".join(texts))) for need, texts in said.groupby("need")["whole"]}
    held = Counter(stem for one in stems.values() for stem in one)
    rarity = {stem: math.log((1 + len(stems)) / count) for stem, count in held.items()}
    offers = [_Offer(text, frozenset(content_words(text))) for text in (study.brand.solves if study.brand else [])]
    rows = []
    for need, group in said.groupby("need"):
        solution, share = _met(stems[str(need)], offers, rarity)
        who = ("staff" if by[need] else "peer") if need in by.index else ""
        rows.append((need, _most(group["nature"]), who, _most(group["status"]), solution, share))
    return pd.DataFrame(rows, columns=["need", "nature", "answered_by", "status", "solution", "share"])
