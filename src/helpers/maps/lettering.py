"""The words on a map: names beside their discs, titles of communities around, wherever there is room."""

import textwrap
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.look import labels, palette, typeface
from helpers.look.labels import Box, Label, Raster, Words
from helpers.maps.layout import Floats
from helpers.maps.network import Network

Flags: TypeAlias = NDArray[np.bool_]

NAMED = 26
FIRST, SPECK = 10, 2.0  # so many names are written even over discs of less than this radius, in units
SIZES = ((16.5, 600), (14.0, 600), (12.5, 400))  # size in units and weight of the names, by decreasing fame
APART = 8.0  # least distance between a title and a disc: nearer, it would read as the name of the disc
TRIED = 4_000  # places tried for a title, at most: each is held against every disc
STEP = 5  # units from one place that is tried for a title to the next
AROUND = 30.0  # a title belongs to the discs that it finds within this distance, in units


def to_name(net: Network, most: int = NAMED) -> list[int]:
    """Return the rows of the sources that get a name, most cited first: two of each community shown, then the others."""
    ranked = net.nodes[net.nodes["cited"] > 0].sort_values(["cited", "source"], ascending=[False, True])
    leaders = (
        ranked[ranked["community"].isin(net.names["community"])]
        .groupby("community", sort=True)
        .head(2 if most > 15 else 1)
        .index[:most]
    )
    rest = ranked.index.difference(leaders, sort=False)[: most - len(leaders)]
    return [int(row) for row in ranked.index if row in leaders or row in rest]


def name(net: Network, row: int, rank: int) -> Words:
    """Return the name of a source as it is written; ``rank`` is its place among the named ones, 0 first."""
    size, weight = SIZES[0 if rank < 6 else 1 if rank < 14 else 2]
    return Words(typeface.short(net.nodes["title"].iloc[row]), size, weight, palette.word(net.nodes["colour"].iloc[row]))


def names(net: Network, discs: Floats, taken: Raster, most: int = NAMED) -> list[Label]:
    """Return the names that find room beside their disc; the first ones may cover specks where there is no other room.

    Parameters
    ----------
    discs : (n, 3) x, y and radius of each node, in units.
    taken : what is written already.
    """
    bare = taken.copy()
    labels.take_discs(taken, discs)
    labels.take_discs(bare, discs[discs[:, 2] >= SPECK])
    placed = []
    for rank, row in enumerate(to_name(net, most)):
        words = name(net, row, rank)
        label = labels.beside(taken, tuple(discs[row]), words)
        if label is None and rank < FIRST:
            label = labels.beside(bare, tuple(discs[row]), words)
        if label:
            placed.append(label)
            for raster in (taken, bare):
                labels.take_label(raster, label)
    return placed


def beyond(spaces: pd.DataFrame, taken: Raster) -> list[Label]:
    """Return what is written beside the hollow discs, where there is room; a platform that stands for several, once."""
    placed = []
    for row in spaces.drop_duplicates("words").itertuples():
        words = Words(typeface.short(str(row.words), 30), 12.0, 400, palette.colour("secondary"))
        label = labels.beside(taken, (row.x, row.y, row.radius), words, reach=45.0 + row.radius)
        if label:
            placed.append(label)
            labels.take_label(taken, label)
    return placed


def titles(net: Network, discs: Floats, taken: Raster, members: list[str]) -> list[Label]:
    """Return the lines of the title of each community, close to its members; none unless the partition is clear.

    ``members`` holds how many sources each community has, in words, in the order of ``net.names``.
    """
    return [line for lines, box in _titled(net, discs, taken, members) for line in _set(lines, box)]


def room_for_titles(net: Network, discs: Floats, panel: tuple[float, float]) -> Floats:
    """Return the boxes (k, 4: left, top, right, bottom) where titles would stand best, were the few discs there to give way."""
    members = [f"{size} sources" for size in net.names["size"]]
    boxes = [box for _, box in _titled(net, discs, labels.blank(*panel), members)]
    return np.array(boxes).reshape(-1, 4)


def _titled(net: Network, discs: Floats, taken: Raster, members: list[str]) -> Iterator[tuple[list[Words], Box]]:
    """Yield the lines of each title and the box that they find, and mark it as taken."""
    codes = net.community_code
    for code, row in enumerate(net.names.itertuples()) if net.verdict == "clear" else ():
        lines = _lines(str(row.name), members[code], int(row.colour))
        box = _beside_its_own(lines, discs, codes == code, taken)
        if box:
            labels.take_box(taken, Box(box.left - 4, box.top - 4, box.right + 4, box.bottom + 4))
            yield lines, box


def _lines(title: str, members: str, colour: int) -> list[Words]:
    """Return a title in two lines of about one length, and under it the number of members."""
    shade, whole = palette.word(colour), typeface.short(title, 44).upper().replace(" & ", "\u00a0&\u00a0")
    wraps = (textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=False) for width in range(12, 45))
    written = next(lines for lines in wraps if len(lines) <= 2)
    return [*(Words(line, 15.0, 700, shade) for line in written), Words(members, 12.5, 400, shade)]


def _beside_its_own(lines: list[Words], discs: Floats, own: Flags, taken: Raster) -> Box | None:
    """Return the free box nearest to the core of a community, close to its discs and away from those of others.

    Where discs are not marked as taken, it covers few of them, and small ones.
    """
    width, height = max(line.extent[0] for line in lines), sum(line.extent[1] for line in lines)
    tops, lefts = np.nonzero(labels.window_sums(taken, width, height)[::STEP, ::STEP] == 0)
    if not len(tops) or not own.any():
        return None
    corners = (np.column_stack([lefts, tops]) * float(STEP))[:: 1 + len(tops) // TRIED]
    middle = np.median(discs[own, :2], axis=0)
    far = np.sqrt(((corners + np.array([width, height]) / 2 - middle) ** 2).sum(axis=1))
    gap = _gaps(discs, corners, width, height)
    at_home, abroad = ((gap[:, which] < AROUND).sum(axis=1) for which in (own, ~own))
    strange = abroad / (at_home + abroad + 0.5)
    covered = (gap < discs[:, 2] + APART) @ ((discs[:, 2] + 2) * (discs[:, 2] + 2))
    best = int(np.argmin(far + 180 * strange + 2 * np.maximum(gap[:, own].min(axis=1) - AROUND, 0) + 2 * covered))
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
