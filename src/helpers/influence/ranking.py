"""Ranks, their intervals, tiers, and the combined score in visible parts."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.graph.network import Array

LEVEL = 0.9  # of the rank intervals
APART = 0.95  # share of the runs in which one source has to come before another to be told from it
DEFINED = 0.05  # of the weights: less, and what is known of a source is too little to stand for the rest
DECIMALS = 9  # of a score: what differs below them is a tie


def ranks(scores: Array) -> Array:
    """Return the runs × n ranks, 1 the highest; ties share their mean rank, what is not a number has none."""
    from scipy.stats import rankdata

    found, known = np.full(scores.shape, np.nan), ~np.isnan(scores[0])
    found[:, known] = rankdata(-scores[:, known].round(DECIMALS), axis=1)
    return found


def percentiles(ranked: Array) -> Array:
    """Return the share of the other ranked sources that each one outranks, ties for one half: 0 to 1."""
    size = int((~np.isnan(ranked[0])).sum())
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

    A definition that tells no source from another (no text, no brief) is left out, and the others share its weight; to a
    source that it knows nothing of it brings nothing.

    Parameters
    ----------
    shares: percentiles, runs × n, by definition. weights: by definition. enough: percentile from which a definition
        brings all it can, where that is less than 1.
    """
    telling = {name: weights.get(name, 0.0) for name, rows in shares.items() if np.ptp(rows[0][~np.isnan(rows[0])]) > 0}
    total = sum(telling.values()) or 1.0
    brings = {name: np.minimum(1.0, np.nan_to_num(rows) / enough.get(name, 1.0)) for name, rows in shares.items()}
    return {name: telling.get(name, 0.0) / total * rows for name, rows in brings.items()}


def robust(scores: pd.DataFrame, first: int = 10, draws: int = 1000, seed: int = 20) -> pd.DataFrame:
    """Return who stays among the first whatever each definition weighs: weights drawn anew, each set as likely as another.

    Parameters
    ----------
    scores: table ``influence``; links of every type, those of late and the combined score are no definitions of their own.
    first: places that count. draws: sets of weights, uniform over all that add up to 1 (Dirichlet).

    Returns
    -------
    source; share: of the draws in which it is among the first; worst: its rank in the worst of twenty draws; definitions: in
    how many of those that know it, it is among the first. Best first, those never among the first left out.
    """
    own = scores[~scores["definition"].isin(["combined", "cited_all", "cited_recent"])]
    wide = own.pivot(index="source", columns="definition", values="percentile")
    known = wide.notna().to_numpy(dtype=float)
    weights = np.random.default_rng(seed).dirichlet(np.ones(wide.shape[1]), draws)
    ranked = ranks(weights @ wide.fillna(0).to_numpy().T / np.maximum(weights @ known.T, DEFINED))
    within = own[own["rank"] <= first].groupby("source").size().reindex(wide.index, fill_value=0)
    found = {"share": (ranked <= first).mean(axis=0), "worst": np.quantile(ranked, APART, axis=0), "definitions": within}
    table = pd.DataFrame(found, wide.index).reset_index()
    table = table[table["share"] > 0].sort_values(["share", "source"], ascending=[False, True], ignore_index=True)
    return table.astype({"worst": "int64"})
