"""Crises: days on which much is said of a name, and little good; who began, who joined, who defended, what the brand did."""

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from helpers import tables
from helpers.conversations.bursts import Burst, bursts
from helpers.conversations.mentions import about, headings, name_pattern, signs
from helpers.conversations.phrases import compiled, fold, rules
from helpers.conversations.reading import asking
from helpers.conversations.team import own_words
from helpers.niche import Niche

LEAST_SOURCES = 3  # one thread that runs on is a debate, not a crisis
ALPHA = 0.01  # chance of an alarm on a quiet history, for each name
WORSE = 0.05  # chance of as many displeased voices if the days were like the others
AFTER = 30  # days in which an answer of the brand is looked for
AGAINST = ("attacks", "doubts")


@cache
def _pattern(side: str) -> re.Pattern[str]:
    return compiled(rules("crisis.yml")[side])


def side(text: str) -> str:
    """Tell what a text does to a name: attacks, defends, doubts, or neutral. Rough, like the tone.

    >>> side("C'est une arnaque, plus jamais."), side("Gardons notre calme, ils se sont excusés."), side("Vous aussi ?")
    ('attacks', 'defends', 'doubts')
    """
    words, weight, said = fold(text), rules("crisis.yml")["phrase"], signs(text)
    for_it = said.count(1) + weight * len(set(_pattern("defends").findall(words)))
    against = said.count(-1) + weight * len(set(_pattern("attacks").findall(words)))
    if for_it != against:
        return "defends" if for_it > against else "attacks"
    return "doubts" if _pattern("doubts").search(words) or asking(text) else "neutral"


def _days(first: str, last: str) -> pd.Index:
    return pd.Index(pd.date_range(first, last).strftime("%Y-%m-%d"))


def _scanned(named: pd.DataFrame, posts: pd.DataFrame) -> list[tuple[str, str, Burst]]:
    """Return first and last day of each burst of the mentions of one name; a person counts once a day."""
    dated = posts.loc[posts["published"] != "", "published"].str[:10]
    if named.empty:
        return []
    days = _days(min(dated.min(), named["date"].min()), max(dated.max(), named["date"].max()))
    voices = named.assign(who=named["author"].mask(named["author"] == "", named["post"])).drop_duplicates(["who", "date"])
    counts, rhythm = (np.bincount(days.get_indexer(dates), minlength=len(days)) for dates in (voices["date"], dated))
    return [(days[burst.first], days[burst.last], burst) for burst in bursts(counts, rhythm)]


def _chorus(named: pd.DataFrame, posts: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Return who spoke in these days, in order: the posts that name it, and replies in the threads that they open."""
    within = named[named["date"].between(first, last)].assign(named=True)
    opened = within.loc[(within["parent"] == "") & (within["side"] != "neutral"), "post"]
    replies = posts[posts["thread"].isin(opened) & posts["published"].str[:10].between(first, last)]
    replies = replies[~replies["post"].isin(within["post"])].assign(date=lambda x: x["published"].str[:10], named=False)
    replies["side"] = [side(text) for text in replies["text"]]
    whole = pd.concat([within, replies], ignore_index=True)
    return whole.sort_values(["date", "named", "source", "post"], ascending=[True, False, True, True])


def _worse(displeased: pd.Series, inside: pd.Series) -> float:
    """Return the chance of as many displeased mentions among those inside, were they like the others (binomial, add-one)."""
    from scipy.stats import binom

    usual = (1 + displeased[~inside].sum()) / (2 + (~inside).sum())
    return float(binom.sf(displeased[inside].sum() - 1, inside.sum(), usual))


def _answer(own: pd.DataFrame, chorus: pd.DataFrame, first: str) -> dict[str, Any]:
    """Return when and where the brand first spoke after the first day: in one of these threads, or on its own space."""
    until = (pd.Timestamp(first) + pd.Timedelta(days=AFTER)).strftime("%Y-%m-%d")
    said = own[own["published"].str[:10].between(first, until)].sort_values(["published", "post"])
    subject = said["thread"].isin(chorus["thread"]) | said["source"].isin(own.loc[own["parent"] == "", "source"])
    if not subject.any():
        return {"days": -1, "answer": ""}
    found = said[subject].iloc[0]
    return {"days": (pd.Timestamp(found["published"][:10]) - pd.Timestamp(first)).days, "answer": found["post"]}


def _told(entity: str, days: tuple[str, str, Burst], chorus: pd.DataFrame, chance: float) -> dict[str, Any]:
    """Return a burst in figures."""
    first, last, burst = days
    opening = chorus[chorus["side"].isin(AGAINST) & chorus["named"]]
    began = (opening if len(opening) else chorus).iloc[0]
    displeased = chorus["side"].isin(AGAINST).mean()
    return {
        "entity": entity,
        "nature": "crisis" if chance <= WORSE and displeased >= 1 / 3 else "interest",
        "first": first,
        "last": last,
        "mentions": burst.told,
        "expected": burst.expected,
        "chance": burst.chance,
        "sources": chorus["source"].nunique(),
        "communities": chorus.loc[chorus["community"] != "", "community"].nunique(),
        "first_post": began["post"],
        **{name: int((chorus["side"] == name).sum()) for name in ("attacks", "doubts", "defends")},
    }


def _spoken(posts: pd.DataFrame, mentions: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the dated mentions that are not the name's own words, with the side of each."""
    told = posts[["post", "source", "url", "kind", "thread", "parent", "author", "title", "text"]]
    said = mentions[mentions["date"] != ""].merge(told, on="post")
    patterns = {brand.name: name_pattern(brand) for brand in [study.brand, *study.competitors] if brand}
    words = zip(said["entity"], headings(said), said["text"], strict=True)
    return said.assign(side=[side(about(title, fold(text), patterns[name])) for name, title, text in words])


def crises(
    posts: pd.DataFrame, mentions: pd.DataFrame, communities: pd.DataFrame, study: Niche
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the bursts of what is said of each name, and whether they are crises.

    A burst is found by ``bursts``; it is a crisis where the share of displeased voices is beyond that of the other days
    (binomial test) and a third at least. What fewer than three sources say is a debate and is left out.

    Returns
    -------
    The tables crises and crisis_voices.
    """
    own, place = own_words(posts, study), communities.set_index("source")["community"]
    others = posts[~own & (posts["original"] == "")]
    spoken = _spoken(others, mentions, study)
    found: list[dict[str, Any]] = []
    voices = [tables.empty("crisis_voices")]
    for entity, named in spoken.groupby("entity"):
        mine = study.brand is not None and entity == study.brand.name
        for days in _scanned(named, others):
            chorus = _chorus(named, others, *days[:2])
            chorus["community"] = chorus["source"].map(place).fillna("")
            if chorus["source"].nunique() < LEAST_SOURCES:
                continue
            chance = _worse(named["side"].isin(AGAINST), named["date"].between(*days[:2]))
            answer = _answer(posts[own] if mine else posts[:0], chorus, days[0])
            found.append({"crisis": f"k{len(found) + 1:02d}", **_told(str(entity), days, chorus, chance), **answer})
            voices.append(chorus.assign(crisis=found[-1]["crisis"], step=range(1, len(chorus) + 1)))
    told = pd.concat(voices, ignore_index=True)[list(voices[0])]
    return pd.DataFrame(found) if found else tables.empty("crises"), told
