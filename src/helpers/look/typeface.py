"""The one typeface: a vendored subset of Inter, for pictures (TTF) and for pages (WOFF2)."""

import base64
import dataclasses
import functools
from pathlib import Path
from typing import Any

from helpers import paths

FAMILY, REST = "Aire Inter", "DejaVu Sans"
WEIGHTS = (400, 600, 700)


def _file(weight: int, suffix: str) -> Path:
    return paths.data_file(f"fonts/inter-{weight}.{suffix}")


@functools.cache
def register() -> list[str]:
    """Make the typeface known to matplotlib; return the families to ask for, DejaVu for the scripts that Inter's subset lacks."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    for weight in WEIGHTS:
        manager.addfont(str(_file(weight, "ttf")))
    # DejaVu has no half bold: asked for it, matplotlib takes the bold and warns each time
    bold = next(font for font in manager.ttflist if (font.name, font.style, font.weight) == (REST, "normal", 700))
    manager.ttflist.append(dataclasses.replace(bold, weight=600))
    return [FAMILY, REST]


@functools.cache
def _measure(weight: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(_file(weight, "ttf")), 100, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _drawable() -> frozenset[int]:
    from matplotlib import font_manager, ft2font

    files = [str(_file(400, "ttf")), font_manager.findfont(REST)]
    return frozenset(code for file in files for code in ft2font.FT2Font(file).get_charmap())


def width(text: str, size: float, weight: int = 400) -> float:
    """Return the width of a text in the unit of ``size`` (the em)."""
    return float(_measure(weight).getlength(text)) * size / 100


def short(text: str, most: int = 30) -> str:
    """Return a text fit for a label: characters that can be drawn, one line, at most ``most`` of them, cut between words.

    >>> short("Le Parisien (Aujourd'hui en France)"), short("littlegreenfootballs.com/weblog")
    ("Le Parisien (Aujourd'hui en…", 'littlegreenfootballs.com…')
    """
    line = " ".join("".join(sign if ord(sign) in _drawable() else " " for sign in text).split())
    if len(line) <= most:
        return line
    word = max(line.rfind(" ", 0, most), line.rfind("/", 0, most))
    return f"{line[: word if word > most / 2 else most - 1].rstrip(' ,;:.–-(')}…"


def css(weights: tuple[int, ...] = (400, 600)) -> str:
    """Return the ``@font-face`` rules that embed the typeface in a page (about 26 kB a weight)."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
        f"src:url(data:font/woff2;base64,{base64.b64encode(_file(weight, 'woff2').read_bytes()).decode()})}}"
        for weight in weights
    )
