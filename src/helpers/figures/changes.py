"""What changed since an edition before, and how far a word would go."""

from typing import Any

import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import HEAD, LEFT, NAMES, RIGHT, Name, Tables
from helpers.figures.ranking import paint_scale, scale_of
from helpers.look import palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts

SHOWN = 15
CAUSES = ("community", "coverage")
STRATEGIES = ("best", "shortlist", "cited", "authority", "random")


def changed(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the ranks that moved beyond chance, from the edition before to this one; None where none did."""
    moved = tables["moves"][tables["moves"]["cause"].isin(CAUSES)]
    if moved.empty:
        return None
    frame = moved.merge(lines.members(tables), "left", "source").assign(title=lambda rows: rows["title"].fillna(rows["source"]))
    frame = frame.sort_values(["cause", "rank", "source"]).groupby("cause").head(SHOWN)
    rows, scale = list(frame.itertuples()), scale_of(int(frame[["rank", "rank_before"]].max().max()))
    drawn = lines.lined(
        [Name(row.title, palette.OTHERS, row.cause == "community") for row in rows],
        lambda axis, line, y: _paint_move(axis, rows[line], y, scale),
        lambda axis, end: paint_scale(axis, scale, end, texts),
    )
    counts = {cause: texts.number((moved["cause"] == cause).sum()) for cause in CAUSES}
    listed = ", ".join(f"{row.title} ({row.rank_before} → {row.rank})" for row in rows[:5])
    words = lines.said(
        texts,
        "changed",
        texts("figure.changed.title", **counts),
        date=texts.date(date),
        listed=listed,
        n=texts.number(len(moved)),
    )
    why = frame["cause"].map(lambda cause: texts(f"figure.changed.{cause}"))
    return lines.figure(drawn, words, frame[["title", "rank_before", "rank"]].assign(cause=why), texts)


def _paint_move(axis: Any, row: Any, y: float, scale: Any) -> None:
    """Draw a rank before as a ring, the rank now as a disc, and the way between; coverage is pale."""
    shade = palette.colour("accent") if row.cause == "community" else palette.disc(palette.OTHERS)
    axis.plot([scale(row.rank_before), scale(row.rank)], [y, y], color=shade, linewidth=1.6, zorder=2)
    style = {"color": palette.colour("paper"), "markeredgecolor": shade, "markeredgewidth": 1.4, "zorder": 3}
    axis.plot([scale(row.rank_before)], [y], marker="o", markersize=7, **style)
    lines.dot(axis, scale(row.rank), y, 5.5, shade)


def spread(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw how many sources a word would reach from the best seeds and from others; None where nobody can start."""
    told = tables["spread"]
    told = told[told["chance"].round(3) == _middle(told)].set_index("strategy").reindex(STRATEGIES).dropna().reset_index()
    if told.empty:
        return None
    rows, most = list(told.itertuples()), max(float(told["high"].max()), 1.0)
    names = [texts(f"figure.spread.{row.strategy}") for row in rows]
    drawn = lines.lined(
        [Name(name, palette.OTHERS, row.strategy == "best") for name, row in zip(names, rows, strict=True)],
        lambda axis, line, y: _paint_reach(axis, rows[line], y, most),
        lambda axis, end: _paint_reached(axis, most, end, texts),
    )
    listed = ", ".join(f"{name} {texts.number(row.reached)}" for name, row in zip(names, rows, strict=True))
    words = lines.said(
        texts, "spread", _gain(told, texts), date=texts.date(date), listed=listed,
        chance=texts.percent(_middle(told)), seeds=texts.number(told["seeds"].iloc[0]),
    )  # fmt: skip
    reached = told.assign(strategy=names, interval=[texts.interval(round(row.low), round(row.high)) for row in rows])
    return lines.figure(
        drawn, words, reached.assign(reached=told["reached"].round(1))[["strategy", "reached", "interval"]], texts
    )


def _paint_reach(axis: Any, row: Any, y: float, most: float) -> None:
    """Draw how many sources a choice of seeds reaches as a bar, its interval as a line on it."""
    shade = palette.colour("accent") if row.strategy == "best" else palette.disc(palette.OTHERS)
    lines.bar(axis, y, (LEFT, lines.along(row.reached / most)), shade, 0.55)
    ends = [lines.along(row.low / most), lines.along(row.high / most)]
    axis.plot(ends, [y, y], color=palette.colour("ink"), linewidth=1.2, zorder=3)


def _paint_reached(axis: Any, most: float, end: float, texts: Texts) -> None:
    """Draw the scale of the sources reached, from none to the most."""
    for value in (0, most / 2, most):
        x = lines.along(value / most)
        axis.plot([x, x], [HEAD - 6, end], color=palette.colour("rule"), linewidth=0.7, zorder=1)
        picture.say(axis, min(x, RIGHT), HEAD - 14, texts.number(value), ha="center")
    picture.say(axis, NAMES, HEAD - 14, texts("figure.spread.reached"), ha="right")


def _middle(told: pd.DataFrame) -> float:
    """Return the middle one of the chances that were tried, to a thousandth."""
    tried = sorted(told["chance"].round(3).unique())
    return float(tried[len(tried) // 2]) if tried else 0.0


def _gain(told: pd.DataFrame, texts: Texts) -> str:
    """Return the finding: what the best seeds gain on the most cited; said plainly where chance may give as much."""
    cited = told[told["strategy"] == "cited"]
    if cited.empty or cited["gain_low"].iloc[0] <= 0:
        return texts("figure.spread.nil")
    low, high = (texts.number(cited[name].iloc[0]) for name in ("gain_low", "gain_high"))
    return texts("figure.spread.title", low=low, high=high)
