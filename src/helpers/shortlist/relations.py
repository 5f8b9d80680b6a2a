"""What the analyst did with each source: the relation log, data/raw/<niche>/relations.csv, kept by hand."""

from pathlib import Path

import pandas as pd

from helpers import csv_files, forgotten, paths, urls
from helpers.niche import Niche

FILE = "relations.csv"
KINDS = ("listened", "helped", "approached", "answered", "given", "paid", "promised", "refused")
COLUMNS = ("date", "source", "kind", "what", "value", "objective")


def _row(row: dict[str, str], where: tuple[Path, int]) -> dict[str, object]:
    """Return one row in its types."""
    said = {name: row.get(name, "") for name in COLUMNS}
    csv_files.day(said["date"], where)
    if said["kind"] not in KINDS:
        raise csv_files.fault(where, "kind", f"one of {', '.join(KINDS)}", said["kind"])
    if not said["source"]:
        raise csv_files.fault(where, "source", "the address of a source", "")
    value = csv_files.number(said["value"] or "0", where, "value", "a sum in euros before tax, such as 120")
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
    typed = [_row(row, (path, line)) for line, row in csv_files.rows(path, COLUMNS[:3])]
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
