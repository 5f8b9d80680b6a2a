"""A niche that is one forum gives a map of its people: who helps and who talks with whom is found, nobody is named."""

import json
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from tests.demo_web import generate

from helpers import communities, influence, niche, parse, paths, shortlist, tables
from helpers.niche import Niche
from helpers.parse import members

pytestmark = pytest.mark.heavy
FORUM = "marmite-bavarde.example"  # the larger of the two


class Forum(NamedTuple):
    """A forum of the demonstration: the niche that it is, its tables, who was planted to help, the circle of each member."""

    study: Niche
    made: dict[str, pd.DataFrame]
    helpers: set[str]
    circles: "pd.Series[str]"


@pytest.fixture(scope="module", params=[20, 4711])
def forum(request, tmp_path_factory):
    """Return one forum of the demonstration alone, then that of a seed never looked at; its people are the unit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRE_HOME", str(tmp_path_factory.mktemp("forum")))
        folder = paths.niche_folder("demo")
        generate(request.param, folder)
        asked = (folder / "niche.yml").read_text(encoding="utf-8").replace("seeds: {file: seeds.csv}", f"seeds: [{FORUM}]")
        (folder / "niche.yml").write_text(asked + "\nunit: person\n", encoding="utf-8")
        study, truth = niche.load("demo"), json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        helping = {study.pseudonym(one) for one in truth["helpers"][FORUM]}
        circles = {study.pseudonym(one): name for name, circle in truth["circles"][FORUM].items() for one in circle}
        return Forum(study, parse.build(study, 2), helping, pd.Series(circles))


def found_in(forum, made):
    """Return the communities of the people of some tables, and what may be said of them."""
    found = communities.detect(made["edges"], made["sources"], forum.study)
    return found.communities.set_index("source")["community"], found.partition.set_index("measure")


def talking_with_anybody(forum, seed):
    """Return the tables of the forum as they would be if whoever answers had been drawn among all its people."""
    posts, rng = forum.made["posts"].assign(source=FORUM), np.random.default_rng(seed)
    drawn = pd.Series(rng.choice(np.sort(posts["author"].unique()), len(posts)), posts.index)
    mixed = {"sources": pd.DataFrame({"source": [FORUM]}), "posts": posts.assign(author=drawn)}
    return members.of_people({**forum.made, **mixed}, forum.study, forum.study.date)


def test_the_planted_helpers_of_a_forum_come_first(forum):
    nowhere = pd.DataFrame({"source": forum.made["sources"]["source"], "community": ""})
    scores = influence.score({**forum.made, "communities": nowhere}, forum.study, runs=50)
    first = set(scores[scores["definition"] == "cited"].nsmallest(len(forum.helpers), "rank")["source"])
    assert first == forum.helpers


def test_the_planted_circles_of_a_forum_are_found(forum):
    labels, partition = found_in(forum, forum.made)
    agreement = adjusted_mutual_info_score(forum.circles, labels.reindex(forum.circles.index))
    verdict, unsure = partition.loc["ambiguous_links", ["words", "value"]]
    print(f"AMI {agreement:.3f} on {len(forum.circles)} members in {forum.circles.nunique()} circles; {verdict}, {unsure:.2f}")
    assert len(forum.circles) >= 30 and agreement >= 0.9 and verdict != "none"


@pytest.mark.parametrize("seed", range(5))
def test_where_everybody_answers_anybody_there_are_no_communities(forum, seed):
    _, partition = found_in(forum, talking_with_anybody(forum, seed))
    assert partition.loc["ambiguous_links", "words"] == "none"


def test_nobody_behind_a_pseudonym_is_to_be_approached(forum):
    scores = pd.DataFrame({"source": forum.made["sources"]["source"], "definition": "combined", "percentile": 1.0})
    nowhere = {"communities": forum.made["sources"].assign(community=""), "community_names": tables.empty("community_names")}
    asked = {**forum.made, **nowhere, "partition": tables.empty("partition"), "influence": scores}
    assert shortlist.candidates(asked, forum.study).empty
    assert len(shortlist.candidates(asked, forum.study.model_copy(update={"people": "named"})))


def test_people_carry_pseudonyms_and_no_door(forum):
    made = forum.made
    assert made["sources"]["source"].str.fullmatch(r"person-[0-9a-f]{8}").all()
    assert made["contacts_seen"].empty and (made["sources"]["url"] == "").all()
    assert {*made["edges"]["source"], *made["edges"]["target"]} <= {*made["sources"]["source"]}
    assert set(made["edges"]["layer"]) <= {"reply", "comment"}
