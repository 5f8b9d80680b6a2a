"""Figures made of lines, a name on the left and its marks on a panel on the right; and what every figure is put together from."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from helpers.look import palette, picture, typeface
from helpers.look.picture import Figure
from helpers.texts import Texts

Tables = dict[str, pd.DataFrame]

WIDTH = 1000.0
NAMES = 300.0  # width kept for the names
LEFT, RIGHT = NAMES + 24, WIDTH - 36.0  # of the panel
ROW = 26.0  # height of a line, in units
HEAD, FOOT = 34.0, 18.0
BAR = 13.0


class Name(NamedTuple):
    """What a line begins with: its words, the rank of their colour, whether they are stressed."""

    text: str
    colour: int = palette.OTHERS
    strong: bool = False


class Words(NamedTuple):
    """The words of a figure."""

    title: str
    subtitle: str
    caption: str
    alt: str


class Drawn(NamedTuple):
    """A picture, what it was drawn from, and its size in units."""

    png: bytes
    drawing: Any
    width: int
    height: int


def lined(names: Sequence[Name], paint: Callable[[Any, int, float], None], head: Callable[[Any, float], None]) -> Drawn:
    """Draw lines one below the other.

    Parameters
    ----------
    paint: draws the marks of a line on the panel, given the axis, its number and its height.
    head: draws what stands above and behind all lines, given the axis and the lower end of the last one.
    """
    height = HEAD + ROW * len(names) + FOOT
    with picture.canvas(WIDTH, height) as (drawing, axis):
        head(axis, height - FOOT)
        for line, name in enumerate(names):
            y = HEAD + ROW * (line + 0.5)
            shade = palette.word(name.colour) if name.colour != palette.OTHERS else palette.colour("ink")
            weight = 600 if name.strong else 400
            picture.say(axis, NAMES, y + 5, fitting(name.text, 14, weight), 14, ha="right", color=shade, fontweight=weight)
            paint(axis, line, y)
        return finished(drawing, WIDTH, height)


def finished(drawing: Any, width: float, height: float) -> Drawn:
    """Return a drawing with its picture."""
    return Drawn(picture.png(drawing), drawing, int(width), int(height))


def fitting(text: str, size: float, weight: int = 400, room: float = NAMES) -> str:
    """Return a text cut between words so that it holds in so many units."""
    fits = (typeface.short(text, most) for most in range(len(text), 3, -1))
    return next((line for line in fits if typeface.width(line, size, weight) <= room), typeface.short(text, 4))


def bar(axis: Any, y: float, ends: tuple[float, float], shade: str, alpha: float = 1.0) -> None:
    """Draw a bar around a height, between two places."""
    axis.barh(y, ends[1] - ends[0], height=BAR, left=ends[0], color=shade, alpha=alpha, linewidth=0, zorder=2)


def dot(axis: Any, x: float, y: float, radius: float, shade: str, alpha: float = 1.0) -> None:
    """Draw a disc with a rim of paper around a place."""
    size, rim = 2 * radius * picture.POINTS, palette.colour("paper")
    axis.plot([x], [y], marker="o", markersize=size, color=shade, markeredgecolor=rim, alpha=alpha, zorder=3)


def along(share: float) -> float:
    """Return the place on the panel of a share of its width (0 to 1)."""
    return LEFT + share * (RIGHT - LEFT)


def figure(drawn: Drawn, words: Words, table: pd.DataFrame, texts: Texts) -> Figure:
    """Put a figure together; columns of the table that have a name for readers are called by it."""
    heads = {name: texts(f"figure.column.{name}") for name in table if texts.has(f"figure.column.{name}")}
    return Figure(*words, *drawn, table.rename(columns=heads))


def said(texts: Texts, key: str, title: str, **given: object) -> Words:
    """Return the words of a figure: its finding, and what ``figure.<key>`` says below and for those who cannot see it."""
    return Words(title, *(texts(f"figure.{key}.{part}", **given) for part in ("subtitle", "caption", "alt")))


def members(tables: Tables) -> pd.DataFrame:
    """Return the sources with title, community and its colour, the grey of the others where it has none."""
    placed = tables["communities"][["source", "community"]]
    coloured = placed.merge(tables["community_names"][["community", "colour"]], "left", "community")
    frame = tables["sources"][["source", "title"]].merge(coloured, "left", "source")
    frame["title"] = frame["title"].where(frame["title"].fillna("") != "", frame["source"]).map(typeface.short)
    return frame.fillna({"community": "", "colour": palette.OTHERS}).astype({"colour": int})


def shown(tables: Tables) -> pd.DataFrame:
    """Return the communities that have a colour of their own, the largest first."""
    return (
        tables["community_names"].query(f"colour < {palette.OTHERS}").sort_values(["size", "community"], ascending=[False, True])
    )
