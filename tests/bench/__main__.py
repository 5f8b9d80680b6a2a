"""Run the benchmarks of this folder and hold their figures against their bars."""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
AT_MOST = ("ratio", "memory", "seconds", "bytes")


def met(name: str, value: float, bar: float) -> bool:
    """Tell whether a figure meets its bar: costs stay under it, the others reach it."""
    return value <= bar if any(word in name for word in AT_MOST) else value >= bar


def main(asked: list[str]) -> int:
    """Run the benchmarks asked for, all without a name; return how many bars were missed."""
    os.environ.setdefault("TQDM_DISABLE", "1")  # a bar is for who waits, and costs
    data = Path(os.environ.setdefault("AIRE_DATA", str(SHARED)))
    if not data.is_dir():
        print("AIRE_DATA is not set: the real data are not on this machine, nothing was measured")
        return 0
    missed = 0
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name in ("__main__", "stock_scrapy") or (asked and module.name not in asked):
            continue
        bench = importlib.import_module(f"tests.bench.{module.name}")
        for name, value in bench.run(data).items():
            bar = bench.BARS.get(name)
            missed += bar is not None and not met(name, value, bar)
            verdict = "" if bar is None else f"   bar {bar:g}: {'met' if met(name, value, bar) else 'MISSED'}"
            print(f"{module.name}.{name:<18} {value:10.3f}{verdict}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
