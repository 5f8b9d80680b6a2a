"""The methods are tried where the truth is known, and the trial can fail."""

import pytest

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
