"""Stage 02 on real pages against its bars: CPU beside plain extraction, two processes beside one, memory, edges."""

import csv
import os
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers import niche, paths, urls

BARS = {"cpu_ratio": 1.4, "speed_up": 1.8, "memory_mb": 1500, "precision": 0.97, "recall": 0.97}


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return seconds on the clock, seconds of CPU (children included), and what the work made."""
    before, start = os.times(), time.perf_counter()
    made = work()
    clock, after = time.perf_counter() - start, os.times()
    return clock, sum(after[:4]) - sum(before[:4]), made


def plainly(study: niche.Niche) -> None:
    """Extract text and date of every page as anyone would: trafilatura (fast) and htmldate, one after the other."""
    from htmldate import find_date
    from trafilatura import extract

    from helpers.parse import captures
    from helpers.parse.decode import kind_of

    for record in captures.records(study, []):
        if kind_of(record) == "page":
            extract(record.body, fast=True)
            try:
                find_date(record.body)
            except ValueError:  # htmldate stumbles over time zones such as +99:00
                continue


def agreement(edges: Any, expected: Path) -> tuple[float, float, list[str]]:
    """Return precision and recall of site edges, all link types, and the edges that differ."""
    with expected.open(encoding="utf-8") as stream:
        wanted = {(urls.prefix_of(row["source"]), urls.prefix_of(row["target"])) for row in csv.DictReader(stream)}
    found = set(zip(edges["source"], edges["target"], strict=True))
    common = len(found & wanted)
    differ = [f"{'unexpected' if pair in found else 'missing'}: {' → '.join(pair)}" for pair in sorted(found ^ wanted)]
    return common / max(1, len(found)), common / max(1, len(wanted)), differ


def megabytes() -> int:
    """Return the peak memory of this process and of its largest child, added up for two of these."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + 2 * child) // 1024


def run(data: Path) -> dict[str, float]:
    """Measure stage 02 on ``devblogs``; the plain extraction runs in the same process, on the same pages."""
    from helpers import parse

    study = niche.load("devblogs")
    two_clock, two_cpu, made = timed(lambda: parse.build(study, workers=2))
    memory = megabytes()
    shutil.rmtree(paths.processed_folder(study.name) / "read")  # what the first run kept would spare the second all of its work
    one_clock, one_cpu, _ = timed(lambda: parse.build(study, workers=1))
    _, plain_cpu, _ = timed(lambda: plainly(study))
    precision, recall, differ = agreement(made["edges"], data / "devblogs" / "expected_edges.csv")
    print(*differ, sep="\n")
    return {
        "pages": len(made["pages"]), "links": len(made["links"]), "one_clock": one_clock, "two_clock": two_clock,
        "cpu_ratio": one_cpu / plain_cpu, "cpu_ratio_two": two_cpu / plain_cpu, "plain_cpu": plain_cpu,
        "speed_up": one_clock / two_clock, "memory_mb": memory, "precision": precision, "recall": recall,
    }  # fmt: skip
