"""Decisions taken in a notebook: written to ``editorial.yml`` among the others, then the stages that depend on them run."""

import time
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helpers import marked_yaml, niche, paths, tables
from helpers.paths import AireError
from helpers.report import kernels, stages

KEY, NEWLINE = "sources", "\n"


def _item(decision: dict[str, Any]) -> str:
    return yaml.safe_dump(decision, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000).strip()


def added(text: str, decision: dict[str, Any]) -> str:
    """Return an editorial file with one more decision on a source: a line comes in, nothing goes, comments included.

    Raises
    ------
    AireError
        The file is written in a way that leaves no place for it; it is to be added by hand.

    >>> added("notes: []\\n", {"source": "a", "hide": True, "reason": "a shop"}).splitlines()
    ['notes: []', 'sources:', '- {source: a, hide: true, reason: a shop}']
    """
    before, made = yaml.safe_load(text) or {}, _with(text, _item(decision))
    wanted = {**before, KEY: [decision, *(before.get(KEY) or [])]}
    try:
        fits = yaml.safe_load(made) == wanted
    except yaml.YAMLError:
        fits = False
    if not fits:
        raise AireError(f"editorial.yml: no place was found for the decision; under {KEY}: add the line - {_item(decision)}")
    return made


def _with(text: str, item: str) -> str:
    """Return a file with an item put first in its list of sources."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    held = next((value for key, value in pairs if key.value == KEY), None)
    if held is None:
        return f"{text}{'' if text.endswith(NEWLINE) or not text else NEWLINE}{KEY}:\n- {item}\n"
    start, end = held.start_mark.index, held.end_mark.index
    if isinstance(held, yaml.SequenceNode) and held.flow_style:
        return f"{text[: start + 1]}{item}{', ' * bool(held.value)}{text[start + 1 :]}"
    if isinstance(held, yaml.SequenceNode):
        return f"{text[:start]}- {item}\n{' ' * held.start_mark.column}{text[start:]}"
    rest, _, below = text[end:].partition(NEWLINE)  # nothing yet: a comment may follow the key
    return f"{text[:start]}{rest}\n- {item}\n{below}"


def _written(path: Path, text: str, name: str) -> None:
    """Write the file if the niche can be read with it; else leave it as it was."""
    before = path.read_bytes() if path.is_file() else None
    tables.write_file(path, text.encode())
    try:
        niche.load(name)
    except AireError:
        path.unlink() if before is None else tables.write_file(path, before)
        raise


def take(name: str, decision: dict[str, Any]) -> pd.DataFrame:
    """Write a decision on a source to ``editorial.yml``, run the stages that depend on it; return these and their seconds.

    Raises
    ------
    AireError
        The decision has no reason or contradicts another; the file is then as it was.
    """
    path = paths.niche_folder(name) / "editorial.yml"
    _written(path, added(marked_yaml.text_of(path) if path.is_file() else "", decision), name)
    start = time.monotonic()
    with kernels.prepared() as pair:
        ran = stages.run_stages(name, {}, say=None, shared=pair)
    return pd.DataFrame({"stage": ran, "written to": path.name, "seconds together": round(time.monotonic() - start, 1)})
