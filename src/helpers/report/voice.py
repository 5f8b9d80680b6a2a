"""What the report tells of the brand's own voice, of the pages that bear its name, and of page one."""

from typing import Any

import pandas as pd

from helpers.report.material import Material, rules

PURPOSES = ("promotes", "informs", "answers")


def own_voice(m: Material) -> dict[str, Any] | None:
    """Return how many texts of the brand's promote, inform and answer; None where it wrote none."""
    counts = m.tables["own_voice"].groupby("purpose")["posts"].sum()
    if counts.empty or m.study.brand is None:
        return None
    said = {purpose: m.t.count(f"voice.{purpose}", int(counts.get(purpose, 0))) for purpose in PURPOSES}
    return {"count": int(counts.sum()), "name": m.study.brand.name, **said}


def namesakes(m: Material) -> list[dict[str, Any]]:
    """Return the pages that carry the brand's name, those of which nobody knows whose they are first."""
    order = m.tables["namesakes"]["status"].map({"unknown": 0, "unofficial": 1, "official": 2})
    rows = m.tables["namesakes"].assign(order=order).sort_values(["order", "cited", "source"], ascending=[True, False, True])
    return [{str(key): value for key, value in row.items()} for row in rows.head(rules()["off_map"]).to_dict("records")]


def page_one(m: Material) -> list[dict[str, Any]]:
    """Return the queries of the last day on which each was searched for, in the order in which to work on them."""
    frame = m.tables["queries"]
    last = frame[frame["date"] == frame.groupby("query")["date"].transform("max")] if len(frame) else frame
    made: pd.DataFrame = last.sort_values("first").head(rules()["off_map"])
    return [{str(key): value for key, value in row.items()} for row in made.to_dict("records")]
