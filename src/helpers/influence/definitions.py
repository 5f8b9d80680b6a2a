"""The definitions of influence. Each returns runs × n scores of a batch of networks."""

import numpy as np

from helpers.graph import Network, ends
from helpers.graph.network import Array, Matrix
from helpers.influence.resampling import Sample

DAMPING = 0.85
STEPS, TOLERANCE = 100, 1e-7


def _received(values: Array, ends: Array, size: int) -> Array:
    """Return the runs × n sums of runs × m values over the links that end at each source."""
    return np.array([np.bincount(ends, row, size) for row in values])


def cited(sample: Sample) -> Array:
    """Return how many distinct sources cite each source: the in-degree, the sources of a link farm as one voice."""
    return _received(sample.voices[:, sample.one], sample.other, sample.voices.shape[1]) + sample.unseen


def closed_circles(network: Network) -> Array:
    """Return, for each link, the share of what its source cites that lies in the circle it shares with its target.

    A circle: sources that cite one another and both ends of the link. In a ring where everybody cites everybody and
    nobody else the share is near 1; between two sources that merely answer each other it is 0.
    """
    one, other, weight = ends(network)
    if not len(weight):
        return weight
    mutual = network.links.sign().minimum(network.links.sign().T)
    shared = (mutual @ mutual).multiply(mutual).tocsr()
    common = np.asarray(shared[one, other]).ravel()
    return np.asarray(common / np.maximum(np.diff(network.links.indptr), 1)[one])


def authority(sample: Sample, closed: Array) -> Array:
    """Return the PageRank (Page et al. 1999) of each source; a row sums to 1.

    A link passes on its weight, less the share that stays in a closed circle (``closed_circles``); what a source
    withholds so, and what it does not link, goes to everybody alike. Damping .85.
    """
    from scipy import sparse

    runs, size = sample.voices.shape
    share = sample.voices / np.maximum(_received(sample.weight, sample.one, size), 1e-300)
    passed = sample.weight * (1 - closed) * share[:, sample.one]
    kept = (sample.voices - _received(passed, sample.one, size)).clip(0)
    first = np.concatenate([[0], np.bincount(sample.one, minlength=size).cumsum()])  # of the links of each source
    unseen = DAMPING * sample.unseen / max(len(sample.one), 1)  # each carries what a link carries on average
    rank, found = np.full(size, 1 / size), np.empty((runs, size))
    for run in range(runs):  # from the rank before: the networks are much alike
        links = sparse.csr_matrix((DAMPING * passed[run], sample.other, first), shape=(size, size))
        found[run] = rank = _stationary(links.T, DAMPING / size * kept[run], rank, (1 - DAMPING) / size + unseen[run])
    return found


def _stationary(links: Matrix, kept: Array, rank: Array, given: Array) -> Array:
    """Return the PageRank by power iteration.

    Parameters
    ----------
    links: row i holds what i receives of each. kept: what each hands to everybody. given: what each has anyway.
    """
    for _ in range(STEPS):
        before = rank
        rank = links @ rank
        rank += given + kept @ before
        rank /= rank.sum()
        if np.abs(rank - before).sum() < TOLERANCE:
            break
    return rank


def bridging(sample: Sample, matrix: Matrix, labels: Array) -> Array:
    """Return the reach into other communities: the sum over them of log2(1 + sources linked there, either way).

    Three sources in each of three communities count for more than nine in one.

    Parameters
    ----------
    matrix: symmetric links. labels: community of each source, −1 for none.
    """
    neighbours = matrix.sign()
    reach = np.zeros_like(sample.voices)
    for label in range(int(labels.max(initial=-1)) + 1):
        there = np.asarray((neighbours @ (sample.voices * (labels == label)).T).T)
        reach += np.log2(1 + there) * ((labels != label) & (labels >= 0))
    return reach
