"""Where each niche stands, and what to open next: what notebook 00 shows."""

from pathlib import Path

import pandas as pd

from helpers import manifest, niche, paths, tables
from helpers.paths import AireError
from helpers.report.parameters import parameters_of

COLUMNS = ["niche", "question", "stages", "sources", "communities", "last edition"]


def editions_of(name: str) -> list[Path]:
    """Return the folders of a niche's editions, oldest first."""
    folder = paths.reports_folder() / name
    return sorted(path for path in folder.glob("[!.]*") if (path / "edition.json").is_file())


def _rows(name: str, table: str) -> int | str:
    """Return how many rows a table has; a dash where it is not there or cannot be trusted."""
    try:
        return len(tables.read(name, table))
    except AireError:
        return "–"


def _stages(name: str) -> str:
    """Say how many of the stages are up to date."""
    stages = manifest.STAGES[:-1]
    current = [stage for stage in stages if manifest.up_to_date(name, stage, parameters_of(stage, {"niche": name}))]
    return f"{len(current)} of {len(stages)} up to date"


def _row(name: str) -> list[object]:
    try:
        question, stages = niche.load(name).question, _stages(name)
    except AireError as error:
        question, stages = str(error).splitlines()[0], "niche.yml to mend"
    made = editions_of(name)
    return [name, question, stages, _rows(name, "sources"), _rows(name, "community_names"), made[-1].name if made else "–"]


def niches() -> pd.DataFrame:
    """Return one row a niche: its question, the state of its stages, what they found, its last edition."""
    return pd.DataFrame([_row(name) for name in paths.known_niches()], columns=COLUMNS)


def notebooks() -> pd.DataFrame:
    """Return one row a notebook: its name and the question it answers."""
    rows = []
    for path in sorted(paths.notebooks_folder().glob("[0-9]*.ipynb")):
        first = title_of(path)
        rows.append([path.name, first])
    return pd.DataFrame(rows, columns=["notebook", "answers"])


def title_of(path: Path) -> str:
    """Return the first heading of a notebook."""
    import nbformat

    return str(nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# "))


def what_next(name: str) -> str:
    """Return one sentence: what to do now for this niche."""
    made = editions_of(name)
    if made:
        return f"Open reports/{name}/{made[-1].name}/report.html, then notebook 03 to question its communities."
    if not paths.archives(name, niche.load(name).archives) and not niche.load(name).imports:
        return f"Put web archives into data/raw/{name}/crawl, or a graph file into its imports."
    return f"Run: aire report {name}"
