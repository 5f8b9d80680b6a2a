"""Many partitions of resampled networks, and the one they agree on."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from helpers.graph import Network, between, ends, pages_of, rules, symmetric, undirected, weight_of
from helpers.graph.network import Array, Matrix

WORKERS = 2  # Leiden runs outside Python's lock; each run has its own seed, so the result does not depend on it


class Resolution(NamedTuple):
    """The resolution kept, and what rewired networks say of it.

    Attributes
    ----------
    value: resolution. excess: modularity at it, less the mean of rewired networks. p: share of rewired networks whose
        excess, at their own best resolution, is as large. modularity, null: at resolution 1, of the network and the
        mean of rewired ones.
    """

    value: float
    excess: float
    p: float
    modularity: float
    null: float


def leiden(matrix: Matrix, resolution: float, seed: int, iterations: int = 2) -> tuple[float, Array]:
    """Return the modularity and the group of each of n sources (Leiden: Traag, Waltman and van Eck 2019)."""
    import graspologic_native

    quality, groups = graspologic_native.leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        matrix.shape[0],
        resolution=resolution,
        seed=seed,
        iterations=iterations,
    )
    return float(quality), np.fromiter((groups[code] for code in range(matrix.shape[0])), np.int64, matrix.shape[0])


def _groups(networks: Iterable[Matrix], resolution: float, seed: int) -> Array:
    """Return the runs × n groups of as many networks, each with its own seed."""
    with ThreadPoolExecutor(WORKERS) as pool:
        runs = pool.map(lambda job: leiden(job[1], resolution, seed + job[0])[1], enumerate(networks))
        return np.array(list(runs))


def _modularities(networks: Iterable[Matrix], resolution: float, seed: int) -> Array:
    """Return the modularity of as many networks; the first iteration is enough to compare."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return np.array(list(pool.map(lambda job: leiden(job[1], resolution, seed + job[0], 1)[0], enumerate(networks))))


def resolve(matrix: Matrix, rewired: Sequence[Matrix], seed: int) -> Resolution:
    """Find the resolution whose modularity exceeds most that of networks rewired at fixed degrees (Bassett et al. 2013).

    The p value gives each rewired network the same freedom to choose its resolution.
    """
    grid: list[float] = rules("communities.yml")["resolutions"]
    found = np.array([_modularities([matrix] * 5, value, seed).mean() for value in grid])
    null = np.array([_modularities(rewired, value, seed) for value in grid])
    excess = found - null.mean(axis=1)
    others = (null.sum(axis=1, keepdims=True) - null) / max(null.shape[1] - 1, 1)
    chance = (null - others).max(axis=0)
    best, one = int(excess.round(6).argmax()), grid.index(1.0)
    p = (1 + int((chance >= excess[best]).sum())) / (1 + len(chance))
    return Resolution(grid[best], float(excess[best]), p, float(found[one]), float(null[one].mean()))


def partitions(network: Network, resolution: float, seed: int) -> Array:
    """Return the runs × n groups of as many resampled networks, each with its own seed.

    The pages behind each link are redrawn by the Bayesian bootstrap (Rubin 1981): c pages count for Gamma(c), so no
    link vanishes and a link on one page is worth little to much.
    """
    rng = np.random.default_rng(seed)
    one, other, weight = ends(network)
    pages, runs = pages_of(weight), rules("communities.yml")["runs"]
    drawn = (symmetric(one, other, weight_of(rng.gamma(pages)), len(network.names)) for _ in range(runs))
    return _groups(drawn, resolution, seed)


def together(runs: Array, one: Array, other: Array) -> Array:
    """Return, for each pair of sources, the share of runs in which they fall into one group, 0 to 1."""
    shares = np.zeros(len(one))
    for groups in runs:
        shares += groups[one] == groups[other]
    return shares / len(runs)


def consensus(matrix: Matrix, runs: Array, resolution: float, seed: int) -> Array:
    """Return the partition that the runs agree on, n groups.

    Each link is weighted by the share of runs that keep its ends together, and the network so weighted is partitioned
    again until all runs agree (Lancichinetti and Fortunato 2012, on links only: Tandon et al. 2019).
    """
    settings = rules("communities.yml")
    one, other, weight = between(matrix)
    for _ in range(settings["rounds"]):
        shares = together(runs, one, other)
        if ((shares == 0) | (shares == 1)).all():
            break
        kept = shares >= settings["forget"]
        network = symmetric(one[kept], other[kept], (weight * shares)[kept], matrix.shape[0])
        runs = _groups([network] * settings["seeds"], resolution, seed)
    return connected(matrix, runs[0])


def connected(matrix: Matrix, groups: Array) -> Array:
    """Return the groups, those that fall apart when the other sources are taken away being cut into their parts."""
    from scipy.sparse import csgraph

    one, other, weight = between(matrix)
    inside = groups[one] == groups[other]
    parts = symmetric(one[inside], other[inside], weight[inside], matrix.shape[0])
    return np.asarray(csgraph.connected_components(parts, directed=False)[1])


def plain(network: Network, seed: int) -> Array:
    """Return the group of each source in one run of python-louvain (Blondel et al. 2008) on the same canonical order."""
    import community
    import networkx as nx

    G = nx.from_scipy_sparse_array(undirected(network))
    groups = community.best_partition(G, random_state=seed)
    return np.fromiter((groups[code] for code in range(len(network.names))), np.int64, len(network.names))


def by_size(groups: Array, counted: Iterable[bool]) -> Array:
    """Return the groups renumbered 0, 1, … by decreasing size, ties by first member; −1 for those not counted.

    >>> by_size(np.array([7, 3, 3, 9]), [True, True, True, False]).tolist()
    [1, 0, 0, -1]
    """
    used = np.fromiter(counted, bool, len(groups))
    values, first, sizes = np.unique(groups[used], return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.arange(len(values))
    numbered = np.full(len(groups), -1)
    numbered[used] = places[np.searchsorted(values, groups[used])]
    return numbered
