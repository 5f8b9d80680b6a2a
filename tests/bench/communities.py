"""Communities beside python-louvain, both from the edge table in memory: 10,000 sources, then 100,000 with a million links."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import community
import networkx as nx
import pandas as pd
from tests.bench.network import BOOTSTRAPS, authority, edge_table, seconds

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


def cpu(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds on the clock and those of the processor."""
    start, before = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - before


def run(_: Path) -> dict[str, float]:
    """Measure both sides in turn, on the clock; the processor's seconds stand beside where the two differ."""
    small, large = edge_table(10_000, 100_000), edge_table(100_000, 1_000_000)
    louvain = seconds(lambda: plainly(small))
    ours, our_cpu = cpu(lambda: everything(large))
    theirs, their_cpu = cpu(lambda: plainly(large))
    return {
        "louvain": louvain, "times_pass": louvain / seconds(lambda: once(small)),
        "ensemble_ratio": seconds(lambda: agreed(small)) / louvain,
        "louvain_100k": theirs, "louvain_cpu_100k": their_cpu, "together_ratio_100k": ours / theirs,
        "together_cpu_100k": our_cpu / their_cpu,
    }  # fmt: skip
