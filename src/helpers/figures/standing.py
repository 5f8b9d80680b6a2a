"""Where sources stand: cited and close to the brief, or between communities."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.figures import lines
from helpers.figures.lines import HEAD, LEFT, Name, Tables
from helpers.look import labels, palette, picture
from helpers.look.picture import Figure
from helpers.texts import Texts

PANEL = 320.0  # height of the plane
MARGIN = 46.0
SHOWN, NAMED = 60, 15  # first by combined influence: shown on the plane, named there
HIGH = 0.75  # share of the sources below which one is not said to be close to the brief
LINKED = 12  # sources shown between communities


def standing(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw each source by influence and by relevance to the brief; None where nothing says what is relevant."""
    wide = tables["influence"].pivot(index="source", columns="definition", values=["percentile", "score"])
    if ("percentile", "relevant") not in wide:
        return None
    both = pd.DataFrame({"combined": wide["score", "combined"], "relevant": wide["percentile", "relevant"]}).dropna()
    frame = lines.members(tables).merge(both.reset_index(), "inner", "source")
    frame = frame.sort_values(["combined", "source"], ascending=[False, True]).head(SHOWN)
    first = frame.head(NAMED)
    near = int((first["relevant"] >= HIGH).sum())
    with picture.canvas(lines.WIDTH, PANEL + 2 * MARGIN) as (drawing, axis):
        _paint_plane(axis, texts)
        _paint_sources(axis, frame, len(first))
        drawn = lines.finished(drawing, lines.WIDTH, PANEL + 2 * MARGIN)
    listed = ", ".join(first.loc[first["relevant"] >= HIGH, "title"])
    words = lines.said(
        texts, "standing", texts.count("figure.standing.title", near, first=texts.number(len(first))),
        n=texts.number(len(wide)), shown=texts.number(len(frame)), date=texts.date(date), listed=listed or "–",
    )  # fmt: skip
    told = first[["title"]].assign(combined=first["combined"].round(2), relevant=first["relevant"].map(texts.percent))
    return lines.figure(drawn, words, told, texts)


def _at(frame: pd.DataFrame) -> Any:
    """Return the places of sources on the plane (n rows of x, y): influence upwards, relevance to the right."""
    score = frame["combined"]
    low = (score.max() - score) / max(score.max() - score.min(), 1e-9)
    return np.column_stack([MARGIN + frame["relevant"] * (lines.WIDTH - 2 * MARGIN), MARGIN + low * (PANEL - 14)])


def _paint_plane(axis: Any, texts: Texts) -> None:
    left, right, top, bottom = MARGIN, lines.WIDTH - MARGIN, MARGIN, MARGIN + PANEL
    high = left + HIGH * (right - left)
    axis.fill(
        [high, right, right, high], [top, top, bottom, bottom], color=palette.colour("rule"), alpha=0.25, linewidth=0, zorder=0
    )
    for ends in ([left, right], [bottom, bottom]), ([left, left], [top, bottom]):
        axis.plot(*ends, color=palette.colour("rule"), linewidth=0.9, zorder=1)
    picture.say(axis, left, top - 14, texts("figure.standing.up"))
    picture.say(axis, right, bottom + 22, texts("figure.standing.across"), ha="right")


def _paint_sources(axis: Any, frame: pd.DataFrame, named: int) -> None:
    """Draw the sources as discs, and the names of the first ones where there is room for them."""
    places = _at(frame)
    strong = np.arange(len(frame)) < named
    discs = np.column_stack([places, np.where(strong, 6.5, 4.0)])
    for (x, y, radius), colour, alpha in zip(discs, frame["colour"], np.where(strong, 1, 0.55), strict=True):
        lines.dot(axis, x, y, radius, palette.disc(colour), alpha)
    taken = labels.blank(lines.WIDTH, PANEL + 2 * MARGIN)
    labels.take_discs(taken, discs)
    placed = []
    for disc, row in zip(discs[:named], frame.head(named).itertuples(), strict=True):
        words = labels.Words(row.title, 13, 600, palette.word(row.colour))
        label = labels.beside(taken, (float(disc[0]), float(disc[1]), float(disc[2])), words)
        if label:
            labels.take_box(taken, label.box)
            placed.append(label)
    picture.write(axis, placed)


def _between(tables: Tables) -> pd.DataFrame:
    """Return how many sources of each coloured community other than its own a source cites or is cited by."""
    edges = tables["edges"][tables["edges"]["weight"] > 0][["source", "target"]]
    both = pd.concat([edges, edges.set_axis(["target", "source"], axis=1)]).drop_duplicates()
    frame = lines.members(tables).set_index("source")
    both = both.assign(own=both["source"].map(frame["community"]), other=both["target"].map(frame["community"]))
    met = both[(both["own"] != both["other"]) & both["other"].isin(lines.shown(tables)["community"])]
    return pd.crosstab(met["source"], met["other"])


class _Joined(NamedTuple):
    """Sources that join communities: these, and how many sources of each they meet (sources × communities)."""

    frame: pd.DataFrame
    groups: pd.DataFrame
    counts: Any

    def place(self, group: int) -> float:
        """Return the middle of a community's column."""
        return LEFT + self.step * (group + 0.5)

    @property
    def step(self) -> float:
        """The width of a column."""
        return (lines.RIGHT - LEFT) / len(self.groups)

    def paint(self, axis: Any, line: int, y: float) -> None:
        """Draw what one source meets: a disc a community, its area by the number."""
        for group, (count, colour) in enumerate(zip(self.counts[line], self.groups["colour"], strict=True)):
            if count:
                radius = 3 + 9 * (count / self.counts.max()) ** 0.5
                lines.dot(axis, self.place(group), y, radius, palette.disc(colour))
                picture.say(axis, self.place(group) + radius + 4, y + 4.5, str(count))

    def head(self, axis: Any, _: float) -> None:
        """Write what each community is about above its column."""
        for group, row in enumerate(self.groups.itertuples()):
            words = lines.fitting(row.name.partition(" · ")[0], 12.5, 400, self.step - 8)
            picture.say(axis, self.place(group), HEAD - 14, words, ha="center", color=palette.word(row.colour))


def _joined(tables: Tables) -> _Joined | None:
    """Return the first sources by bridging that meet another community; None where there are none."""
    met = _between(tables)
    ranked = tables["influence"].query("definition == 'bridging' and score > 0").sort_values(["rank", "source"])
    first = ranked[ranked["source"].isin(met.index)].head(LINKED)
    frame = first[["source"]].merge(lines.members(tables), "left", "source")
    groups = lines.shown(tables).query("community in @met.columns")
    counts = met.reindex(index=frame["source"], columns=groups["community"], fill_value=0).to_numpy().astype(int)
    return _Joined(frame, groups, counts) if len(first) else None


def bridges(tables: Tables, texts: Texts, date: str = "") -> Figure | None:
    """Draw the sources that join communities, and with how many sources of each; None where none is joined."""
    found = _joined(tables)
    if found is None:
        return None
    titles, joined = found.frame["title"].tolist(), (found.counts > 0).sum(axis=1).tolist()
    drawn = lines.lined([Name(row.title, row.colour) for row in found.frame.itertuples()], found.paint, found.head)
    finding = texts.count("figure.bridges.title", joined[0], name=titles[0])
    listed = ", ".join(f"{title} ({texts.number(count)})" for title, count in zip(titles[:5], joined, strict=False))
    words = lines.said(texts, "bridges", finding, n=texts.number(len(titles)), date=texts.date(date), listed=listed)
    told = pd.DataFrame(found.counts, columns=found.groups["name"].tolist())
    return lines.figure(drawn, words, pd.concat([found.frame["title"], told], axis=1), texts)
