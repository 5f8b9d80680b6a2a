"""The tables through which the stages meet: contracts, checked and atomic reading and writing."""

import functools
import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helpers import manifest, paths
from helpers.manifest import write_file as write_file
from helpers.paths import AireError

DTYPES = {"text": "str", "integer": "int64", "number": "float64", "flag": "bool"}
DECIMALS = 6


@functools.cache
def contracts() -> dict[str, dict[str, Any]]:
    """Return the contract of each table: stage, about, key, columns ``{name: "type, meaning"}``."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(paths.data_file("contracts.yml").read_text(encoding="utf-8"))
    return loaded


def contract(table: str) -> dict[str, Any]:
    """Return the contract of one table.

    Raises
    ------
    AireError
        There is no such table.
    """
    if table not in contracts():
        raise AireError(f"table {table!r}: unknown; the tables are {', '.join(contracts())}", exit_code=2)
    return contracts()[table]


def owned(stage: str) -> list[str]:
    """Return the tables that a stage writes, sorted."""
    return sorted(table for table, about in contracts().items() if about["stage"] == stage)


def column_types(table: str) -> dict[str, str]:
    """Return the dtype of each column, in the order of the contract."""
    return {column: DTYPES[about.split(",")[0]] for column, about in contract(table)["columns"].items()}


def empty(table: str) -> pd.DataFrame:
    """Return the table without rows."""
    return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in column_types(table).items()})


def _column(frame: pd.DataFrame, column: str, dtype: str, table: str) -> pd.Series:
    """Return one column in its type; an absent one is empty, zero or false."""
    if column not in frame:
        return pd.Series([{"str": "", "bool": False}.get(dtype, 0)] * len(frame), index=frame.index, dtype=dtype)
    series = frame[column]
    if series.isna().any():
        row = int(series.isna().to_numpy().argmax())
        raise AireError(f"table {table}, column {column!r}, row {row}: no value; expected {dtype}")
    try:
        typed = series.astype(dtype)
    except (TypeError, ValueError) as error:
        raise AireError(f"table {table}, column {column!r}: expected {dtype}; {error}") from None
    # pandas makes 1 of 1.5 and True of "no" without a word
    if dtype != "str" and not (typed == series).all():
        changed = series[(typed != series)].iloc[0]
        raise AireError(f"table {table}, column {column!r}: expected {dtype}; found {changed!r}")
    return typed.round(DECIMALS) + 0.0 if dtype == "float64" else typed


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the frame as its contract wants it: columns, types, unique key, sorted by key.

    Raises
    ------
    AireError
        A key column is absent, a column is unknown, a value has the wrong type or is missing, or a key is given twice.
    """
    key, types = contract(table)["key"], column_types(table)
    faults = [f"key column {name!r} is absent" for name in key if name not in frame]
    faults += [f"column {name!r} is not in the contract" for name in frame if name not in types]
    if faults:
        raise AireError(f"table {table}: {'; '.join(faults)}")
    made = pd.DataFrame({name: _column(frame, name, dtype, table) for name, dtype in types.items()})
    made = made.sort_values(key, kind="stable", ignore_index=True)
    twice = made[made.duplicated(key)]
    if len(twice):
        first = twice.iloc[0][key]
        times = int((made[key] == first).all(axis=1).sum())
        raise AireError(f"table {table}: key {first.to_dict()} is given {times} times")
    return made


def table_path(name: str, table: str) -> Path:
    """Return the file of a table."""
    return paths.processed_folder(name) / f"{table}.parquet"


def _write(name: str, table: str, frame: pd.DataFrame) -> dict[str, Any]:
    content = conform(frame, table).to_parquet(None, index=False, compression="zstd")
    digest = write_file(table_path(name, table), content)
    return {"sha256": digest, "rows": len(frame), "columns": len(column_types(table))}


def save(name: str, stage: str, frames: dict[str, pd.DataFrame], parameters: dict[str, Any]) -> pd.DataFrame:
    """Write the tables of a stage, then the manifest that vouches for them.

    Returns
    -------
    One row a table: table, rows, columns, path.

    Raises
    ------
    AireError
        A table breaks its contract or belongs to another stage, or the disk refuses.
    """
    if sorted(frames) != owned(stage):
        raise AireError(f"stage {stage} writes {', '.join(owned(stage))}; it was given {', '.join(sorted(frames))}")
    manifest.forget_stage(name, stage)
    entries = {table: _write(name, table, frames[table]) for table in sorted(frames)}
    manifest.record_stage(name, stage, parameters, entries)
    rows = [(table, said["rows"], said["columns"], _shown(table_path(name, table))) for table, said in entries.items()]
    return pd.DataFrame(rows, columns=["table", "rows", "columns", "path"])


def _shown(path: Path) -> str:
    """Return the path from the workspace down: it reads the same on every machine."""
    return path.relative_to(paths.home()).as_posix()


def read(name: str, table: str) -> pd.DataFrame:
    """Return a table, once its bytes are those that the manifest vouches for.

    Raises
    ------
    AireError
        It was never written, or was changed or cut since.
    """
    stage, path = contract(table)["stage"], table_path(name, table)
    entry = manifest.table_entry(name, stage, table)
    if entry is None or not path.is_file():
        raise AireError(f"{path}: not there yet; run notebook {stage} first (or: aire build {name})")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise AireError(f"{path}: its bytes are not those of the manifest (changed or cut); run notebook {stage} again")
    manifest.note_reading(name, table, entry["sha256"])
    return conform(pd.read_parquet(path), table)


def read_all(name: str) -> dict[str, pd.DataFrame]:
    """Return every table of the niche by name."""
    return {table: read(name, table) for table in contracts()}
