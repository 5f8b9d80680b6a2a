"""Communities from one edition to the next: the same identifier for the same sources, and what became of the others."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import earlier as handed_over
from helpers import tables
from helpers.graph import rules
from helpers.paths import AireError

READ = {"communities": ["source", "community"], "community_names": ["community", "name", "colour"]}


class Earlier(NamedTuple):
    """What an earlier edition said: its name, and its tables ``communities`` and ``community_names`` as they were handed over."""

    edition: str
    communities: pd.DataFrame
    names: pd.DataFrame


def earlier(name: str, date: str) -> Earlier | None:
    """Return the last edition of a niche before a date (YYYY-MM-DD), read from its tables; None where there is none, or
    where it is too old to tell."""
    found = handed_over.folder(name, date)
    return handed(found) if found and handed_over.holds(found, READ) else None


def handed(edition: Path) -> Earlier:
    """Return what an edition said, by its folder.

    Raises
    ------
    AireError
        Its tables are not those of an edition.
    """
    said = [handed_over.read(edition, table, columns) for table, columns in READ.items()]
    if not said[1]["colour"].str.fullmatch("[0-8]").all():
        path = edition / "tables" / "community_names.csv"
        raise AireError(f"{path}: a colour is a number from 0 to 8; delete this edition, or mend it")
    return Earlier(edition.name, said[0], said[1].astype({"colour": "int64"}))


def _common(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return how many sources each community of now (rows) has in common with each one of before (columns)."""
    both = now[["source", "community"]].merge(before, on="source", suffixes=("", "_before"))
    placed = both[(both["community"] != "") & (both["community_before"] != "")]
    return pd.crosstab(placed["community"], placed["community_before"])


def _continued(common: pd.DataFrame) -> dict[str, str]:
    """Return the community of before that each community of now continues; see ``renamed``."""
    from scipy.optimize import linear_sum_assignment

    counts = common.to_numpy()
    least = np.minimum.outer(counts.sum(axis=1), counts.sum(axis=0))
    alike = counts >= rules("communities.yml")["continues"] * least
    pairs = zip(*linear_sum_assignment(counts * alike, maximize=True), strict=True)
    return {common.index[row]: common.columns[column] for row, column in pairs if alike[row, column]}


def renamed(before: pd.DataFrame, now: pd.DataFrame) -> dict[str, str]:
    """Return the identifier of each community of now: that of the one of before that it continues, else a new one.

    The matching as a whole keeps most sources (Kuhn 1955); two with less than half of the smaller one in common are no
    continuation. Sources that only one edition knows count for nothing.

    Parameters
    ----------
    before, now: source, community (empty for none).
    """
    common, used = _common(before, now), {*before["community"]}
    kept = {} if common.empty else _continued(common)
    fresh = (name for name in map("c{:02d}".format, range(1, 10_000)) if name not in used)
    return {name: kept.get(name) or next(fresh) for name in sorted({*now["community"]} - {""})}


def changes(before: Earlier | None, now: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``community_changes``: what became of each community, those of now being named by ``renamed``.

    A community without namesake was *split* from those of which it holds a quarter, or else *born*; one of before that is
    no more has *merged* into the community that holds half of it, or else *died*.
    """
    if before is None:
        return tables.empty("community_changes")
    common, settings = _common(before.communities, now), rules("communities.yml")
    share = common / common.sum()
    old, new = ({*frame["community"]} - {""} for frame in (before.communities, now))
    rows = [("kept", name, name) for name in old & new]
    for name in new - old:
        held = share.loc[name] if name in share.index else pd.Series(dtype=float)
        parents = held.index[held >= settings["parted"]].tolist()
        rows += [("split", name, parent) for parent in parents] or [("birth", name, "")]
    for name in old - new:
        held = share[name] if name in share else pd.Series(dtype=float)
        heirs = held.index[held >= settings["continues"]].tolist()
        rows += [("merge", heir, name) for heir in heirs[:1]] or [("death", "", name)]
    told = pd.DataFrame(rows, columns=["event", "community", "before"])
    known = before.names.set_index("community")["name"]
    return tables.conform(told.assign(name_before=told["before"].map(known).fillna("")), "community_changes")


def dressed(portraits: pd.DataFrame, said: pd.DataFrame, colours: int) -> pd.DataFrame:
    """Return the portraits with the names and colours that they had before; a new one takes a colour still free.

    Parameters
    ----------
    said: table ``community_names`` of before. colours: how many there are; that number stands for the others.
    """
    known = said.set_index("community")
    kept = portraits["community"].isin(known.index)
    names = portraits["name"].where(~kept, portraits["community"].map(known["name"]))
    namesake = ~kept & names.isin(names[kept])
    names = names.where(~namesake, names + " (" + portraits["community"] + ")")
    taken = {*known["colour"].reindex(portraits["community"][kept])}
    free = iter([colour for colour in range(colours) if colour not in taken])
    colour = [
        known.at[name, "colour"] if name in known.index else (next(free, colours) if own < colours else colours)
        for name, own in zip(portraits["community"], portraits["colour"], strict=True)
    ]
    return portraits.assign(name=names, colour=colour)
