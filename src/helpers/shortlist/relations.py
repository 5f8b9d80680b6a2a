"""What the analyst did with each source: the relation log, data/raw/<niche>/relations.csv, kept by hand."""

from datetime import date
from pathlib import Path

import pandas as pd

from helpers import forgotten, paths, urls
from helpers.niche import Niche, read_csv
from helpers.paths import AireError

FILE = "relations.csv"
KINDS = ("listened", "helped", "approached", "answered", "given", "paid", "promised", "refused")
COLUMNS = ("date", "source", "kind", "what", "value", "objective")


def _fault(path: Path, line: int, key: str, expected: str, found: str) -> AireError:
    return AireError(f"{path}, line {line}, column {key!r}: expected {expected}; found {found!r}")


def _row(row: dict[str, str], line: int, path: Path) -> dict[str, object]:
    """Return one row in its types."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        date.fromisoformat(said["date"])
    except ValueError:
        raise _fault(path, line, "date", "a day such as 2026-03-01", said["date"]) from None
    if said["kind"] not in KINDS:
        raise _fault(path, line, "kind", f"one of {', '.join(KINDS)}", said["kind"])
    if not said["source"]:
        raise _fault(path, line, "source", "the address of a source", "")
    try:
        value = float(said["value"].replace(",", ".") or 0)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise _fault(path, line, "value", "a sum in euros before tax, such as 120", said["value"])
    address = said["source"] if "://" in said["source"] else f"https://{said['source']}"
    return {**said, "value": value, "source": urls.source_of(urls.canonical(address)) or said["source"]}


def read(study: Niche) -> pd.DataFrame:
    """Return the relation log: date, source, kind, what, value (euros before tax), objective; empty where there is none.

    Raises
    ------
    AireError
        A row is not one of a relation log, told by file, line and column.
    """
    path = paths.niche_folder(study.name) / FILE
    made = pd.DataFrame({name: pd.Series(dtype="float64" if name == "value" else "str") for name in COLUMNS})
    if not path.is_file():
        return made
    columns, rows = read_csv(path)
    absent = [name for name in COLUMNS[:3] if name not in columns]
    if absent:
        raise AireError(f"{path}, line 1: expected the columns {', '.join(COLUMNS[:3])}; {', '.join(absent)} is absent")
    typed = [_row(row, line, path) for line, row in rows]
    return pd.DataFrame(typed, columns=list(COLUMNS)).astype(made.dtypes) if typed else made


def obeyed(refusals: pd.DataFrame, log: pd.DataFrame, sources: pd.Series, study: Niche) -> pd.DataFrame:
    """Return the refusals with those that the log holds, and the sources that opted out; each is obeyed as one published.

    Parameters
    ----------
    sources : every source of the niche.
    """
    out = forgotten.checker(paths.niche_folder(study.name), forgotten.OPTED_OUT)
    told = log[log["kind"] == "refused"].sort_values("date").drop_duplicates("source", keep="last")
    own = pd.DataFrame({"source": told["source"], "sentence": told["what"], "url": "", "date": told["date"]})
    quiet = pd.DataFrame({"source": [one for one in sources if out(one)]}, dtype="str").assign(sentence="", url="", date="")
    return pd.concat([refusals, own, quiet], ignore_index=True).drop_duplicates("source")
