"""A decision in a notebook: only what depends on it runs, to the bytes of a build from nothing, and nothing outlives the session."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil
import pytest
from tests.captures import Capture, article, warc
from tests.conftest import made_once

from helpers import paths
from helpers.ask import Answers
from helpers.report import editions, kernels, stages

ONE, OTHER = "blog04.example", "blog07.example"
WORDS = """
    farine beurre sucre levain four moule pomme poire prune cerise noisette amande citron vanille miel pâte crème lait œuf sel
    dimanche marché grand-mère cuisine recette voisine saison jardin verger hiver été matin table nappe assiette couteau rouleau
"""
ASKED = "<p>Comment faire une tarte sans gluten qui ne casse pas ? Quelqu'un a une idée pour la farine ?</p>"
KINDS = [
    ("rename", {"title": "Chez elle"}, ["02", "03", "04", "05", "06"]),
    ("move", {"to": OTHER}, ["03", "04", "05", "06"]),
    ("merge", {"into": OTHER}, ["01", "02", "03", "04", "05", "06"]),
    ("drop", {}, ["02", "03", "04", "05", "06"]),
]
DECIDE = f"from helpers.ask import Answers; Answers('essai').rename({ONE!r}, 'Chez elle', 'tried')"
MADE: dict[str, dict[str, str]] = {}  # editorial.yml → what a build from nothing makes with it


def web() -> list[Capture]:
    """Return two circles of blogs, each blog citing five of its own, some of them one of the others."""
    found = []
    for number in range(20):
        cited = [(number + step) % 20 for step in (2, 4, 6, 8, 10)] + [(number + 5) % 20] * (number % 5 == 0)
        for place, other in enumerate(cited):
            words = " ".join(Random(10 * number + place).choices(WORDS.split(), k=60))
            text = f'<p>Une idée vue chez <a href="https://blog{other:02}.example/{place}">blog {other}</a>, vraiment.</p><p>{words}.</p>{ASKED}'
            told = article(text, f"Tarte {number} et {place}", f"2026-0{1 + place}-{1 + number:02}")
            found.append(Capture(f"https://blog{number:02}.example/{place}", told))
    return found


def processed() -> dict[str, str]:
    """Return the hash of each table and executed notebook, and of the manifest."""
    return editions.file_hashes(paths.processed_folder("essai"))


def in_turn() -> dict[str, str]:
    """Run every stage from nothing, one after the other, once for each state of the decisions; return the hashes."""
    path = paths.niche_folder("essai") / "editorial.yml"
    decided = path.read_text(encoding="utf-8") if path.is_file() else ""
    if decided not in MADE:
        shutil.rmtree(paths.processed_folder("essai"), ignore_errors=True)
        with kernels.prepared() as (one, _):
            assert len(stages.run_stages("essai", {}, say=None, shared=(one,))) == 6
        MADE[decided] = processed()
    return MADE[decided]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workspace of a small niche, its tables made."""

    def make(folder: Path) -> None:
        raw = folder / "data" / "raw" / "essai"
        (raw / "crawl").mkdir(parents=True)
        (raw / "niche.yml").write_text("question: Qui ?\nkeywords: [tarte]\n")
        (raw / "people.key").write_text("a key")
        (raw / "crawl" / "a.warc.gz").write_bytes(warc(*web()))
        in_turn()
        kernels.stop()

    return made_once(tmp_path_factory, "decided", make)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return where the niche lies for all tests: kernels that wait are those of one workspace."""
    yield tmp_path_factory.mktemp("place")
    kernels.stop()


@pytest.fixture
def niche(small: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of the small niche, as it was made."""
    shutil.rmtree(place / "data", ignore_errors=True)
    shutil.copytree(small / "data", place / "data")
    monkeypatch.setenv("AIRE_HOME", str(place))
    return "essai"


@pytest.mark.heavy
@pytest.mark.parametrize(("kind", "given", "behind"), KINDS)
def test_only_the_stages_behind_a_decision_run_and_leave_the_bytes_of_a_build_from_nothing_in_turn(niche, kind, given, behind):
    ran = getattr(Answers(niche), kind)(ONE, **given, reason="tried")
    assert [stage[:2] for stage in ran["stage"]] == behind
    assert processed() == in_turn()


def whole(pid: int) -> list[psutil.Process]:
    """Return the processes that one has started."""
    return psutil.Process(pid).children(recursive=True)


def gone(started: list[psutil.Process], seconds: float = 20) -> bool:
    """Whether so many seconds are enough for these processes to end."""
    return not psutil.wait_procs(started, seconds)[1]


@pytest.mark.heavy
@pytest.mark.parametrize(("how", "stage"), [(signal.SIGKILL, "02-build-graph"), (signal.SIGINT, "04-score-influence")])
def test_a_decision_that_is_interrupted_is_written_its_kernels_end_and_the_next_run_finishes_it(niche, how, stage):
    before = stages.executed_path(niche, stage).stat().st_mtime_ns
    with subprocess.Popen([sys.executable, "-c", DECIDE], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        while stages.executed_path(niche, stage).stat().st_mtime_ns == before and running.poll() is None:
            time.sleep(0.02)
        started = whole(running.pid)
        running.send_signal(how)
    assert running.returncode not in (0, None) and len(started) >= 2 and gone(started)
    assert f"source: {ONE}" in (paths.niche_folder(niche) / "editorial.yml").read_text(encoding="utf-8")
    with kernels.prepared() as pair:
        assert stages.run_stages(niche, {}, say=None, shared=pair)
    assert processed() == in_turn()


@pytest.mark.heavy
def test_the_kernels_of_a_session_end_with_it_and_leave_no_file(niche, tmp_path):
    left = {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"), "TMPDIR": str(tmp_path)}
    code = "import sys; from helpers.ask import Answers; Answers('essai'); print(flush=True); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], env=os.environ | left, **pipes) as running:
        running.stdout.readline()
        started = whole(running.pid)
    assert running.returncode == 0 and len(started) == 2 and gone(started)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def pids() -> list[int]:
    """Return the processes of the kernels that wait."""
    with kernels.prepared() as pair:
        return [kernel.provisioner.pid for kernel in pair]


@pytest.mark.heavy
def test_the_kernels_wait_for_the_next_decision_unless_one_died_the_workspace_changed_or_work_was_interrupted(
    home, tmp_path, monkeypatch
):
    first = pids()
    try:
        assert pids() == first and len(set(first)) == 2
        os.kill(first[0], signal.SIGKILL)
        while psutil.Process(first[0]).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        second = pids()
        assert not set(second) & set(first) and not psutil.pid_exists(first[1])
        monkeypatch.setenv("AIRE_HOME", str(tmp_path))
        third = pids()
        assert not set(third) & set(second) and not any(map(psutil.pid_exists, second))
        with pytest.raises(KeyboardInterrupt), kernels.prepared():
            raise KeyboardInterrupt
        assert not any(map(psutil.pid_exists, third))
    finally:
        kernels.stop()
