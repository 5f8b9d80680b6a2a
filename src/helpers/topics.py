"""Distinctive terms of groups of sources, and the likeness of posts to a brief."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from helpers import tables, text
from helpers.niche import Niche

KINDS = ("article", "question", "idea")
SHORTEST = 3  # letters of a word that tells a subject
LEAST_SOURCES = 2  # members that have to use a term
LEAST_SHARE = 0.1  # of the members
TAG = 3  # a tag counts for so many uses, and for so much more than a word in the text
LONGEST_TAG = 40  # characters; longer ones are sentences
KEPT = 20  # terms told of a community
READ = 60_000  # characters read of a source: those who write most do not drown the others

Array = np.ndarray[Any, np.dtype[Any]]


def _analyser(languages: tuple[str, ...], longest: int) -> Callable[[str], list[str]]:
    """Return the function that cuts a text into terms: words, and pairs of neighbouring words, without stop words."""
    stops = functools.reduce(frozenset.union, (text.stop_words(lang) for lang in languages), frozenset[str]())

    def cut(passage: str) -> list[str]:
        """Return the terms of a text, in order."""
        words = [word if len(word) >= SHORTEST and word not in stops else "" for word in text.words(passage)]
        pairs = [f"{a} {b}" for a, b in zip(words, words[1:], strict=False) if a and b and a != b] if longest > 1 else []
        return [word for word in words if word] + pairs

    return cut


def _tags(stated: str) -> list[str]:
    """Return the tags of a post.

    >>> _tags("Pâtes levées | #Goûter")
    ['pâtes levées', 'goûter']
    """
    tags = (" ".join(tag.replace("#", " ").lower().split()) for tag in stated.split("|"))
    return [tag for tag in tags if SHORTEST <= len(tag) <= LONGEST_TAG]


def distinctive(posts: pd.DataFrame, communities: pd.DataFrame, languages: list[str]) -> pd.DataFrame:
    """Return the table ``terms``: what each community speaks of more than the others.

    Class-based TF-IDF (Grootendorst 2022): how often the community uses the term × the share of all its use that the
    community holds, tags foremost. A source counts a term as log(1 + times), and each source for as much as another.

    Parameters
    ----------
    posts: post, source, author, kind, title, terms, text, original; copies are left out, and what others say on a source.
    communities: source, community.
    """
    said = posts["kind"].isin(KINDS) | (posts["author"] == posts["source"])  # what a person answers is of that person
    own = posts[said & (posts["original"] == "")].sort_values("post")
    own = own.merge(communities.loc[communities["community"] != "", ["source", "community"]], on="source")
    groups = own.groupby("source")["community"].first()
    used, vocabulary = _counted(own, tuple(languages))
    if not len(vocabulary):
        return tables.empty("terms")
    tags = {tag for stated in own["terms"] for tag in _tags(stated)}
    weight = np.where([term in tags for term in vocabulary], TAG, 1)
    return tables.conform(_told(used, vocabulary, groups, weight), "terms")


def _counted(posts: pd.DataFrame, languages: tuple[str, ...]) -> tuple[Any, Array]:
    """Return the sources × terms matrix of log(1 + times), each source's row adding up to 1, and the terms."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    cut, documents = _analyser(languages, 2), []
    for _, own in posts.groupby("source"):
        said = (own["title"] + " . " + own["text"]).str.cat(sep=" . ")[:READ]
        documents.append(cut(said) + [tag for stated in own["terms"] for tag in _tags(stated)] * TAG)
    if len({term for document in documents for term in document}) == len([t for d in documents for t in set(d)]):
        return None, np.array([], dtype=object)  # no term is used by two sources
    counter = CountVectorizer(analyzer=list, min_df=LEAST_SOURCES)
    used = counter.fit_transform(documents).astype(float)
    return normalize(used.log1p(), norm="l1"), counter.get_feature_names_out()


def _told(used: Any, vocabulary: Array, groups: pd.Series, weight: Array) -> pd.DataFrame:
    """Return the most distinctive terms of each group, score falling."""
    names = sorted(groups.unique())
    rows = [np.flatnonzero(groups == name) for name in names]
    within = np.array([np.asarray(used[row].mean(axis=0)).ravel() for row in rows])
    users = np.array([used[row].getnnz(axis=0) for row in rows])
    enough = users >= np.array([[max(LEAST_SOURCES, LEAST_SHARE * len(row))] for row in rows])
    scores = np.where(enough, within * within / within.sum(axis=0) * weight, 0)
    return pd.concat([_best(name, vocabulary, scores[row], users[row]) for row, name in enumerate(names)])


def _best(community: str, vocabulary: Array, scores: Array, users: Array) -> pd.DataFrame:
    """Return the first terms of a community, of each family (plural, word within a pair) only the first."""
    order = [code for code in np.lexsort((vocabulary, -scores)) if scores[code] > 0][: 5 * KEPT]
    kept: list[int] = []
    for code in order:
        if not any(kin(str(vocabulary[code]), str(vocabulary[other])) for other in kept):
            kept.append(code)
    kept = kept[:KEPT]
    return pd.DataFrame(
        {
            "community": community,
            "term": vocabulary[kept],
            "score": scores[kept],
            "sources": users[kept].astype(np.int64),
        }
    )


def kin(one: str, other: str) -> bool:
    """Whether two terms say the same thing twice.

    >>> kin("tarte", "tartes"), kin("pâte", "pâte feuilletée"), kin("pain", "vin")
    (True, True, False)
    """
    stems = [{word.rstrip("sx") for word in term.split()} for term in (one, other)]
    return stems[0] <= stems[1] or stems[1] <= stems[0]


def likeness(posts: pd.DataFrame, study: Niche) -> Array:
    """Return the cosine between each post and the brief (keywords where there is none), TF-IDF, 0 to 1.

    Parameters
    ----------
    posts: title, terms, text.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    brief = study.brief or " ".join(study.keywords)
    analyser = _analyser(tuple(study.languages), 1)
    if posts.empty or not analyser(brief):
        return np.zeros(len(posts))
    said = (posts["title"] + " . " + posts["terms"] + " . " + posts["text"]).str.slice(0, READ)
    vectors = TfidfVectorizer(analyzer=analyser, sublinear_tf=True).fit_transform([brief, *said])
    return np.asarray((vectors[1:] @ vectors[0].T).toarray()).ravel()
