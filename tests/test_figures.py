"""The figures: a finding as title, words for those who cannot see, the same as a table."""

import pandas as pd
import pytest

import report_material as made
from helpers import figures
from helpers.texts import Texts


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return made.make_tables()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_ranking_shows_each_rank_with_its_interval(tables: dict[str, pd.DataFrame], lang: str) -> None:
    figure = figures.ranking(tables, Texts(lang), "2026-03-01")
    assert figure is not None
    ranks = tables["influence"].query("definition == 'combined'").sort_values(["rank", "source"]).head(15)
    assert list(figure.table.iloc[:, 1]) == list(ranks["rank"])
    assert list(figure.table.iloc[:, 2]) == [
        Texts(lang).interval(low, high) for low, high in zip(ranks["rank_low"], ranks["rank_high"], strict=True)
    ]
    assert figure.png.startswith(b"\x89PNG")
    assert len(figure.png) <= 60_000
    assert all(word for word in (figure.title, figure.caption, figure.alt))


def test_the_title_names_a_leader_only_where_the_data_can_tell(tables: dict[str, pd.DataFrame]) -> None:
    first = tables["influence"].query("definition == 'combined'").nsmallest(1, "rank")["source"].iloc[0]
    alone = tables["influence"].assign(tier=lambda frame: (frame["source"] != first).astype(int) + 1)
    tied = tables["influence"].assign(tier=1)
    french = Texts("fr")
    title = tables["sources"].set_index("source").at[first, "title"]
    told = figures.ranking({**tables, "influence": alone}, french, "2026-03-01")
    untold = figures.ranking({**tables, "influence": tied}, french, "2026-03-01")
    assert told is not None and untold is not None
    assert told.title.startswith(title)
    assert untold.title.startswith("15 sources se partagent la tête")


def test_nobody_ranked_is_no_figure(tables: dict[str, pd.DataFrame]) -> None:
    assert figures.ranking({**tables, "influence": tables["influence"].iloc[:0]}, Texts("fr")) is None


def test_the_same_tables_give_the_same_bytes(tables: dict[str, pd.DataFrame]) -> None:
    one, two = (figures.ranking(tables, Texts("fr"), "2026-03-01") for _ in range(2))
    assert one is not None and two is not None
    assert (one.png, one.svg) == (two.png, two.svg)
