"""The graph core beside networkx, both from the edge table in memory: 10,000 sources, about 100,000 links."""

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
    """Return a random edge table, sorted by its key as every table is: seven links in ten lie within one of 50 blocks."""
    rng = np.random.default_rng(1)
    width, place = size // BLOCKS, rng.permutation(size)  # in the alphabet, blocks lie scattered
    one, other = rng.integers(0, size, (2, links))
    other = np.where(rng.random(links) < 0.7, one // width * width + rng.integers(0, width, links), other)
    one, other = place[one], place[other]
    one, other = np.divmod(np.unique(one[one != other] * size + other[one != other]), size)
    names = pd.Series([f"blog{code:07d}.example" for code in range(size)], dtype="str")
    cited, layer = names.take(other).array, pd.array(["link"], dtype="str").repeat(len(one))
    weight = graph.weight_of(rng.integers(1, 6, len(one)))
    return pd.DataFrame({"source": names.take(one).array, "target": cited, "layer": layer, "weight": weight})


Seconds = tuple[float, float]  # on the clock and of the processor


def seconds(*works: Callable[[], Any], times: int = 5) -> list[Seconds]:
    """Return the median seconds of each work; they take turns, so that a busy machine slows them alike."""
    taken = np.empty((times, len(works), 2))
    for turn in range(times):
        for place, work in enumerate(works):
            start, before = time.perf_counter(), time.process_time()
            work()
            taken[turn, place] = time.perf_counter() - start, time.process_time() - before
    return [(float(wall), float(cpu)) for wall, cpu in np.median(taken, axis=0)]


def quotients(name: str, one: Seconds, other: Seconds, times: float = 1) -> dict[str, float]:
    """Return one work's seconds over another's, times so much, on the clock and of the processor."""
    return {name: times * one[0] / other[0], f"{name}_cpu": times * one[1] / other[1]}


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
    load = seconds(plainly, lambda: graph.build(edges))
    pagerank = seconds(lambda: nx.pagerank(plainly()), lambda: authority(edges, 0), lambda: authority(edges, BOOTSTRAPS))
    kcore = seconds(lambda: nx.core_number(plainly(nx.Graph)), lambda: graph.shells(graph.undirected(graph.build(edges))))
    return {
        "load": load[1][0], **quotients("times_load", *load),
        "memory": megabytes(lambda: graph.build(edges)) / megabytes(plainly),
        **quotients("times_pagerank", *pagerank[:2]), "pagerank_l1": difference,
        **quotients("times_kcore", *kcore), "kcore_differ": differing,
        **quotients("times_bootstraps", pagerank[0], pagerank[2], BOOTSTRAPS),
    }  # fmt: skip
