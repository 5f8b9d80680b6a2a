"""An edition is whole or is not there: built beside its place, swapped in by two renames, repaired after a kill."""

import errno
import os
import shutil
import signal
from pathlib import Path

import pytest

from helpers.paths import AireError
from helpers.report import editions

OLD, NEW = {"report.html": "old", "tables/a.csv": "1"}, {"report.html": "new", "tables/a.csv": "2", "more.csv": "3"}
NAMES = ["../demo", "a/b", "..", "", "Demo"]


def write(files):
    """Return what fills a folder with these files."""

    def fill(folder: Path) -> None:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    return fill


def content(folder):
    """Return the files of a folder, with what they hold."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def place():
    """Return the place of an edition."""
    return editions.edition_folder("essai", "2026-03-01")


@pytest.fixture
def built(place):
    """Return the place of an edition that is there already."""
    editions.build(place, write(OLD))
    return place


def test_an_edition_takes_its_place_and_leaves_nothing_beside(place):
    editions.build(place, write(OLD))
    assert content(place) == OLD and [path.name for path in place.parent.iterdir()] == [place.name]


def test_an_edition_of_the_same_date_replaces_the_one_before(built):
    editions.build(built, write(NEW))
    assert content(built) == NEW and [path.name for path in built.parent.iterdir()] == [built.name]


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), AireError("x"), KeyboardInterrupt()])
def test_an_edition_that_cannot_be_written_leaves_the_one_in_place(built, error):
    def fails(folder: Path) -> None:
        write(NEW)(folder)
        raise error

    with pytest.raises(type(error)):
        editions.build(built, fails)
    assert content(built) == OLD and [path.name for path in built.parent.iterdir()] == [built.name]


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "No space left"), (errno.EROFS, "Read-only file system")])
def test_a_disk_that_refuses_is_one_sentence_and_the_edition_stays(built, number, words):
    def fails(folder: Path) -> None:
        write(NEW)(folder)
        raise OSError(number, os.strerror(number))

    with pytest.raises(AireError, match=f"2026-03-01: cannot be written .{words}") as raised:
        editions.build(built, fails)
    assert raised.value.exit_code == 3 and content(built) == OLD


def test_a_reports_folder_that_cannot_be_written_is_told_before_the_work(home):
    (home / "reports").write_text("a file where the folder should be")
    with pytest.raises(AireError, match="reports.*cannot be written") as raised:
        editions.check_writable()
    assert raised.value.exit_code == 3


def test_a_reports_folder_that_can_be_written_stays_empty(home):
    editions.check_writable()
    assert list((home / "reports").iterdir()) == []


def kill_at(moment, place):
    """Swap a new edition in, in a process of its own that is killed before its nth change of a name; say if it was."""
    child = os.fork()
    if child == 0:
        left, rename, remove = [moment], Path.rename, shutil.rmtree

        def die():
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def dying_rename(path, target):
            die()
            return rename(path, target)

        def dying_remove(*arguments, **options):
            die()
            return remove(*arguments, **options)

        Path.rename, shutil.rmtree = dying_rename, dying_remove
        editions.build(place, write(NEW))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a kill is tried on a forked process: this system has none")
def test_a_kill_at_any_moment_is_repaired_to_one_whole_edition(place):
    states = []
    for moment in range(20):
        shutil.rmtree(place.parent, ignore_errors=True)
        editions.build(place, write(OLD))
        killed = kill_at(moment, place)
        said = editions.repair("essai")
        assert content(place) in (OLD, NEW) and [path.name for path in place.parent.iterdir()] == [place.name]
        assert editions.repair("essai") == []
        states.append((killed, content(place) == NEW, len(said)))
        if not killed:
            break
    # clearing the way; the old one leaves; the new one comes; the old one goes; the end
    assert states[:5] == [(True, False, 0), (True, False, 0), (True, False, 1), (True, True, 0), (True, True, 0)]
    assert states[-1] == (False, True, 0)


def test_what_was_put_back_is_told(built):
    built.rename(built.with_name(".2026-03-01.old"))
    assert editions.repair("essai") == ["edition 2026-03-01 was put back after an interrupted run"]
    assert content(built) == OLD


def test_a_niche_without_reports_needs_no_repair():
    assert editions.repair("essai") == []


@pytest.mark.parametrize("name", NAMES)
def test_repair_stays_within_the_reports(home, name):
    outside = home / "data" / ".x.part"
    outside.mkdir(parents=True)
    with pytest.raises(AireError, match="niche name"):
        editions.repair(name)
    assert outside.is_dir()


def test_a_pdf_is_handed_over_but_not_vouched_for(built):
    before = editions.file_hashes(built)
    (built / "report.pdf").write_text("printed today")
    assert editions.file_hashes(built) == before and set(before) == set(OLD)


CHANGES = {
    "edited": lambda folder: (folder / "report.html").write_text("mine"),
    "removed": lambda folder: (folder / "tables" / "a.csv").unlink(),
    "added": lambda folder: (folder / "notes.txt").write_text("mine"),
    "gone": shutil.rmtree,
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_edition_that_a_hand_changed_is_not_current(new_niche, built, change):
    new_niche()
    editions.record("essai", built.name, {"niche": "essai"})
    assert editions.is_current("essai", built.name, {"niche": "essai"})
    assert not editions.is_current("essai", built.name, {"niche": "essai", "runs": 4})
    CHANGES[change](built)
    assert not editions.is_current("essai", built.name, {"niche": "essai"})
