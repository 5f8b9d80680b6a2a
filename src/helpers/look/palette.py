"""The project's colours, read from ``data/palette.yml``."""

import functools
from typing import Any

import yaml

from helpers import paths

OTHERS = 8  # rank of the colour of sources outside the eight largest communities


@functools.cache
def _palette() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("palette.yml").read_text(encoding="utf-8"))
    return loaded


def colour(name: str) -> str:
    """Return a named colour as ``#RRGGBB``: paper, ink, secondary, rule or accent."""
    return str(_palette()[name])


def disc(rank: int) -> str:
    """Return the colour of a community's discs; ``rank`` is its place in the palette, 8 and above the grey of the others."""
    return str(_palette()["discs"][min(rank, OTHERS)])


def word(rank: int) -> str:
    """Return the darker shade of a community's colour, for text on paper (contrast 5.6:1 or more)."""
    return str(_palette()["words"][min(rank, OTHERS)])
