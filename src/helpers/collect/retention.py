"""``aire clean --expired``: captures and editions older than ``retention_months`` of niche.yml are removed."""

import re
import shutil
from datetime import date, datetime

import numpy as np

from helpers import niche, paths
from helpers.collect import keeping, rewrite
from helpers.parse.archive import Block

DATED = re.compile(r"\d{4}-\d\d-\d\d")


def limit(today: date, months: int) -> str:
    """Return the first day that is still kept.

    >>> limit(date(2026, 3, 31), 1), limit(date(2026, 1, 15), 12)
    ('2026-02-28', '2025-01-15')
    """
    month = np.datetime64(today, "M") - months
    last = (month + 1).astype("datetime64[D]") - 1
    return str(min(month.astype("datetime64[D]") + today.day - 1, last))


def clean(name: str, today: datetime) -> list[str]:
    """Remove what is kept for longer than niche.yml says; return one sentence for each thing done.

    Tables are disposable: they go when captures did, and the next run makes them again.
    """
    study = niche.load(name)
    since = limit(today.date(), study.retention_months)

    def kept(block: Block) -> Block | None:
        """Return a record that is not beyond its time."""
        day = block.headers.get("warc-date", "")[:10]
        return None if DATED.fullmatch(day) and day < since else block

    folder, said = paths.niche_folder(name).resolve(), list[str]()
    with keeping.held(name) as crawled:
        if crawled:
            keeping.expire(crawled, since)
        for shown, path in paths.archives(name, study.archives):
            ours = path.resolve().is_relative_to(folder)
            dropped = rewrite.rewrite(path, kept)[0] if ours else 0
            said += [f"{shown}: {dropped} captures from before {since} removed"] if dropped else []
    if said and paths.processed_folder(name).is_dir():
        shutil.rmtree(paths.processed_folder(name))
        said.append("tables removed: aire report makes them again from what is left")
    editions = paths.reports_folder() / name
    for path in sorted(editions.glob("[0-9]*")) if editions.is_dir() else []:
        if DATED.match(path.name) and path.name[:10] < since:
            shutil.rmtree(path)
            said.append(f"edition {path.name} removed")
    return said or [f"Nothing is older than {since} ({study.retention_months} months)."]
