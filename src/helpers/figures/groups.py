"""The communities: how large they are, whom each cites, what each speaks of."""

from typing import Any

import numpy as np
import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import HEAD, LEFT, NAMES, RIGHT, ROW, WIDTH, Name, Tables
from helpers.look import palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts

TERMS = 5  # shown of each community
CELL = 84.0  # widest cell of the matrix
DISC = 10.0
REACH = ROW / 2 - 1.5  # of a cell, above and below its middle
DEEPEST = 0.6  # alpha of a cell that holds everything: words in ink stay readable on it


def sizes(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw how many sources each community holds, and the share of their links that stays inside; None without communities."""
    frame = lines.shown(tables)
    if frame.empty:
        return None
    most, rows = int(frame["size"].max()), list(frame.itertuples())

    def _paint(axis: Any, line: int, y: float) -> None:
        row = rows[line]
        end = lines.along(0.66 * row.size / most)
        lines.bar(axis, y, (LEFT, end), palette.disc(row.colour), 0.3)
        lines.bar(axis, y, (LEFT, LEFT + (end - LEFT) * row.inside), palette.disc(row.colour))
        picture.say(axis, end + 8, y + 5, texts.count("figure.sizes.line", row.size, inside=texts.percent(row.inside)))

    drawn = lines.lined([Name(row.name, row.colour) for row in rows], _paint, lambda *_: None)
    first, placed = rows[0], len(tables["communities"].query("community != ''"))
    title = texts("figure.sizes.title", name=first.name, share=texts.percent(first.size / max(1, placed)))
    listed = ", ".join(f"{row.name} ({texts.number(row.size)})" for row in rows)
    words = lines.said(texts, "sizes", title, n=texts.number(placed), date=texts.date(date), listed=listed)
    return lines.figure(drawn, words, frame[["name", "size", "inside", "density"]], texts)


def _citations(tables: Tables) -> pd.DataFrame:
    """Return one row for each pair of sources of which one cites the other: the community of each, start and end."""
    edges = tables["edges"][tables["edges"]["weight"] > 0].drop_duplicates(["source", "target"])
    place = tables["communities"].set_index("source")["community"]
    return pd.DataFrame({"start": edges["source"].map(place), "end": edges["target"].map(place)}).fillna("")


def _cited(citations: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each community's citations that goes to each other one; rows sum to 1 or less."""
    pairs = pd.crosstab(citations["start"], citations["end"])
    whole = pairs.sum(axis=1).reindex(frame["community"]).clip(lower=1)
    return pairs.reindex(index=frame["community"], columns=frame["community"], fill_value=0).div(whole, axis=0)


def _kept(citations: pd.DataFrame) -> float:
    """Return the share of the citations that stay in their community."""
    inside = (citations["start"] == citations["end"]) & (citations["start"] != "")
    return float(inside.mean()) if len(inside) else 0.0


def exchanges(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw whom each community cites, as shares of its citations; None with fewer than three communities."""
    frame = lines.shown(tables)
    if len(frame) < 3:
        return None
    citations = _citations(tables)
    shares = _cited(citations, frame)
    cell, rows, values = min(CELL, (RIGHT - LEFT) / len(frame)), list(frame.itertuples()), shares.to_numpy()
    across = LEFT + DISC + cell * (np.arange(len(frame)) + 0.5)

    def _head(axis: Any, _: float) -> None:
        for number, (x, row) in enumerate(zip(across, rows, strict=True), 1):
            picture.say(axis, x, HEAD - 12, str(number), 14, ha="center", color=palette.word(row.colour), fontweight=700)

    def _paint(axis: Any, line: int, y: float) -> None:
        row = rows[line]
        picture.say(axis, LEFT - 6, y + 5, str(line + 1), 14, ha="center", color=palette.word(row.colour), fontweight=700)
        for x, share in zip(across, values[line], strict=True):
            half = cell / 2 - 1.5
            ends = ([x - half, x + half, x + half, x - half], [y - REACH, y - REACH, y + REACH, y + REACH])
            axis.fill(*ends, color=palette.disc(row.colour), alpha=DEEPEST * share, linewidth=0, zorder=2)
            picture.say(axis, x, y + 5, texts.percent(share), 13, ha="center", color=palette.colour("ink"))

    drawn = lines.lined([Name(row.name, row.colour) for row in rows], _paint, _head)
    inside = (_kept(citations), *_strongest(values, frame))
    words = lines.said(
        texts, "exchanges", _passage(texts, *inside), n=texts.number(len(frame)), date=texts.date(date),
        listed=", ".join(f"{row.name} ({texts.percent(values[at, at])})" for at, row in enumerate(rows)),
    )  # fmt: skip
    told = pd.DataFrame(values, columns=[str(number) for number in range(1, len(frame) + 1)]).map(texts.percent)
    named = [f"{number} {name}" for number, name in enumerate(frame["name"], 1)]
    return lines.figure(drawn, words, pd.concat([pd.Series(named, name="name"), told], axis=1), texts)


def _strongest(values: Any, frame: pd.DataFrame) -> tuple[str, str, float]:
    """Return which community cites which other one most, and the share of its citations."""
    between = np.where(np.eye(len(frame), dtype=bool), -1, values)
    start, end = np.unravel_index(int(between.argmax()), between.shape)
    subjects = frame["name"].str.partition(" · ")[0].tolist()
    return subjects[start], subjects[end], float(between[start, end])


def _passage(texts: Texts, kept: float, start: str, end: str, share: float) -> str:
    return texts("figure.exchanges.title", kept=texts.percent(kept), start=start, end=end, share=texts.percent(share))


def topics(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the most distinctive terms of each community and how many of its sources use each; None where nothing was read."""
    frame = lines.shown(tables)
    terms = tables["terms"].sort_values(["community", "score", "term"], ascending=[True, False, True])
    first = terms[terms["community"].isin(frame["community"])].groupby("community").head(TERMS)
    if first.empty:
        return None
    groups = dict(list(first.groupby("community")))
    told = [row for row in frame.itertuples() if row.community in groups]
    wide = WIDTH / 2 - 12
    block = ROW + 22 * TERMS + 14
    height = block * ((len(told) + 1) // 2)
    with picture.canvas(WIDTH, height) as (drawing, axis):
        for place, row in enumerate(told):
            corner = (place % 2) * (wide + 24), (place // 2) * block
            _paint_terms(axis, corner, (row, groups[row.community]), texts)
        drawn = lines.finished(drawing, WIDTH, height)
    words = lines.said(
        texts, "topics", texts("figure.topics.title", n=texts.number(len(told))), date=texts.date(date),
        listed=" ; ".join(f"{row.name} : {', '.join(groups[row.community]['term'])}" for row in told),
    )  # fmt: skip
    table = first.merge(frame[["community", "name"]], "left", "community")[["name", "term", "sources"]]
    return lines.figure(drawn, words, table, texts)


def _paint_terms(axis: Any, corner: tuple[float, float], told: tuple[Any, pd.DataFrame], texts: Texts) -> None:
    """Draw the terms of one community as bars: the share of its sources that use each."""
    (left, top), (row, terms) = corner, told
    heading = lines.fitting(row.name, 14, 600, WIDTH / 2 - 20)
    picture.say(axis, left, top + 20, heading, 14, color=palette.word(row.colour), fontweight=600)
    start, room = left + NAMES * 0.6, WIDTH / 2 - NAMES * 0.6 - 70
    for line, term in enumerate(terms.itertuples()):
        y = top + ROW + 12 + 22 * line
        word = lines.fitting(str(term.term), 13, 400, NAMES * 0.6 - 10)
        picture.say(axis, start - 8, y + 4.5, word, 13, ha="right", color=palette.colour("ink"))
        end = start + room * min(1.0, term.sources / max(1, row.size))
        lines.bar(axis, y, (start, end), palette.disc(row.colour), 0.55)
        picture.say(axis, end + 6, y + 4.5, texts.number(term.sources))
