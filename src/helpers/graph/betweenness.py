"""Betweenness: on how many shortest paths a source lies, from a sample of them, and how far off that may be."""

import numpy as np

from helpers.graph.network import Array, Matrix

SURE = 0.1  # chance that the bound fails for any source at all
CELLS = 1_000_000  # sources × starts held at once


def betweenness(matrix: Matrix, starts: int, seed: int) -> tuple[Array, Array]:
    """Return the share of shortest paths on which each source lies, 0 to 1, and how far from the truth that may be.

    Paths are counted from so many sources drawn without replacement (Brandes and Pich 2007); from all, it is exact and
    the bound 0. Else the bounds hold for all sources together in 9 cases of 10 (empirical Bernstein bound: Maurer and
    Pontil 2009).

    Parameters
    ----------
    matrix: symmetric n × n; every link is one step, whatever its weight.
    """
    from scipy import sparse

    size = matrix.shape[0]
    steps = sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    drawn = np.random.default_rng(seed).permutation(size)[:starts]
    total, squares = np.zeros(size), np.zeros(size)
    for batch in np.array_split(drawn, -(-len(drawn) * size // CELLS)) if size > 2 else ():
        shares = _shares(steps, batch)
        total, squares = total + shares.sum(axis=1), squares + (shares**2).sum(axis=1)
    count, fewer = max(len(drawn), 1), max(len(drawn) - 1, 1)
    if starts >= size:
        return total / count, np.zeros(size)
    odds, spread = np.log(4 * size / SURE), (squares - total**2 / count) / fewer
    return total / count, np.sqrt(2 * spread.clip(0) * odds / count) + 7 * odds / (3 * fewer)


def _shares(steps: Matrix, starts: Array) -> Array:
    """Return, for each source and start, the share of the other sources whose shortest paths lead through it (Brandes 2001)."""
    size, columns = steps.shape[0], np.arange(len(starts))
    paths, depth = np.zeros((size, len(starts))), np.full((size, len(starts)), -1)
    paths[starts, columns], depth[starts, columns] = 1, 0
    last, reached = 0, paths
    while reached.any():
        reached = np.where(depth < 0, steps @ np.where(depth == last, paths, 0), 0)
        last += 1
        depth[reached > 0] = last
        paths += reached
    behind = np.zeros_like(paths)
    for level in range(last, 1, -1):
        handed = np.where(depth == level, (1 + behind) / np.maximum(paths, 1), 0)
        behind += np.where(depth == level - 1, paths * (steps @ handed), 0)
    return behind / (size - 2)
