"""The graph core beside networkx, both from the edge table in memory: 10,000 sources, about 100,000 links."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from helpers import graph
from helpers.influence import definitions
from helpers.influence.resampling import samples

BARS = {"times_load": 12, "memory": 0.4, "times_pagerank": 60, "times_kcore": 40, "times_bootstraps": 45}
SIZE, LINKS, BLOCKS, BOOTSTRAPS = 10_000, 100_000, 50, 200


def edge_table(size: int, links: int) -> pd.DataFrame:
    """Return a random edge table: seven links in ten lie within one of 50 blocks."""
    rng = np.random.default_rng(1)
    width = size // BLOCKS
    one, other = rng.integers(0, size, (2, links))
    other = np.where(rng.random(links) < 0.7, one // width * width + rng.integers(0, width, links), other)
    names = np.array([f"blog{code:07d}.example" for code in range(size)])
    pages = rng.integers(1, 6, links)
    edges = pd.DataFrame({"source": names[one], "target": names[other], "layer": "link", "weight": graph.weight_of(pages)})
    kept = edges[one != other].drop_duplicates(["source", "target"], ignore_index=True)
    return kept.astype({"source": "str", "target": "str", "layer": "str"})


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """Return the median seconds on the clock."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def megabytes(work: Callable[[], Any]) -> float:
    """Return what is held once the work is done."""
    tracemalloc.start()
    held = work()
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del held
    return size


def authority(edges: pd.DataFrame, runs: int) -> Any:
    """Return the authority of the network as it is, and of as many resampled ones."""
    network = graph.build(edges)
    open_circles = np.zeros(network.links.nnz)
    return np.concatenate([definitions.authority(sample, open_circles) for sample in samples(network, runs, 1)])


def run(_: Path) -> dict[str, float]:
    """Measure both sides in turn; two hundred naive bootstraps are two hundred times one."""
    edges = edge_table(SIZE, LINKS)

    def plainly(directed: type = nx.DiGraph) -> Any:
        return nx.from_pandas_edgelist(edges, edge_attr="weight", create_using=directed)

    naive, ours = nx.pagerank(plainly(), tol=1e-12, max_iter=500), authority(edges, 0)[0]
    difference = sum(abs(naive[name] - value) for name, value in zip(graph.build(edges).names, ours, strict=True))
    cores, shells = nx.core_number(plainly(nx.Graph)), graph.shells(graph.undirected(graph.build(edges)))
    differing = sum(cores[name] != value for name, value in zip(graph.build(edges).names, shells, strict=True))
    load, pagerank = seconds(lambda: graph.build(edges)), seconds(lambda: nx.pagerank(plainly()))
    return {
        "load": load, "times_load": seconds(plainly) / load,
        "memory": megabytes(lambda: graph.build(edges)) / megabytes(plainly),
        "times_pagerank": pagerank / seconds(lambda: authority(edges, 0)), "pagerank_l1": difference,
        "times_kcore": seconds(lambda: nx.core_number(plainly(nx.Graph)))
        / seconds(lambda: graph.shells(graph.undirected(graph.build(edges)))), "kcore_differ": differing,
        "times_bootstraps": BOOTSTRAPS * pagerank / seconds(lambda: authority(edges, BOOTSTRAPS), 1),
    }  # fmt: skip
