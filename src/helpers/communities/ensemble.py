"""Many partitions of resampled networks, and the one they agree on."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from helpers import progress
from helpers.graph import Network, between, ends, pages_of, rules, symmetric, undirected, weight_of
from helpers.graph.network import Array, Matrix

WORKERS = 2  # Leiden runs outside Python's lock; each run has its own seed, so the result does not depend on it


class Resolution(NamedTuple):
    """The resolution kept, and what rewired networks say of it.

    Attributes
    ----------
    value: resolution. excess: modularity at it, less the mean of rewired networks. p: chance that a rewired network
        has as large an excess at its own best resolution. modularity, null: at resolution 1, of the network and the
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
        return np.array(list(progress.told(runs, "partitions")))


def _modularities(networks: Iterable[Matrix], resolution: float, seed: int) -> Array:
    """Return the modularity of as many networks; the first iteration is enough to compare."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return np.array(list(pool.map(lambda job: leiden(job[1], resolution, seed + job[0], 1)[0], enumerate(networks))))


def effort(links: int) -> dict[str, Any]:
    """Return the settings of ``communities.yml``, those of large networks where there are so many links."""
    settings = rules("communities.yml")
    return {**settings, **settings["large"]} if links > settings["large"]["links"] else settings


def resolve(matrix: Matrix, rewired: Sequence[Matrix], seed: int) -> Resolution:
    """Find the resolution whose modularity exceeds most that of networks rewired at fixed degrees (Bassett et al. 2013).

    The p value gives each rewired network the same freedom to choose its resolution, and takes their excess as normal:
    a new one among few (Student's prediction interval).
    """
    from scipy import stats

    grid: list[float] = effort(matrix.nnz // 2)["resolutions"]
    found = np.array([_modularities([matrix] * 5, value, seed).mean() for value in grid])
    null = np.array([_modularities(rewired, value, seed) for value in progress.told(grid, "resolutions")])
    count = null.shape[1]
    excess = found - null.mean(axis=1)
    beyond = (null - null.mean(axis=1, keepdims=True)) * count / max(count - 1, 1)  # each less the mean of the others
    chance = beyond.max(axis=0)
    best, one = int(excess.round(6).argmax()), grid.index(1.0)
    spread = max(float(chance.std(ddof=1)) * (1 + 1 / count) ** 0.5, 1e-9)
    p = float(stats.t.sf((excess[best] - chance.mean()) / spread, count - 1))
    return Resolution(grid[best], float(excess[best]), p, float(found[one]), float(null[one].mean()))


def partitions(network: Network, resolution: float, seed: int) -> Array:
    """Return the runs × n groups of as many resampled networks, each with its own seed.

    The pages behind each link are redrawn by the Bayesian bootstrap (Rubin 1981): c pages count for Gamma(c), so no
    link vanishes and a link on one page is worth little to much. And each citing source is captured to another depth,
    from ``depth`` to all of its pages: what a crawl that stopped elsewhere would have seen of its links.
    """
    rng, settings, size = np.random.default_rng(seed), effort(network.links.nnz), len(network.names)
    one, other, weight = ends(network)
    pages = pages_of(weight)

    def drawn() -> Matrix:
        """Return the network with links and coverage drawn anew."""
        captured = rng.uniform(settings["depth"], 1, size)[one]
        return symmetric(one, other, weight_of(rng.gamma(pages) * captured), size)

    return _groups((drawn() for _ in range(settings["runs"])), resolution, seed)


def together(runs: Array, one: Array, other: Array) -> Array:
    """Return, for each pair of sources, the share of runs in which they fall into one group, 0 to 1."""
    shares = np.zeros(len(one))
    for groups in runs:
        shares += groups[one] == groups[other]
    return shares / len(runs)


def consensus(matrix: Matrix, resolution: float, seed: int) -> Array:
    """Return the partition that runs with different seeds agree on, n groups.

    Each link is weighted by the share of runs that keep its ends together, and the network so weighted is partitioned
    again until all runs agree (Lancichinetti and Fortunato 2012, on links only: Tandon et al. 2019). Sources that no
    run parts are held together from then on, which costs nothing and saves most of the work.
    """
    settings = rules("communities.yml")
    one, other, weight = between(matrix)
    runs = _groups([matrix] * settings["seeds"], resolution, seed)
    for _ in range(settings["rounds"]):
        shares = together(runs, one, other)
        if ((shares == 0) | (shares == 1)).all():
            break
        kept, blocks = shares >= settings["forget"], parts(one[shares == 1], other[shares == 1], matrix.shape[0])
        network = contracted(blocks[one[kept]], blocks[other[kept]], (weight * shares)[kept], int(blocks.max()) + 1)
        runs = _groups([network] * settings["seeds"], resolution, seed)[:, blocks]
    return connected(matrix, runs[0])


def parts(one: Array, other: Array, size: int) -> Array:
    """Return the connected part of each of so many sources, the links being given by their ends."""
    from scipy.sparse import csgraph

    return np.asarray(csgraph.connected_components(symmetric(one, other, np.ones(len(one)), size), directed=False)[1])


def contracted(one: Array, other: Array, weight: Array, blocks: int) -> Matrix:
    """Return the network of so many blocks, links between two of them added up.

    Leiden knows no loops: a block with links inside has a twin, tied to it by their weight, which leaves the modularity
    of every partition that keeps twins together what it was. Twins come after the blocks.
    """
    return symmetric(one, np.where(one == other, other + blocks, other), weight, 2 * blocks)


def connected(matrix: Matrix, groups: Array) -> Array:
    """Return the groups, those that fall apart when the other sources are taken away being cut into their parts."""
    one, other, _ = between(matrix)
    inside = groups[one] == groups[other]
    return parts(one[inside], other[inside], matrix.shape[0])


def divided(matrix: Matrix, count: int, seed: int) -> Array:
    """Return the partition into so many groups, for who asks how a network falls into two or three; fewer if it cannot.

    The consensus at the lowest resolution that parts it enough; then the two groups whose union has the highest
    modularity are joined, as often as needed (Clauset, Newman and Moore 2004).
    """
    for resolution in rules("communities.yml")["resolutions"]:
        groups = consensus(matrix, resolution, seed)
        if groups.max(initial=0) >= count - 1:
            break
    while groups.max(initial=0) >= count:
        groups = _joined(matrix, groups)
    return groups


def _joined(matrix: Matrix, groups: Array) -> Array:
    """Return the groups, two of them joined: those whose union gains, or costs least, modularity."""
    from scipy import sparse

    member = sparse.csr_matrix((np.ones(len(groups)), (np.arange(len(groups)), groups)))
    held = (member.T @ matrix @ member).toarray()
    strength = held.sum(axis=1)
    gain = np.triu(held - np.outer(strength, strength) / strength.sum(), 1)
    gain[np.tril_indices_from(gain)] = -np.inf
    kept, gone = np.unravel_index(int(gain.round(9).argmax()), gain.shape)
    return np.unique(np.where(groups == gone, kept, groups), return_inverse=True)[1]


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
