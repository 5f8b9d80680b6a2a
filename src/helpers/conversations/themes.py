"""Themes: the terms that people themselves put into titles and tags, each told with those that go with it."""

import re
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.conversations import terms
from helpers.conversations.phrases import rules
from helpers.conversations.terms import Array, Said
from helpers.niche import Niche
from helpers.topics import kin

KEPT = 3_000  # terms compared with one another
COMPANIONS = 4  # terms told of a theme, its own name included
LOOKED_AT = 12  # texts in which the wording of a pair is looked up


class Spoken(NamedTuple):
    """Texts; sparse texts × themes (turns on it, names it at all); terms of each theme, its name first; texts that it heads."""

    posts: pd.DataFrame
    turns: Any
    names: Any
    terms: list[list[str]]
    headed: Array


def learn(posts: pd.DataFrame, authors: frozenset[str], study: Niche) -> Spoken:
    """Return the themes of texts, learned from those that open a thread.

    A term is a theme where titles or tags hold it: what people call their own texts tells subjects from the words with
    which they speak of them.

    Parameters
    ----------
    posts : title, terms, text, lang, opens (whether it opens a thread); numbered in order.
    authors : pseudonyms; a term that is the name of one of them is no theme.
    """
    if posts.empty:
        return _nothing(posts)
    told, opens = terms.said(posts, study), posts["opens"].to_numpy(dtype=bool)
    chosen = _chosen(told, opens[told.post], authors, study)
    if chosen.empty:
        return _nothing(posts)
    turns, names = (_matrix(told, kept, chosen["term"].to_numpy(), len(posts)) for kept in (told.turns, told.turns | True))
    leader, holding = _leaders(turns[opens]), names.tocsc()
    whole = posts["terms"] + "\n" + posts["title"] + "\n" + posts["text"].str.slice(0, rules("topics.yml")["read"])
    wordings = [_wording(name, whole.iloc[_texts(holding, at)]) for at, name in enumerate(chosen["name"])]
    leaders = np.flatnonzero(leader == np.arange(len(leader)))
    with_it = [[lead, *(at for at in np.flatnonzero(leader == lead) if at != lead)] for lead in leaders]
    named = [_apart([wordings[at] for at in members]) for members in with_it]
    first = np.flatnonzero(~pd.Series([one[0] for one in named], dtype="str").duplicated())  # two roots may be written alike
    kept = leaders[first]
    return Spoken(posts, turns[:, kept], names[:, kept], [named[at] for at in first], chosen["headed"].to_numpy()[kept])


def _nothing(posts: pd.DataFrame) -> Spoken:
    """Return that no text speaks of a theme."""
    from scipy.sparse import csr_matrix

    none = csr_matrix((len(posts), 0), dtype=np.float32)
    return Spoken(posts, none, none, [], np.zeros(0))


def _chosen(told: Said, opening: Array, authors: frozenset[str], study: Niche) -> pd.DataFrame:
    """Return the terms that may be themes (term, name, headed), those that head most texts first, a pair before its words."""
    setting, size = rules("topics.yml"), len(told.terms)
    counts = {
        name: np.bincount(told.term[opening & kept], minlength=size)
        for name, kept in (("headed", told.head), ("turns", told.turns))
    }
    found = pd.DataFrame({"term": range(size), "name": told.terms, **counts})
    headed = (found["headed"] >= setting["heading"]) | (not found["headed"].any())
    found = found[headed & (found["turns"] >= setting["least"])]
    if authors:
        found = found[pd.Series([study.pseudonym(name) not in authors for name in found["name"]], found.index, dtype=bool)]
    first = found["headed"] * (1 + found["name"].str.count(" ") / 2)  # "plat unique" before "plat" where most say both words
    return found.assign(first=first).sort_values(["first", "turns", "name"], ascending=[False, False, True]).head(KEPT)


def _matrix(told: Said, kept: Array, chosen: Array, texts: int) -> Any:
    """Return texts × chosen terms, 1 where a text says one and it is kept."""
    from scipy.sparse import csr_matrix

    place = np.full(len(told.terms), -1)
    place[chosen] = range(len(chosen))
    held = kept & (place[told.term] >= 0)
    cells = (told.post[held], place[told.term[held]])
    return csr_matrix((np.ones(held.sum(), dtype=np.float32), cells), shape=(texts, len(chosen)))


def _leaders(turns: Any) -> Array:
    """Return the leader of each term, in order: the first one not yet led whose texts are much the same (cosine)."""
    from sklearn.preprocessing import normalize

    columns = normalize(turns.T.tocsr())
    alike = (columns @ columns.T).tocsr()
    leader = np.full(turns.shape[1], -1)
    for term in range(len(leader)):
        if leader[term] < 0:
            row = slice(alike.indptr[term], alike.indptr[term + 1])
            near = alike.indices[row][alike.data[row] >= rules("topics.yml")["together"] - 1e-6]
            leader[near[leader[near] < 0]] = term
            leader[term] = term
    return leader


def _texts(holding: Any, term: int) -> Array:
    """Return the first texts that hold a term."""
    return np.asarray(holding.indices[holding.indptr[term] : holding.indptr[term + 1]][:LOOKED_AT])


def _wording(name: str, said: pd.Series) -> str:
    """Return how texts write a pair of words most often, with what stands between them: "pain d'épices"."""
    if " " not in name:
        return name
    first, last = (f"{re.escape(word[:-1])}\\w{{0,3}}" for word in name.split())
    links = "|".join(rules("topics.yml")["links"].split())
    between = re.compile(rf"(?<!\w){first}(?:[ '’-](?:{links}))*[ '’-]{last}(?!\w)", re.IGNORECASE)
    found = Counter(" ".join(one.lower().replace("’", "'").split()) for text in said for one in between.findall(text)[:3])
    return min(found, key=lambda one: (-found[one], one)) if found else name


def _apart(names: list[str]) -> list[str]:
    """Return the first name, then pairs, then words, none that only repeats what stands before it."""
    kept = names[:1]
    for name in sorted(names[1:], key=lambda one: " " not in one):
        if len(kept) < COMPANIONS and not any(kin(name, other) and len(name) <= len(other) + 1 for other in kept):
            kept.append(name)
    return kept
