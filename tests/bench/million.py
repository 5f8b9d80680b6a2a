"""A million sources with ten million links: loaded in time by their number, partitioned in the memory of a laptop."""

import resource
import time
from pathlib import Path

from tests.bench.communities import agreed
from tests.bench.network import edge_table, seconds

from helpers import graph

BARS = {"linear_ratio": 1, "memory_gb": 12}
SIZES = {"few": (100_000, 1_000_000), "many": (100_000, 10_000_000), "large": (1_000_000, 10_000_000)}  # sources and links


def load(size: int, links: int) -> float:
    """Return the seconds that a million links of an edge table take to load."""
    edges = edge_table(size, links)
    return seconds(lambda: graph.build(edges))[0][0] / links * 1e6


def run(_: Path) -> dict[str, float]:
    """Measure the load, then the consensus of twenty runs and the peak of this process, the edge table included."""
    spent = {f"load_{name}": load(*size) for name, size in SIZES.items()}
    start = time.perf_counter()
    groups = agreed(edge_table(*SIZES["large"]))
    return spent | {
        "linear_ratio": spent["load_many"] / spent["load_few"], "grown_ratio": spent["load_large"] / spent["load_few"],
        "minutes": (time.perf_counter() - start) / 60, "groups": len(set(groups)),
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }  # fmt: skip
