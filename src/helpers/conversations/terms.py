"""Terms: which words, and which pairs of words, each text says, and on which of them it turns."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import text
from helpers.conversations.needs import ENDING
from helpers.conversations.phrases import fold, rules
from helpers.niche import Niche
from helpers.topics import SHORTEST

LATIN = re.compile(r"(?<=\w{3})(?:ie|i|y)$")
# what names a place or a person, and no subject
ADDRESS = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<!\S)\S+\.\w{2,}/\S*|\b[\w.-]+\.(?:com|org|net|fr|io|example)\b|person-[0-9a-f]{8}"
)

Array = np.ndarray[Any, np.dtype[Any]]


class Words(NamedTuple):
    """The words of texts in order: text, code of the root (-1 where a term is cut), whether in title or tags; the roots."""

    post: Array
    code: Array
    head: Array
    roots: list[str]


class Said(NamedTuple):
    """Which text (place) says which term, each pair once: headed by it, or turning on it; the terms as words."""

    post: Array
    term: Array
    head: Array
    turns: Array
    terms: list[str]


@lru_cache(maxsize=65_536)
def root(word: str) -> str:
    """Return what the singular and the plural of a word have in common, in French and in English.

    >>> root("pâtisseries") == root("Pâtisserie"), root("library") == root("libraries"), root("vin") == root("vinaigre")
    (True, True, False)
    """
    return LATIN.sub("i", ENDING.sub("", fold(word)))


def _passages(posts: pd.DataFrame) -> Iterator[tuple[int, bool, str]]:
    """Yield the place of each text, whether this is its title or a tag, and what it says there."""
    for place, (title, tags, said) in enumerate(posts[["title", "terms", "text"]].to_numpy()):
        yield from ((place, True, heading) for heading in (title, *tags.replace("#", " ").split("|")))
        yield place, False, said


def _silent(words: list[str], langs: Array, study: Niche) -> tuple[Array, Array]:
    """Return which words tell nothing of a subject, by language (row, the last for any other), and the row of each text."""
    shelves = frozenset(rules("topics.yml")["boilerplate"].split())
    known = {lang: text.stop_words(lang) | shelves for lang in sorted({"fr", "en", *study.languages})}
    stops = [*known.values(), shelves.union(*known.values())]
    row = pd.Series(langs).map({lang: place for place, lang in enumerate(known)}).fillna(len(known)).to_numpy(dtype=np.int64)
    return np.array([[len(word) < SHORTEST or word in silent for word in words] for silent in stops]), row


def read(posts: pd.DataFrame, study: Niche) -> Words:
    """Return the words of titles, tags and texts; those that tell nothing of a subject cut the terms."""
    setting, number = rules("topics.yml"), {"": 0}
    links, said, sizes = frozenset(setting["links"].split()), list[int](), list[tuple[int, bool, int]]()
    for place, head, passage in _passages(posts):
        words = text.words(ADDRESS.sub(" . ", passage[: setting["read"]]))
        codes = [number.setdefault(word, len(number)) for word in words if word not in links]
        said += [*codes, 0]
        sizes.append((place, head, len(codes) + 1))
    post, head_of = (np.repeat([row[at] for row in sizes], [row[2] for row in sizes]) for at in (0, 1))
    words, code = list(number), np.array(said, dtype=np.int64)
    silent, row = _silent(words, posts["lang"].to_numpy(), study)
    code[silent[row[post], code]] = 0
    rooted, roots = _rooted(words, np.bincount(code, minlength=len(words)))
    return Words(post, rooted[code], head_of, roots)


def _rooted(words: list[str], times: Array) -> tuple[Array, list[str]]:
    """Return the code of the root of each word, -1 for the first one, the empty one; and each root in its most frequent form."""
    forms = pd.DataFrame({"word": words[1:], "times": times[1:], "root": [root(word) for word in words[1:]]})
    forms["code"] = forms.groupby("root").ngroup()
    common = forms.sort_values(["code", "times", "word"], ascending=[True, False, True]).drop_duplicates("code")["word"]
    return np.append(-1, forms["code"].to_numpy()), common.tolist()


def _spread(post: Array, code: Array, size: int) -> Array:
    """Return how many texts hold each code."""
    return np.bincount(np.unique(post * size + code) % size, minlength=size)


def _firm(met: Array, headed: Array, apart: Array, texts: int) -> Array:
    """Tell which pairs of words meet in more texts than chance would have it (normalised PMI; Bouma, 2009).

    Less is asked of those that head texts again and again: they are how people name a subject.
    """
    setting, least = rules("topics.yml")["collocation"], rules("topics.yml")["least"]
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = np.log(met * texts / apart.prod(axis=1)) / -np.log(met / texts)
    often = (met >= least) & (met >= setting["share"] * apart.min(axis=1))
    asked = np.where(headed >= setting["headed"], setting["npmi_headed"], setting["npmi"])
    return np.asarray(often & (np.nan_to_num(bound, nan=1.0) > asked))


def said(posts: pd.DataFrame, study: Niche) -> Said:
    """Return which text says which term: one word, or two neighbours that meet more often than chance would have it.

    A text turns on a term that its title or a tag holds, or that it repeats, the more often the longer it is (``topics.yml``).

    Parameters
    ----------
    posts : title, terms, text, lang.
    """
    words, texts = read(posts, study), len(posts)
    size, told = len(words.roots), words.code >= 0
    spread = _spread(words.post[told], words.code[told], size)
    known = np.append(spread >= rules("topics.yml")["least"], False)[words.code]  # what cuts is the last one
    here = np.flatnonzero(known[:-1] & known[1:] & (words.code[:-1] != words.code[1:]))
    met, number = np.unique(words.code[here] * size + words.code[here + 1], return_inverse=True)
    ends = np.c_[met // size, met % size]
    post, head = words.post[here], words.head[here]
    firm = _firm(_spread(post, number, len(met)), _spread(post[head], number[head], len(met)), spread[ends], texts)
    place, at = np.where(firm, size - 1 + np.cumsum(firm), -1)[number], np.flatnonzero(known)
    where = np.r_[at, here[place >= 0]]
    terms = [*words.roots, *(f"{words.roots[a]} {words.roots[b]}" for a, b in ends[firm])]
    return _turning(Said(words.post[where], np.r_[words.code[at], place[place >= 0]], words.head[where], told, terms), words.post)


def _turning(every: Said, words: Array) -> Said:
    """Return each text and term once, with whether the text turns on it; ``words`` holds the text of each word."""
    setting, size = rules("topics.yml"), max(1, len(every.terms))
    pair, times = np.unique(every.post * size + every.term, return_counts=True)
    head = np.isin(pair, (every.post * size + every.term)[every.head])
    long = np.bincount(words, minlength=1)[pair // size]
    enough = np.where(long <= setting["short"], 1, np.maximum(2, long / setting["often"]))
    return Said(pair // size, pair % size, head, head | (times >= enough), every.terms)
