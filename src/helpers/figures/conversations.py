"""What is said: when, what nobody has answered, who is named where."""

from typing import Any

import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import LEFT, RIGHT, WIDTH, Name, Tables
from helpers.look import palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts

MONTHS = 24  # shown, the last being that of the data
PANEL = 150.0
NEEDS = 10
ENTITIES = 5
SHARED = 0.88  # of the panel's width that a bar of shares takes
SHADES = ("ink", "secondary")  # of the first name, and of the others, ever lighter: colours are those of communities


def _monthly(posts: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return the dated texts of the last months, from the first that has any: month, what opens a thread, what answers."""
    last = pd.Period(date[:7] or posts["published"].max()[:7], "M")
    months = pd.period_range(last - MONTHS + 1, last, freq="M").astype(str)
    dated = posts[posts["published"] != ""]
    counts = pd.crosstab(dated["published"].str[:7], dated["parent"] != "").reindex(columns=[False, True], fill_value=0)
    frame = counts.reindex(months, fill_value=0).set_axis(["opened", "answers"], axis=1).rename_axis("month").reset_index()
    return frame[frame[["opened", "answers"]].sum(axis=1).cumsum() > 0].reset_index(drop=True)


def activity(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw how many texts were published each month; None where none of these months has any."""
    if not tables["posts"]["published"].any():
        return None
    frame = _monthly(tables["posts"], date)
    if frame.empty:
        return None
    total = frame["opened"] + frame["answers"]
    peak, most = frame.loc[int(total.argmax())], int(total.max())
    with picture.canvas(WIDTH, PANEL + 66) as (drawing, axis):
        _paint_months(axis, frame, most, texts)
        drawn = lines.finished(drawing, WIDTH, PANEL + 66)
    title = texts("figure.activity.title", month=texts.month(peak["month"]), n=texts.number(most))
    words = lines.said(
        texts, "activity", title, n=texts.number(int(total.sum())), date=texts.date(date), month=texts.month(peak["month"])
    )
    return lines.figure(drawn, words, frame.assign(month=frame["month"].map(texts.month)), texts)


def _paint_months(axis: Any, frame: pd.DataFrame, most: int, texts: Texts) -> None:
    """Draw a column for each month, answers above what they answer, and the months that begin a quarter."""
    floor, step = PANEL + 30, (WIDTH - 20) / len(frame)
    for place, row in enumerate(frame.itertuples()):
        x, opened = 10 + step * (place + 0.5), PANEL * row.opened / most
        answers = PANEL * row.answers / most
        axis.bar(x, -opened, width=step * 0.72, bottom=floor, color=palette.colour("accent"), linewidth=0)
        axis.bar(x, -answers, width=step * 0.72, bottom=floor - opened, color=palette.colour("accent"), alpha=0.35, linewidth=0)
        if row.opened + row.answers == most:
            picture.say(
                axis, x, floor - PANEL - 8, texts.number(most), 13, ha="center", color=palette.colour("ink"), fontweight=600
            )
        if row.month[5:] in ("01", "04", "07", "10"):
            picture.say(axis, x, floor + 20, texts.date(f"{row.month}-01", "MMM y"), ha="center")
    axis.plot([10, WIDTH - 10], [floor, floor], color=palette.colour("rule"), linewidth=1)


def needs(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the needs by how often they come back and how many of these posts drew an answer; None where there are none."""
    frame = tables["needs"].sort_values(["open", "posts", "need"], ascending=[False, False, True]).head(NEEDS)
    if frame.empty:
        return None
    rows, most = list(frame.itertuples()), int(frame["posts"].max())

    def _paint(axis: Any, line: int, y: float) -> None:
        row = rows[line]
        end, shade = lines.along(0.7 * row.posts / most), palette.colour("accent")
        lines.bar(axis, y, (LEFT, end), shade, 0.3)
        lines.bar(axis, y, (LEFT, LEFT + (end - LEFT) * row.answered), shade)
        picture.say(axis, end + 8, y + 5, texts.count("figure.needs.line", row.posts, answered=texts.percent(row.answered)))

    drawn = lines.lined([Name(row.text, strong=row.open) for row in rows], _paint, lambda *_: None)
    opened, whole = int(tables["needs"]["open"].sum()), len(tables["needs"])
    title = texts.count("figure.needs.title", opened, needs=texts.number(whole))
    listed = " ; ".join(f"{row.text} ({texts.number(row.posts)})" for row in rows[:5])
    words = lines.said(texts, "needs", title, n=texts.number(whole), date=texts.date(date), listed=listed)
    told = frame[["text", "posts", "answered"]].assign(answered=frame["answered"].map(texts.percent))
    return lines.figure(drawn, words, told, texts)


def _shares(tables: Tables, others: str) -> pd.DataFrame:
    """Return how many posts name each entity: a row for all, then one for each community.

    The most named come first; the last column, called ``others``, adds up those that find no room.
    """
    counts = pd.crosstab(tables["mentions"]["community"], tables["mentions"]["entity"])
    order = counts.sum().sort_values(ascending=False, kind="stable").index
    groups = lines.shown(tables).query("community in @counts.index")["community"]
    counts = pd.concat([counts.sum().to_frame("").T, counts.reindex(groups)])[order]
    if len(order) <= ENTITIES:
        return counts
    return counts.iloc[:, : ENTITIES - 1].assign(**{others: counts.iloc[:, ENTITIES - 1 :].sum(axis=1)})


def _shade(place: int) -> tuple[str, float]:
    """Return colour and alpha of a name by its place among them."""
    return palette.colour(SHADES[place > 0]), 1.0 if place == 0 else 0.75 - 0.2 * (place - 1)


def _paint_shares(axis: Any, counts: pd.Series, y: float, texts: Texts) -> None:
    """Draw one bar that is shared out between the names, its number of mentions at its end."""
    ends = counts.cumsum() / max(1, counts.sum()) * SHARED
    for place, (start, end) in enumerate(zip([0.0, *ends], ends, strict=False)):
        lines.bar(axis, y, (lines.along(start), lines.along(end)), *_shade(place))
    picture.say(axis, RIGHT, y + 5, texts.number(int(counts.sum())), ha="right")


def _paint_names(axis: Any, counts: pd.Series) -> None:
    """Write each name above its part of the first bar, where it has room."""
    ends = counts.cumsum() / max(1, counts.sum()) * SHARED
    for place, (name, start, end) in enumerate(zip(counts.index, [0.0, *ends], ends, strict=False)):
        said = lines.fitting(name, 12.5, 600, (end - start) * (RIGHT - LEFT) - 6)
        picture.say(axis, lines.along(start), lines.HEAD - 12, said, color=_shade(place)[0], fontweight=600)


def voice(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw, for all and for each community, the share of each name among the mentions; None with fewer than two names."""
    if tables["mentions"]["entity"].nunique() < 2:
        return None
    counts, names = _shares(tables, texts("figure.voice.others")), lines.shown(tables).set_index("community")
    rows = [Name(texts("figure.voice.all"), strong=True)]
    rows += [Name(names.at[key, "name"], int(names.at[key, "colour"])) for key in counts.index[1:]]
    whole = counts.iloc[0]
    drawn = lines.lined(
        rows,
        lambda axis, line, y: _paint_shares(axis, counts.iloc[line], y, texts),
        lambda axis, _: _paint_names(axis, whole),
    )
    title = texts("figure.voice.title", name=whole.index[0], share=texts.percent(whole.iloc[0] / whole.sum()))
    listed = ", ".join(f"{name} ({texts.number(int(count))})" for name, count in whole.items())
    words = lines.said(texts, "voice", title, n=texts.number(int(whole.sum())), date=texts.date(date), listed=listed)
    first = pd.Series([row.text for row in rows], name="name")
    return lines.figure(drawn, words, pd.concat([first, counts.reset_index(drop=True)], axis=1), texts)
