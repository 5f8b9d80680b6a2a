"""How long a decision of notebook 20 takes on the demonstration, and whether it leaves the bytes of a build from nothing.

Each kind of decision has a session of its own: the first decision comes as soon as ``Answers`` is there, the same one follows
on the same tables (median of three). CPU is that of the session and its kernels.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
ONE, OTHER = "septepices.example", "lesmainsdansleplat.surleblog.example"
KINDS: dict[str, dict[str, str]] = {
    "rename": {"title": "Sept épices et une"},
    "move": {"to": OTHER},
    "merge": {"into": OTHER},
    "drop": {},
}
AGAIN = 3
BARS = {f"{kind}_{when}_seconds": 10.0 for kind in KINDS for when in ("first", "next")} | {f"{kind}_same": 1.0 for kind in KINDS}


def hashes(home: Path) -> dict[str, str]:
    """Return the hash of each file that a decision makes anew; what was read of the pages is only kept by it."""
    from helpers import manifest

    made = home / "data" / "processed" / "demo"
    return {
        str(path.relative_to(made)): manifest.file_hash(path) for path in sorted(made.rglob("*.*")) if "read" not in path.parts
    }


def _cpu() -> float:
    """Return the seconds of CPU of this process, its children, ended or not, and theirs."""
    import psutil

    alive = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(sum(each.cpu_times()[:4]) for each in alive)


def session(kind: str, home: str) -> None:
    """Take a decision, then the same again on the same tables; print seconds and CPU of each."""
    from helpers.ask import Answers

    told: list[dict[str, float]] = []
    for _ in range(1 + AGAIN):
        shutil.rmtree(Path(home) / "data", ignore_errors=True)
        shutil.copytree(Path(home) / "built", Path(home) / "data")
        before, started = _cpu(), time.monotonic()
        getattr(Answers("demo"), kind)(ONE, **KINDS[kind], reason="tried")
        told.append({"seconds": time.monotonic() - started, "cpu": _cpu() - before})
    print(json.dumps(told))


def _ran(home: Path, *call: str) -> str:
    environment = os.environ | {"AIRE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, *call], stdout=subprocess.PIPE, text=True, check=True, cwd=CHECKOUT, env=environment
    ).stdout


def _decided(kind: str, home: Path) -> dict[str, float]:
    """Return the figures of one kind of decision."""
    call = f"from tests.bench import decisions; decisions.session({kind!r}, {str(home)!r})"
    told: list[dict[str, Any]] = json.loads(_ran(home, "-c", call).splitlines()[-1])
    left = hashes(home)
    shutil.rmtree(home / "data" / "processed")
    _ran(home, "-m", "helpers", "build", "demo")
    found = {"first_seconds": told[0]["seconds"], "first_cpu": told[0]["cpu"]}
    found |= {f"next_{name}": statistics.median(one[name] for one in told[1:]) for name in ("seconds", "cpu")}
    return {f"{kind}_{name}": value for name, value in (found | {"same": float(hashes(home) == left)}).items()}


def run(data: Path) -> dict[str, float]:
    """Measure every kind of decision."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(CHECKOUT / "data" / "raw" / "demo", home / "data" / "raw" / "demo")
        _ran(home, "-m", "helpers", "build", "demo")
        shutil.copytree(home / "data", home / "built")
        figures: dict[str, float] = {}
        for kind in KINDS:
            figures |= _decided(kind, home)
        return figures
