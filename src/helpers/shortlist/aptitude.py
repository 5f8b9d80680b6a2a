"""What an objective asks beside influence: who publishes tests that are discussed, and early; who takes part in events."""

import re
from functools import cache

import numpy as np
import pandas as pd

from helpers.conversations.phrases import compiled, fold
from helpers.shortlist.choice import settings

PUBLISHED = ("article", "message", "question", "idea")


@cache
def _tested() -> re.Pattern[str]:
    return compiled(settings()["tested"])


def tests(posts: pd.DataFrame) -> pd.DataFrame:
    """Return, by source, the tests that it published and that others answered: tests, replies, first.

    "J'ai testé", "my review of" make a test; a reply of its own author answers nothing.
    """
    own = posts[posts["kind"].isin(PUBLISHED) & (posts["original"] == "") & (posts["parent"] == "")]
    told = own[[bool(_tested().search(fold(f"{title}\n{text}"))) for title, text in zip(own["title"], own["text"], strict=True)]]
    opened = posts["thread"].map(told.set_index("post")["author"])
    replies = posts[(posts["parent"] != "") & opened.notna() & (posts["author"] != opened)]
    counts = told.assign(replies=told["post"].map(replies["thread"].value_counts()).fillna(0))
    answered = counts[counts["replies"] > 0].groupby("source")
    return answered.agg(tests=("post", "size"), replies=("replies", "sum"), first=("published", "min"))


def _of_testers(posts: pd.DataFrame, sources: pd.Series) -> pd.DataFrame:
    """Return tests and aptitude, 0 to 1: half for the discussion drawn, half for having tested before the others."""
    told = tests(posts)
    drawn, early = told["replies"].rank(pct=True), told["first"].where(told["first"] != "").rank(pct=True, ascending=False)
    apt = (drawn + early.fillna(0)) / 2
    return pd.DataFrame({"tests": sources.map(told["tests"]), "aptitude": sources.map(apt)}, index=sources.index).fillna(0)


def _of_guests(links: pd.DataFrame, sources: pd.Series) -> pd.DataFrame:
    """Return aptitude, 0 to 1: the share of candidates that take part in no more events with others."""
    joined = links[(links["type"] == "event") & (links["source"] != links["target_source"])]
    pairs = pd.concat([joined[["source", "target_source"]].set_axis(["who", "other"], axis=1),
                       joined[["target_source", "source"]].set_axis(["who", "other"], axis=1)])  # fmt: skip
    others = pairs.groupby("who")["other"].nunique()
    return pd.DataFrame({"tests": 0, "aptitude": sources.map(others.rank(pct=True)).fillna(0.0)}, index=sources.index)


def fitted(found: pd.DataFrame, tables: dict[str, pd.DataFrame], objective: str) -> pd.DataFrame:
    """Return the candidates with the score of those raised whom the objective suits, best first: testers, guests of events.

    The score is multiplied by 1 − w + w × aptitude, w being the objective's own (``objectives.yml``).

    Parameters
    ----------
    tables : posts, links.
    """
    weight, key = settings()["aptitude"].get(objective, 0.0), found["source"]
    known = {"launch": lambda: _of_testers(tables["posts"], key), "event": lambda: _of_guests(tables["links"], key)}
    told = known[objective]() if objective in known else pd.DataFrame({"tests": 0, "aptitude": 0.0}, index=found.index)
    if not np.any(told["aptitude"] > 0):  # a niche that shows none asks none
        weight = 0.0
    made = found.assign(tests=told["tests"].astype("int64"), aptitude=told["aptitude"].astype(float))
    made["score"] *= 1 - weight + weight * made["aptitude"]
    return made.sort_values(["score", "source"], ascending=[False, True], ignore_index=True)
