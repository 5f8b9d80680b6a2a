"""A niche that is one forum gives a map of its people: who helps is found, nobody is named, nobody is to be contacted."""

import json
from typing import Any, NamedTuple

import pandas as pd
import pytest
from tests.conftest import copy_demo

from helpers import influence, niche, parse, paths
from helpers.niche import Niche

pytestmark = pytest.mark.heavy
FORUM = "marmite-bavarde.example"  # the larger of the two


class Forum(NamedTuple):
    """A forum of the demonstration: the niche that it is, its tables, who was planted to help."""

    study: Niche
    made: dict[str, pd.DataFrame]
    helpers: set[Any]


@pytest.fixture(scope="module")
def forum(tmp_path_factory):
    """Return one forum of the demonstration alone, its people being the unit, and its tables."""
    folder = copy_demo(tmp_path_factory.mktemp("forum"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRE_HOME", str(folder))
        path = paths.niche_folder("demo") / "niche.yml"
        text = path.read_text(encoding="utf-8").replace("seeds: {file: seeds.csv}", f"seeds: [{FORUM}]")
        path.write_text(text + "\nunit: person\n", encoding="utf-8")
        study = niche.load("demo")
        truth = json.loads((paths.niche_folder("demo") / "truth.json").read_text(encoding="utf-8"))
        planted = {study.pseudonym(one) for one in truth["helpers"][FORUM]}
        return Forum(study, parse.build(study, 2), planted)


def test_the_planted_helpers_of_a_forum_come_first(forum):
    nowhere = pd.DataFrame({"source": forum.made["sources"]["source"], "community": ""})
    scores = influence.score({**forum.made, "communities": nowhere}, forum.study, runs=50)
    first = set(scores[scores["definition"] == "cited"].nsmallest(len(forum.helpers), "rank")["source"])
    assert first == forum.helpers


def test_people_carry_pseudonyms_and_no_door(forum):
    made = forum.made
    assert made["sources"]["source"].str.fullmatch(r"person-[0-9a-f]{8}").all()
    assert made["contacts_seen"].empty and (made["sources"]["url"] == "").all()
    assert {*made["edges"]["source"], *made["edges"]["target"]} <= {*made["sources"]["source"]}
    assert set(made["edges"]["layer"]) <= {"reply", "comment"}
