"""Passages that show a theme: a sentence of the publications that tell it best; what persons write is linked, never quoted."""

import re
from typing import Any

import numpy as np
import pandas as pd

from helpers import tables
from helpers.conversations.phrases import fold, rules, sentences
from helpers.conversations.themes import Spoken

# Kinds of source whose words are publications; those of a member of a forum are given by count only
PUBLISHERS = ("blog", "site", "media", "wiki", "shop", "brand")
SHORTEST = 6  # words of a sentence that says something
KEY = ["unit", "name", "topic"]
SHOWN = ["post", "source", "url", "published", "title", "text", "public", "head"]
LETTER = re.compile(r"[^\W\d_]|[«\"“]")
PERSON = re.compile(r"person-[0-9a-f]{8}")


def quote(title: str, text: str, terms: list[str]) -> str:
    """Return the first sentence that says the first term, else another of them, of so many words at most; else the title.

    Where that is empty, the first sentence of all stands for the text. Items of lists, and lines of dates, are no sentences.

    >>> quote("Patience", "- 200 g de levain, de farine et de sel. Le levain demande aussi de la patience.", ["levain"])
    'Le levain demande aussi de la patience.'
    """
    most = rules("topics.yml")["passage_words"]
    said = [one.split() for one in sentences(text) if LETTER.match(one)]
    said = [one for one in said if len(one) >= SHORTEST]
    for term in map(fold, terms):
        found = [one for one in said if term in fold(" ".join(one))]
        if found:
            short = [one for one in found if len(one) <= most] or [[*found[0][: most - 1], "…"]]
            return " ".join(short[0])
    return " ".join((title.split() or [*said, []][0])[:most])


def passages(topics: pd.DataFrame, told: Spoken) -> pd.DataFrame:
    """Return the table passages: the dated texts that show each theme of each unit, one of a source in a community.

    Publications come first, then those whose title says the theme, then the nearest to the centre of its texts.
    """
    if topics.empty:
        return tables.empty("passages")
    held = told.posts.assign(head=told.posts["title"].map(fold))
    held = held[held["opens"] & (held["published"] != "")]
    rows = _near(topics, told).join(held[SHOWN], on="text_at", how="inner")
    titled = [fold(topic) in head for topic, head in zip(rows["topic"], rows["head"], strict=True)]
    order = ["unit", "name", "topic", "public", "titled", "near", "published", "post"]
    rows = (
        rows.assign(titled=titled).sort_values(order, ascending=[True] * 3 + [False] * 4 + [True]).drop_duplicates([*KEY, "head"])
    )
    rows = rows[~rows.duplicated([*KEY, "source"]) | (rows["unit"] == "source")]
    rows = rows.assign(place=rows.groupby(KEY).cumcount() + 1, date=rows["published"].str[:10])
    rows = rows[rows["place"] <= rows["unit"].map(rules("topics.yml")["passages"])]
    said = [quote(one.title, one.text, one.terms.split(" | ")) if one.public else "" for one in rows.itertuples()]
    return tables.conform(rows.assign(passage=said)[list(tables.column_types("passages"))], "passages")


def _near(topics: pd.DataFrame, told: Spoken) -> pd.DataFrame:
    """Return each text that turns on a theme of its unit, and how near it is to the centre of these (cosine)."""
    from scipy.sparse import csr_matrix

    number = {terms[0]: theme for theme, terms in enumerate(told.terms)}
    rows = topics[[*KEY, "terms"]].assign(theme=topics["topic"].map(number), row=range(len(topics)))
    text, theme = told.turns.nonzero()
    pairs = pd.DataFrame({"text_at": text, "theme": theme})
    placed = [pairs.assign(unit=unit, name=told.posts[unit].to_numpy()[text]) for unit in ("community", "source")]
    found = pd.concat(placed).merge(rows, on=["unit", "name", "theme"])
    vectors, cells = _vectors(told.turns), (found["row"], found["text_at"])
    centre = csr_matrix((np.ones(len(found)), cells), shape=(len(topics), len(told.posts))) @ vectors
    near = vectors[found["text_at"]].multiply(centre[found["row"]]).sum(axis=1)
    return found.assign(near=np.asarray(near).ravel().round(6))


def _vectors(turns: Any) -> Any:
    """Return texts × themes, rare themes weighing more, each text of length one."""
    from sklearn.preprocessing import normalize

    rarity = np.log((1 + turns.shape[0]) / (1 + np.asarray(turns.sum(axis=0)).ravel()))
    return normalize(turns.multiply(rarity).tocsr())
