"""The whole road, on the demonstration niche: what it gives, what a second run does, what a kill does to it."""

import datetime
import json
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import golden
from helpers import manifest, niche, paths, tables
from helpers.report import editions, material, parameters, run, stages

FILES = {"report.html", "audit.html", "edition.json", "workbook.xlsx", "slides.pptx", "graph.gexf", "graph.graphml"}
# bytes are promised within one Python minor version and platform; across them, numbers agree to this share
TOLERANCE = 1e-4


def edition() -> Path:
    """Return the folder of the demonstration's edition."""
    study = niche.load("demo")
    return editions.edition_folder("demo", material.read(study).edition)


def reports() -> dict[str, str]:
    """Return the hash of each file under ``reports``, what is not promised left out."""
    return editions.file_hashes(paths.reports_folder())


def processed() -> dict[str, str]:
    """Return the hash of each table and executed notebook, and of the manifest."""
    return editions.file_hashes(paths.processed_folder("demo"))


def test_the_edition_holds_all_that_is_handed_over(demo_home):
    found = {path.relative_to(edition()).as_posix() for path in edition().rglob("*") if path.is_file()}
    given = {f"tables/{table}.csv" for table in tables.contracts() if not table.startswith("contact")}
    assert (FILES - found, given - found) == (set(), {"tables/skips.csv"} - found)
    assert {path.name for path in paths.reports_folder().iterdir()} == {"demo", "index.html"}
    assert (edition() / "report.html").stat().st_size <= 1_500_000


def test_contacts_never_travel_with_a_report(demo_home):
    assert not [path.name for path in edition().rglob("*") if "contact" in path.name]
    seen = tables.read("demo", "contacts_seen")
    addresses = [value.encode() for value in seen.loc[seen["channel"] == "email", "value"]]
    written = b"".join(content for path in edition().rglob("*") if path.is_file() for content in unpacked(path))
    assert addresses and [address for address in addresses if address in written] == []


def test_no_file_of_an_edition_knows_the_day_or_the_machine(demo_home):
    today, machine = datetime.date.today().isoformat().encode(), str(demo_home).encode()
    checkout = str(paths.checkout()).encode()
    for path in edition().rglob("*"):
        if path.is_file() and path.name not in editions.UNCHECKED:
            for content in unpacked(path):
                assert today not in content and machine not in content and checkout not in content, path.name


def unpacked(path: Path) -> list[bytes]:
    """Return the bytes of a file, or of the files packed in it."""
    if path.suffix != ".xlsx":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as packed:
        return [packed.read(name) for name in packed.namelist()]


def test_an_edition_says_what_it_was_made_from(demo_home):
    about = json.loads((edition() / "edition.json").read_text(encoding="utf-8"))
    assert about["date"] == edition().name[:10] and about["counts"] and about["versions"]["aire"]
    hashes = manifest.input_hashes("demo")
    assert {name: digest for name, digest in about["inputs"].items() if hashes.get(name) not in (digest, None)} == {}


def test_a_second_run_with_nothing_changed_does_nothing_soon_and_says_so(demo_home):
    before, said = {**reports(), **processed()}, []
    started = time.monotonic()
    lines = run.report("demo", {}, say=said.append)
    assert time.monotonic() - started <= 3
    assert said == ["Nothing has changed: the edition is the one these data give (--force redoes it)."]
    assert lines[1].startswith("file://") and len(lines) == 5 and {**reports(), **processed()} == before


def test_a_table_edited_by_hand_is_made_again_to_the_same_bytes(demo_copy):
    before, said = {**reports(), **processed()}, []
    path = tables.table_path("demo", "influence")
    tables.read("demo", "influence").assign(rank=1).to_parquet(path, index=False)
    run.report("demo", {}, say=said.append)
    assert "influence changed since it was written" in said[0] and {**reports(), **processed()} == before


def test_an_edition_edited_by_hand_is_made_again_to_the_same_bytes(demo_copy):
    before = reports()
    (edition() / "report.html").write_text("mine")
    run.report("demo", {}, say=None)
    assert reports() == before


def killed_after(words: str, seconds: float = 0.4) -> None:
    """Render the demonstration in a process of its own, and kill it so many seconds after it says something."""
    command = [sys.executable, "-m", "helpers", "report", "demo"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        for line in running.stderr:
            if words in line:
                time.sleep(seconds)
                running.send_signal(signal.SIGKILL)
                break
    assert running.returncode == -signal.SIGKILL or seconds > 1


def test_a_run_killed_again_and_again_ends_in_the_bytes_of_a_clean_one(demo_copy):
    before = {**reports(), **processed()}
    for path in [*paths.processed_folder("demo").rglob("*.*"), *edition().rglob("*.html")]:
        path.unlink()
    for words in ("01-collect-sources", "02-build-graph", "04-score-influence", "rendering"):
        killed_after(words)
        index = paths.reports_folder() / "index.html"
        assert index.read_text(encoding="utf-8").count("report.html") <= 1
    run.report("demo", {}, say=None)
    assert {**reports(), **processed()} == before


def test_a_disk_too_small_for_the_edition_is_one_sentence_and_the_old_edition_stays_whole(demo_copy):
    before = reports()
    (edition() / "edition.json").write_text("mine")
    old = reports()
    small = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)); "
    command = "import sys; from helpers.__main__ import main; sys.exit(main(['report', 'demo']))"
    done = subprocess.run([sys.executable, "-c", small + command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "") and reports() == old
    assert re.fullmatch(r"aire: \S+report.html: cannot be written \(File too large\)", done.stderr.splitlines()[-1])
    run.report("demo", {}, say=None)
    assert reports() == before


@pytest.mark.parametrize("moment", [0.0, 1.0, 2.0, 3.5, 5.0, 7.0])
def test_a_kill_at_any_moment_of_the_rendering_leaves_the_old_edition_or_the_new_one(demo_copy, moment):
    new = reports()
    (edition() / "report.html").write_text("mine")
    old, place = reports(), edition()
    killed_after("rendering", moment)
    beside = place.with_name(f".{place.name}.old")
    assert editions.file_hashes(beside if beside.exists() and not place.exists() else place) in (inside(old), inside(new))
    run.report("demo", {}, say=None)
    assert reports() == new and [path.name for path in place.parent.iterdir()] == [place.name]


def inside(hashes: dict[str, str]) -> dict[str, str]:
    """Return the hashes of the files of the edition, by their names in it."""
    place = edition().relative_to(paths.reports_folder()).as_posix() + "/"
    return {name.removeprefix(place): digest for name, digest in hashes.items() if name.startswith(place)}


@pytest.mark.parametrize("stage", manifest.STAGES[1:-1])
def test_a_stage_can_be_restarted_alone(demo_copy, stage):
    before = processed()
    notebook = stages.run_stage("demo", stage, parameters.parameters_of(stage, {"niche": "demo"}))
    assert processed() == before and notebook.cells[-1].outputs


def test_the_demonstration_gives_what_it_gave(demo_home):
    assert golden.FILE.is_file(), "no golden numbers yet: run make report, then python -m tests.golden"
    expected = json.loads(golden.FILE.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(golden.measure()))
    assert differences(expected, found) == []


def differences(expected: object, found: object, at: str = "") -> list[str]:
    """Return where two nested records differ, numbers compared within a tolerance."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = sorted(expected.keys() | found.keys())
        return [line for key in keys for line in differences(expected.get(key), found.get(key), f"{at}/{key}")]
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return [] if abs(expected - found) <= TOLERANCE * max(1, abs(expected)) else [f"{at}: {expected} → {found}"]
    return [] if expected == found else [f"{at}: {expected} → {found}"]
