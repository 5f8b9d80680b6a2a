"""Small maps, one an edition: each source in its place, who came and who went told from the tables alone."""

import pandas as pd
import pytest
from tests import report_material as made

from helpers import maps
from helpers.texts import Texts

DATE = "2026-09-30"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    frames = made.make_tables()
    return frames if "positions" in frames and len(frames["positions"]) else {**frames, "positions": maps.positions(frames)}


def without(tables: dict[str, pd.DataFrame], lost: set[str]) -> dict[str, pd.DataFrame]:
    """Return an edition that did not hold some sources."""
    ends = tables["edges"][["source", "target"]].isin(lost).any(axis=1)
    kept = {name: tables[name][~tables[name]["source"].isin(lost)] for name in ("sources", "communities", "positions")}
    return {**tables, **kept, "edges": tables["edges"][~ends]}


def test_one_edition_alone_has_no_small_multiples(tables: dict[str, pd.DataFrame]) -> None:
    assert maps.multiples(tables, [], Texts("en"), DATE) is None


def test_who_came_and_who_went_between_two_editions_is_counted_against_the_one_before(tables: dict[str, pd.DataFrame]) -> None:
    linked = [source for source in tables["positions"]["source"] if source in set(tables["edges"]["target"])]
    then = without(tables, set(linked[:3]))
    between = without(tables, set(linked[3:5]))
    drawn = maps.multiples(tables, [("2025-09-30", then), ("2026-03-31", between)], Texts("en"), DATE)
    assert drawn is not None
    counts = [set(one["edges"]["source"]) | set(one["edges"]["target"]) for one in (then, between, tables)]
    assert drawn.table["Linked sources"].tolist() == [len(one) for one in counts]
    assert drawn.table["New"].tolist() == [0, len(counts[1] - counts[0]), len(counts[2] - counts[1])]
    assert drawn.table["Gone"].tolist() == [0, len(counts[0] - counts[1]), len(counts[1] - counts[2])]
    assert drawn.title == f"{len(counts[0])} linked sources on September 30, 2025, {len(counts[2])} on September 30, 2026"


def test_small_multiples_are_the_same_bytes_twice(tables: dict[str, pd.DataFrame]) -> None:
    once, again = (maps.multiples(tables, [("2026-03-31", tables)], Texts("fr"), DATE) for _ in range(2))
    assert once is not None and again is not None
    assert (once.png, once.svg) == (again.png, again.svg)
    assert "autant que" in once.title
