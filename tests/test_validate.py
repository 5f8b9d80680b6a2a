"""The methods are tried where the truth is known, and the trial can fail."""

import numpy as np
import pytest
from scipy import sparse

from helpers import tables, validate
from helpers.paths import AireError


def test_intervals_are_tried_on_networks_of_a_known_model():
    found = validate.calibration(2).set_index("definition")
    assert set(found.index) == {"cited", "authority"} and found["covered"].between(0.7, 1).all() and (found["width"] > 5).all()


def test_intervals_too_narrow_are_found_out(monkeypatch):
    monkeypatch.setattr("helpers.influence.ranking.LEVEL", 0.3)
    assert (validate.calibration(2)["covered"] < 0.6).all()


def test_no_community_is_told_where_none_was_drawn_and_four_are_where_four_were():
    found = validate.verdicts(2).set_index("drawn")
    assert found.at["no communities drawn", "none"] == 1 and found.loc["four communities drawn"].get("none", 0) == 0


def test_a_core_is_told_where_one_was_drawn_its_members_are_known_and_a_wrong_one_is_not_believed(monkeypatch):
    found = validate.cores(4).set_index("drawn")
    assert found.loc["a core of 24 drawn", ["told", "members"]].ge([1, 0.9]).all() and found.at["no core drawn", "told"] <= 0.25
    plain = validate.graph.core_periphery
    monkeypatch.setattr(
        validate.graph,
        "core_periphery",
        lambda *given, **more: (core := plain(*given, **more))._replace(chance=core.chance[::-1]),
    )
    assert validate.cores(2).set_index("drawn").at["a core of 24 drawn", "members"] < 0.2


def test_the_seeds_found_are_held_against_every_pair_and_poor_ones_are_found_out(monkeypatch):
    assert validate.seeds(2)["found"][0] >= 0.9
    monkeypatch.setattr(validate.spread, "best", lambda network, *_: network.names[-2:])
    assert validate.seeds(2)["found"][0] < 0.9


def test_one_result_is_counted_where_the_order_changes_nothing_and_several_where_it_does(monkeypatch):
    assert validate.shuffled(2) == 1
    plain = validate.communities.detect
    seeds = iter(range(9))
    monkeypatch.setattr(
        validate.communities, "detect", lambda *given: plain(given[0].sample(frac=0.7, random_state=next(seeds)), *given[1:])
    )
    assert validate.shuffled(2) == 2


def test_the_cross_check_finds_two_blocks_whatever_their_degrees():
    from sklearn.metrics import adjusted_mutual_info_score

    pages, _ = validate.drawn(12, 0.9, 1)
    two = np.arange(validate.SIZE) % validate.BLOCKS < 2
    apart = pages[np.ix_(two, two)]
    matrix = sparse.csr_matrix(apart + apart.T).astype(float)
    linked = np.diff(matrix.indptr) > 0
    groups = validate._others(matrix[linked][:, linked], 1)["SCORE, asked for two"]
    assert adjusted_mutual_info_score((np.flatnonzero(two) % validate.BLOCKS)[linked], groups) > 0.8


@pytest.mark.heavy
def test_the_camps_of_the_political_blogs_reach_their_bars(data, monkeypatch):
    monkeypatch.setenv("AIRE_DATA", str(data))
    found = validate.camps().set_index("what")
    print(found)
    assert len(found) >= 4 and (found["found"] >= found["bar"].fillna(0)).all()


def test_a_niche_without_truth_cannot_be_validated(new_niche):
    with pytest.raises(AireError, match=r"truth.json: not there"):
        validate.planted(new_niche())


def test_what_was_planted_in_the_demonstration_is_found_and_a_wrong_partition_is_not(demo_home, monkeypatch):
    found = validate.planted("demo").set_index("what")
    print(found)
    assert (found["found"] >= found["bar"].fillna(0)).all()
    right = tables.read

    def shuffled(name: str, table: str):
        frame = right(name, table)
        return (
            frame.assign(community=frame["community"].sample(frac=1, random_state=1).to_numpy())
            if table == "communities"
            else frame
        )

    monkeypatch.setattr(tables, "read", shuffled)
    assert validate.planted("demo")["found"].iloc[0] < 0.2
