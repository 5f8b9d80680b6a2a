"""Ranks, their intervals, tiers, and the combined score in visible parts."""

from collections.abc import Mapping

import numpy as np

from helpers.graph.network import Array

LEVEL = 0.9  # of the rank intervals
APART = 0.95  # share of the runs in which one source has to come before another to be told from it
DECIMALS = 9  # of a score: what differs below them is a tie


def ranks(scores: Array) -> Array:
    """Return the runs × n ranks, 1 the highest; ties share their mean rank."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-scores.round(DECIMALS), axis=1))


def percentiles(ranked: Array) -> Array:
    """Return the share of the other sources that each one outranks, ties for one half: 0 to 1."""
    size = ranked.shape[1]
    return np.asarray((size - ranked) / max(size - 1, 1))


def interval(ranked: Array) -> tuple[Array, Array, Array]:
    """Return rank (ties share the best), lowest and highest rank of the 90 % interval (percentile bootstrap).

    Parameters
    ----------
    ranked: (1 + runs) × n, the first row being the network as it is.
    """
    from scipy.stats import rankdata

    tail = (1 - LEVEL) / 2
    rank = rankdata(ranked[0], method="min").astype(np.int64)
    low, high = np.quantile(ranked[1:], [tail, 1 - tail], axis=0)
    return rank, np.minimum(rank, np.floor(low)).astype(np.int64), np.maximum(rank, np.ceil(high)).astype(np.int64)


def tiers(ranked: Array) -> Array:
    """Return the tier of each source, 1 the first.

    Going down the ranks, a tier ends where a source comes behind the tier's first in 95 % of the runs; equals stay together.
    """
    order = np.lexsort((np.arange(ranked.shape[1]), ranked[0]))
    tier, head, last, found = 1, order[0], order[0], np.zeros(ranked.shape[1], dtype=np.int64)
    for code in order:
        if ranked[0, code] > ranked[0, last] and (ranked[1:, head] < ranked[1:, code]).mean() >= APART:
            tier, head = tier + 1, code
        found[code], last = tier, code
    return found


def contributions(shares: Mapping[str, Array], weights: Mapping[str, float], enough: Mapping[str, float]) -> dict[str, Array]:
    """Return what each definition brings to the combined score, runs × n; over all definitions they sum to 1 at most.

    A definition that tells no source from another (no text, no brief) is left out, and the others share its weight.

    Parameters
    ----------
    shares: percentiles, runs × n, by definition. weights: by definition. enough: percentile from which a definition
        brings all it can, where that is less than 1.
    """
    telling = {name: weights.get(name, 0.0) for name, rows in shares.items() if np.ptp(rows[0]) > 0}
    total = sum(telling.values()) or 1.0
    return {name: telling.get(name, 0.0) / total * np.minimum(1.0, rows / enough.get(name, 1.0)) for name, rows in shares.items()}
