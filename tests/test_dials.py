"""Dials over the demonstration: what they give where they stand first is the edition, and each turn is answered at once."""

import time
from pathlib import Path

import pandas as pd
import pytest

from helpers import tables
from helpers.ask.dials import SHOWN, Resolution, Weights


@pytest.fixture
def communities(demo_home: Path) -> Resolution:
    return Resolution("demo")


@pytest.fixture
def ranking(demo_home: Path) -> Weights:
    return Weights("demo")


def test_the_dial_of_communities_stands_first_where_the_edition_left_it(communities: Resolution) -> None:
    named = tables.read("demo", "community_names")
    assert communities.table["size"].tolist() == sorted(named["size"], reverse=True)
    assert communities.table["same"].eq(1).all()
    assert communities.sentence.startswith(f"{len(named)} communities among ")


def test_a_higher_resolution_gives_more_communities_and_a_least_number_of_pages_fewer_sources(communities: Resolution) -> None:
    before = communities.table
    assert len(communities.turn(resolution=4.0)) > len(before)
    assert len(communities.turn(resolution=0.2)) < len(before)
    fewer = communities.turn(resolution=1.0, least=3)
    assert 0 < fewer["size"].sum() < before["size"].sum()


def test_several_dials_turned_together_are_computed_once(communities: Resolution, monkeypatch: pytest.MonkeyPatch) -> None:
    read, asked = communities.read, []
    monkeypatch.setattr(communities, "read", lambda **values: asked.append(values) or read(**values))
    communities.turn(resolution=2.0, least=2)
    assert asked == [{"resolution": pytest.approx(2.0), "least": 2}]
    with pytest.raises(KeyError):
        communities.turn(least=1, colour=3)
    communities._sliders["least"].value = 3  # by hand
    assert asked[-1]["least"] == 3, "a dial turned by hand is no longer heard"


def test_where_no_link_is_left_the_dial_says_so(communities: Resolution) -> None:
    communities._made["edges"] = communities._made["edges"].assign(editorial_pages=1)
    assert communities.turn(least=2).empty and communities.sentence == "No link is left."


def test_the_dials_of_weights_stand_first_at_the_ranking_of_the_edition(ranking: Weights) -> None:
    pd.testing.assert_series_equal(ranking.table["rank"], ranking.table["edition"], check_names=False)
    assert ranking.sentence.startswith(f"{SHOWN} of the first {SHOWN}")


def test_weights_turned_to_one_definition_give_its_own_ranking(ranking: Weights) -> None:
    alone = ranking.turn(**dict.fromkeys(ranking._sliders, 0.0) | {"authority": 1.0})
    known = tables.read("demo", "influence").query("definition == 'authority'")
    first = known.sort_values("rank").merge(tables.read("demo", "sources"), on="source")["title"].iloc[0]
    assert alone["source"].iloc[0] == first
    assert alone["rank"].between(alone["low"], alone["high"]).all()
    assert ranking.turn(authority=0.0).empty and ranking.sentence == "Nothing weighs anything: nobody is ranked."


def test_a_turn_of_a_dial_is_answered_in_far_less_time_than_an_edition_takes(communities: Resolution, ranking: Weights) -> None:
    started = time.process_time()
    communities.turn(resolution=2.0)
    ranking.turn(cited=0.0)
    assert time.process_time() - started < 5  # bar: a second each on a quiet machine; five tell a loop that lost its way


def test_a_hostile_title_is_text_in_the_table(ranking: Weights) -> None:
    ranking._titles = ["<img src=x onerror=alert(1)>"] * len(ranking._titles)
    ranking.turn(cited=0.0)
    assert "<img" not in ranking._shown.value and "&lt;img" in ranking._shown.value
