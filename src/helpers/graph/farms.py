"""Link farms: many sites that say one thing, for nobody else."""

import numpy as np
import pandas as pd

from helpers.graph.network import Array, Matrix, Network

LEAST_CITED = 3  # sources that a member cites: fewer may be chance
LEAST_ECHOES = 4  # sources with the same list
LEAST_RING = 8  # sources that all cite one another: fewer may be friends
OUTSIDE = 0.1  # of the links received by the circle: more, and somebody else reads it


def echoes(links: Matrix) -> tuple[Array, Array]:
    """Return the group of those that cite the same others, and of those that with themselves do (a ring); −1 for too few."""
    mark = np.random.default_rng(0).integers(2**63, size=links.shape[0], dtype=np.uint64)
    total = np.concatenate([[np.uint64(0)], mark[links.indices].cumsum(dtype=np.uint64)])
    cited = np.diff(total[links.indptr])  # a list is known by the sum of its marks
    enough = np.diff(links.indptr) >= LEAST_CITED
    return _alike(cited, enough, LEAST_ECHOES), _alike(cited + mark, enough, LEAST_RING)


def _alike(lists: Array, enough: Array, least: int) -> Array:
    """Return the group of each source that shares its list with so many; −1 for the others."""
    group, _ = pd.factorize(lists)
    return np.where(enough & (np.bincount(group, minlength=1)[group] >= least), group, -1)


def farms(network: Network) -> tuple[Array, Array]:
    """Return whether each source belongs to a link farm, and for how much it counts as a voice, 0 to 1.

    A farm: sources that cite exactly the same others, and those they cite, where hardly anybody else cites them.
    Those that say the same together count for one voice. The rounds of a community do not qualify: who takes part
    cites others beside, or is cited from elsewhere.
    """
    size = len(network.names)
    member, voice = np.zeros(size, dtype=bool), np.ones(size)
    for echo in echoes(network.links):
        for group in np.unique(echo[echo >= 0]):
            same = echo == group
            circle = same | (network.links[same].getnnz(axis=0) > 0)
            if _closed(network.links, circle):
                member |= circle
                voice[same] = 1 / same.sum()
    return member, voice


def _closed(links: Matrix, circle: Array) -> bool:
    """Whether hardly anybody outside cites the circle."""
    received = links[:, circle].getnnz()
    return bool(links[~circle][:, circle].getnnz() <= OUTSIDE * received)
