"""A crisis, day by day: doubt against reassurance, where it was spoken of, when the brand answered."""

from typing import Any

import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import LEFT, NAMES, RIGHT, ROW, WIDTH, Tables
from helpers.look import palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts

UP, DOWN, TOP = 110.0, 60.0, 46.0  # room above and below the line of days, and for what is written over it


def gravest(tables: Tables) -> dict[str, Any] | None:
    """Return the crisis in which most voices spoke against a name; None where there was none."""
    found = tables["crises"].query("nature == 'crisis'").assign(against=lambda x: x["attacks"] + x["doubts"])
    ranked = found.sort_values(["against", "crisis"], ascending=[False, True])
    return None if ranked.empty else {str(key): value for key, value in ranked.iloc[0].to_dict().items()}


def _daily(voices: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Return, for each day: date, how many voices attack or doubt, how many defend."""
    days = pd.date_range(first, last).strftime("%Y-%m-%d")
    sides = voices["side"].map({"attacks": "against", "doubts": "against", "defends": "for"}).dropna()
    counts = pd.crosstab(voices.loc[sides.index, "date"], sides).reindex(index=days, columns=["against", "for"], fill_value=0)
    return counts.rename_axis("date").reset_index()


def replay(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the gravest crisis: voices against above the line, voices for below, then each community that it reached."""
    crisis = gravest(tables)
    if crisis is None:
        return None
    voices = tables["crisis_voices"].query("crisis == @crisis['crisis']").sort_values("step")
    frame, names = _daily(voices, crisis["first"], crisis["last"]), lines.shown(tables).set_index("community")
    reached = [key for key in voices["community"].unique() if key in names.index]
    height = TOP + UP + DOWN + ROW * len(reached) + 44
    with picture.canvas(WIDTH, height) as (drawing, axis):
        _paint_days(axis, frame, texts)
        _paint_answer(axis, frame, int(crisis["days"]), texts)
        for line, key in enumerate(reached):
            _paint_community(axis, voices[voices["community"] == key], names.loc[key], (frame, line))
        drawn = lines.finished(drawing, WIDTH, height)
    totals = {"against": int(crisis["attacks"] + crisis["doubts"]), "for": int(crisis["defends"])}
    said = {"name": crisis["entity"], "first": texts.date(crisis["first"]), "last": texts.date(crisis["last"])}
    said |= {"against": texts.number(totals["against"]), "defends": texts.number(totals["for"]), "date": texts.date(date)}
    words = lines.said(texts, "replay", texts("figure.replay.title", **said), n=texts.number(len(voices)), **said)
    return lines.figure(drawn, words, frame.assign(date=frame["date"].map(texts.date)), texts)


def _place(frame: pd.DataFrame, day: int) -> float:
    """Return where the middle of a day is drawn."""
    return LEFT + (RIGHT - LEFT) * (day + 0.5) / len(frame)


def _paint_days(axis: Any, frame: pd.DataFrame, texts: Texts) -> None:
    """Draw a column up and a column down for each day, and write the dates that have room."""
    floor, wide = TOP + UP, (RIGHT - LEFT) / len(frame)
    most, every = frame[["against", "for"]].max().clip(lower=1), -(-len(frame) // 7)
    scale = min(UP / most["against"], DOWN / most["for"])
    for day, row in enumerate(frame.itertuples(index=False)):
        x, tall = _place(frame, day), (scale * row[1], scale * row[2])
        axis.bar(x, -tall[0], width=wide * 0.7, bottom=floor, color=palette.colour("accent"), linewidth=0)
        axis.bar(x, tall[1], width=wide * 0.7, bottom=floor, color=palette.colour("secondary"), alpha=0.6, linewidth=0)
        if day % every == 0:
            picture.say(axis, x, TOP + UP + DOWN + 20, texts.date(row[0], "d MMM"), ha="center")
    axis.plot([LEFT, RIGHT], [floor, floor], color=palette.colour("ink"), linewidth=0.8)
    for words, y in (("against", floor - 8), ("for", floor + 18)):
        picture.say(axis, NAMES, y, texts(f"figure.replay.{words}"), 14, ha="right", color=palette.colour("ink"))


def _paint_answer(axis: Any, frame: pd.DataFrame, days: int, texts: Texts) -> None:
    """Mark the day on which the brand answered, where it lies within."""
    if 0 <= days < len(frame):
        x = _place(frame, days)
        axis.plot([x, x], [TOP - 12, TOP + UP + DOWN], color=palette.colour("ink"), linewidth=0.8, linestyle=(0, (3, 3)))
        ends = "right" if days > len(frame) / 2 else "left"
        picture.say(axis, x, TOP - 20, texts("figure.replay.answer"), 13, ha=ends, color=palette.colour("ink"))


def _paint_community(axis: Any, voices: pd.DataFrame, named: pd.Series, where: tuple[pd.DataFrame, int]) -> None:
    """Write the name of a community and a disc for each day on which it spoke."""
    frame, line = where
    y = TOP + UP + DOWN + 44 + ROW * line
    shade = palette.word(int(named["colour"]))
    picture.say(axis, NAMES, y + 5, lines.fitting(named["name"], 14), 14, ha="right", color=shade)
    for day, said in voices.groupby("date").size().items():
        lines.dot(axis, _place(frame, int(frame.index[frame["date"] == day][0])), y, min(9.0, 3 + said**0.5), shade)
