"""Terms that tell communities apart, and likeness to a brief."""

import pandas as pd
import pytest
from tests import networks

from helpers import tables, topics

WORDS = {"c01": "farine levain mie croûte", "c02": "cépage tanins bouteille cave"}
COMMUNITIES = pd.DataFrame({"source": list("abcdef"), "community": ["c01"] * 3 + ["c02"] * 3})


def posts(text: dict[str, str], **columns: object) -> pd.DataFrame:
    """Return one article a source."""
    rows = pd.DataFrame({"source": list(text), "text": list(text.values())})
    return tables.conform(rows.assign(post=[f"p{x}" for x in text], kind="article", **columns), "posts")


def of_community(extra: str = "") -> pd.DataFrame:
    """Return articles that speak of what their community speaks of, and of the weather."""
    placed = COMMUNITIES.set_index("source")["community"]
    return posts({source: f"Il pleut souvent dehors. {WORDS[community]} {extra}" for source, community in placed.items()})


def told(frame: pd.DataFrame, languages: tuple[str, ...] = ("fr",)) -> dict[str, list[str]]:
    """Return the terms of each community, most distinctive first."""
    terms = topics.distinctive(frame, COMMUNITIES, list(languages)).sort_values(["score", "term"], ascending=[False, True])
    return {str(name): own["term"].tolist() for name, own in terms.groupby("community")}


def test_the_first_terms_are_those_that_only_the_community_uses():
    found = told(of_community())
    for community, words in WORDS.items():
        first = {word for term in found[community][:4] for word in term.split()}
        assert first <= set(words.split())


def test_tags_come_first():
    frame = of_community()
    tags = {"c01": "Pain maison | #Boulangerie", "c02": "Vin nature"}
    placed = frame["source"].map(COMMUNITIES.set_index("source")["community"])
    found = told(frame.assign(terms=placed.map(tags)))
    assert set(found["c01"][:2]) == {"pain maison", "boulangerie"} and found["c02"][0] == "vin nature"


def test_what_one_source_repeats_tells_nothing_of_its_community():
    frame = of_community()
    frame.loc[0, "text"] += " trottinette" * 500
    assert "trottinette" not in told(frame)["c01"]


def test_comments_and_copies_are_left_out():
    frame = of_community()
    noise = posts(dict.fromkeys("abc", "publicité publicité")).assign(post=["n1", "n2", "n3"])
    for left_out in (noise.assign(kind="comment"), noise.assign(original="p0")):
        assert told(pd.concat([frame, left_out])) == told(frame)


def test_stop_words_of_the_niches_languages_are_no_terms():
    frame = posts(dict.fromkeys("abcdef", "the bread and the wine with le pain et le vin"))
    terms = {term for own in told(frame, ("fr", "en")).values() for term in own}
    assert {"the", "and", "with", "le", "et"} & terms == set()


def test_a_term_is_told_once_whatever_its_number():
    frame = of_community("tarte tartes tarte aux pommes")
    kin = [term for term in told(frame)["c01"] if "tarte" in term]
    assert len(kin) <= 1


@pytest.mark.parametrize(
    "frame", [tables.empty("posts"), posts({"a": "seul"}), posts({"a": "farine", "d": "cépage"}), posts({"z": "inconnu"})]
)
def test_without_common_words_there_are_no_terms(frame):
    assert topics.distinctive(frame, COMMUNITIES, ["fr"]).empty


def test_the_order_of_the_posts_changes_nothing():
    frame = of_community("four chaud")
    pd.testing.assert_frame_equal(
        topics.distinctive(frame, COMMUNITIES, ["fr"]),
        topics.distinctive(frame.sample(frac=1, random_state=1), COMMUNITIES.sample(frac=1, random_state=2), ["fr"]),
    )


def test_likeness_is_one_for_the_brief_itself_and_nothing_for_another_subject():
    frame = posts({"a": "levain et farine", "b": "vélo, freins et pneus"})
    found = topics.likeness(frame, networks.study(brief="Le levain, la farine."))
    assert found.tolist() == pytest.approx([1, 0])


@pytest.mark.parametrize("values", [{}, {"brief": "le la les"}, {"keywords": []}])
def test_without_a_brief_nothing_is_more_relevant(values):
    assert topics.likeness(of_community(), networks.study(**values)).tolist() == [0] * 6


def test_keywords_stand_in_for_a_brief():
    assert topics.likeness(of_community(), networks.study(keywords=["levain"])).tolist()[0] > 0
