"""What the last edition of a crawl found that the one before it did not know."""

import pandas as pd

from helpers import paths
from helpers.collect.crawl import frontier_path
from helpers.collect.store import reader
from helpers.niche import Niche
from helpers.paths import AireError


def news(study: Niche) -> pd.DataFrame:
    """Return one row a source that has news: pages new, changed and gone since everything was last begun to be asked.

    Raises
    ------
    AireError
        Nothing was crawled yet.
    """
    path = frontier_path(study.name)
    if not path.is_file():
        raise AireError(f"{paths.niche_folder(study.name)}: nothing was crawled yet; run: aire collect {study.name}")
    db = reader(path)
    begin = db.execute("select coalesce(max(run), 0) from runs where anew").fetchone()[0]
    columns = ("source", "new", "changed", "gone")
    rows = db.execute(
        """select source, sum(first_run >= :begin and status = 200),
        sum(first_run < :begin and changed >= :begin and status = 200),
        sum(first_run < :begin and changed >= :begin and status in (404, 410))
        from asked where run >= :begin and state = 'done' group by 1 order by 1""",
        {"begin": begin},
    ).fetchall()
    db.close()
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame[frame[["new", "changed", "gone"]].sum(axis=1) > 0].reset_index(drop=True)
