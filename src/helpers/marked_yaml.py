"""YAML that people write: read safely, with the line of each key kept for error messages."""

from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from helpers.paths import AireError

Location = tuple[str | int, ...]
Lines = dict[Location, int]

MAX_BYTES = 2_000_000
MAX_DEPTH = 12


class _Loader(yaml.SafeLoader):
    """SafeLoader that keeps dates as text: 2026-03-01 stays what the analyst typed."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _refuse_bombs(text: str, shown: str) -> None:
    """Refuse anchors, by which a small file unfolds into gigabytes, and nesting, on which the parser spends minutes."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise AireError(f"{shown}, line {line}: anchors and aliases (& and *) are not accepted here; write it out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise AireError(f"{shown}, line {line}: nested more than {MAX_DEPTH} levels deep")


def _mapping(node: yaml.MappingNode, at: Location, lines: Lines, shown: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in result:
            raise AireError(f"{shown}, line {_line(key_node)}, key {key!r}: it is given twice; keep one")
        lines[(*at, key)] = _line(key_node)
        result[key] = _value(value_node, (*at, key), lines, shown)
    return result


def _value(node: yaml.Node, at: Location, lines: Lines, shown: str) -> Any:
    """Turn a node into plain values, noting the line of each key and item."""
    lines.setdefault(at, _line(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines, shown)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*at, number), lines, shown) for number, item in enumerate(node.value)]
    loader = _Loader("")
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError):  # !!int '', !!bool x, !!timestamp x
        raise AireError(f"{shown}, line {_line(node)}: {node.value!r} cannot be read; put it in quotes") from None


def text_of(path: Path, at_most: int = MAX_BYTES) -> str:
    """Return the text of a file that people wrote: UTF-8, ``at_most`` so many bytes."""
    if path.stat().st_size > at_most:
        raise AireError(f"{path}: {path.stat().st_size} bytes; expected at most {at_most}")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AireError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def read(path: Path) -> tuple[dict[str, Any], Lines]:
    """Read a YAML file that holds one mapping.

    Returns
    -------
    The mapping, and the line (from 1) of each location in it.

    Raises
    ------
    AireError
        Not UTF-8, not YAML, tabs, an anchor, a key given twice, too deep, too long, or not a mapping.
    """
    text, lines = text_of(path), Lines()
    try:
        _refuse_bombs(text, str(path))
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise AireError(f"{path}, line {line}: not YAML ({_plain(str(error.problem))})") from None
    except yaml.YAMLError as error:
        raise AireError(f"{path}: not YAML ({_plain(str(error))})") from None
    if node is None:
        raise AireError(f"{path}: the file is empty; expected keys such as 'question:'")
    if not isinstance(node, yaml.MappingNode):
        raise AireError(f"{path}, line {_line(node)}: expected keys and values such as 'question: …'")
    return _mapping(node, (), lines, str(path)), lines


def _plain(problem: str) -> str:
    """Say the parser's complaint about tabs in the words of people."""
    if "'\\t'" in problem or "\t" in problem:
        return "a tab indents this line; use spaces"
    return " ".join(problem.split())


def _line_of(location: Location, lines: Lines) -> int:
    """Return the line of a location, or of the nearest key above it."""
    for length in range(len(location), -1, -1):
        if location[:length] in lines:
            return lines[location[:length]]
    return 1


Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], values: dict[str, Any], lines: Lines, path: Path) -> Model:
    """Check values against a pydantic model.

    Raises
    ------
    AireError
        One line for each fault: file, line, key, what was expected, what was found.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        keys = _keys(model)
        faults = [_fault(dict(fault), lines, path, keys) for fault in error.errors()]
        raise AireError("\n".join(faults)) from None


def _without_tags(location: Location, lines: Lines) -> Location:
    """Return the longest way into the file that the location holds: pydantic adds the names of a union's branches."""
    ways = [way for size in range(len(location) + 1) for way in combinations(location, size) if way in lines]
    return max(ways, key=lambda way: (way[-1:] == location[-1:], len(way)), default=())


def _keys(model: type[BaseModel]) -> list[str]:
    """Return the keys that a model and the models in it have, sorted."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})


def _fault(fault: dict[str, Any], lines: Lines, path: Path, keys: list[str]) -> str:
    missing = tuple(fault["loc"][-1:]) if fault["type"] == "missing" else ()
    location = _without_tags(tuple(fault["loc"][: -1 if missing else None]), lines) + missing
    line, key = _line_of(location, lines), ".".join(str(part) for part in location) or "(file)"
    if fault["type"] == "extra_forbidden":
        near = get_close_matches(str(location[-1]), keys, 1)
        expected = repr(near[0]) if near else "one of those that aire new writes"
        return f"{path}, line {line}, key {key!r}: unknown key; expected {expected}"
    if fault["type"] == "missing":
        return f"{path}, line {line}, key {key!r}: missing"
    expected = str(fault["msg"]).removeprefix("Value error, ").replace("Input should be ", "expected ", 1)
    if fault["type"] == "model_type":  # pydantic names the class
        expected = "expected keys and values"
    found = repr(fault["input"])
    return f"{path}, line {line}, key {key!r}: {expected}; found {found if len(found) <= 80 else found[:77] + '…'}"
