"""The same map, an edition beside the other: who came, who went, each source in its place."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.look import palette, picture
from helpers.maps import places
from helpers.maps.network import Network, Tables, draw_up
from helpers.maps.static import Scene, paint
from helpers.texts import Texts

# columns that a map needs of the tables of an edition, each with its type
NEEDED = {
    "sources": {"source": "str", "title": "str", "url": "str"},
    "edges": {"source": "str", "target": "str", "layer": "str", "weight": "float64"},
    "communities": {"source": "str", "community": "str"},
    "community_names": {"community": "str", "name": "str", "size": "int64", "colour": "int64"},
    "partition": {"measure": "str", "words": "str"},
    "positions": {"source": "str", "x": "float64", "y": "float64"},
}
WIDTH = 1000.0  # of the figure, in units
GAP = 8.0
HEAD = 44.0
FOOT = 30.0


class Panel(NamedTuple):
    """An edition: its date, its network, who is new in it and who was in the one before and is no longer."""

    date: str
    net: Network
    new: set[str]
    gone: set[str]


def multiples(tables: Tables, before: list[tuple[str, Tables]], texts: Texts, date: str) -> picture.Figure | None:
    """Draw this edition after the ones before it; None where there is none before, or where no source cites another.

    Parameters
    ----------
    before : date and tables (``NEEDED``) of each earlier edition, oldest first.
    date : date of the data of this edition, ISO 8601.
    """
    place = _places([*(made for _, made in before), tables])
    panels = _panels([*before, (date, tables)], place)
    if len(panels) < 2:
        return None
    across = 3 if len(panels) == 3 else 2
    side = (WIDTH + GAP) / across - GAP
    height = side * places.HEIGHT / places.WIDTH
    whole = WIDTH, -(-len(panels) // across) * (HEAD + height) + FOOT
    with picture.canvas(*whole) as (drawing, axis):
        for number, panel in enumerate(panels):
            corner = number % across * (side + GAP), number // across * (HEAD + height)
            _say(axis, corner, panel, texts)
            left, top = corner[0] / whole[0], 1 - (corner[1] + HEAD + height) / whole[1]
            inner = drawing.add_axes((left, top, side / whole[0], height / whole[1]), frameon=False)
            inner.set(xlim=(0, places.WIDTH), ylim=(places.HEIGHT, 0), xticks=[], yticks=[])
            _paint(inner, panel, place)
        picture.say(axis, 8, whole[1] - 8, texts("editions.key"))
        drawn: dict[str, Any] = {"png": picture.png(drawing), "drawing": drawing}
    drawn |= {"width": int(whole[0]), "height": int(whole[1]), "table": _table(panels, texts)}
    return picture.Figure(**_words(panels, texts), **drawn)


def _panels(editions: list[tuple[str, Tables]], place: pd.DataFrame) -> list[Panel]:
    """Return the editions that can be drawn, each against the one before; who has no place in any is not drawn."""
    panels: list[Panel] = []
    for date, tables in editions:
        edges = tables["edges"]
        net = draw_up({**tables, "edges": edges[edges["source"].isin(place.index) & edges["target"].isin(place.index)]})
        if not len(net.edges):
            continue
        here, then = set(net.nodes["source"]), set(panels[-1].net.nodes["source"]) if panels else set()
        panels.append(Panel(date, net, here - then if panels else set(), then - here))
    return panels


def _places(editions: list[Tables]) -> pd.DataFrame:
    """Return where each source stands on all panels: its place in the last edition that draws it."""
    every = pd.concat([tables["positions"] for tables in reversed(editions)])
    return every.drop_duplicates("source").set_index("source")[["x", "y"]]


def _paint(axis: Any, panel: Panel, place: pd.DataFrame) -> None:
    """Draw a map, a ring around who is new, and who is gone as an empty disc."""
    known = panel.net.nodes["source"]
    discs = np.column_stack([place.loc[known].to_numpy(), panel.net.nodes["radius"]])
    nobody = pd.DataFrame(columns=["source", "x", "y", "radius"])
    paint(axis, Scene(panel.net, discs, nobody, places.WIDTH, places.HEIGHT))
    _circles(axis, discs[known.isin(panel.new)] + [0, 0, 4], "none", "ink")
    left = place.reindex(sorted(panel.gone)).dropna().to_numpy()
    _circles(axis, np.column_stack([left, np.full(len(left), 6.0)]), palette.colour("paper"), "secondary")


def _circles(axis: Any, discs: Any, face: str, edge: str) -> None:
    from matplotlib.patches import Circle

    for x, y, radius in discs:
        axis.add_patch(Circle((x, y), radius, facecolor=face, edgecolor=palette.colour(edge), linewidth=0.8, zorder=4))


def _say(axis: Any, corner: tuple[float, float], panel: Panel, texts: Texts) -> None:
    """Write the date of an edition, and below it how many sources it links, how many came and how many went."""
    left, top = corner
    picture.say(axis, left + 8, top + 18, texts.date(panel.date), 15, color=palette.colour("ink"), fontweight=600)
    said = [texts.count("editions.linked", len(panel.net.nodes))]
    said += [texts.count(f"editions.{word}", len(who)) for word, who in (("new", panel.new), ("gone", panel.gone)) if who]
    picture.say(axis, left + 8, top + 36, ", ".join(said), 13)


def _words(panels: list[Panel], texts: Texts) -> dict[str, Any]:
    """Return title, subtitle, caption and the words for who cannot see the figure."""
    first, last = panels[0], panels[-1]
    counts = {"first": texts.number(len(first.net.nodes)), "last": texts.number(len(last.net.nodes))}
    dates = {"since": texts.date(first.date), "date": texts.date(last.date)}
    listed = " ; ".join(f"{texts.date(panel.date)} : {texts.number(len(panel.net.nodes))}" for panel in panels)
    return {
        "title": texts("editions.title" if counts["first"] != counts["last"] else "editions.title.same", **counts, **dates),
        "subtitle": texts.count("editions.subtitle", len(panels)),
        "caption": texts("editions.caption"),
        "alt": texts("editions.alt", listed=listed),
    }


def _table(panels: list[Panel], texts: Texts) -> pd.DataFrame:
    rows = [(texts.date(p.date), len(p.net.nodes), len(p.net.edges), len(p.net.names), len(p.new), len(p.gone)) for p in panels]
    names = ("date", "sources", "citations", "communities", "new", "gone")
    return pd.DataFrame(rows, columns=[texts(f"editions.column.{name}") for name in names])
