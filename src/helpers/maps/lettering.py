"""The words on a map: names beside their discs, titles of communities around, wherever there is room."""

import textwrap
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.look import labels, palette, typeface
from helpers.look.labels import Box, Label, Raster, Words
from helpers.maps.layout import Floats
from helpers.maps.network import Network

Flags: TypeAlias = NDArray[np.bool_]

NAMED = 26
SIZES = ((16.5, 600), (14.0, 600), (12.5, 400))  # size in units and weight of the names, by decreasing fame
APART = 8.0  # least distance between a title and a disc: nearer, it would read as the name of the disc
AROUND = 30.0  # a title belongs to the discs that it finds within this distance, in units


def to_name(net: Network, most: int = NAMED) -> list[int]:
    """Return the rows of the sources that get a name, most cited first: two of each community, then the most cited of all."""
    ranked = net.nodes[net.nodes["cited"] > 0].sort_values(["cited", "source"], ascending=[False, True])
    leaders = ranked[ranked["community"] != ""].groupby("community", sort=True).head(2 if most > 15 else 1).index[:most]
    rest = ranked.index.difference(leaders, sort=False)[: most - len(leaders)]
    return [int(row) for row in ranked.index if row in leaders or row in rest]


def name(net: Network, row: int, rank: int) -> Words:
    """Return the name of a source as it is written; ``rank`` is its place among the named ones, 0 first."""
    size, weight = SIZES[0 if rank < 6 else 1 if rank < 14 else 2]
    return Words(typeface.short(net.nodes["title"].iloc[row]), size, weight, palette.word(net.nodes["colour"].iloc[row]))


def names(net: Network, discs: Floats, taken: Raster, most: int = NAMED) -> list[Label]:
    """Return the names that find room beside their disc; what they take is marked.

    Parameters
    ----------
    discs : (n, 3) x, y and radius of each node, in units.
    """
    placed = []
    for rank, row in enumerate(to_name(net, most)):
        label = labels.beside(taken, tuple(discs[row]), name(net, row, rank))
        if label:
            labels.take_label(taken, label)
            placed.append(label)
    return placed


def titles(net: Network, discs: Floats, taken: Raster, members: list[str]) -> list[Label]:
    """Return the lines of the title of each community, close to its members; none unless the partition is clear.

    ``members`` holds how many sources each community has, in words, in the order of ``net.names``.
    """
    codes = net.community_code
    placed: list[Label] = []
    for code, row in enumerate(net.names.itertuples()) if net.verdict == "clear" else ():
        if (codes == code).sum() < 4:
            continue
        lines = _lines(str(row.name), members[code], int(row.colour))
        box = _beside_its_own(lines, discs, codes == code, taken)
        if box:
            labels.take_box(taken, Box(box.left - 4, box.top - 4, box.right + 4, box.bottom + 4))
            placed += _set(lines, box)
    return placed


def _lines(title: str, members: str, colour: int) -> list[Words]:
    shade = palette.word(colour)
    written = textwrap.wrap(typeface.short(title, 44).upper(), 24)[:2]
    return [*(Words(line, 15.0, 700, shade) for line in written), Words(members, 12.5, 400, shade)]


def _beside_its_own(lines: list[Words], discs: Floats, own: Flags, taken: Raster) -> Box | None:
    """Return the free box nearest to the core of a community, close to its discs and away from those of others."""
    width, height = max(line.extent[0] for line in lines), sum(line.extent[1] for line in lines)
    tops, lefts = np.nonzero(labels.window_sums(taken, width, height)[::5, ::5] == 0)
    if not len(tops):
        return None
    corners = np.column_stack([lefts, tops]) * 5.0
    middle = np.median(discs[own, :2], axis=0)
    far = np.sqrt(((corners + np.array([width, height]) / 2 - middle) ** 2).sum(axis=1))
    gap = _gaps(discs, corners, width, height)
    at_home, abroad = ((gap[:, which] < AROUND).sum(axis=1) for which in (own, ~own))
    strange = abroad / (at_home + abroad + 0.5)
    best = int(np.argmin(far + 180 * strange + 2 * np.maximum(gap[:, own].min(axis=1) - AROUND, 0)))
    return Box.at(corners[best], width, height)


def _gaps(discs: Floats, corners: Floats, width: float, height: float) -> Floats:
    """Return the distance from each box (rows) to each disc's centre (columns)."""
    middles = corners + np.array([width, height]) / 2
    aside = np.maximum(np.abs(np.subtract.outer(middles[:, 0], discs[:, 0])) - width / 2, 0)
    apart = np.maximum(np.abs(np.subtract.outer(middles[:, 1], discs[:, 1])) - height / 2, 0)
    return np.sqrt(aside * aside + apart * apart)


def _set(lines: list[Words], box: Box) -> list[Label]:
    """Centre the lines of a title in its box."""
    top, placed = box.top, []
    for line in lines:
        width, height = line.extent
        left = (box.left + box.right - width) / 2
        placed.append(Label(line, Box(left, top, left + width, top + height)))
        top += height
    return placed
