"""The edition for the people it speaks of names none of them, in any of its files."""

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from helpers import niche, parse, tables
from helpers.paths import AireError
from helpers.report import public, run

COMMUNITY = "question: Qui ?\nedition: community\n"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")


def frames(**rows: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """Return every table empty but those given, of which a row states only what matters."""
    given = {name: tables.conform(pd.DataFrame(said), name) for name, said in rows.items()}
    return {name: tables.empty(name) for name in tables.contracts()} | given


def test_terms_that_are_the_name_of_an_author_are_left_out_and_those_of_a_publication_stay(new_niche) -> None:
    study = niche.load(new_niche(COMMUNITY))
    held = frames()
    held["posts"] = pd.DataFrame({"author": [study.pseudonym(name) for name in ("Nathou", "Petit Lu", "La table d'à côté")]})
    held["sources"] = pd.DataFrame({"source": ["a.example"], "title": ["La table d'à côté"]})
    held["terms"] = pd.DataFrame({"community": "c01", "term": ["merci nathou", "four", "la table d'à côté"]})
    held["needs"] = pd.DataFrame({"text": ["joint, nathou, vapeur", "petit lu", "four"]})
    kept = public.withheld(study, {"terms": [], "needs": []}, held)
    assert kept["terms"]["term"].tolist() == ["four", "la table d'à côté"]
    assert kept["needs"]["text"].tolist() == ["joint, vapeur", "", "four"]


def test_what_the_edition_does_not_list_is_empty_and_the_clients_own_is_whole(new_niche) -> None:
    said = frames(shortlist=[{"source": "a.example", "rank": 1, "gate": "open"}])
    for text, rows in ((COMMUNITY, 0), ("question: Qui ?\n", 1)):
        kept = public.withheld(niche.load(new_niche(text)), {"terms": [], "needs": []}, said)
        assert len(kept["shortlist"]) == rows
        assert list(kept["shortlist"]) == list(said["shortlist"])


def test_an_edition_for_the_community_cannot_name_persons(new_niche) -> None:
    name = new_niche(COMMUNITY + "people_reason: un colloque\npeople: named\n")
    with pytest.raises(AireError, match="line 4, key 'people': expected pseudonyms: an edition 'community' names nobody"):
        niche.load(name)


def texts_of(path: Path) -> str:
    """Return the text of a file of an edition, those inside a workbook included."""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8", errors="ignore")
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


@pytest.mark.heavy
def test_the_communitys_edition_of_the_demonstration_holds_no_name_and_no_plan(demo_copy: Path, monkeypatch) -> None:
    monkeypatch.setenv("AIRE_CHROMIUM", "/nowhere")
    path = demo_copy / "data" / "raw" / "demo" / "niche.yml"
    path.write_text(path.read_text(encoding="utf-8") + "edition: community\n", encoding="utf-8")
    study = niche.load("demo")
    run._render(study, "2026-09-30-community", {}, None)
    folder = demo_copy / "reports" / "demo" / "2026-09-30-community"
    files = [one for one in folder.rglob("*") if one.is_file() and one.suffix not in (".png", ".pdf")]
    said = {one.relative_to(folder).as_posix(): texts_of(one) for one in files}
    read = parse.build(study.model_copy(update={"people": "named"}), 1)
    titles = " ".join(read["sources"]["title"])
    names = {name for name in read["posts"]["author"] if name and name not in titles}
    assert len(names) > 60
    for file, text in said.items():
        found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        assert (file, found, EMAIL.findall(text)) == (file, [], [])
    profiles = {one for one in read["links"]["target_source"] if "/" in one and one.rpartition("/")[2].lstrip("@") in names}
    assert not [one for one in profiles if any(one in text for text in said.values())]
    assert "slides.pptx" not in said and said["tables/shortlist.csv"].count("\n") == 1
    assert "pages à l’appui" in said["report.html"] and "du fichier à l’appui" not in said["report.html"]
    assert "Qui anime la niche" in said["report.html"] and "À qui parler" not in said["report.html"]
