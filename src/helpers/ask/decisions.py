"""Decisions taken in a notebook: written to ``editorial.yml`` among the others, then the stages that depend on them run."""

import time
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helpers import marked_yaml, niche, paths, tables
from helpers.paths import AireError
from helpers.report import stages

KEY = "sources"


def _item(decision: dict[str, Any]) -> str:
    return "- " + yaml.safe_dump(decision, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000).strip()


def added(text: str, decision: dict[str, Any]) -> str:
    """Return an editorial file with one more decision on a source; what people wrote in it, comments included, stays.

    >>> added("notes: []\\n", {"source": "a", "hide": True, "reason": "a shop"}).splitlines()
    ['notes: []', 'sources:', '- {source: a, hide: true, reason: a shop}']
    """
    lines, node = text.splitlines(), yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    held = next((value for key, value in pairs if key.value == KEY), None)
    if held is None:
        return "\n".join([*lines, f"{KEY}:", _item(decision)]) + "\n"
    if isinstance(held, yaml.SequenceNode) and held.value and not held.flow_style:
        first = held.value[0].start_mark  # the decision comes first: those below it keep their lines and their comments
        return "\n".join([*lines[: first.line], " " * (first.column - 2) + _item(decision), *lines[first.line :]]) + "\n"
    key = next(key for key, value in pairs if value is held).start_mark.line
    if isinstance(held, yaml.ScalarNode):  # nothing yet; an empty value ends where the next key begins
        return "\n".join([*lines[:key], f"{KEY}:", _item(decision), *lines[key + 1 :]]) + "\n"
    kept = yaml.safe_load(yaml.serialize(held))
    last = held.end_mark.line
    return "\n".join([*lines[:key], f"{KEY}:", *map(_item, [*kept, decision]), *lines[last + 1 :]]) + "\n"


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
    ran = stages.run_stages(name, {}, say=None)
    return pd.DataFrame({"stage": ran, "written to": path.name, "seconds together": round(time.monotonic() - start, 1)})
