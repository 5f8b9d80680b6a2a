"""Communities beside python-louvain, both from the edge table in memory: 10,000 sources, then 100,000 with a million links."""

from pathlib import Path
from typing import Any

import community
import networkx as nx
import pandas as pd
from tests.bench.network import BOOTSTRAPS, authority, edge_table, quotients, seconds

from helpers import graph
from helpers.communities import ensemble

BARS = {"times_pass": 35, "ensemble_ratio": 1.5, "together_ratio_100k": 1}


def plainly(edges: pd.DataFrame) -> Any:
    """Return what one run of python-louvain makes of the edge table."""
    return community.best_partition(nx.from_pandas_edgelist(edges, edge_attr="weight"), random_state=1)


def once(edges: pd.DataFrame) -> Any:
    """Return what one pass of ours makes of it."""
    return ensemble.leiden(graph.undirected(graph.build(edges)), 1.0, seed=1, iterations=1)


def agreed(edges: pd.DataFrame) -> Any:
    """Return what twenty runs of ours agree on."""
    return ensemble.consensus(graph.undirected(graph.build(edges)), 1.0, seed=1)


def everything(edges: pd.DataFrame) -> None:
    """Do what an analysis does of a large network: consensus of twenty, PageRank with its bootstraps, core numbers."""
    agreed(edges)
    authority(edges, BOOTSTRAPS)
    graph.shells(graph.undirected(graph.build(edges)))


def run(_: Path) -> dict[str, float]:
    """Measure both sides in turn, five times; the large network once, which takes python-louvain minutes."""
    small, large = edge_table(10_000, 100_000), edge_table(100_000, 1_000_000)
    louvain, one_pass, ensembled = seconds(*(lambda work=work: work(small) for work in (plainly, once, agreed)))
    ours, theirs = seconds(lambda: everything(large), lambda: plainly(large), times=1)
    return {
        "louvain": louvain[0], **quotients("times_pass", louvain, one_pass),
        **quotients("ensemble_ratio", ensembled, louvain),
        "everything_100k": ours[0], "everything_cpu_100k": ours[1],
        "louvain_100k": theirs[0], "louvain_cpu_100k": theirs[1], **quotients("together_ratio_100k", ours, theirs),
    }  # fmt: skip
