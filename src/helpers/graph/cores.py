"""Core and periphery: is there one group of sources to which the others hang?"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from helpers.graph.network import Array, Matrix, Network, between, ends, pages_of, symmetric, undirected
from helpers.graph.nulls import scattered

RANDOM = 99  # random networks that the fit is compared with
LEAST = 10  # linked sources under which a core means nothing
SURE = 0.05
PEELED = 2**40  # stands for the links left to a source that was taken away


class Core(NamedTuple):
    """The fitted core.

    Attributes
    ----------
    chance: for each of the n sources, share of the resampled networks in which it belongs to the core, 0 to 1.
    size: sources in the core of the network as it is; 0 where there is no core.
    p: share of random networks with as many links that a core fits as well; a core is told when p ≤ .05.
    degrees_p: share of networks with the same degrees in which the core is as dense: under .05, the core holds
        together by more than the number of links that each of its members has.
    inside: density of links within the core. outside: density within the periphery.
    """

    chance: Array
    size: int
    p: float
    degrees_p: float
    inside: float
    outside: float


def shells(matrix: Matrix) -> Array:
    """Return the core number of each source (Seidman 1983): the largest k such that it lies in the k-core.

    Parameters
    ----------
    matrix: symmetric n × n, without loops.
    """
    left = np.diff(matrix.indptr).astype(np.int64)
    found = np.zeros_like(left)
    while (k := left.min(initial=PEELED)) < PEELED // 2:
        while len(peeled := np.flatnonzero(left <= k)):
            found[peeled], left[peeled] = k, PEELED
            left -= np.bincount(_neighbours(matrix, peeled), minlength=len(left))
    return found


def _neighbours(matrix: Matrix, sources: Array) -> Array:
    """Return the neighbours of some sources one after the other, repeats kept; quicker than to cut out a matrix."""
    count = np.diff(matrix.indptr)[sources]
    last = count.cumsum()
    return np.asarray(matrix.indices[np.repeat(matrix.indptr[sources] - last + count, count) + np.arange(last[-1])])


def _order(matrix: Matrix) -> Array:
    """Return the codes of the linked sources, those with most links first; ties by strength, then by code."""
    degree, strength = np.diff(matrix.indptr), np.asarray(matrix.sum(axis=1)).ravel()
    order = np.lexsort((np.arange(len(degree)), -strength.round(9), -degree))
    return np.asarray(order[degree[order] > 0])


def _tallies(matrix: Matrix, order: Array) -> tuple[Array, Array, Array]:
    """Return, for a core of the first 1, 2, … n − 1 sources: links inside it, from it to the others, among the others."""
    place = np.full(matrix.shape[0], len(order))
    place[order] = np.arange(len(order))
    one, other, _ = between(matrix)
    last, first = np.maximum(place[one], place[other]), np.minimum(place[one], place[other])
    inside = np.cumsum(np.bincount(last, minlength=len(order)))[:-1]
    touched = np.cumsum(np.bincount(first, minlength=len(order)))[:-1]
    return inside, touched - inside, len(one) - touched


def _likelihood(links: Array, pairs: Array) -> Array:
    """Return the log-likelihood of so many links among so many pairs at their own density."""
    density = (links / np.maximum(pairs, 1)).clip(1e-12, 1 - 1e-12)
    return np.asarray(links * np.log(density) + (pairs - links) * np.log1p(-density))


def _fit(matrix: Matrix) -> tuple[Array, Array, float]:
    """Return the codes of the core, the densities core–core, –periphery, periphery–periphery, and the gain in fit."""
    order = _order(matrix)
    n, k = len(order), np.arange(1, max(len(order), 1))
    if not len(k):
        return order[:0], np.zeros(3), 0.0
    links = np.array(_tallies(matrix, order), dtype=float)
    pairs = np.array([k * (k - 1) / 2, k * (n - k), (n - k) * (n - k - 1) / 2])
    density = links / np.maximum(pairs, 1)
    layered = (density[0] >= density[1]) & (density[1] >= density[2])
    score = np.where(layered, _likelihood(links, pairs).sum(axis=0), -np.inf)
    best = int(score.argmax())
    plain = _likelihood(links.sum(axis=0), pairs.sum(axis=0))[0]
    return order[: best + 1], density[:, best], float(score[best] - plain)


def _resampled(network: Network, rng: np.random.Generator) -> Matrix:
    """Return the symmetric network of as many pages, drawn with replacement: links on few pages may be missed."""
    one, other, weight = ends(network)
    seen = rng.poisson(pages_of(weight)) > 0
    return symmetric(one[seen], other[seen], weight[seen], len(network.names))


def _as_dense(matrix: Matrix, core: Array, rewired: Sequence[Matrix]) -> float:
    """Return the share of rewired networks that hold as many links among the sources of the core."""
    chosen = np.zeros(matrix.shape[0])
    chosen[core] = 1
    held = [float(chosen @ (network > 0) @ chosen) for network in [matrix, *rewired]]
    return sum(value >= held[0] for value in held) / len(held)


def core_periphery(network: Network, rewired: Sequence[Matrix], seed: int, runs: int = 100) -> Core:
    """Fit a core and test it.

    Two groups by maximum likelihood, denser inside the core than between, denser between than in the periphery, the
    core being the sources with most links (layered model: Gallagher, Young and Foucault Welles 2021; for such models a
    split by degree is near the optimum: Zhang, Martin and Newman 2015). The gain in likelihood is compared with that
    of random networks with as many links. Networks with the same degrees cannot tell whether there is a core, for the
    degrees are the core (Kojaku and Masuda 2018); they tell whether it holds together by more than its popularity.

    Parameters
    ----------
    rewired: random networks with its degrees. runs: resampled networks behind ``chance``.
    """
    matrix = undirected(network)
    core, density, gain = _fit(matrix)
    linked = int(np.count_nonzero(np.diff(matrix.indptr)))
    null = [_fit(network)[2] for network in scattered(linked, matrix.nnz // 2, RANDOM, seed)] if linked else []
    p = (1 + sum(value >= gain for value in null)) / (1 + len(null))
    chance = np.zeros(matrix.shape[0])
    if p > SURE or linked < LEAST:
        return Core(chance, 0, p, 1.0, 0.0, 0.0)
    rng = np.random.default_rng(seed)
    for _ in range(runs):
        chance[_fit(_resampled(network, rng))[0]] += 1 / runs
    return Core(chance, len(core), p, _as_dense(matrix, core, rewired), float(density[0]), float(density[2]))
