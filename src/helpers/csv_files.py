"""CSV files that people write: stripped rows, and each fault told by file, line and column."""

import math
from datetime import date
from pathlib import Path

from helpers.niche import read_csv
from helpers.paths import AireError

Row = dict[str, str]


def rows(path: Path, needed: tuple[str, ...]) -> list[tuple[int, Row]]:
    """Return the rows of a CSV with their line numbers; none where there is no such file.

    Raises
    ------
    AireError
        A column that is needed is absent, or the file is no CSV.
    """
    if not path.is_file():
        return []
    columns, found = read_csv(path)
    if absent := [name for name in needed if name not in columns]:
        raise AireError(f"{path}, line 1: expected the columns {', '.join(needed)}; {', '.join(absent)} is absent")
    return [(line, {name: (row[name] or "").strip() for name in columns}) for line, row in found]


def fault(where: tuple[Path, int], column: str, expected: str, found: str) -> AireError:
    """Return the error of one cell, ``where`` being its file and line."""
    return AireError(f"{where[0]}, line {where[1]}, column {column!r}: expected {expected}; found {found!r}")


def day(said: str, where: tuple[Path, int], column: str = "date") -> str:
    """Return a day that is one (ISO 8601)."""
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise fault(where, column, "a day such as 2026-03-01", said) from None


def number(said: str, where: tuple[Path, int], column: str, expected: str) -> float:
    """Return a number from 0 on, with a decimal point or comma."""
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value < 1e9:
        raise fault(where, column, expected, said)
    return value
