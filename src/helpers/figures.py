"""Figures of the report, one function each: a finding as title, the picture, the table that doubles it."""

from typing import Any

import pandas as pd

from helpers.look import palette, picture, typeface
from helpers.look.picture import Figure
from helpers.texts import Texts

Tables = dict[str, pd.DataFrame]

SHOWN = 15
ROW = 30.0  # height of a line, in units
NAMES = 300.0  # width kept for the names
WIDTH = 1000.0
HEAD, FOOT = 34.0, 18.0


def _first(tables: Tables) -> pd.DataFrame:
    """Return the first sources by combined influence: title, colour, rank, its interval, tier."""
    ranks = tables["influence"][tables["influence"]["definition"] == "combined"].sort_values(["rank", "source"])
    named = tables["communities"][["source", "community"]].merge(tables["community_names"][["community", "colour"]], "left")
    frame = ranks.head(SHOWN).merge(tables["sources"][["source", "title"]], "left", "source").merge(named, "left", "source")
    frame["title"] = frame["title"].fillna("").where(frame["title"].fillna("") != "", frame["source"]).map(typeface.short)
    return frame.fillna({"colour": palette.OTHERS}).astype({"colour": int})


def ranking(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the first sources as dots on a scale of ranks, each with its 90 % interval; None where nobody is ranked."""
    frame = _first(tables)
    if frame.empty:
        return None
    height = HEAD + ROW * len(frame) + FOOT
    with picture.canvas(WIDTH, height) as (drawing, axis):
        scale = _scale(int(frame["rank_high"].max()))
        _paint_scale(axis, scale, height, texts)
        for line, row in enumerate(frame.itertuples()):
            _paint_row(axis, row, HEAD + ROW * (line + 0.5), scale, texts)
        png, svg = picture.png(drawing), picture.svg(drawing)
    return Figure(
        **_words(frame, texts, len(tables["sources"]), date),
        png=png,
        svg=svg,
        width=int(WIDTH),
        height=int(height),
        table=_table(frame, texts),
    )


def _scale(last: int) -> Any:
    """Return rank → place on the panel, evenly by the square root: the first ranks have the room."""
    most = max(last, 5) ** 0.5 - 1
    return lambda rank: NAMES + 24 + (rank**0.5 - 1) / most * (WIDTH - NAMES - 60)


def _paint_scale(axis: Any, scale: Any, height: float, texts: Texts) -> None:
    for rank in (1, 5, 10, 20, 50, 100, 200, 500, 1_000):
        if scale(rank) <= WIDTH - 30:
            axis.plot([scale(rank)] * 2, [HEAD - 6, height - FOOT], color=palette.colour("rule"), linewidth=0.7, zorder=1)
            picture.say(axis, scale(rank), HEAD - 14, texts.number(rank), ha="center")
    picture.say(axis, NAMES, HEAD - 14, texts("figure.rank"), ha="right")


def _paint_row(axis: Any, row: Any, y: float, scale: Any, texts: Texts) -> None:
    """Draw one source: its name, the interval of its rank, the dot of its rank."""
    shade = palette.disc(row.colour)
    picture.say(
        axis, NAMES, y + 5, row.title, 14, ha="right", color=palette.word(row.colour), fontweight=600 if row.tier == 1 else 400
    )
    axis.plot(
        [scale(row.rank_low), scale(row.rank_high)], [y, y], color=shade, linewidth=5, alpha=0.3, solid_capstyle="round", zorder=2
    )
    axis.plot([scale(row.rank)], [y], marker="o", markersize=8, color=shade, markeredgecolor=palette.colour("paper"), zorder=3)


def _words(frame: pd.DataFrame, texts: Texts, count: int, date: str) -> dict[str, str]:
    """Return title, subtitle, caption and alternative text: who leads, and whether the data can tell."""
    tied = int((frame["tier"] == frame["tier"].iloc[0]).sum())
    leader = str(frame["title"].iloc[0])
    title = texts("figure.ranking.alone", leader=leader) if tied == 1 else texts("figure.ranking.tied", n=texts.number(tied))
    listed = ", ".join(f"{row.title} ({row.rank_low}–{row.rank_high})" for row in frame.head(5).itertuples())
    given = {"n": texts.number(count), "date": texts.date(date)}
    return {
        "title": title,
        "subtitle": texts("figure.ranking.subtitle", **given),
        "caption": texts("figure.ranking.caption", **given),
        "alt": texts("figure.ranking.alt", listed=listed),
    }


def _table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Return the figure as words: source, rank, interval, tier."""
    interval = [texts.interval(row.rank_low, row.rank_high) for row in frame.itertuples()]
    shown = frame[["title", "rank"]].assign(interval=interval, tier=frame["tier"])
    return shown.set_axis([texts(f"figure.column.{name}") for name in shown], axis=1)
