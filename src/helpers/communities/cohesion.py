"""Is it a community at all? Density, returned links, and published networks to hold them against."""

from typing import Any

import numpy as np

from helpers.graph import rules
from helpers.graph.network import Network


def cohesion(network: Network) -> dict[str, float]:
    """Return the density, the links a source, the share of links that are returned, and the reciprocity.

    The reciprocity is that share less what the density alone gives, over its largest value (Garlaschelli and Loffredo
    2004): 0 chance, 1 every link returned. Sources without a link are left out.
    """
    links = network.links.sign()
    linked = int(np.count_nonzero(np.diff(links.indptr) + links.getnnz(axis=0))) if links.nnz else 0
    if linked < 2:
        return {"density": 0.0, "links_each": 0.0, "returned": 0.0, "reciprocity": 0.0}
    density = links.nnz / (linked * (linked - 1))
    returned = links.minimum(links.T).nnz / links.nnz
    reciprocity = (returned - density) / (1 - density) if density < 1 else 1.0
    return {"density": density, "links_each": links.nnz / linked, "returned": returned, "reciprocity": reciprocity}


def reference(size: int) -> dict[str, Any]:
    """Return the published network nearest in size, with what ``references.yml`` says of it."""
    known: list[dict[str, Any]] = rules("references.yml")["networks"]
    return min(known, key=lambda about: abs(np.log(about["sources"] / max(size, 1))))
