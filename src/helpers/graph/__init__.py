"""Tables ↔ graph: canonical order, layers and weights, null models, core and periphery."""

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

__all__ = [
    "Core",
    "Network",
    "as_networkx",
    "between",
    "build",
    "core_periphery",
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
