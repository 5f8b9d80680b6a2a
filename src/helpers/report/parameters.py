"""The parameters of the stages: what their notebooks state, and what of a call is refused before any of them runs."""

import ast
import re
from typing import Any

from helpers import paths
from helpers.paths import AireError

Notebook = Any

# what the comment beside a parameter allows: "1 to 15", "2 or more", "1 to the number of cores"
BY_HAND = {"crawl"}  # what only who opens the notebook may ask for: no report and no build touches the network
ALLOWED = re.compile(r"^(\w+) *=.*#.*?(?P<least>\d+(?:\.\d+)?) (?:or more|to (?P<most>\d+(?:\.\d+)?)?)", re.M)


def read_notebook(stage: str) -> Notebook:
    """Return the notebook of a stage as nbformat reads it."""
    import nbformat

    return nbformat.read(paths.notebooks_folder() / f"{stage}.ipynb", as_version=4)


def _stated(notebook: Notebook) -> str:
    """Return the source of the cell tagged ``parameters``."""
    return next((str(cell.source) for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])), "")


def defaults(notebook: Notebook) -> dict[str, Any]:
    """Return the literals of the cell tagged ``parameters``."""
    found: dict[str, Any] = {}
    for statement in ast.parse(_stated(notebook)).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = ast.literal_eval(statement.value)
    return found


def bounds(notebook: Notebook) -> dict[str, tuple[float, float]]:
    """Return the least and the most that the comments beside the parameters allow."""
    said = ALLOWED.finditer(_stated(notebook))
    return {one[1]: (float(one["least"]), float(one["most"] or "inf")) for one in said}


def parameters_of(stage: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the stage's parameters: its defaults, overruled by those given that it knows."""
    known = defaults(read_notebook(stage))
    return {**known, **{key: value for key, value in given.items() if key in known}}


def refuse_unknown(given: dict[str, Any], stages: list[str]) -> None:
    """Refuse a parameter that no stage has, one of another type, or one beyond what its notebook allows.

    Raises
    ------
    AireError
        Names the parameter and what was expected (papermill itself only warns).
    """
    known: dict[str, Any] = {}
    allowed: dict[str, tuple[float, float]] = {}
    for notebook in map(read_notebook, stages):
        known |= defaults(notebook)
        allowed |= bounds(notebook)
    known.pop("niche", None)  # the command's own argument
    for key, value in given.items():
        if key in BY_HAND and value:
            raise AireError(f"parameter {key!r}: no report crawls; run aire collect, or set it in notebook 01", exit_code=2)
        if key not in known:
            raise AireError(f"parameter {key!r}: no stage has it; they have {', '.join(sorted(known))}", exit_code=2)
        expected = _expected(known[key], allowed.get(key), value)
        if expected:
            raise AireError(f"parameter {key!r}: expected {expected}; found {value!r}", exit_code=2)


def _expected(default: Any, limits: tuple[float, float] | None, value: Any) -> str:
    """Return in words what a value should have been; empty where it fits."""
    kinds = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, kinds) or isinstance(value, bool) != isinstance(default, bool):
        return type(default).__name__
    least, most = limits or (float("-inf"), float("inf"))
    if not limits or least <= value <= most:
        return ""
    return f"{least:g} or more" if most == float("inf") else f"{least:g} to {most:g}"
