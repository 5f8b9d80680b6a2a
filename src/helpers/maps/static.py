"""The static map: halos, curved links, discs, titles and names that touch nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.look import labels, palette, picture
from helpers.look.labels import Label
from helpers.maps import finding, halos, hollow, lettering, places
from helpers.maps.layout import Floats
from helpers.maps.network import Network, Tables, draw_up, standing_out
from helpers.texts import Texts

BUNDLE = 100000
CURVE = 0.22  # how far a link bows, as a share of its length
LARGE = 16.0  # radius of a hollow disc, in units
FOOT = 58.0  # height of the strip that holds the size legend, in units


@dataclass(frozen=True)
class Scene:
    """A network laid out on a panel of ``width`` × ``height`` units; ``discs`` (n, 3) holds x, y and radius.

    ``hollow`` has the spaces off the map (``hollow.spaces``).
    """

    net: Network
    discs: Floats
    hollow: pd.DataFrame
    width: float
    height: float


def static(tables: Tables, texts: Texts, date: str = "") -> picture.Figure | None:
    """Draw the map of a niche; None where no source cites another.

    Parameters
    ----------
    tables : by name, as the contracts have them; ``positions`` is taken where it is there, computed otherwise.
    date : date of the data, ISO 8601.

    Returns
    -------
    The figure; ``labels`` (text, left, top, right, bottom) and ``discs`` (source, x, y, radius) hold what was drawn,
    in units.
    """
    net = draw_up(tables)
    if not len(net.edges):
        return None
    scene = _scene(tables, net)
    with picture.canvas(scene.width, scene.height + FOOT) as (drawing, axis):
        paint(axis, scene)
        _paint_hollow(axis, scene.hollow[["x", "y", "radius"]].to_numpy())
        written = picture.write(axis, _words(scene, texts, lettering.NAMED))
        _paint_key(axis, scene, texts)
        png, boxes = picture.png(drawing), picture.boxes(written)
    discs = pd.DataFrame(scene.discs, columns=["x", "y", "radius"]).assign(source=net.nodes["source"])
    discs = pd.concat([discs, scene.hollow[discs.columns]], ignore_index=True)
    return picture.Figure(
        **finding.words(tables, net, texts, date),
        png=png,
        drawing=drawing,
        width=int(scene.width),
        height=int(scene.height + FOOT),
        table=finding.table(net, texts),
        labels=boxes,
        discs=discs,
    )


def _scene(tables: Tables, net: Network) -> Scene:
    positions = tables["positions"] if "positions" in tables else places.positions(tables)
    place = positions.set_index("source").loc[net.nodes["source"], ["x", "y"]].to_numpy()
    discs = np.column_stack([place, net.nodes["radius"]])
    return Scene(net, discs, hollow.spaces(tables, net, place), places.WIDTH, places.HEIGHT)


def paint(axis: Any, scene: Scene) -> None:
    """Draw the ground of the communities, the links and the discs."""
    _paint_halos(axis, scene)
    _paint_links(axis, scene)
    _paint_discs(axis, scene)


def _paint_halos(axis: Any, scene: Scene) -> None:
    from matplotlib.patches import Polygon

    for colour, pieces in halos.outlines(scene.net, scene.discs[:, :2], (scene.width, scene.height)):
        for piece in pieces:
            axis.add_patch(Polygon(piece, closed=True, facecolor=palette.disc(colour), alpha=0.085, linewidth=0, zorder=1))


def _paint_links(axis: Any, scene: Scene) -> None:
    """Draw each link as a bow in the colour of the citing source, those between communities first and fainter."""
    from matplotlib.patches import PathPatch

    edges, nodes = standing_out(scene.net), scene.net.nodes
    group = nodes["community"].to_numpy()
    inside = group[edges["citing"]] == group[edges["cited"]]
    faint = min(1.0, float(np.sqrt(1_600 / max(1, len(edges)))))
    strokes = edges.assign(inside=inside, colour=nodes["colour"].to_numpy()[edges["citing"]]).groupby(["inside", "colour"])
    for (near, colour), links in strokes:
        for part in range(0, len(links), BUNDLE):
            axis.add_artist(
                PathPatch(
                    _bows(scene, links.iloc[part : part + BUNDLE]),
                    fill=False,
                    edgecolor=palette.disc(colour),
                    alpha=(0.28 if near else 0.13) * faint,
                    linewidth=0.55,
                    zorder=2,
                )
            )


def _bows(scene: Scene, links: pd.DataFrame) -> Any:
    """Return links as one path: where they cross, the ink is not laid twice."""
    from matplotlib.path import Path

    start, end = scene.discs[links["citing"], :2], scene.discs[links["cited"], :2]
    way = end - start
    middle = (start + end) / 2 + CURVE * np.column_stack([way[:, 1], -way[:, 0]])
    return Path(np.stack([start, middle, end], axis=1).reshape(-1, 2), [Path.MOVETO, Path.CURVE3, Path.CURVE3] * len(links))


def _paint_discs(axis: Any, scene: Scene) -> None:
    from matplotlib.collections import EllipseCollection

    shades = [palette.disc(rank) for rank in scene.net.nodes["colour"]]
    size = 2 * scene.discs[:, 2]
    axis.add_collection(
        EllipseCollection(
            size,
            size,
            np.zeros(len(size)),
            units="x",
            offsets=scene.discs[:, :2],
            transOffset=axis.transData,
            facecolors=shades,
            edgecolors=palette.colour("paper"),
            linewidths=0.8,
            zorder=3,
        )
    )


def _paint_hollow(axis: Any, discs: Floats) -> None:
    """Draw discs that hold nothing: what they stand for was not read."""
    from matplotlib.patches import Circle

    for x, y, radius in discs:
        look = {"facecolor": palette.colour("paper"), "edgecolor": palette.colour("secondary"), "linewidth": 1.1}
        axis.add_patch(Circle((x, y), radius, zorder=3, **look))


def _words(scene: Scene, texts: Texts, most: int) -> list[Label]:
    """Return titles, then names, then the platforms of what is hollow, where they fit."""
    airy, taken = labels.blank(scene.width, scene.height), labels.blank(scene.width, scene.height)
    beyond = scene.hollow[["x", "y", "radius"]].to_numpy(dtype=float)
    labels.take_discs(airy, np.vstack([scene.discs, beyond]), air=lettering.APART)
    labels.take_discs(taken, beyond)
    members = [texts.count("map.members", int(size)) for size in scene.net.names["size"]]
    titles = lettering.titles(scene.net, scene.discs, airy, members)
    for line in titles:
        labels.take_label(taken, line)
    large = scene.hollow["radius"] >= LARGE  # what looks as important as a named disc is named before it
    crowded = taken.copy()
    labels.take_discs(crowded, scene.discs)
    first = lettering.beyond(scene.hollow[large], crowded)
    for line in first:
        labels.take_label(taken, line)
    names = lettering.names(scene.net, scene.discs, taken, most)
    return [*titles, *first, *names, *lettering.beyond(scene.hollow[~large], taken)]


def _paint_key(axis: Any, scene: Scene, texts: Texts) -> None:
    """Draw the size legend under the map: three round numbers of citing sources and their discs."""
    from matplotlib.patches import Circle

    least, most = (int(scene.net.nodes["cited"].agg(one)) for one in ("min", "max"))
    steps = [step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000) if step <= most]
    steps = [step for step in steps if step >= least] or steps[-1:]  # no disc that the map has not
    shown = pd.Series(sorted({steps[0], steps[len(steps) // 2], steps[-1]}))
    unit = float((scene.discs[:, 2] ** 2).max()) / most
    x, y = 26.0, scene.height + FOOT / 2 - 6
    for step in shown:
        radius = max(float(np.sqrt(step * unit)), float(scene.discs[:, 2].min()))
        axis.add_patch(Circle((x + radius, y), radius, facecolor=palette.disc(palette.OTHERS), linewidth=0))
        picture.say(axis, x + radius, y + 32, texts.number(step), ha="center")
        x += 2 * radius + 18
    said = picture.say(axis, x + 4, y + 4, texts("map.key.size"))
    if len(scene.hollow):
        x = picture.boxes([said])["right"].iloc[0] + 34
        _paint_hollow(axis, np.array([[x, y, 6.0]]))
        picture.say(axis, x + 14, y + 4, texts("map.key.hollow"))
