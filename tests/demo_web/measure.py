"""What the bars ask of a web, measured on its truth with plain, well-known tools."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median
from typing import Any

import community as louvain
import networkx as nx
from sklearn.metrics import adjusted_mutual_info_score

FURNITURE = ("blogroll", "badge", "footer", "navigation", "share")
EDITORIAL = ("editorial", "attribution")
Weights = Mapping[tuple[str, str], float]


def pairs(truth: dict[str, Any], kinds: tuple[str, ...] = ()) -> dict[tuple[str, str], int]:
    """Pages by (source, target) between sources of the web, over some types of link or over all."""
    total: Counter[tuple[str, str]] = Counter()
    for source, target, kind, pages in truth["links"]:
        if target in truth["sources"] and (not kinds or kind in kinds):
            total[source, target] += pages
    return dict(sorted(total.items()))


def planted(truth: dict[str, Any]) -> dict[str, str]:
    """Community of each source that has one."""
    return {key: source["community"] for key, source in truth["sources"].items() if source["community"]}


def inside(truth: dict[str, Any]) -> tuple[float, float]:
    """Share of editorial links between sources with a community that stay inside one: of pairs, and of pages."""
    home = planted(truth)
    rows = {pair: pages for pair, pages in pairs(truth, EDITORIAL).items() if pair[0] in home and pair[1] in home}
    same = {pair: pages for pair, pages in rows.items() if home[pair[0]] == home[pair[1]]}
    return len(same) / len(rows), sum(same.values()) / sum(rows.values())


def furniture(truth: dict[str, Any]) -> float:
    """Share of furniture among all links between sites, one a page."""
    counts: dict[str, int] = truth["counts"]["links"]
    return sum(counts.get(kind, 0) for kind in FURNITURE) / sum(counts.values())


def decoys(truth: dict[str, Any]) -> float:
    """Share of decoys among the sources."""
    return sum(1 for source in truth["sources"].values() if source["decoy"]) / len(truth["sources"])


def graph(weights: Weights) -> nx.Graph:
    """Undirected graph, nodes and edges in canonical order; weights of both directions add up."""
    G = nx.Graph()
    G.add_nodes_from(sorted({key for pair in weights for key in pair}))
    for (a, b), weight in sorted(weights.items()):
        before = G[a][b]["weight"] if G.has_edge(a, b) else 0.0
        G.add_edge(a, b, weight=before + weight)
    return G


def agreement(partition: Mapping[str, int], home: Mapping[str, str]) -> float:
    """AMI with the planted communities, over the sources that have one and are in the graph."""
    nodes = sorted(set(partition) & set(home))
    return float(adjusted_mutual_info_score([home[node] for node in nodes], [partition[node] for node in nodes]))


def plain_louvain(truth: dict[str, Any], weighted: bool, seeds: int = 10) -> float:
    """Median AMI of one python-louvain run on all links (Blondel et al. 2008), over seeds."""
    G = graph({pair: float(pages) if weighted else 1.0 for pair, pages in pairs(truth).items()})
    return median(agreement(louvain.best_partition(G, random_state=seed), planted(truth)) for seed in range(seeds))


def consensus(truth: dict[str, Any], runs: int = 20) -> float:
    """AMI of a consensus of Louvain runs, each on nine tenths of the editorial links (Lancichinetti, Fortunato 2012)."""
    weights = {pair: math.log1p(pages) for pair, pages in pairs(truth, EDITORIAL).items()}
    together: Counter[tuple[str, str]] = Counter()
    for run in range(runs):
        rng = random.Random(run)
        part = louvain.best_partition(graph({pair: w for pair, w in weights.items() if rng.random() < 0.9}), random_state=run)
        members = defaultdict(list)
        for node in sorted(part):
            members[part[node]].append(node)
        together.update((a, b) for group in members.values() for i, a in enumerate(group) for b in group[i + 1 :])
    agreed = {pair: float(times) for pair, times in together.items() if times > runs / 2}
    return agreement(louvain.best_partition(graph(agreed), random_state=0), planted(truth))


def ranking(truth: dict[str, Any], kinds: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    """Sources by distinct citing sources, most cited first."""
    cited = Counter(target for _, target in pairs(truth, kinds))
    return sorted(cited.items(), key=lambda row: (-row[1], row[0]))


def decoys_on_top(truth: dict[str, Any]) -> int:
    """Decoys among the ten with the most citing sources when all links count."""
    return sum(truth["sources"][key]["decoy"] for key, _ in ranking(truth)[:10])


def top_found(truth: dict[str, Any]) -> int:
    """Sources of the planted top ten among the ten most cited editorially."""
    return len({key for key, _ in ranking(truth, EDITORIAL)[:10]} & set(truth["top10"]))


def figures(truth: dict[str, Any]) -> dict[str, float]:
    """All of the above."""
    ranked = ranking(truth, EDITORIAL)
    return {
        "editorial pairs inside": inside(truth)[0],
        "editorial pages inside": inside(truth)[1],
        "furniture": furniture(truth),
        "decoys": decoys(truth),
        "louvain all links, pages": plain_louvain(truth, True),
        "louvain all links, pairs": plain_louvain(truth, False),
        "consensus editorial": consensus(truth),
        "decoys in raw top 10": decoys_on_top(truth),
        "planted top 10 found": top_found(truth),
        "most cited": ranked[0][1],
        "tenth": ranked[9][1],
    }
