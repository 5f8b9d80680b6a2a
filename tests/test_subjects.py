"""``unit: topic`` gives a map of the tags that pages give themselves: which go together, and what is said under each."""

import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from tests.demo_web.cast import COMMUNITIES, data

from helpers import communities, niche, tables
from helpers.parse import subjects
from helpers.paths import AireError

POSTS = [  # post, the thread that it is of, tags
    ("p1", "", "Pain | #Levure"), ("p2", "", "pain | levure | Four"), ("p3", "", "four | pain"), ("r1", "p2", ""), ("p4", "", "une fois"),
]  # fmt: skip


@pytest.fixture
def study(new_niche):
    """Return a niche of which the topics are mapped."""
    return niche.load(new_niche("question: Quoi ?\nunit: topic\n"))


def made_of(rows):
    """Return tables of one site with these posts."""
    posts = pd.DataFrame(rows, columns=["post", "thread", "terms"]).assign(page=lambda frame: frame["post"], source="a.example")
    posts = posts.assign(kind="article", author="person-0000000a", published="2025-05-01", lang="fr", url="https://a.example/x")
    sites = tables.conform(pd.DataFrame({"source": ["a.example"]}), "sources")
    return {"sources": sites, "pages": tables.empty("pages"), "posts": tables.conform(posts, "posts")}


def test_tags_given_to_one_text_are_tied_whatever_their_capitals_and_a_tag_given_once_is_left_out(study):
    made = subjects.of_topics(made_of(POSTS), study, "2025-06-01")
    assert made["sources"][["source", "title", "kind", "pages"]].to_numpy().tolist() == [
        ["four", "Four", "topic", 2], ["levure", "Levure", "topic", 2], ["pain", "pain", "topic", 3],
    ]  # fmt: skip
    ties = made["edges"].set_index(["source", "target"])["pages"].to_dict()
    assert ties == {
        ("four", "levure"): 1, ("four", "pain"): 2, ("levure", "four"): 1,
        ("levure", "pain"): 2, ("pain", "four"): 2, ("pain", "levure"): 2,
    }  # fmt: skip


def test_a_thread_is_told_under_the_rarest_of_its_tags(study):
    made = subjects.of_topics(made_of(POSTS), study, "2025-06-01")
    assert made["posts"].set_index("post")["source"].to_dict() == {"p1": "levure", "p2": "four", "p3": "four", "r1": "four"}


def test_without_a_tag_given_twice_one_sentence_says_what_is_missing(study):
    with pytest.raises(AireError, match="unit: topic maps the tags of the pages read"):
        subjects.of_topics(made_of(POSTS[-1:]), study, "2025-06-01")


@pytest.mark.heavy
def test_the_tags_of_each_planted_community_are_found_together(planted):
    study = planted.niche.model_copy(update={"unit": "topic", "seeds": []})
    made = subjects.of_topics(planted.tables, study, study.date)
    found = communities.detect(made["edges"], made["sources"], study).communities.set_index("source")["community"]
    true = pd.Series({tag: name for name in COMMUNITIES for tag in data(name)["tags"]})
    true = true[true.index.isin(found.index)]
    agreement = adjusted_mutual_info_score(true, found[true.index])
    print(f"AMI {agreement:.3f} on {len(true)} tags")
    assert len(true) >= 40 and agreement >= 0.9
