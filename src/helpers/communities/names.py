"""Portraits and names: a community is told by its words and its leaders, never by a number."""

import re

import numpy as np
import pandas as pd

from helpers import tables
from helpers.communities.detect import Found
from helpers.communities.identity import dressed
from helpers.communities.measures import stability
from helpers.graph import rules
from helpers.graph.network import Matrix, Network
from helpers.niche import Niche
from helpers.texts import Texts

LEADERS, TERMS, COLOURS = 3, 5, 8
LONGEST = 28  # characters of a leader's title in a name
ASIDE = re.compile(r"\s*\([^)]*\)$")


def told(size: pd.Series) -> pd.Series:
    """Return which communities are large enough to be counted, coloured and told (``communities.yml``)."""
    least = rules("communities.yml")["told"]
    return size >= max(least["members"], least["share"] * size.sum())


def short_title(title: str, source: str) -> str:
    """Return what a source is called in a name: its title up to a dash or bar, cut between words; an address up to its path.

    >>> short_title("Madeleine en cuisine | recettes faciles", "madeleine.example")
    'Madeleine en cuisine'
    >>> short_title("Le Parisien (Aujourd'hui en France)", "leparisien.fr")
    'Le Parisien'
    >>> short_title("americanworldview.tripod.com/weltansblog", "americanworldview.tripod.com")
    'americanworldview.tripod.com'
    """
    clean = re.split(r"\s+[|–—·:•-]+\s+", " ".join(title.split()), maxsplit=1)[0].strip() or source
    clean = ASIDE.sub("", clean) or clean
    if len(clean) <= LONGEST:
        return clean
    words = clean[: LONGEST + 1].rpartition(" ")[0]
    return words.rstrip(" ,.;:'’") + "…" if words else clean.split("/")[0][: 2 * LONGEST]


def _leaders(inside: Matrix, members: list[str]) -> list[str]:
    """Return the members most cited from inside: by sources, then by weight, then by name."""
    cited = np.asarray((inside > 0).sum(axis=0)).ravel()
    weight = np.asarray(inside.sum(axis=0)).ravel().round(6)
    order = np.lexsort((np.arange(len(members)), -weight, -cited))
    return [members[code] for code in order[:LEADERS]]


def _portrait(network: Network, codes: list[int]) -> dict[str, object]:
    """Return size, density, share of weight that stays inside, and leaders of a community."""
    inside = network.links[codes][:, codes]
    every = float(network.links[codes].sum() + network.links[:, codes].sum())
    pairs = len(codes) * (len(codes) - 1)
    return {
        "size": len(codes),
        "density": inside.nnz / pairs if pairs else 0.0,
        "inside": 2 * float(inside.sum()) / every if every else 0.0,
        "leaders": " | ".join(_leaders(inside, [network.names[code] for code in codes])),
    }


def portraits(found: Found, sources: pd.DataFrame, terms: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the table ``community_names``.

    Parameters
    ----------
    sources: source, title. terms: table of this name; empty where the niche has no text.
    study: language of the names, and those that the analyst gave.
    """
    count = int(found.labels.max(initial=-1)) + 1
    rows = [_portrait(found.network, np.flatnonzero(found.labels == label).tolist()) for label in range(count)]
    frame = pd.DataFrame(rows, columns=["size", "density", "inside", "leaders"])
    frame["community"] = found.ids
    frame["stability"] = stability(found.labels, found.runs)
    frame["colour"] = np.where(told(frame["size"]), np.arange(count), COLOURS).clip(max=COLOURS)
    best = terms.sort_values(["score", "term"], ascending=[False, True]).groupby("community")["term"].apply(list)
    words = best.to_dict()
    frame["terms"] = [" | ".join(words.get(community, [])[:TERMS]) for community in frame["community"]]
    titles = dict(zip(sources["source"], sources["title"], strict=True))
    frame["name"] = _names(frame, words, titles, Texts(study.lang, unit=study.unit))
    if found.earlier:
        frame = dressed(frame, found.earlier.names, COLOURS)
    return tables.conform(_given(frame, found, study), "community_names")


def _names(frame: pd.DataFrame, words: dict[str, list[str]], titles: dict[str, str], t: Texts) -> list[str]:
    """Return one name for each community, none twice: the most distinctive word still free, and the leader."""
    used: set[str] = set()
    names: list[str] = []
    for community, leaders in zip(frame["community"], frame["leaders"].str.split(" | ", regex=False), strict=True):
        titled = [short_title(titles.get(source, ""), source) for source in leaders]
        said = {*used, titled[0].casefold()}  # the leader is named beside the word
        word = next((term for term in words.get(community, []) if term not in said), "")
        used.add(word)
        name = _name(word, titled, t)
        names.append(name if name not in names else f"{name} ({leaders[0]})")
    return names


def _name(word: str, leaders: list[str], t: Texts) -> str:
    if word:
        return t("community.word", word=word[0].upper() + word[1:], leader=leaders[0])
    if len(leaders) == 2:
        return t("community.pair", first=leaders[0], second=leaders[1])
    return t("community.leaders", first=leaders[0], second=leaders[-1] if len(leaders) == 1 else leaders[1])


def _given(frame: pd.DataFrame, found: Found, study: Niche) -> pd.DataFrame:
    """Return the portraits under the analyst's names; the community is told by one of its members."""
    community = dict(zip(found.communities["source"], found.communities["community"], strict=True))
    given = {community.get(named.member, ""): named.name for named in reversed(study.editorial.communities)}
    return frame.assign(name=[given.get(key, name) for key, name in zip(frame["community"], frame["name"], strict=True)])
