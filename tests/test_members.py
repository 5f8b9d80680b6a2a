"""A niche that is one forum gives a map of its people: who helps is found, nobody is named, nobody is to be contacted."""

import json

import pytest

from helpers import communities, influence, niche, parse, paths

FORUMS = {"marmite-bavarde.example": 4, "forum.lefournildescopains.example": 4}


@pytest.fixture(params=sorted(FORUMS))
def forum(request, demo_copy):
    """Return one forum of the demonstration alone, its people being the unit, and its tables."""
    path = paths.niche_folder("demo") / "niche.yml"
    text = path.read_text(encoding="utf-8").replace("seeds: {file: seeds.csv}", f"seeds: [{request.param}]")
    path.write_text(text + "\nunit: person\n", encoding="utf-8")
    study = niche.load("demo")
    return request.param, study, parse.build(study, 1)


def test_the_planted_helpers_of_a_forum_come_first(forum):
    name, study, made = forum
    found = communities.detect(made["edges"], made["sources"], study)
    scores = influence.score({**made, "communities": found.communities}, study, runs=50)
    truth = json.loads((paths.niche_folder("demo") / "truth.json").read_text(encoding="utf-8"))
    planted = {study.pseudonym(one) for one in truth["helpers"][name]}
    first = set(scores[scores["definition"] == "cited"].nsmallest(FORUMS[name], "rank")["source"])
    verdict = found.partition.set_index("measure").at["ambiguous_links", "words"]
    print(
        f"{name}: {len(made['sources'])} people, {len(made['edges'])} edges, {len(planted & first)} of {len(planted)} helpers; {verdict}"
    )
    assert first == planted


def test_people_carry_pseudonyms_and_no_door(forum):
    _, _, made = forum
    assert made["sources"]["source"].str.fullmatch(r"person-[0-9a-f]{8}").all()
    assert made["contacts_seen"].empty and (made["sources"]["url"] == "").all()
    assert {*made["edges"]["source"], *made["edges"]["target"]} <= {*made["sources"]["source"]}
    assert set(made["edges"]["layer"]) <= {"reply", "comment"}
