"""An edition on disk: built beside its place, swapped in by two renames, repaired after a kill between them."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers import manifest, paths, tables
from helpers.paths import AireError

STAGE = "10-client-report"
# Chromium writes the time of printing into a PDF: it is handed over, but vouched for by nobody
UNCHECKED = ("report.pdf",)


def edition_folder(name: str, edition: str) -> Path:
    """Return the folder of an edition."""
    return paths.reports_folder() / name / edition


def _beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(f".{folder.name}.{suffix}")


def repair(name: str) -> list[str]:
    """Finish or undo the swaps that a kill interrupted; return one sentence for each.

    Between the two renames the old edition has left its place and the new one has not taken it: the old one returns.
    """
    said, folder = [], paths.reports_folder() / paths.check_name(name)
    for old in sorted(folder.glob(".*.old")) if folder.is_dir() else []:
        place = folder / old.name[1 : -len(".old")]
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)
            said.append(f"edition {place.name} was put back after an interrupted run")
    for part in sorted(folder.glob(".*.part")) if folder.is_dir() else []:
        shutil.rmtree(part)
    return said


def swap(built: Path, place: Path) -> None:
    """Put a finished folder in its place."""
    old = _beside(place, "old")
    if place.exists():
        place.rename(old)
    built.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def build(place: Path, write: Callable[[Path], Any]) -> None:
    """Let ``write`` fill a new folder, then swap it in; the folder in place stays whole if ``write`` fails.

    Raises
    ------
    AireError
        The disk refuses (full, read-only, no right).
    """
    part = _beside(place, "part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        write(part)
        swap(part, place)
    except OSError as error:
        raise AireError(f"{place}: cannot be written ({error.strerror or error})", exit_code=3) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of an edition that repeatable runs must reproduce."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in UNCHECKED]
    return {path.relative_to(folder).as_posix(): manifest.file_hash(path) for path in files}


def is_current(name: str, edition: str, parameters: dict[str, Any]) -> bool:
    """Whether the edition in place is the one that these tables, parameters and code would give."""
    entry, place = manifest.load(name).get(STAGE, {}), edition_folder(name, edition)
    if entry.get("fingerprint") != manifest.fingerprint(name, STAGE, parameters) or not place.is_dir():
        return False
    return bool(entry.get("edition") == edition and entry.get("files") == file_hashes(place))


def record(name: str, edition: str, parameters: dict[str, Any]) -> None:
    """Vouch for the edition in place."""
    entry = {
        "fingerprint": manifest.fingerprint(name, STAGE, parameters),
        "parameters": parameters,
        "tables": {},
        "edition": edition,
        "files": file_hashes(edition_folder(name, edition)),
    }
    manifest.store(name, {**manifest.load(name), STAGE: entry})


def check_writable() -> None:
    """Say now, rather than after the work, that the reports' folder cannot be written.

    Raises
    ------
    AireError
        It is read-only or cannot be made.
    """
    probe = paths.reports_folder() / ".probe"
    tables.write_file(probe, b"")
    probe.unlink()
