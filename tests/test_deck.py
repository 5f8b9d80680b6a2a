"""The slides: what they say, that it can be edited, that it is inert and always the same."""

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import report_material as made
from helpers import maps, niche, tables
from helpers.report import deck, read

EMPTY = {table: tables.empty(table) for table in tables.contracts()}


def slides(
    home: Path, frames: dict[str, pd.DataFrame], patch: pytest.MonkeyPatch, niche_yml: str = made.NICHE.format(lang="fr")
) -> Any:
    """Write the deck of a niche made of these tables; return it read again, and its file."""
    import pptx

    patch.setenv("AIRE_HOME", str(home))
    patch.setattr("helpers.manifest.fingerprint", lambda *_: "of no stage")
    made.write_niche(home, frames, niche_yml)
    m = read(niche.load("cuisine"))
    path = deck.write(m, maps.static(m.tables, m.t, m.date), home / "slides.pptx")
    return pptx.Presentation(str(path)), path


def words(presentation: Any) -> list[str]:
    """Return the texts of each slide as one."""
    return [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in presentation.slides]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the deck of the niche, read again, and its file."""
    with pytest.MonkeyPatch.context() as patch:
        return slides(tmp_path_factory.mktemp("deck"), made.make_tables(), patch)


def test_ten_slides_at_most_say_what_the_report_says(written: Any) -> None:
    frames, told = made.make_tables(), words(written[0])
    assert 8 <= len(told) <= 10
    assert told[0].startswith("Qui anime la blogosphère culinaire française") and "Moulins de la Vesle" in told[0]
    first = frames["shortlist"].query("gate == 'open'").sort_values("rank")["source"].iloc[0]
    title = frames["sources"].set_index("source").at[first, "title"]
    assert any(text.startswith("À qui parler") and title in text for text in told)


def test_each_picture_has_words_for_those_who_cannot_see_it(written: Any) -> None:
    pictures = [shape for slide in written[0].slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) >= 4
    assert all(len(shape._element.nvPicPr.cNvPr.get("descr")) > 20 for shape in pictures)


def test_nothing_of_a_slide_leaves_it(written: Any) -> None:
    shown = written[0]
    for slide in shown.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= shown.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= shown.slide_height


def test_the_same_tables_give_the_same_file(written: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert slides(tmp_path, made.make_tables(), monkeypatch)[1].read_bytes() == written[1].read_bytes()


def test_hostile_words_are_only_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, path = slides(tmp_path, made.hostile(made.make_tables()), monkeypatch, made.NICHE_OF_PAYLOADS)
    with zipfile.ZipFile(path) as packed:
        assert not [name for name in packed.namelist() if "vba" in name.lower() or "embed" in name.lower()]
        links = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".rels")]
    assert not [one for one in links if 'TargetMode="External"' in one or "hyperlink" in one]


def test_a_niche_without_material_still_has_its_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, _ = slides(tmp_path, EMPTY, monkeypatch)
    assert words(shown)[0].startswith("Qui anime la blogosphère culinaire française")
