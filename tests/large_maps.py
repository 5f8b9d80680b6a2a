"""Large networks already laid out: what the viewer is measured on."""

from typing import Any

import numpy as np
import pandas as pd

from helpers import tables
from helpers.maps.network import Network, Tables, radii
from helpers.maps.packing import PARTS

GROUPS = 8
INSIDE = 0.7  # share of the links inside a community


def drawn(size: int, links: int, seed: int = 1) -> tuple[Network, pd.DataFrame, Tables]:
    """Return a network of eight communities with a few famous sources in each, its positions, and the tables of its cards."""
    rng = np.random.default_rng(seed)
    group = np.sort(rng.integers(0, GROUPS, size))
    names = [f"s{row:06}.example" for row in range(size)]
    edges = _links(rng, group, links)
    cited = np.bincount(edges["cited"], minlength=size)
    nodes = pd.DataFrame({"source": names, "title": [f"Le carnet {row}" for row in range(size)], "cited": cited, "colour": group})
    nodes = nodes.assign(
        url="https://" + nodes["source"] + "/", community=[f"c{one}" for one in group], radius=radii(nodes["cited"])
    )
    keys = [f"c{one}" for one in range(GROUPS)]
    sizes = np.bincount(group, minlength=GROUPS)
    titles = pd.DataFrame(
        {"community": keys, "name": [f"Groupe {key} · Les carnets" for key in keys], "size": sizes, "colour": range(GROUPS)}
    )
    return Network(nodes, edges, titles, 0, 0, "clear"), _around(rng, group, names), _cards(rng, nodes)


def _links(rng: np.random.Generator, group: "np.ndarray[tuple[int], np.dtype[np.int64]]", links: int) -> pd.DataFrame:
    """Draw who cites whom: mostly inside a community, and by fame, a power law."""
    fame, first = rng.pareto(1.6, len(group)) + 1, np.searchsorted(group, np.arange(GROUPS + 1))
    citing, near = rng.integers(0, len(group), 2 * links), rng.random(2 * links) < INSIDE
    cited = rng.choice(len(group), 2 * links, p=fame / fame.sum())
    for one in range(GROUPS):
        own, asked = fame[first[one] : first[one + 1]], near & (group[citing] == one)
        cited[asked] = first[one] + rng.choice(len(own), asked.sum(), p=own / own.sum())
    pairs = pd.DataFrame({"citing": citing, "cited": cited}).query("citing != cited").drop_duplicates().head(links)
    return pairs.sort_values(["citing", "cited"], ignore_index=True).assign(weight=1.0)


def _around(rng: np.random.Generator, group: "np.ndarray[tuple[int], np.dtype[np.int64]]", names: list[str]) -> pd.DataFrame:
    """Put each community on a disc of its own, the discs on an oval."""
    way, far, turn = 2 * np.pi * group / GROUPS, 150 * np.sqrt(rng.random(len(group))), 2 * np.pi * rng.random(len(group))
    x, y = 500 + 320 * np.cos(way) + far * np.cos(turn), 345 + 190 * np.sin(way) + far * np.sin(turn)
    return pd.DataFrame({"source": names, "x": x.round(2), "y": y.round(2)})


def _cards(rng: np.random.Generator, nodes: pd.DataFrame) -> Tables:
    """Return the tables that the cards are filled from; no page was read, so no passage is there."""
    rank = nodes["cited"].rank(ascending=False, method="first").astype(int)
    scored = nodes[["source"]].assign(rank=rank, rank_low=rank, rank_high=rank + 20)
    parts = [
        scored.assign(definition=name, contribution=rng.random(len(nodes)) / 4) for name in ("combined", *PARTS[:5])
    ]  # those that weigh unless somebody says otherwise
    return {
        "influence": pd.concat(parts),
        "sources": nodes[["source", "title"]],
        "links": tables.empty("links"),
        "pages": tables.empty("pages"),
    }


def communities(sizes: tuple[int, ...], seed: int = 1) -> Tables:
    """Return the tables of a map of communities of given sizes, hardly linked to each other; each source cites five by fame."""
    from helpers.communities import told

    rng, group = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    names = np.array([f"s{row:06}.example" for row in range(len(group))])
    fame = rng.pareto(1.3, len(group)) + 1
    pairs = [
        (row, other)
        for row in range(len(group))
        for other in _five(rng, fame, group == group[row] if rng.random() < 0.96 else group >= 0)
    ]
    edges = pd.DataFrame(names[np.array(pairs)], columns=["source", "target"]).query("source != target").drop_duplicates()
    size = pd.Series(sizes)
    return {
        "sources": pd.DataFrame(
            {"source": names, "title": [f"Le carnet {row}" for row in range(len(group))], "url": "", "kind": "blog"}
        ),
        "edges": edges.assign(layer="link", weight=1.0),
        "communities": pd.DataFrame({"source": names, "community": [f"c{one}" for one in group]}),
        "community_names": pd.DataFrame(
            {
                "community": [f"c{one}" for one in range(len(sizes))],
                "name": [f"Groupe {one} · Les carnets & cie" for one in range(len(sizes))],
                "size": size,
                "colour": np.where(told(size), size.index, 8),
            }
        ),
        "partition": pd.DataFrame({"measure": ["ambiguous_links"], "value": [0.02], "words": ["clear"]}),
    }


def _five(rng: np.random.Generator, fame: Any, among: Any) -> Any:
    """Draw five of the sources given, by fame."""
    share = np.where(among, fame, 0.0)
    return rng.choice(len(fame), 5, p=share / share.sum())
