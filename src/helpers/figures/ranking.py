"""Who comes first, and how sure that is."""

from typing import Any

import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import HEAD, LEFT, NAMES, RIGHT, WIDTH, Name, Tables
from helpers.look import palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts

SHOWN = 15


def _first(tables: Tables) -> pd.DataFrame:
    """Return the first sources by combined influence: title, colour, rank, its interval, tier."""
    ranks = tables["influence"][tables["influence"]["definition"] == "combined"].sort_values(["rank", "source"])
    return ranks.head(SHOWN).merge(lines.members(tables), "left", "source")


def ranking(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the first sources as dots on a scale of ranks, each with its 90 % interval; None where nobody is ranked."""
    frame = _first(tables)
    if frame.empty:
        return None
    scale = scale_of(int(frame["rank_high"].max()))
    rows = list(frame.itertuples())
    drawn = lines.lined(
        [Name(row.title, row.colour, row.tier == 1) for row in rows],
        lambda axis, line, y: _paint(axis, rows[line], y, scale),
        lambda axis, end: paint_scale(axis, scale, end, texts),
    )
    return lines.figure(drawn, _words(frame, texts, len(tables["sources"]), date), _table(frame, texts), texts)


def scale_of(last: int) -> Any:
    """Return rank → place on the panel, evenly by the square root: the first ranks have the room."""
    most = max(last, 5) ** 0.5 - 1
    return lambda rank: LEFT + (rank**0.5 - 1) / most * (RIGHT - LEFT)


def paint_scale(axis: Any, scale: Any, end: float, texts: Texts) -> None:
    """Draw a line for each of some ranks, its number above."""
    for rank in (1, 5, 10, 20, 50, 100, 200, 500, 1_000):
        if scale(rank) <= WIDTH - 30:
            axis.plot([scale(rank)] * 2, [HEAD - 6, end], color=palette.colour("rule"), linewidth=0.7, zorder=1)
            picture.say(axis, scale(rank), HEAD - 14, texts.number(rank), ha="center")
    picture.say(axis, NAMES, HEAD - 14, texts("figure.rank"), ha="right")


def _paint(axis: Any, row: Any, y: float, scale: Any) -> None:
    """Draw the interval of a rank and its dot."""
    shade = palette.disc(row.colour)
    ends = [scale(row.rank_low), scale(row.rank_high)]
    axis.plot(ends, [y, y], color=shade, linewidth=5, alpha=0.3, solid_capstyle="round", zorder=2)
    lines.dot(axis, scale(row.rank), y, 5.5, shade)


def _words(frame: pd.DataFrame, texts: Texts, count: int, date: str) -> lines.Words:
    """Return title, subtitle, caption and alternative text: who leads, and whether the data can tell."""
    tied = int((frame["tier"] == frame["tier"].iloc[0]).sum())
    leader = str(frame["title"].iloc[0])
    title = texts("figure.ranking.alone", leader=leader) if tied == 1 else texts("figure.ranking.tied", n=texts.number(tied))
    listed = ", ".join(f"{row.title} ({row.rank_low}–{row.rank_high})" for row in frame.head(5).itertuples())
    return lines.said(texts, "ranking", title, n=texts.number(count), date=texts.date(date), listed=listed)


def _table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Return the figure as words: source, rank, interval, tier."""
    interval = [texts.interval(row.rank_low, row.rank_high) for row in frame.itertuples()]
    return frame[["title", "rank"]].assign(interval=interval, tier=frame["tier"])
