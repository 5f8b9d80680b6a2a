"""Betweenness from a sample of 10,000 sources, of which few are cited by many, beside that of networkit from all of them."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from helpers import graph

BARS = {"first_100": 95, "within": 1}
SIZE, LINKS, STARTS, FIRST = 10_000, 100_000, 4_000, 100


def network() -> Any:
    """Return a symmetric network; how much a source is cited follows a power law, how much it cites varies little."""
    rng = np.random.default_rng(3)
    pull, push = np.minimum(rng.pareto(1.5, SIZE) + 0.3, 80), rng.gamma(2, 1, SIZE)
    one, other = (rng.choice(SIZE, LINKS, p=drawn / drawn.sum()) for drawn in (push, pull))
    kept = one != other
    return graph.symmetric(one[kept], other[kept], np.ones(kept.sum()), SIZE)


def exact(matrix: Any) -> Any:
    """Return what networkit counts from every source, as a share of the paths that start anywhere."""
    import networkit

    one, other, _ = graph.between(matrix)
    G = networkit.Graph(SIZE)
    for link in zip(one.tolist(), other.tolist(), strict=True):
        G.addEdge(*link)
    found = networkit.centrality.Betweenness(G, normalized=True).run().scores()
    return np.array(found) * (SIZE - 1) / SIZE


def run(_: Path) -> dict[str, float]:
    """Measure how many of the first hundred are found, and whether every source lies within its bound."""
    matrix = network()
    start = time.process_time()
    share, bound = graph.betweenness(matrix, STARTS, seed=1)
    spent, true = time.process_time() - start, exact(matrix)
    first = [set(np.argsort(-values)[:FIRST]) for values in (true, share)]
    return {
        "first_100": float(len(first[0] & first[1])), "within": float((abs(share - true) <= bound).mean()),
        "bound": float(np.median(bound)), "error": float(abs(share - true).max()), "cpu": spent,
    }  # fmt: skip
