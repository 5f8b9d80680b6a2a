"""The backbone of a dense network: the links that stand out among those of one of their ends."""

import numpy as np

from helpers.graph.network import Array, Network

LEVEL = 0.05


def disparity(network: Network) -> Array:
    """Return, for each stored link, the chance that it weighs as much as it does: the smaller one, of its two ends.

    Serrano, Boguñá and Vespignani 2009 (doi:10.1073/pnas.0808904106): a source with k links of strength s shares out s at
    random; a link of weight w weighs as much with the chance (1 − w / s) ** (k − 1). An end with a single link tells
    nothing (chance 1). Directed: of what the one gives, and of what the other receives.
    """
    links = network.links.tocoo()
    chances = []
    for end in (links.row, links.col):
        count = np.bincount(end, minlength=links.shape[0])[end]
        strength = np.bincount(end, links.data, links.shape[0])[end]
        chances.append(np.where(count > 1, (1 - links.data / strength).clip(0) ** (count - 1), 1.0))
    return np.asarray(np.minimum(*chances))


def backbone(network: Network, level: float = LEVEL) -> Network:
    """Return the network with those links alone that chance would hardly give, by one of their ends; sources stay."""
    links = network.links.tocsr(copy=True)
    links.data = np.where(disparity(network) < level, links.data, 0.0)
    links.eliminate_zeros()
    return network._replace(links=links)
