"""Tables ↔ graph: canonical order, layers and weights, null models, core and periphery."""

from helpers.graph.backbone import backbone, disparity
from helpers.graph.betweenness import betweenness
from helpers.graph.cores import Core, core_periphery, shells
from helpers.graph.farms import farms
from helpers.graph.network import (
    Network,
    as_networkx,
    between,
    build,
    ends,
    pages_of,
    rules,
    symmetric,
    undirected,
    weight_of,
)
from helpers.graph.nulls import rewired
from helpers.graph.slices import dated_between

__all__ = [
    "Core",
    "Network",
    "as_networkx",
    "backbone",
    "between",
    "betweenness",
    "build",
    "core_periphery",
    "dated_between",
    "disparity",
    "ends",
    "farms",
    "pages_of",
    "rewired",
    "rules",
    "shells",
    "symmetric",
    "undirected",
    "weight_of",
]
