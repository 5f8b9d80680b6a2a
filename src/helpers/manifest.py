"""What vouches for the tables of a niche: which stage wrote them, from what, with what.

A stage is up to date when the raw files, the tables that it read of the stages before it, its parameters and the code are
those of its last run, and when its own tables are still the bytes it wrote.
"""

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers import forgotten, niche, paths
from helpers.paths import AireError

CHUNK = 1 << 20
STAGES = [
    "01-collect-sources",
    "02-build-graph",
    "03-find-communities",
    "04-score-influence",
    "05-read-conversations",
    "06-choose-influencers",
    "10-client-report",
]
# files by hand, each with the first stage that reads it: pages of search results, what was done with each source, visits,
# the analyst's contacts, who wants none
BY_HAND = {"search.csv": "05-read-conversations"} | dict.fromkeys(
    ("relations.csv", "visits.csv", "contacts.csv", forgotten.OPTED_OUT), "06-choose-influencers"
)
# what a stage reads of editorial.yml: decisions on sources, by what they decide, and other keys; the report reads everything
DECISIONS = {
    "01-collect-sources": ({"merge_into"}, {"prospects"}),
    "02-build-graph": ({"merge_into", "hide", "title"}, {"prospects"}),
    "03-find-communities": ({"move_to"}, {"communities"}),
}


_read: dict[tuple[str, str], str] = {}  # (niche, table) → hash of what this process read first: what it writes may rest on it


def note_reading(name: str, table: str, digest: str) -> None:
    """Note that a table was read, and as what: what is written from here on may rest on it."""
    _read.setdefault((name, table), digest)


def forget_readings() -> None:
    """Begin a stage: nothing was read yet."""
    _read.clear()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_file(path: Path, content: bytes) -> str:
    """Write bytes under a temporary name, then rename; return their SHA-256.

    Raises
    ------
    AireError
        The disk refuses (full, read-only, no right).
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # what is half written takes the room of what comes next
            temporary.unlink()
        raise AireError(f"{path}: cannot be written ({error.strerror})", exit_code=3) from None
    return hashlib.sha256(content).hexdigest()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@functools.cache
def code_hash() -> str:
    """Return one hash over the package, its rules and words included, and over the versions it runs with."""
    package = Path(__file__).parent
    files = [path for path in sorted(package.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    lock = paths.checkout() / "requirements.lock"
    rows = [(path.relative_to(package).as_posix(), file_hash(path)) for path in files]
    rows += [("lock", file_hash(lock) if lock.is_file() else ""), ("python", platform.python_version())]
    installed = {path.name for folder in sys.path for path in Path(folder).glob("*.dist-info")}  # each name holds a version
    rows += [(name, "") for name in sorted(installed)]
    return _digest(rows)


def raw_files(name: str) -> list[tuple[str, Path]]:
    """Return (name as shown, path) of each raw file that the niche reads, in order."""
    study, folder = niche.load(name), paths.niche_folder(name)
    named = [item.file for item in study.imports] + [item.labels_file for item in study.imports if item.labels_file]
    named += [figures.file for figures in (study.audience, study.reference, study.costs) if figures]
    if isinstance(study.seeds, niche.SeedFile):
        named.append(study.seeds.file)
    own = [
        (file, folder / file)
        for file in ("niche.yml", "editorial.yml", "people.key", forgotten.FILE, *BY_HAND)
        if (folder / file).is_file()
    ]
    brought = [(file, paths.locate(name, file)) for file in sorted(set(named))]
    return own + paths.archives(name, study.archives) + brought


def input_hashes(name: str) -> dict[str, str]:
    """Return the SHA-256 of each raw file by its name."""
    return {shown: file_hash(path) for shown, path in raw_files(name)}


def manifest_path(name: str) -> Path:
    """Return the file of the manifest."""
    return paths.processed_folder(name) / "manifest.json"


def load(name: str) -> dict[str, Any]:
    """Return the manifest: ``{stage: {fingerprint, parameters, tables}}``; empty where it is absent or cut."""
    try:
        loaded = json.loads(manifest_path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    entries = loaded.items() if isinstance(loaded, dict) else []
    return {stage: said for stage, said in entries if isinstance(said, dict) and isinstance(said.get("tables"), dict)}


def store(name: str, content: dict[str, Any]) -> None:
    """Write the manifest."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_file(manifest_path(name), text.encode())


@contextlib.contextmanager
def _changing(name: str) -> Iterator[dict[str, Any]]:
    """Give the manifest to change, and write it: of stages that end at the same time, each after the other."""
    folder = manifest_path(name).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise AireError(f"{folder}: cannot be written ({error.strerror})", exit_code=3) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = load(name)
        yield content
        store(name, content)
    finally:
        os.close(lock)


def made_before(name: str, stage: str) -> dict[str, str]:
    """Return the hash of each table of the stages before."""
    known = load(name)
    made = [known.get(earlier, {}).get("tables", {}) for earlier in STAGES[: STAGES.index(stage)]]
    return {table: about["sha256"] for entry in made for table, about in entry.items()}


def fingerprint(name: str, stage: str, parameters: dict[str, Any], read: dict[str, str] | None = None) -> str:
    """Return one hash over all that the stage's tables depend on; of the tables before, those ``read``, by hash, or all."""
    upstream = made_before(name, stage) if read is None else read
    notebook, raw = paths.notebooks_folder() / f"{stage}.ipynb", input_hashes(name)
    raw = {file: digest for file, digest in raw.items() if BY_HAND.get(file, stage) <= stage}
    if stage != STAGES[-1]:
        raw["editorial.yml"] = _decided(name, stage)
    return _digest([code_hash(), file_hash(notebook), raw, upstream, parameters])


def _decided(name: str, stage: str) -> str:
    """Return one hash over the decisions that a stage reads itself; what others made of theirs it reads in tables."""
    said, (kinds, keys) = niche.load(name).editorial, DECISIONS.get(stage, (set(), set()))
    taken = [one.model_dump(include={"source", *kinds}) for one in said.sources if any(getattr(one, kind) for kind in kinds)]
    return _digest([taken, said.model_dump(include=keys)])


def forget_stage(name: str, stage: str) -> None:
    """Take a stage's entry out before its tables change, so that a killed run leaves nothing vouched for."""
    with _changing(name) as content:
        content.pop(stage, None)


def record_stage(name: str, stage: str, parameters: dict[str, Any], entries: dict[str, Any]) -> None:
    """Vouch for the tables that a stage has just written, from those of other stages that this process has read."""
    before = made_before(name, stage)
    read = {table: digest for (niche_read, table), digest in _read.items() if niche_read == name and table in before}
    entry = {"fingerprint": fingerprint(name, stage, parameters, read), "parameters": parameters, "tables": entries, "read": read}
    with _changing(name) as content:
        content[stage] = entry


def table_entry(name: str, stage: str, table: str) -> dict[str, Any] | None:
    """Return what the manifest says of a table: sha256, rows, columns."""
    entry: dict[str, Any] | None = load(name).get(stage, {}).get("tables", {}).get(table)
    return entry


def up_to_date(name: str, stage: str, parameters: dict[str, Any]) -> bool:
    """Whether the stage's last run still holds, bytes included."""
    entry = load(name).get(stage)
    now = made_before(name, stage)
    read = {table: now.get(table, "") for table in entry["read"]} if entry and "read" in entry else None
    if not entry or entry.get("fingerprint") != fingerprint(name, stage, parameters, read):
        return False
    folder = paths.processed_folder(name)
    files = [(folder / f"{table}.parquet", about["sha256"]) for table, about in entry["tables"].items()]
    return all(path.is_file() and file_hash(path) == digest for path, digest in files)


def record_notebook(name: str, stage: str, digest: str) -> None:
    """Vouch for the executed notebook of a stage."""
    with _changing(name) as content:
        content.setdefault(stage, {"tables": {}})["notebook"] = digest


def damaged_tables(name: str, stage: str) -> list[str]:
    """Return the tables of a stage whose bytes are no longer those it wrote."""
    folder, entry = paths.processed_folder(name), load(name).get(stage, {})
    said = [(table, folder / f"{table}.parquet", about["sha256"]) for table, about in entry.get("tables", {}).items()]
    return [table for table, path, digest in said if not path.is_file() or file_hash(path) != digest]
