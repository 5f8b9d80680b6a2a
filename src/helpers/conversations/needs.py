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
BLOCK = 500  # texts compared with all others at once
ROUNDING = 1e-8
COMMON = 50
LARGEST = 3_000  # texts whose distances are held at once
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


def _alike(weights: Any, least: float) -> Any:
    """Return the cosines above ``least`` of the pairs of rows that share two stems or more, as a sparse matrix."""
    from scipy.sparse import vstack

    blocks = []
    for start in range(0, weights.shape[0], BLOCK):
        block = weights[start : start + BLOCK]
        near = block @ weights.T
        near.data[near.data <= least] = 0
        near.eliminate_zeros()
        blocks.append(near.multiply(((block > 0).astype(np.int32) @ (weights > 0).astype(np.int32).T) > 1).tocsr())
    return vstack(blocks).tocsr()


def _telling(weights: Any) -> Any:
    """Return the weights without the stems of one text in ``COMMON``, where there are too many texts to compare by them."""
    spread = weights.getnnz(axis=0)
    return weights if weights.shape[0] <= LARGEST else weights[:, np.flatnonzero(spread <= weights.shape[0] / COMMON)]


def _apart(alike: Any, least: float) -> Any:
    """Return the component of each row; one larger than ``LARGEST`` is cut again where its members are less alike."""
    from scipy.sparse.csgraph import connected_components

    _, component = connected_components(alike > least, directed=False)
    for number in np.flatnonzero(np.bincount(component) > LARGEST):
        members = np.flatnonzero(component == number)
        if least < 1:
            component[members] = component.max() + 1 + _apart(alike[members][:, members], 1.25 * least)
    return np.unique(component, return_inverse=True)[1]


def _weighed(titles: list[list[str]], texts: list[list[str]]) -> Any:
    """Return the TF-IDF of each text, its title worth as much as all the rest: it says in few words what is asked."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    whole = [[*title, *(stem for stem in text if stem not in title)] for title, text in zip(titles, texts, strict=True)]
    vectors = TfidfVectorizer(analyzer=list).fit(whole)
    return normalize(vectors.transform(titles) + vectors.transform(texts))


def similar(titles: list[list[str]], texts: list[list[str]], nearness: float) -> list[int]:
    """Return the group of each text (lists of distinct stems): average linkage on the cosine of their TF-IDF.

    Two texts that share a single stem are not alike: a question of four words would be near to all that name one of
    them. Groups of which no pair is as near can never become one: texts are told apart first (connected components of
    the pairs that are), so that memory follows the largest component, ``LARGEST`` texts at most, not the square of all.

    Parameters
    ----------
    nearness : mean cosine, 0 to 1, from which two groups become one.
    """
    from sklearn.cluster import AgglomerativeClustering

    if not any(titles) and not any(texts):
        return list(range(len(texts)))
    weights = _weighed(titles, texts)
    component = _apart(_alike(_telling(weights), nearness - ROUNDING), nearness - ROUNDING)
    groups, order = np.zeros(len(texts), dtype=int), np.argsort(component, kind="stable")
    linkage = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=1 - nearness)
    for members in np.split(order, np.cumsum(np.bincount(component))[:-1]):
        if len(members) > 1:
            distance = (1 - _alike(weights[members], 0.0).toarray()).round(9)
            np.fill_diagonal(distance, 0)
            groups[members] = linkage.fit_predict(distance)
    _, labels = np.unique(np.c_[component, groups], axis=0, return_inverse=True)
    return [int(label) for label in labels.ravel()]


def _words_of(titles: list[dict[str, str]], texts: list[dict[str, str]]) -> pd.DataFrame:
    """Return one row for each post and stem: post (position), stem, word, in its title or not, inverse document frequency."""
    both = enumerate(zip(titles, texts, strict=True))
    rows = [(post, form, word, form in title) for post, (title, text) in both for form, word in (text | title).items()]
    words = pd.DataFrame(rows, columns=["post", "stem", "word", "titled"])
    return words.assign(rarity=np.log(len(titles) / words.groupby("stem")["post"].transform("size")))


def _most(frame: pd.DataFrame, by: list[str], value: str) -> pd.DataFrame:
    """Return the most frequent value of each group (the first in order of equal ones), and the size of the group."""
    counted = frame.groupby([*by, value]).size().rename("times").reset_index()
    counted = counted.assign(posts=counted.groupby(by)["times"].transform("sum"))
    return counted.sort_values([*by, "times", value], ascending=[True] * len(by) + [False, True]).drop_duplicates(by)


def _terms(words: pd.DataFrame) -> pd.Series:
    """Return, for each group, terms that at least two of its posts share, in titles first: nobody's own words."""
    shared = _most(words, ["group", "stem"], "word").query("posts > 1")
    known = words.groupby(["group", "stem"], as_index=False).agg(titled=("titled", "sum"), rarity=("rarity", "first"))
    shared = shared.merge(known, on=["group", "stem"])
    shared["weight"] = (shared["posts"] + shared["titled"]) * shared["rarity"]
    ranked = shared.sort_values(["weight", "word"], ascending=[False, True]).groupby("group")["word"]
    return ranked.agg(lambda told: ", ".join(told.head(TERMS)))


def _needs(asking: pd.DataFrame, terms: pd.Series) -> pd.DataFrame:
    """Add up the posts of each problem."""
    ranked = asking.sort_values(["votes", "published", "post"], ascending=[False, True, True])
    dates = asking.loc[asking["published"] != ""].assign(day=lambda x: x["published"].str[:10]).groupby("group")["day"]
    placed = _most(asking[asking["community"] != ""], ["group"], "community").set_index("group")["community"]
    by = asking.groupby("group")
    told = by.agg(posts=("post", "size"), sources=("source", "nunique"), votes=("votes", "sum"), answered=("answered", "mean"))
    texts = {"community": placed, "text": terms, "first": dates.min(), "last": dates.max()}
    told = told.assign(**{name: values.reindex(told.index).fillna("") for name, values in texts.items()})
    examples = ranked.groupby("group")["post"].agg(lambda posts: " | ".join(posts.head(EXAMPLES)))
    return told.assign(open=~by["answered"].any(), examples=examples, least=by["post"].min()).reset_index()


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
    titles, texts = ([content_words(one) for one in whole[column]] for column in ("title", "text"))
    words = _words_of(titles, texts)
    whole["group"] = similar([sorted(one) for one in titles], [sorted(one) for one in texts], nearness)
    by = whole.groupby("group")
    # the same words are one message copied: a problem is told by two persons, each in words of their own
    recurring = (by["post"].transform("size") >= least) & (by["author"].transform("nunique") > 1)
    kept = whole[recurring & (by["text"].transform("nunique") > 1)]
    if kept.empty:
        return tables.empty("needs"), whole.assign(need="")[QUESTION_COLUMNS]
    found = _needs(kept, _terms(words.assign(group=whole["group"].loc[words["post"]].to_numpy())))
    found = found.sort_values(["posts", "votes", "least"], ascending=[False, False, True], ignore_index=True)
    found["need"] = [f"n{number:02d}" for number in range(1, len(found) + 1)]
    named = found.set_index("group")["need"]
    return found.drop(columns=["group", "least"]), whole.assign(need=whole["group"].map(named).fillna(""))[QUESTION_COLUMNS]
