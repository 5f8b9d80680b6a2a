"""Null models: what the degrees alone would give."""

from collections.abc import Iterator

import numpy as np

from helpers.graph.network import Array, Matrix, between, symmetric

MIXING = 10  # rounds before the first sample; a round offers a swap to every link
APART = 4  # rounds between two samples


def _swap(one: Array, other: Array, size: int, rng: np.random.Generator) -> None:
    """Offer every pair of links, drawn at random, to exchange their ends; in place.

    A swap is refused if it makes a loop or a link that is there already or that another swap makes too.
    """
    order = rng.permutation(len(one))
    a, b = order[: len(order) // 2], order[len(order) // 2 : len(order) // 2 * 2]
    crossed = rng.random(len(a)) < 0.5
    far, near = np.where(crossed, one[b], other[b]), np.where(crossed, other[b], one[b])
    first = np.minimum(one[a], far), np.maximum(one[a], far)
    second = np.minimum(near, other[a]), np.maximum(near, other[a])
    made = np.concatenate([first[0] * size + first[1], second[0] * size + second[1]])
    _, place, times = np.unique(made, return_inverse=True, return_counts=True)
    fresh = (times[place] == 1) & ~np.isin(made, one * size + other)
    good = fresh[: len(a)] & fresh[len(a) :] & (first[0] != first[1]) & (second[0] != second[1])
    one[a[good]], other[a[good]] = first[0][good], first[1][good]
    one[b[good]], other[b[good]] = second[0][good], second[1][good]


def rewired(matrix: Matrix, count: int, seed: int) -> Iterator[Matrix]:
    """Yield random networks in which every source keeps its number of links, and the links their weights.

    One long chain of degree-preserving double-edge swaps (Maslov and Sneppen 2002; Fosdick et al. 2018, simple graphs).

    Parameters
    ----------
    matrix: symmetric n × n.
    """
    rng = np.random.default_rng(seed)
    one, other, weight = between(matrix)
    for sample in range(count):
        for _ in range(MIXING if sample == 0 else APART):
            _swap(one, other, matrix.shape[0], rng)
        yield symmetric(one, other, rng.permutation(weight), matrix.shape[0])


def scattered(size: int, links: int, count: int, seed: int) -> Iterator[Matrix]:
    """Yield random networks of so many sources and links, each pair as likely as another (Erdős and Rényi 1959)."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        ends = rng.integers(0, size, (2, 3 * links + 20))
        keys = np.minimum(*ends) * size + np.maximum(*ends)
        drawn = keys[np.sort(np.unique(keys, return_index=True)[1])]
        kept = drawn[drawn // size != drawn % size][:links]
        yield symmetric(kept // size, kept % size, np.ones(len(kept)), size)
