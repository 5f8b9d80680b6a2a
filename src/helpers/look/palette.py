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


def _luminance(shade: str) -> float:
    """Return the relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2)."""
    parts = (int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(shade: str) -> float:
    """Return the contrast of a colour with the paper, 1 to 21 (WCAG 2.2).

    >>> round(contrast("#0052AD"), 1), round(contrast("#FFFFFF"), 1)
    (7.2, 1.0)
    """
    low, high = sorted((_luminance(shade), _luminance(colour("paper"))))
    return (high + 0.05) / (low + 0.05)
