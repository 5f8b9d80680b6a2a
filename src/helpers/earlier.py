"""The edition before, read from the tables that it handed over."""

from pathlib import Path

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


def read(edition: Path, table: str, columns: list[str]) -> pd.DataFrame:
    """Return these columns of a table that was handed over, as text.

    Raises
    ------
    AireError
        It is not a table of an edition.
    """
    path = edition / "tables" / f"{table}.csv"
    try:
        return pd.read_csv(path, dtype="str", usecols=columns).fillna("")
    except (OSError, ValueError) as error:
        raise AireError(f"{path}: cannot be read ({str(error).splitlines()[0]}); delete this edition, or mend it") from None


def numbers(edition: Path, table: str, columns: dict[str, str]) -> pd.DataFrame:
    """Return these columns of a table that was handed over, each in its type; see ``read``."""
    found = read(edition, table, list(columns))
    try:
        return found.astype(columns)
    except ValueError as error:
        path = edition / "tables" / f"{table}.csv"
        raise AireError(f"{path}: {error}; delete this edition, or mend it") from None


def holds(edition: Path, table: str, columns: list[str]) -> bool:
    """Return whether an edition handed over these columns of a table: older ones had fewer."""
    path = edition / "tables" / f"{table}.csv"
    return path.is_file() and set(columns) <= set(pd.read_csv(path, nrows=0).columns)
