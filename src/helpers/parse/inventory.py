"""What the archives hold, before any of it is parsed, and which of the sources asked for they lack."""

import pandas as pd

from helpers import tables, urls
from helpers.niche import Niche
from helpers.parse import captures, people
from helpers.parse.archive import Record, Skip
from helpers.parse.decode import kind_of


def _row(record: Record, known: dict[str, str]) -> tuple[str, str, str, int, str]:
    address = urls.canonical(record.url)
    source = urls.source_of(address, known) if address else ""
    return record.archive, source, kind_of(record), len(record.body), record.captured_at[:10]


def inventory(study: Niche) -> pd.DataFrame:
    """Return the table ``inventory``: records by archive, source and kind; empty where the niche has no archive."""
    skips: list[Skip] = []
    known = captures.prefixes(study)
    rows = [_row(record, known) for record in captures.records(study, skips)]
    frame = pd.DataFrame(rows, columns=["input", "source", "kind", "bytes", "captured"])
    frame["source"] = frame["source"].replace(people.masks(study, sorted(frame["source"].unique())))
    made = frame.groupby(["input", "source", "kind"], as_index=False).agg(
        records=("bytes", "size"), bytes=("bytes", "sum"), first=("captured", "min"), last=("captured", "max")
    )
    return tables.conform(made, "inventory") if len(made) else tables.empty("inventory")


def seeds_asked(study: Niche) -> pd.DataFrame:
    """Return the sources that niche.yml names: source, url, label; one row each, sorted."""
    known = captures.prefixes(study)
    rows = [(urls.source_of(urls.canonical(seed.url), known), seed.url, seed.label) for seed in study.sources_asked]
    frame = pd.DataFrame(rows, columns=["source", "url", "label"]).astype("str")
    return frame.drop_duplicates("source").sort_values("source", ignore_index=True)
