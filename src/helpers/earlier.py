"""The edition before, read from the tables that it handed over."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import paths
from helpers.paths import AireError


def folders(name: str, date: str) -> list[Path]:
    """Return the folders of a niche's editions before a date (YYYY-MM-DD), oldest first."""
    every = sorted(path for path in (paths.reports_folder() / name).glob("[!.]*") if path.name[:10] < date)
    return [path for path in every if (path / "tables" / "communities.csv").is_file()]


def folder(name: str, date: str) -> Path | None:
    """Return the folder of the last edition of a niche before a date (YYYY-MM-DD); None where there is none."""
    return next(reversed(folders(name, date)), None)


def read(edition: Path, table: str, columns: Iterable[str]) -> pd.DataFrame:
    """Return these columns of a table that was handed over, as text.

    Raises
    ------
    AireError
        It is not a table of an edition.
    """
    return _csv(edition, table, usecols=list(columns)).fillna("")


def numbers(edition: Path, table: str, columns: dict[str, str]) -> pd.DataFrame:
    """Return these columns of a table that was handed over, each in its type; see ``read``."""
    found = read(edition, table, columns)
    try:
        return found.astype(columns)
    except ValueError as error:
        path = edition / "tables" / f"{table}.csv"
        raise AireError(f"{path}: {error}; delete this edition, or mend it") from None


def holds(edition: Path, needed: Mapping[str, Iterable[str]]) -> bool:
    """Return whether an edition handed over these columns of these tables: older ones had fewer.

    Raises
    ------
    AireError
        What should be a table is none.
    """
    kept = all((edition / "tables" / f"{table}.csv").is_file() for table in needed)
    return kept and all({*columns} <= {*_csv(edition, table, nrows=0)} for table, columns in needed.items())


def _csv(edition: Path, table: str, **how: Any) -> pd.DataFrame:
    path = edition / "tables" / f"{table}.csv"
    try:
        return pd.read_csv(path, dtype="str", **how)
    except (OSError, ValueError) as error:
        raise AireError(f"{path}: cannot be read ({str(error).splitlines()[0]}); delete this edition, or mend it") from None
