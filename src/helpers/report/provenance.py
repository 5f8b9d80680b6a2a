"""Where the report comes from: parameters, counts at each step, hashes of the inputs, versions."""

import platform
from importlib.metadata import version
from typing import Any

from helpers import __version__, manifest
from helpers.report.material import Material, rules


def versions() -> dict[str, str]:
    """Return the version of Aire, of Python (its minor version: bytes are promised within it), of the libraries."""
    found = {"aire": __version__, "python": ".".join(platform.python_version_tuple()[:2])}
    return found | {name: version(name) for name in rules()["libraries"]}


def parameters(m: Material) -> list[tuple[str, str]]:
    """Return (stage, its parameters) in the order of the stages, as far as they were run."""
    known = manifest.load(m.study.name)
    rows = [(stage, known[stage]["parameters"]) for stage in manifest.STAGES[:-1] if stage in known]
    return [(stage, ", ".join(f"{key} = {value}" for key, value in sorted(given.items()))) for stage, given in rows]


def steps(m: Material) -> list[tuple[str, int]]:
    """Return (what, how many) from the first page read to the last name kept."""
    return [(name, int(m.facts[name])) for name in rules()["steps"] if m.facts[name] or not m.graph]


def inputs(m: Material) -> dict[str, str]:
    """Return the SHA-256 of each raw file by its name; the key of the pseudonyms is not told, even hashed."""
    return {name: digest for name, digest in manifest.input_hashes(m.study.name).items() if name != "people.key"}


def summary(m: Material) -> dict[str, Any]:
    """Return the content of ``edition.json``."""
    study = m.study
    about = {
        "niche": study.name,
        "title": m.title,
        "question": study.question,
        "client": study.client,
        "lang": study.lang,
    }
    counts = {name: round(value, 6) if isinstance(value, float) else value for name, value in m.facts.items()}
    finite = {name: value for name, value in counts.items() if value == value}
    return {
        **about,
        "edition": m.edition,
        "date": m.date,
        "verdict": m.verdict,
        "counts": finite,
        "versions": versions(),
        "inputs": inputs(m),
        "parameters": dict(parameters(m)),
    }
