"""One question, one line, one table; a decision is written where people write theirs, and only what depends on it runs."""

import pandas as pd
import pytest
import yaml

from helpers import manifest, niche, paths, tables
from helpers.ask import Answers, decisions
from helpers.paths import AireError
from helpers.report.parameters import parameters_of

HIDE = {"source": "a", "hide": True, "reason": "a shop"}
ITEM = "- {source: a, hide: true, reason: a shop}"
FLOW = ITEM[2:]
SAID = [
    ("", f"sources:\n{ITEM}\n"),
    ("# nothing yet\n", f"# nothing yet\nsources:\n{ITEM}\n"),
    ("notes: []", f"notes: []\nsources:\n{ITEM}\n"),
    ("sources:  # ours\n  - source: b  # why\n    hide: true\n    reason: x\n", None),
    ("sources:\n-   # the shop\n    source: b\n    hide: true\n    reason: x\nnotes: []  # none\n", None),
    ("sources: []  # none\nnotes: []\n", f"sources: [{FLOW}]  # none\nnotes: []\n"),
    ("sources: [{source: b, hide: true, reason: x},  # b\n  {source: c, hide: true, reason: x}]  # c\n", None),
    ("sources:\nnotes: []\n", f"sources:\n{ITEM}\nnotes: []\n"),
    ("sources:  # none yet\n# below\nnotes: []\n", f"sources:  # none yet\n{ITEM}\n# below\nnotes: []\n"),
    ("sources: ~  # none\n", f"sources:   # none\n{ITEM}\n"),
]


@pytest.mark.parametrize(("before", "after"), SAID)
def test_a_decision_is_added_to_what_people_wrote_and_their_comments_stay(before, after):
    text = decisions.added(before, HIDE)
    assert after is None or text == after
    assert yaml.safe_load(text)["sources"][0] == HIDE and len(text) > len(before)
    assert [line.partition("#")[2] for line in text.splitlines() if "#" in line] == [
        line.partition("#")[2] for line in before.splitlines() if "#" in line
    ]
    assert len(yaml.safe_load(decisions.added(text, HIDE))["sources"]) == len(yaml.safe_load(text)["sources"]) + 1


@pytest.mark.parametrize("text", ["{notes: []}\n", "notes: []\n...\n"])
def test_a_file_without_a_place_for_the_decision_is_left_to_the_analyst_who_is_told_the_line(text):
    with pytest.raises(AireError, match="add the line - {source: a"):
        decisions.added(text, HIDE)


def test_a_decision_without_reason_leaves_the_file_as_it_was(new_niche):
    name = new_niche(editorial_yml="# ours\n")
    with pytest.raises(AireError, match="reason"):
        decisions.take(name, {"source": "a", "hide": True, "reason": ""})
    assert (paths.niche_folder(name) / "editorial.yml").read_text() == "# ours\n"


def test_a_stage_runs_again_for_the_decisions_that_it_reads(new_niche):
    name = new_niche(editorial_yml="")
    path = paths.niche_folder(name) / "editorial.yml"

    def rerun(text: str) -> list[str]:
        path.write_text("")
        before = {stage: manifest.fingerprint(name, stage, {}) for stage in manifest.STAGES}
        path.write_text(text)
        return [stage[:2] for stage in manifest.STAGES if manifest.fingerprint(name, stage, {}) != before[stage]]

    assert rerun("notes: [{section: brief, text: Vu.}]\n") == ["10"]
    assert rerun("communities: [{member: a, name: Pain, reason: x}]\n") == ["03", "10"]
    assert rerun("sources: [{source: a, move_to: b, reason: x}]\n") == ["03", "10"]
    assert rerun("sources: [{source: a, title: A, reason: x}]\n") == ["02", "10"]
    assert rerun("sources: [{source: a, hide: true, reason: x}]\n") == ["02", "10"]
    assert rerun("sources: [{source: a, merge_into: b, reason: x}]\n") == ["01", "02", "10"]


@pytest.fixture
def ask(demo_home):
    """Return the questions to the demonstration."""
    return Answers("demo")


def test_each_answer_is_one_line_and_one_table(ask):
    first = ask.why("Les mains dans le plat")
    assert first["contribution"].iloc[:-1].sum() > 0.5 and {"cited", "engaging", "combined"} <= set(first["definition"])
    told = ask.source("les mains dans le plat").set_index("fact")["value"]
    assert told["source"] == "lesmainsdansleplat.surleblog.example" and int(told["cited by"]) > 50
    assert float(told["chance to be in the core"]) > 0.9 and "rank, cited_recent" in told
    links = tables.read("demo", "links")
    one = links[links["known"] & links["editorial"]].iloc[0]
    found = ask.links(one["source"], one["target_source"])
    assert (found["context"] == one["context"]).any() and found["url"].str.startswith("http").all()
    said = ask.passages("sans GLUTEN")
    assert not said["passage"].str.startswith(" .").any() and not ask.passages("Mon mari")["passage"].str.startswith(".").any()
    assert len(said) > 20 and said["passage"].str.casefold().str.contains("sans gluten").all()
    names = tables.read("demo", "community_names")["name"]
    crossing = ask.between(names[0], "c02")
    assert len(crossing) and {*crossing["from"]} | {*crossing["to"]} == {"c01", "c02"}
    assert ask.crossroads()["share"].iloc[0] > 0.05 and not ask.crossroads()["bound"].any()


def test_a_name_that_is_none_is_told_with_those_that_come_near(ask):
    with pytest.raises(AireError, match="les mains dans le plat"):
        ask.source("les main dans le plat")


def test_what_if_tells_who_would_move_and_writes_nothing(ask):
    before = tables.read("demo", "influence")
    found = ask.what_if(["Les mains dans le plat", "septepices.example"], runs=20)
    assert len(found) == before["source"].nunique() - 2 and not found["source"].eq("septepices.example").any()
    assert found["rank_without"].min() == 1 and found["moved"].sum() < len(found) / 4
    assert before.equals(tables.read("demo", "influence"))
    assert "septepices.example" not in set(ask.what_if("Sept épices", runs=5)["source"])


def test_a_decision_in_a_notebook_is_written_and_only_what_depends_on_it_runs(demo_copy):
    ask = Answers("demo")
    ran = ask.rename("Sept épices", "Sept épices et une", "her own words")
    assert "01-collect-sources" not in set(ran["stage"]) and "02-build-graph" in set(ran["stage"])
    assert tables.read("demo", "sources").set_index("source").at["septepices.example", "title"] == "Sept épices et une"
    assert niche.load("demo").editorial.sources[0].reason == "her own words"
    assert niche.load("demo").editorial.notes, "what stood in the file is gone"
    stages = manifest.STAGES[:-1]
    assert all(manifest.up_to_date("demo", stage, parameters_of(stage, {"niche": "demo"})) for stage in stages)


def test_a_community_or_a_source_is_asked_for_its_themes_by_any_of_its_names(ask):
    named = ask._table("community_names").set_index("community")["name"]
    of_community = ask.topics("c01")
    assert 3 <= len(of_community) <= 10 and of_community["rank"].tolist() == list(range(1, len(of_community) + 1))
    assert of_community["url"].str.startswith("https://").all()
    pd.testing.assert_frame_equal(of_community, ask.topics(named["c01"]))
    source = ask._table("topics").query("unit == 'source'")["name"].iloc[0]
    assert len(ask.topics(source)) <= 5
