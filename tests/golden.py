"""What the demonstration niche gave when somebody last looked: ``python -m tests.golden`` writes it anew.

Run it after ``make report``, read the difference in git, and commit it with the change that explains it.
"""

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from helpers import manifest, tables
from helpers.report import stages

FILE = Path(__file__).parent / "golden" / "demo.json"


def recorded(name: str) -> dict[str, Any]:
    """Return the numbers that each executed notebook recorded in its last cell."""
    found = {}
    for stage in manifest.STAGES[:-1]:
        notebook = nbformat.read(stages.executed_path(name, stage), as_version=4)
        found[stage] = ast.literal_eval(notebook.cells[-1].outputs[-1]["data"]["text/plain"])
    return found


def summary(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what a table holds in a few numbers: rows, distinct values of each text, sums of each number."""
    kept = {}
    for column in frame:
        values = frame[column]
        kept[str(column)] = round(float(values.sum()), 4) if values.dtype.kind in "ifb" else int(values.nunique())
    return {"rows": len(frame), **kept}


def measure(name: str = "demo") -> dict[str, Any]:
    """Return all that is compared: what the notebooks recorded, and each table in short."""
    return {"recorded": recorded(name), "tables": {table: summary(frame) for table, frame in tables.read_all(name).items()}}


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(measure(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(FILE)
