"""What was read of each capture, kept beside the tables: a page is read again only where it would be read otherwise.

Which source an address belongs to changes with what the analyst decides, so each capture notes the hosts that it asked about:
when a source is merged or named anew, those captures are read again that speak of its host. Authors are pseudonyms here too,
and the folder goes where the tables go (``aire forget``, ``aire clean``).
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import forgotten, manifest, paths
from helpers.niche import Niche
from helpers.parse.sheet import Reading

Frames = dict[str, pd.DataFrame]
CARD = "kept.json"  # with what it was read, and what vouches for the files


class Asked(dict[str, str]):
    """The prefixes of a niche; notes the hosts that it is asked about."""

    def __init__(self, known: Any) -> None:
        super().__init__(known)
        self.hosts: set[str] = set()

    def __bool__(self) -> bool:
        """Return True: where no prefix is known, it is asked all the same, and one may be known tomorrow."""
        return True

    def __contains__(self, prefix: object) -> bool:
        self.hosts.add(str(prefix).partition("/")[0])
        return super().__contains__(prefix)


def _folder(study: Niche) -> Path:
    return paths.processed_folder(study.name) / "read"


def _card(study: Niche, reading: Reading) -> dict[str, Any]:
    """Return all that decides how a capture is read, as JSON gives it back."""
    raw, limits = paths.niche_folder(study.name), study.limits
    secrets = [raw / "people.key", raw / forgotten.FILE]
    hashes = [manifest.file_hash(path) if path.is_file() else "" for path in secrets]
    read_with = [manifest.code_hash(), study.people, *hashes, limits.archive_mb, limits.record_mb]
    archives = {name: manifest.file_hash(path) for name, path in paths.archives(study.name, study.archives)}
    said = [sorted(reading.shared_hosts), reading.languages, reading.depth, reading.links_per_page]
    found: dict[str, Any] = json.loads(json.dumps({"with": [*read_with, *said], "archives": archives, "known": reading.known}))
    return found


def _content(folder: Path, said: dict[str, Any]) -> Frames:
    """Return the frames that a card vouches for; none where one is absent, cut or edited."""
    frames: Frames = {}
    for name, digest in said["files"].items():
        path = folder / f"{name}.parquet"
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != digest:
            return {}
        frames[name] = pd.read_parquet(io.BytesIO(content))
    return frames


def _vouched(path: Path) -> dict[str, Any]:
    """Return a card as it was written; empty where it is absent, cut or edited."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        card, digest = said["card"], said["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return dict(card) if digest == _digest(card) else {}


def _digest(card: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()


def still_good(study: Niche, reading: Reading) -> Frames:
    """Return what an earlier run read of the captures that this one would read alike, by frame; empty where there is none."""
    before, now = _vouched(_folder(study) / CARD), _card(study, reading)
    frames = _content(_folder(study), before) if before and before["with"] == now["with"] else {}
    if not frames:
        return {}
    changed = {prefix.partition("/")[0] for prefix, _ in before["known"].items() ^ now["known"].items()}
    same = {name for name, digest in now["archives"].items() if before["archives"].get(name) == digest}
    notes = frames["notes"]
    archive = notes["capture"].str.rpartition(" ")[0]
    captures = {*notes["capture"][archive.isin(same) & notes["hosts"].map(lambda said: changed.isdisjoint(said.split()))]}
    return {name: frame[frame["capture"].isin(captures)] for name, frame in frames.items()}


def keep(study: Niche, reading: Reading, frames: Frames) -> None:
    """Write what was read, and last the card that vouches for it."""
    folder = _folder(study)
    (folder / CARD).unlink(missing_ok=True)
    files = {
        name: manifest.write_file(folder / f"{name}.parquet", frame.to_parquet(None, index=False, compression="zstd"))
        for name, frame in frames.items()
    }
    card = {**_card(study, reading), "files": files}
    manifest.write_file(folder / CARD, json.dumps({"card": card, "sha256": _digest(card)}, sort_keys=True).encode())
