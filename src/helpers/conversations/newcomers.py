"""Newcomers: what persons say on their first days in a space, by theme, and whether anybody answers them."""

import numpy as np
import pandas as pd

from helpers import tables
from helpers.conversations.phrases import rules
from helpers.conversations.themes import Spoken
from helpers.conversations.threads import replies_to

EXCHANGED = ("answer", "comment", "idea", "message", "question")
EXAMPLES, THEMES = 3, 15
LEAST = 2  # persons who speak of a theme, so that it is told


def first_posts(posts: pd.DataFrame) -> pd.DataFrame:
    """Return what newcomers wrote on their first days.

    A newcomer is an author first seen in the whole niche later than ``margin_days`` after the first text that we hold of
    the space: whoever is seen sooner may have been there long before the capture begins.

    Parameters
    ----------
    posts : post, source, author, kind, published, original.
    """
    setting = rules("topics.yml")
    days = pd.to_datetime(posts["published"].str[:10], errors="coerce")
    held = posts.assign(day=days)[days.notna() & (posts["original"] == "")]
    begin = held.groupby("source")["day"].min()
    named = held[held["author"] != ""].sort_values(["day", "post"])
    if named.empty:
        return posts[:0]
    first = named.drop_duplicates("author").set_index("author")
    later = (first["day"] - first["source"].map(begin)).dt.days > setting["margin_days"]
    came = named["author"].map(first["day"].where(later))
    soon = (named["day"] - came).dt.days < setting["first_days"]
    return named[soon & named["kind"].isin(EXCHANGED)]


def newcomers(told: Spoken, asking: pd.DataFrame) -> pd.DataFrame:
    """Return the table newcomers: the themes of first posts, those of most persons first; the first row counts all of them.

    A post that speaks of no theme has that of the text that it answers.

    Parameters
    ----------
    asking : what ``asked`` returned of the same posts.
    """
    first = first_posts(told.posts)
    if first.empty:
        return tables.empty("newcomers")
    pairs = replies_to(first, told.posts)
    others = pairs.loc[(pairs["author"] != pairs["opening_author"]) | (pairs["author"] == ""), "opening"]
    first = first.assign(asks=first["post"].isin(asking["post"]), answered=first["post"].isin(others))
    by_theme = _themes(first, told)
    every = pd.concat([first.assign(topic=""), by_theme]).sort_values(["published", "post"])
    by = every.assign(day=every["published"].str[:10]).groupby("topic")
    counts = {"people": ("author", "nunique"), "posts": ("post", "size"), "questions": ("asks", "sum")}
    found = by.agg(**counts, answered=("answered", "mean"), first=("day", "min"), last=("day", "max"))
    found["examples"] = by["post"].agg(lambda one: " | ".join(one.tail(EXAMPLES)))
    found = found[found["people"] >= LEAST].reset_index()
    ordered = found.assign(all=found["topic"] == "").sort_values(
        ["all", "people", "posts", "topic"], ascending=[False] * 3 + [True]
    )
    return tables.conform(ordered.drop(columns="all").head(1 + THEMES), "newcomers")


def _themes(first: pd.DataFrame, told: Spoken) -> pd.DataFrame:
    """Return each first post beside the themes that it names, or that its thread turns on where it names none."""
    place = pd.Series(told.posts.index, told.posts["post"])
    own = told.names[first.index].tocoo()
    silent = np.setdiff1d(np.arange(len(first)), own.row)
    thread = first["thread"].map(place).to_numpy()
    led = silent[~np.isnan(thread[silent].astype(float))]
    theirs = told.turns[thread[led].astype(int)].tocoo()
    row, theme = np.r_[own.row, led[theirs.row]], np.r_[own.col, theirs.col]
    return first.iloc[row].assign(topic=[told.terms[one][0] for one in theme])
