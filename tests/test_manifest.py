"""What makes a stage be run again, and what does not."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers import manifest, paths, tables
from helpers.paths import AireError

STAGE, LATER = "05-read-conversations", "06-choose-influencers"
ASK = "question: Qui ?\n"


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """Give the stages notebooks of their own, free to be changed."""
    for stage in manifest.STAGES:
        (tmp_path / f"{stage}.ipynb").write_text("{}")
    monkeypatch.setattr(paths, "notebooks_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def saved(new_niche, notebooks):
    """Return a niche two stages of which were run."""
    name = new_niche(ASK, imports_csv="source,target\n")
    for stage in (STAGE, LATER):
        save(name, stage)
    return name


def save(name, stage, **parameters):
    """Write the tables of a stage, all empty but for what a parameter asks; the later one has read the needs."""
    manifest.forget_readings()
    if stage == LATER:
        tables.read(name, "needs")
    owned = [table for table, about in tables.contracts().items() if about["stage"] == stage]
    frames = {table: tables.empty(table) for table in owned}
    tables.save(name, stage, frames, parameters)


def current(name, **parameters):
    """Return the stages that need not be run."""
    return [stage for stage in (STAGE, LATER) if manifest.up_to_date(name, stage, parameters)]


def test_a_stage_whose_inputs_are_unchanged_is_up_to_date(saved):
    assert current(saved) == [STAGE, LATER]


def test_another_parameter_makes_its_stage_run_again(saved):
    save(saved, STAGE, size=3)
    assert current(saved) == [LATER] and manifest.up_to_date(saved, STAGE, {"size": 3})


@pytest.mark.parametrize("file", ["niche.yml", "people.key"])
def test_another_raw_file_makes_every_stage_run_again(saved, file):
    path = paths.niche_folder(saved) / file
    path.write_text((path.read_text() if path.exists() else "") + "# seen again\n")
    assert current(saved) == []


def test_a_new_archive_makes_every_stage_run_again(saved):
    crawl = paths.niche_folder(saved) / "crawl"
    crawl.mkdir()
    (crawl / "more.warc.gz").write_bytes(b"")
    assert current(saved) == []


def test_what_the_niche_does_not_read_changes_nothing(saved):
    (paths.niche_folder(saved) / "truth.json").write_text("{}")
    assert current(saved) == [STAGE, LATER]


def test_another_notebook_makes_its_stage_run_again(saved, notebooks):
    (notebooks / f"{LATER}.ipynb").write_text('{"cells": []}')
    assert current(saved) == [STAGE]


def test_other_code_makes_every_stage_run_again(saved, monkeypatch):
    monkeypatch.setattr(manifest, "code_hash", lambda: "other code")
    assert current(saved) == []


def with_one(table, **row):
    """Return a stand-in for ``tables.empty`` that gives a table one row."""
    one = tables.conform(tables.empty(table).reindex(range(1)).assign(**row), table)
    return lambda asked, plain=tables.empty: one if asked == table else plain(asked)


NEED = {"need": "n", "community": "", "text": "t", "posts": 1, "answered": 0.0, "open": True, "first": "", "last": ""}
MENTION = {"post": "p", "entity": "e", "date": "", "community": "", "tone": 0.0}


@pytest.mark.parametrize(("table", "row", "left"), [("needs", NEED, [STAGE]), ("mentions", MENTION, [STAGE, LATER])])
def test_a_table_that_changes_makes_run_again_those_stages_that_read_it(saved, monkeypatch, table, row, left):
    other = {name: "" for name in tables.column_types(table) if name not in row and tables.column_types(table)[name] == "str"}
    zero = {name: 0 for name in tables.column_types(table) if name not in {*row, *other}}
    monkeypatch.setattr(tables, "empty", with_one(table, **{**zero, **other, **row}))
    save(saved, STAGE)
    assert current(saved) == left


def test_a_stage_rests_on_what_it_read_even_if_the_table_changed_before_it_was_done(saved, monkeypatch):
    manifest.forget_readings()
    tables.read(saved, "needs")
    entry = manifest.load(saved)[STAGE]
    entry["tables"]["needs"]["sha256"] = "another"
    manifest.store(saved, {**manifest.load(saved), STAGE: entry})
    tables.save(saved, LATER, {name: tables.empty(name) for name in tables.owned(LATER)}, {})
    assert current(saved) == []


def test_stages_that_end_at_the_same_time_are_both_vouched_for(saved):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: manifest.record_notebook(saved, f"stage {number}", "digest"), range(40)))
    assert {f"stage {number}" for number in range(40)} | {STAGE, LATER} == set(manifest.load(saved))


def test_another_version_of_a_library_makes_every_stage_run_again(saved, tmp_path, monkeypatch):
    (tmp_path / "site" / "some_parser-2.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "site")
    manifest.code_hash.cache_clear()
    assert current(saved) == []
    monkeypatch.undo()
    manifest.code_hash.cache_clear()


def test_the_same_tables_again_upstream_change_nothing_after(saved):
    save(saved, STAGE)
    assert current(saved) == [STAGE, LATER]


def test_a_stage_of_which_only_the_notebook_is_known_is_not_up_to_date(new_niche, notebooks):
    name = new_niche(ASK)
    manifest.record_notebook(name, "01-collect-sources", "digest")
    assert not manifest.up_to_date(name, "01-collect-sources", {})


def test_the_hash_of_the_code_covers_rules_words_and_templates():
    assert manifest.code_hash() == manifest.code_hash()
    files = [path.suffix for path in paths.data_file("contracts.yml").parents[1].rglob("*") if path.is_file()]
    assert {".py", ".yml", ".po", ".j2"} <= set(files)


def test_raw_files_are_listed_by_the_names_of_the_niche(new_niche):
    files = {"net_csv": "source,target\n", "seeds_csv": "url\n"}
    name = new_niche(ASK + "seeds: {file: seeds.csv}\nimports: [{file: net.csv}]\n", **files)
    shown = [file for file, _ in manifest.raw_files(name)]
    assert shown == ["niche.yml", "people.key", "net.csv", "seeds.csv"]


def test_an_import_that_is_not_there_is_told(new_niche):
    name = new_niche(ASK + "imports: [{file: rien.csv}]\n")
    with pytest.raises(AireError, match="file 'rien.csv' was not found"):
        manifest.input_hashes(name)
