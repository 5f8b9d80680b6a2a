"""A million sources with ten million links: the consensus of twenty runs completes in the memory of a laptop."""

import resource
import time
from pathlib import Path

from tests.bench.communities import agreed
from tests.bench.network import edge_table

BARS = {"memory_gb": 12}


def run(_: Path) -> dict[str, float]:
    """Measure the peak of this process, the edge table included."""
    edges = edge_table(1_000_000, 10_000_000)
    start = time.perf_counter()
    groups = agreed(edges)
    spent = time.perf_counter() - start
    return {
        "minutes": spent / 60,
        "groups": len(set(groups)),
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
