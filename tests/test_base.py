"""The base of contacts that the client owns: saved, wiped, restored without loss; who opted out stays out."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import forgotten, paths, tables
from helpers.__main__ import main
from helpers.niche import load
from helpers.paths import AireError
from helpers.shortlist import base, vcard

HARD = [
    "=HYPERLINK(1)",
    "+33 1",
    "-2",
    "@home",
    "\t=1",
    "a;=1+1",
    "two\nlines\r\nand\rmore",
    "🥐 crème",
    "x" * 10_240,
    "'=1",
    "é" * 80,
    ",;\\n\\",
]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60) | st.sampled_from(HARD)


def frame(notes: list[str]) -> pd.DataFrame:
    rows = [
        {
            "source": f"s{n:02}.example",
            "channel": "email",
            "value": f"a{n}@s.example",
            "date": "2026-03-01",
            "basis": "b",
            "note": note,
        }
        for n, note in enumerate(notes)
    ]
    return tables.conform(pd.DataFrame(rows) if rows else tables.empty("contacts"), "contacts")


@given(TEXT)
def test_a_guarded_cell_begins_no_formula_and_is_had_again(text):
    assert base.bare(base.guarded(text)) == text
    assert not base.guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(TEXT, max_size=4))
def test_cards_of_any_text_keep_to_75_octets_a_line_and_lose_nothing(notes):
    rows = [{"source": "a.example", "value": "v", "note": note} for note in notes]
    text = vcard.dump(rows)
    assert vcard.load(text) == rows
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not rows or text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\n")


def test_export_wipe_restore_gives_the_same_table_whatever_stands_in_it(new_niche, tmp_path):
    study, held = load(new_niche()), frame(HARD)
    base.save(held, tmp_path)
    assert base.restore(study, tmp_path) == len(HARD)
    pd.testing.assert_frame_equal(tables.conform(base.merged(tables.empty("contacts"), study), "contacts"), held)


def test_the_checksums_are_those_that_sha256sum_reads(tmp_path):
    base.save(frame(["x"]), tmp_path)
    for line in (tmp_path / base.SUMS).read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(
    ("file", "said"), [(base.FILE, "checksum differs"), (base.CARDS, "checksum differs"), (base.SUMS, "expected the checksums")]
)
def test_a_base_that_was_changed_since_is_not_restored(new_niche, tmp_path, file, said):
    study = load(new_niche())
    base.save(frame(["x"]), tmp_path)
    (tmp_path / file).write_text("other")
    with pytest.raises(AireError, match=said):
        base.restore(study, tmp_path)
    assert not (paths.niche_folder(study.name) / base.FILE).exists()


LIST = "source,channel,value,consent\na.example,email,a@a.example,given 2026-01-01\nb.example,phone,'+33 1,\n"


def test_the_analysts_list_is_merged_its_word_holds_and_who_opted_out_stays_out(new_niche):
    study = load(new_niche(contacts_csv=LIST))
    found = pd.DataFrame({"source": ["a.example", "c.example"], "channel": "email", "value": ["a@a.example", "c@c.example"]})
    made = base.merged(found, study).set_index("source")
    assert made["consent"].to_dict() == {"a.example": "given 2026-01-01", "b.example": "", "c.example": ""}
    assert made.loc["b.example", "value"] == "+33 1"
    assert base.opt_out(study, "A@a.example") == 1
    assert set(base.merged(found, study)["source"]) == {"b.example", "c.example"}
    marks = (paths.niche_folder(study.name) / forgotten.OPTED_OUT).read_text()
    assert "a.example" not in marks and "a@a.example" not in (paths.niche_folder(study.name) / base.FILE).read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source,value\n", "line 1: expected the columns source, channel, value; channel is absent"),
        ("source,channel,value\na.example,email,\n", "line 2: expected source, channel, value"),
        ("source,channel,value\na,email,b\na,email,b\n", "line 3: .*the same contact as a line before"),
    ],
)
def test_a_fault_of_the_list_is_told_by_its_line(new_niche, text, said):
    study = load(new_niche(contacts_csv=text))
    with pytest.raises(AireError, match=said):
        base.merged(tables.empty("contacts"), study)


def test_the_command_tries_saves_restores_and_opts_out(new_niche, tmp_path, capsys):
    name = new_niche()
    empty = {table: tables.empty(table) for table in tables.owned("06-choose-influencers")}
    tables.save(name, "06-choose-influencers", {**empty, "contacts": frame(["x", "y"])}, {})
    assert main(["base", name]) == 0 and "2 contacts of 2 sources came back" in capsys.readouterr().out
    assert main(["base", name, "--save", str(tmp_path / "kept")]) == 0
    assert main(["base", name, "--restore", str(tmp_path / "kept")]) == 0
    assert main(["base", name, "--opt-out", "s01.example"]) == 0
    assert set(base.listed(paths.niche_folder(name) / base.FILE)["source"]) == {"s00.example"}
    assert main(["base", name, "--restore", str(tmp_path / "nothing")]) == 1
