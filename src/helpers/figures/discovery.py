"""How much of the linked community is held."""

from typing import Any

import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import HEAD, LEFT, RIGHT, Name, Tables
from helpers.look import palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts


def coverage(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the shares that were measured once prospects were reviewed, with their 95 % intervals; None before."""
    frame = tables["coverage"].sort_values("measure")
    if frame.empty:
        return None
    rows = list(frame.itertuples())

    def _paint(axis: Any, line: int, y: float) -> None:
        row, shade = rows[line], palette.colour("accent")
        ends = [lines.along(row.low), lines.along(row.high)]
        axis.plot(ends, [y, y], color=shade, linewidth=5, alpha=0.3, solid_capstyle="round", zorder=2)
        lines.dot(axis, lines.along(row.value), y, 5.5, shade)

    def _head(axis: Any, end: float) -> None:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = LEFT + share * (RIGHT - LEFT)
            axis.plot([x, x], [HEAD - 6, end], color=palette.colour("rule"), linewidth=0.7, zorder=1)
            picture.say(axis, x, HEAD - 14, texts.percent(share), ha="center")

    drawn = lines.lined([Name(texts(f"figure.coverage.{row.measure}")) for row in rows], _paint, _head)
    held = rows[0]
    shares = {name: texts.percent(getattr(held, name)) for name in ("value", "low", "high")}
    words = lines.said(
        texts, "coverage", texts(f"figure.coverage.title.{held.measure}", **shares), date=texts.date(date), **shares
    )
    told = frame.assign(measure=[texts(f"figure.coverage.{row.measure}") for row in rows])[["measure", "value", "low", "high"]]
    return lines.figure(
        drawn, words, pd.concat([told["measure"], told[["value", "low", "high"]].map(texts.percent)], axis=1), texts
    )
