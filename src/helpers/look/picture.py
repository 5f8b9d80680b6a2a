"""What a figure is: a picture, the words that carry it, the table that doubles it; and how its bytes are written."""

import base64
import bisect
import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from helpers.look import palette, typeface
from helpers.look.labels import PAD, Label

SCALE = 1.28  # pixels of the PNG a unit of the drawing: 1,280 px for the 1,000 units of a full width
HEAVY = 230_000  # bytes of a PNG: the report holds it as text, a third longer
PALETTES = (256, 192, 128, 96, 72, 56)  # sizes tried
MANY = 20_000  # colours of a drawing before they are reduced; the figures of the demonstration have fewer
FLAT = 40  # colours kept exactly: paper, discs, halos and where they meet, words
POINTS = 0.72  # typographic points a unit


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure: its finding as title, words around it, the picture (PNG bytes, the drawing) and the same as a table of words."""

    title: str
    subtitle: str
    caption: str
    alt: str
    png: bytes
    drawing: Any
    width: int
    height: int
    table: pd.DataFrame
    labels: pd.DataFrame = field(default_factory=pd.DataFrame)
    discs: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        """Return the title: the bytes of the picture are nothing to read."""
        return f"Figure({self.title!r})"

    @functools.cached_property
    def svg(self) -> bytes:
        """The picture as SVG, written when it is asked for: a notebook shows the PNG."""
        return svg(self.drawing)

    def data_uri(self) -> str:
        """Return the PNG as a ``data:`` address."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"

    def _repr_html_(self) -> str:
        """Show title, picture and caption in a notebook."""
        return (
            f'<figure><p><strong>{escape(self.title)}</strong><br>{escape(self.subtitle)}</p><img src="{self.data_uri()}" '
            f'alt="{escape(self.alt)}" width="{self.width}" height="{self.height}" style="max-width:100%;height:auto">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )


def _style() -> Any:
    """Return the context in which whatever is drawn or written is the same on every machine."""
    from matplotlib.style import context

    rules = {
        "font.family": typeface.register(),
        "font.weight": 400,
        "svg.hashsalt": "aire",
        "text.hinting": "none",
        "path.simplify": False,
    }
    return context(["default", rules])


@contextmanager
def canvas(width: float, height: float) -> Iterator[tuple[Any, Any]]:
    """Give a matplotlib figure and one axis over all of it, measured in units: 1,000 are the full width of a page.

    Text sizes are given in units times ``POINTS``; y runs downwards, as on a page.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    with _style():
        drawing = Drawing(figsize=(width / 100, height / 100), dpi=100 * SCALE, facecolor=palette.colour("paper"))
        FigureCanvasAgg(drawing)
        axis = drawing.add_axes((0, 0, 1, 1), frameon=False)
        axis.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])
        yield drawing, axis


def png(drawing: Any) -> bytes:
    """Return the drawing as a PNG of 256 colours, of fewer where that makes it too heavy; the same bytes on every run."""
    from PIL import Image

    drawing.canvas.draw()
    pixels = np.asarray(drawing.canvas.buffer_rgba())[..., :3].copy()
    spread = Image.fromarray(pixels).quantize(PALETTES[0] - FLAT, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    found = _distinct(pixels), np.array(spread).reshape(-1, 3)
    indexed = functools.cache(lambda colours: _indexed(pixels, found, colours))
    if len(found[0][0]) > MANY and len(indexed(PALETTES[-1])) > HEAVY:  # a map: with more colours it would be heavier still
        return indexed(PALETTES[-1])
    if len(indexed(PALETTES[0])) <= HEAVY:
        return indexed(PALETTES[0])
    # fewer colours are lighter: the first palette that is light enough is found by halving
    place = bisect.bisect_left(PALETTES[:-1], True, 1, key=lambda colours: len(indexed(colours)) <= HEAVY)
    return indexed(PALETTES[place])


def _distinct(pixels: Any) -> tuple[Any, Any, Any]:
    """Return the distinct colours in order, packed; the place among them of each pixel; how many pixels have each."""
    code, seen = pd.factorize(pixels.reshape(-1, 3) @ np.array([65536, 256, 1]))  # by hash: no sort of a million pixels
    order = np.argsort(seen)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    where = place[code]
    return seen[order], where, np.bincount(where)


def _indexed(pixels: Any, found: Any, colours: int) -> bytes:
    """Return pixels as a PNG of a few colours: those of large flat areas exactly, the others by coverage of the space.

    Parameters
    ----------
    found : the distinct colours, as ``_distinct`` has them; colours that cover the space, each the farthest from those before.
    """
    from PIL import Image

    (seen, where, count), spread = found
    flat = seen[np.argsort(-count, kind="stable")[: FLAT - 1]]
    grey = [int(palette.disc(palette.OTHERS)[at : at + 2], 16) for at in (1, 3, 5)]  # of the size legend, on any map
    chosen = np.vstack([_channels(flat), grey, spread[: colours - FLAT]])
    nearest = np.concatenate([_nearest(part, chosen) for part in np.array_split(_channels(seen), 1 + len(seen) // 4_096)])
    image = Image.fromarray(nearest[where].reshape(pixels.shape[:2]).astype(np.uint8), mode="P")
    image.putpalette(chosen.astype(np.uint8).tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _channels(packed: Any) -> Any:
    return np.column_stack([packed >> 16, packed >> 8 & 255, packed & 255])


def _nearest(colours: Any, chosen: Any) -> Any:
    given, known = colours.astype(float), chosen.astype(float)  # whole numbers all along, so nothing is rounded
    return ((known**2).sum(axis=1) - 2 * given @ known.T).argmin(axis=1)


def svg(drawing: Any) -> bytes:
    """Return the drawing as SVG, letters as outlines; no date and no random identifier in it."""
    out = io.BytesIO()
    with _style():
        drawing.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def say(axis: Any, x: float, y: float, text: str, size: float = 12.5, **style: Any) -> Any:
    """Write a line at (x, baseline y), in units; left-aligned, regular and in the secondary colour unless told otherwise."""
    given = {"color": palette.colour("secondary"), "fontweight": 400, "va": "baseline", "ha": "left", "zorder": 6} | style
    return axis.text(x, y, text, fontsize=size * POINTS, parse_math=False, **given)


def write(axis: Any, placed: list[Label]) -> list[Any]:
    """Write labels with a rim of paper around the letters, and their leaders; return the texts."""
    from matplotlib.patheffects import withStroke

    rim = [withStroke(linewidth=2.6, foreground=palette.colour("paper"))]
    for label in placed:
        if label.leader:
            x, y, right, down = label.leader
            axis.plot([x, right], [y, down], color=label.words.colour, linewidth=0.7, zorder=5)
    return [
        say(axis, label.box.left + PAD, label.baseline, label.words.text, label.words.size, color=label.words.colour,
            fontweight=label.words.weight, path_effects=rim)
        for label in placed
    ]  # fmt: skip


def boxes(written: list[Any]) -> pd.DataFrame:
    """Return what texts cover once drawn: text, left, top, right, bottom, in units."""
    rows = []
    for text in written:
        (left, bottom), (right, top) = text.axes.transData.inverted().transform(text.get_window_extent())
        rows.append((text.get_text(), left, top, right, bottom))
    return pd.DataFrame(rows, columns=["text", "left", "top", "right", "bottom"]).round(2)
