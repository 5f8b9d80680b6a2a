"""How sure a partition is: of each source, of each community, as a whole."""

import numpy as np

from helpers.communities.ensemble import Resolution, together
from helpers.graph import between, rules
from helpers.graph.network import Array, Matrix


def _overlaps(labels: Array, groups: Array) -> Array:
    """Return the communities × groups table of sources in common; sources without community (−1) left out."""
    placed = labels >= 0
    shape = int(labels.max(initial=-1)) + 1, int(groups.max(initial=-1)) + 1
    flat = labels[placed] * shape[1] + groups[placed]
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)


def membership(labels: Array, runs: Array) -> Array:
    """Return the n × communities mean share of the members with whom a source falls into one group, 0 to 1.

    A source is not counted among its own companions; alone in its community it has none, and the share is 0.
    """
    sizes = np.bincount(labels[labels >= 0]).astype(float)
    own = labels[:, None] == np.arange(len(sizes))
    companions = np.maximum(sizes - own, 1)
    return np.asarray(sum((_overlaps(labels, groups)[:, groups].T - own) / companions for groups in runs) / len(runs))


def confidence(labels: Array, runs: Array) -> tuple[Array, Array]:
    """Return the confidence of each source, 0 to 1, and whether its place is ambiguous."""
    settings, shares = rules("communities.yml"), membership(labels, runs)
    own = labels[:, None] == np.arange(shares.shape[1])
    sure = np.where(own, shares, 0).max(axis=1, initial=0)
    rival = np.where(own, 0, shares).max(axis=1, initial=0)
    unsure = (sure < settings["doubt"]) | (sure - rival < settings["rival"])
    return np.where(labels >= 0, sure, 0), unsure & (labels >= 0)


def stability(labels: Array, runs: Array) -> Array:
    """Return, for each community, the mean over the runs of its best Jaccard overlap with a group (Hennig 2007)."""
    sizes = np.bincount(labels[labels >= 0])
    total = np.zeros(len(sizes))
    for groups in runs:
        common = _overlaps(labels, groups)
        either = sizes[:, None] + common.sum(axis=0) - common
        total += (common / np.maximum(either, 1)).max(axis=1, initial=0)
    return total / max(len(runs), 1)


def ambiguous_links(matrix: Matrix, runs: Array) -> float:
    """Return the share of links whose ends are now in one group, now in two."""
    settings = rules("communities.yml")
    one, other, _ = between(matrix)
    shares = together(runs, one, other)
    return float(((shares > settings["low"]) & (shares < settings["high"])).mean()) if len(one) else 0.0


def agreement(one: Array, other: Array) -> float:
    """Return the adjusted mutual information of two partitions (Vinh, Epps and Bailey 2010): 1 the same, 0 chance."""
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(one, other)) if len(one) else 0.0


def modularity(matrix: Matrix, labels: Array) -> float:
    """Return the modularity of a partition (Newman and Girvan 2004), resolution 1."""
    placed = np.flatnonzero(labels >= 0)
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    one, other, weight = between(matrix)
    inside = 2 * weight[labels[one] == labels[other]].sum()
    total = strength.sum()
    return float(inside / total - (np.bincount(labels[placed], strength[placed]) ** 2).sum() / total**2) if total else 0.0


def verdict(ambiguous: float, resolution: Resolution) -> str:
    """Return what may be said of the partition: clear, blurred or none.

    None: rewired networks are as modular, or half of the links are ambiguous. Thresholds in ``communities.yml``.
    """
    settings = rules("communities.yml")
    if resolution.p > settings["none"]["p"] or ambiguous > settings["none"]["ambiguous_links"]:
        return "none"
    sure = ambiguous <= settings["clear"]["ambiguous_links"] and resolution.excess >= settings["clear"]["excess"]
    return "clear" if sure else "blurred"
