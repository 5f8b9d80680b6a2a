"""A report of people or of topics: told in their own words, nobody to approach, no pseudonym beside the address of a text."""

import re

import pytest
from tests import report_material as made

from helpers.texts import Texts

WORDS = {"person": ("personnes", "réponses"), "topic": ("rubriques", "rencontres")}


def of(unit, patch, home, verdict="clear", lang="fr"):
    """Return the words of each section of a report of this unit."""
    patch.setattr(made, "NICHE", f"{made.NICHE}unit: {unit}\n")
    return made.said(home, made.make_tables(verdict), patch, lang)


@pytest.mark.parametrize("unit", WORDS)
def test_a_report_of_people_or_of_topics_is_told_in_their_words(unit, tmp_path, monkeypatch):
    told = of(unit, monkeypatch, tmp_path)
    assert not re.search(
        r"\bcit(e|ent|ée?s?|ations?)\b", " ".join(told[one] for one in ("brief", "numbers", "communities", "influencers"))
    )
    assert all(word in told["brief"] + told["numbers"] for word in WORDS[unit])
    for section in ("brief", "numbers", "communities", "influencers", "limits", "verify", "glossary"):
        assert "source" not in told[section].lower(), section


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nobody_behind_a_pseudonym_is_told_how_to_be_approached(lang, tmp_path, monkeypatch):
    sites = made.said(tmp_path / "sites", made.make_tables(), monkeypatch, lang)
    people = of("person", monkeypatch, tmp_path / "people", lang=lang)
    why = Texts(lang)("influencers.why")
    assert why in sites["influencers"] and why not in people["influencers"]


def test_where_a_text_is_shown_its_site_is_told_and_not_who_wrote_it(tmp_path, monkeypatch):
    sites = made.said(tmp_path / "sites", made.make_tables(), monkeypatch)["conversations"]
    people = of("person", monkeypatch, tmp_path / "people")["conversations"]
    writers = [title for title in made.make_tables()["sources"]["title"] if f"{title}, https://" in sites]
    assert writers and not [title for title in writers if f"{title}, https://" in people]


def test_a_partition_that_does_not_hold_is_told_nowhere(tmp_path, monkeypatch):
    names = made.make_tables()["community_names"]["name"]
    clear = made.said(tmp_path / "clear", made.make_tables(), monkeypatch)
    assert any(name in clear["influencers"] for name in names) and "Communauté" in clear["conversations"]
    none = made.said(tmp_path / "none", made.make_tables("none"), monkeypatch)
    assert not [name for name in names if name in none["influencers"]]
    assert "Besoin Communauté" not in none["conversations"]
