"""Questions grouped by problem: the needs that a niche repeats, and whether anybody meets them."""

import re
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from helpers import tables, text
from helpers.conversations.phrases import fold, rules

STEM = 6  # letters kept: truncation serves French retrieval about as well as a stemmer (McNamee & Mayfield, 2004)
ENDING = re.compile(r"(?<=\w{3})(?:es|s|x|e)$")
TERMS = 4
EXAMPLES = 3
QUESTION_COLUMNS = ["post", "need", "kind", "answers", "answered", "why"]


@cache
def _empty_stems() -> frozenset[str]:
    """Return stems that tell nothing about a problem: stop words and the small talk of asking."""
    setting = rules("questions.yml")
    small_talk = set(setting["small_talk"].split()) | text.stop_words("fr") | text.stop_words("en")
    return frozenset(stem(word) for word in small_talk - set(setting["telling"].split()))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what the forms of a word have in common: no accents, no final e, s, x, at most six letters.

    >>> stem("Portions"), stem("congélation"), stem("seule")
    ('portio', 'congel', 'seul')
    """
    return ENDING.sub("", fold(word))[:STEM]


def content_words(passage: str) -> dict[str, str]:
    """Return stem → word as written, in order, for the words of a passage that tell something.

    >>> content_words("Je cherche une farine, des farines sans gluten")
    {'farin': 'farines', 'gluten': 'gluten'}
    """
    pairs = [(stem(word), word) for word in text.words(passage) if len(word) > 2]
    return {form: word for form, word in pairs if form not in _empty_stems()}


def similar(texts: list[list[str]], nearness: float) -> list[int]:
    """Return the group of each text (lists of distinct stems): average linkage on the cosine of their TF-IDF.

    Two texts that share a single stem are not alike: a question of four words would be near to all that name one of
    them. Texts that are nowhere near are told apart first (connected components of the pairs that are alike at all), so
    that memory follows the largest component, not the square of all.

    Parameters
    ----------
    nearness : mean cosine, 0 to 1, from which two groups become one.
    """
    from scipy.sparse.csgraph import connected_components
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(texts):
        return list(range(len(texts)))
    weights = TfidfVectorizer(analyzer=list).fit_transform(texts)
    likeness = (weights @ weights.T).multiply((weights > 0).astype(int) @ (weights > 0).astype(int).T > 1).tocsr()
    _, component = connected_components(likeness > nearness / 2, directed=False)
    groups = np.zeros(len(texts), dtype=int)
    linkage = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=1 - nearness)
    for number in range(component.max() + 1):
        members = np.flatnonzero(component == number)
        if len(members) > 1:
            distance = (1 - likeness[members][:, members].toarray()).round(9)
            np.fill_diagonal(distance, 0)
            groups[members] = linkage.fit_predict(distance)
    _, labels = np.unique(np.c_[component, groups], axis=0, return_inverse=True)
    return [int(label) for label in labels.ravel()]


def _words_of(stems: pd.Series) -> pd.DataFrame:
    """Return one row for each post and stem: post (position), stem, word, and rarity (inverse document frequency)."""
    rows = [(post, stem, word) for post, words in stems.items() for stem, word in words.items()]
    words = pd.DataFrame(rows, columns=["post", "stem", "word"])
    return words.assign(rarity=np.log(len(stems) / words.groupby("stem")["post"].transform("size")))


def _terms(words: pd.DataFrame) -> str:
    """Return the terms that at least two of the posts share: a problem in nobody's own words."""
    shared = words.groupby("stem").agg(
        posts=("post", "size"), rarity=("rarity", "first"), word=("word", lambda written: written.mode().iloc[0])
    )
    shared = shared[shared["posts"] > 1].assign(weight=lambda x: x["posts"] ** 2 * x["rarity"])
    return ", ".join(shared.sort_values(["weight", "word"], ascending=[False, True])["word"].head(TERMS))


def _told_twice(group: pd.DataFrame) -> bool:
    """Tell whether at least two persons state a problem, in words of their own: the same words are one message copied."""
    return group["author"].nunique() > 1 and group["text"].nunique() > 1


def _need(group: pd.DataFrame, words: pd.DataFrame) -> dict[str, Any]:
    """Add up the posts of one problem."""
    dates = group.loc[group["published"] != "", "published"].sort_values().str[:10]
    community = group.loc[group["community"] != "", "community"].mode()
    ranked = group.sort_values(["votes", "published", "post"], ascending=[False, True, True])
    return {
        "community": "" if community.empty else community.iloc[0],
        "text": _terms(words[words["post"].isin(group.index)]),
        "posts": len(group),
        "sources": group["source"].nunique(),
        "votes": int(group["votes"].sum()),
        "answered": group["answered"].mean(),
        "open": not group["answered"].any(),
        "first": "" if dates.empty else dates.iloc[0],
        "last": "" if dates.empty else dates.iloc[-1],
        "examples": " | ".join(ranked["post"].head(EXAMPLES)),
        "members": group["post"].tolist(),
    }


def group_needs(asking: pd.DataFrame, nearness: float = 0.12, least: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group questions by problem.

    Parameters
    ----------
    asking : what ``asked`` returns.
    nearness : mean cosine, 0 to 1, from which questions are one problem.
    least : posts from which a problem recurs; at least two persons have to state it, in different words.

    Returns
    -------
    The tables needs and questions, the second with the need of each question.
    """
    whole = asking.sort_values("post", ignore_index=True)
    stems = (whole["title"] + " " + whole["text"]).map(content_words)
    words = _words_of(stems)
    whole["group"] = similar([sorted(post) for post in stems], nearness)
    recurring = [group for _, group in whole.groupby("group") if len(group) >= least and _told_twice(group)]
    found = [_need(group, words) for group in recurring]
    found.sort(key=lambda need: (-need["posts"], -need["votes"], need["members"]))
    named = {post: f"n{number:02d}" for number, need in enumerate(found, start=1) for post in need["members"]}
    rows = [{**need, "need": named[need["members"][0]]} for need in found]
    needs = pd.DataFrame(rows) if rows else tables.empty("needs")
    questions = whole.assign(need=[named.get(post, "") for post in whole["post"]])
    return needs.drop(columns="members", errors="ignore"), questions[QUESTION_COLUMNS]
