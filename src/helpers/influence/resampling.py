"""What the network might have been: citing sources and their pages redrawn."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from helpers.graph import Network, ends, farms, pages_of, weight_of
from helpers.graph.network import Array

UNSEEN = 0.5  # shape of the citations that chance left out: Jeffreys' prior
CELLS = 4_000_000  # runs × links held in memory at once


class Sample(NamedTuple):
    """A batch of networks, one a row.

    Attributes
    ----------
    one, other: codes of the citing and the cited source of each of m links.
    voices: runs × n, how much each source counts as a citing source; mean 1 outside link farms.
    weight: runs × m, weight of each link.
    unseen: runs × n, citations of each source that chance left out; none in the network as it is.
    """

    one: Array
    other: Array
    voices: Array
    weight: Array
    unseen: Array


def samples(network: Network, runs: int, seed: int) -> Iterator[Sample]:
    """Yield batches of networks: the first row of the first is the network as it is, then ``runs`` resampled ones.

    Bayesian bootstrap (Rubin 1981) on two levels: each citing source counts for Exp(1), and the c pages on which it
    holds a link for Gamma(c). A source that one voice made is thus told from one that many made. Citations that chance
    left out are drawn as Gamma(½): c citations then count for Gamma(c + ½), what Jeffreys' prior says of a Poisson rate.
    """
    rng = np.random.default_rng(seed)
    one, other, weight = ends(network)
    size = len(network.names)
    batch = max(1, CELLS // max(len(one), size, 1))
    voice = farms(network)[1]
    yield Sample(one, other, voice[None], weight[None], np.zeros((1, size)))
    for done in range(0, runs, batch):
        count = min(batch, runs - done)
        voices = rng.exponential(size=(count, size)) * voice
        drawn = weight_of(rng.gamma(np.broadcast_to(pages_of(weight), (count, len(one)))))
        yield Sample(one, other, voices, drawn, rng.gamma(UNSEEN, size=(count, size)))


def redrawn(counts: Array, runs: int, seed: int) -> Array:
    """Return the (1 + runs) × n counts, as they are and redrawn: c posts count for Gamma(c)."""
    rng = np.random.default_rng(seed)
    return np.vstack([counts, rng.gamma(np.broadcast_to(counts.astype(float), (runs, len(counts))))])


def redrawn_means(values: Array, owner: Array, size: int, runs: int, seed: int, weight: Array | float = 1.0) -> Array:
    """Return the (1 + runs) × size mean value of each owner's posts, as they are and redrawn; 0 without a post.

    Parameters
    ----------
    weight: how much each post counts for; redrawn it counts for Gamma(weight).
    """
    rng, rows = np.random.default_rng(seed), []
    counts = np.broadcast_to(np.float64(weight), values.shape)
    for run in range(1 + runs):
        part = rng.standard_gamma(counts) if run else counts
        total = np.bincount(owner, part, minlength=size)
        rows.append(np.bincount(owner, part * values, minlength=size) / np.where(total > 0, total, 1))
    return np.array(rows)
