"""Who moved since the edition before, and whether the community moved them or what was captured of it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import earlier, tables
from helpers.influence.scoring import score
from helpers.niche import Niche

PLACE = {"source": "str", "rank": "int64", "rank_low": "int64", "rank_high": "int64"}
READ = {
    "influence": {**PLACE, "definition": "str"},
    "edges": {"source": "str", "target": "str", "layer": "str", "pages": "int64", "weight": "float64"},
}


def moves(edition: Path | None, made: Mapping[str, pd.DataFrame], study: Niche, runs: int = 200) -> pd.DataFrame:
    """Return the table ``moves``: how the ranks by citations differ from those of an edition before, beyond chance.

    A rank has moved when the two intervals have nothing in common. Both editions are then scored on the sources that both
    hold, and on their links among one another: who has moved there too, or only there, was moved by the community; who has
    not, by what was captured. Sources of one edition only are *born* (first published since), *found* or *lost*.

    Parameters
    ----------
    edition: folder of the edition before. made: tables sources, edges, influence of now.
    """
    if edition is None or not earlier.holds(edition, READ):  # older ones may have said less
        return tables.empty("moves")
    said, links = (earlier.numbers(edition, table, columns) for table, columns in READ.items())
    before, now = _cited(said), _cited(made["influence"])
    common = before.index.intersection(now.index)
    alike = [_cited(_rescored(edges, common, study, runs)) for edges in (links, made["edges"])]
    told, kept = _beside(before, now), _beside(*alike)
    first = made["sources"].set_index("source")["first_post"].reindex(told.index, fill_value="")
    cases = {
        "lost": told["rank"].isna(),
        "born": told["rank_before"].isna() & (first > edition.name[:10]),
        "found": told["rank_before"].isna(),
        "community": told.index.isin(kept.index[_apart(kept)]),
        "coverage": _apart(told),
    }
    told["cause"] = np.select(list(cases.values()), list(cases), "")
    rows = told[told["cause"] != ""].reset_index().fillna(0)
    return tables.conform(rows.astype({name: "int64" for name in rows if name.startswith("rank")}), "moves")


def _beside(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    return before.merge(now, how="outer", left_index=True, right_index=True, suffixes=("_before", ""))


def _cited(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks by citations and their intervals, by source."""
    return scores.loc[scores["definition"] == "cited", list(PLACE)].set_index("source")


def _rescored(edges: pd.DataFrame, common: "pd.Index[str]", study: Niche, runs: int) -> pd.DataFrame:
    """Return the influence of sources by their links among one another."""
    among = edges[edges["source"].isin(common) & edges["target"].isin(common)]
    sources = tables.conform(pd.DataFrame({"source": pd.Series(list(common), dtype="str")}), "sources")
    nothing = {name: tables.empty(name) for name in ("communities", "posts", "links")}
    return score(
        {**nothing, "sources": sources, "edges": among}, study.model_copy(update={"audience": None, "reference": None}), runs
    )


def _apart(told: pd.DataFrame) -> pd.Series:
    """Whether two intervals have nothing in common; those of sources that one edition alone knows are not apart."""
    return (told["rank_high_before"] < told["rank_low"]) | (told["rank_high"] < told["rank_low_before"])
