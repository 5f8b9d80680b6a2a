"""Labels that touch neither each other nor a disc: free places are looked up on a raster of one unit.

A summed-area table tells for every place at once whether a rectangle fits (Crow, Summed-area tables for texture
mapping, SIGGRAPH 1984).
"""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.look import typeface

Raster: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[Any]
ABOVE, BELOW = 0.96, 0.24  # ems of a line above and below its baseline, accents of capitals included
PAD = 1.5  # least distance between a label and anything else, in units


class Box(NamedTuple):
    """A rectangle in units; y runs downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def at(cls, corner: Floats, width: float, height: float) -> "Box":
        """Return the box of that size whose upper left corner is given (x, y)."""
        left, top = float(corner[0]), float(corner[1])
        return cls(left, top, left + width, top + height)


class Label(NamedTuple):
    """A line of text where it fits: its box and, where it stands apart, the line that leads to its disc."""

    words: "Words"
    box: Box
    leader: tuple[float, float, float, float] | None = None

    @property
    def baseline(self) -> float:
        """Height of the line that the letters stand on."""
        return self.box.top + ABOVE * self.words.size


class Words(NamedTuple):
    """A line of text in one size (units), weight and colour."""

    text: str
    size: float
    weight: int
    colour: str

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of the room that it asks for, in units."""
        return typeface.width(self.text, self.size, self.weight) + 2 * PAD, (ABOVE + BELOW) * self.size


def blank(width: float, height: float) -> Raster:
    """Return a panel on which nothing is taken."""
    return np.zeros((int(np.ceil(height)), int(np.ceil(width))), dtype=bool)


def take_discs(taken: Raster, discs: Floats, air: float = PAD) -> None:
    """Mark the units that discs (n rows of x, y, radius) touch, and ``air`` units around them."""
    for left, top, reach in discs + [0, 0, air]:
        rows = slice(max(0, int(top - reach)), int(top + reach) + 2)
        columns = slice(max(0, int(left - reach)), int(left + reach) + 2)
        down, across = np.ogrid[rows, columns]
        part = taken[rows, columns]
        down, across = down[: part.shape[0]] + 0.5 - top, across[:, : part.shape[1]] + 0.5 - left
        part |= down * down + across * across <= (reach + 0.7) ** 2


def take_box(taken: Raster, box: Box) -> None:
    """Mark the units that a rectangle touches."""
    taken[max(0, int(box.top)) : int(np.ceil(box.bottom)), max(0, int(box.left)) : int(np.ceil(box.right))] = True


def window_sums(raster: NDArray[np.generic], width: float, height: float) -> NDArray[np.int64]:
    """Return, for each upper left corner, the sum of the raster under a rectangle."""
    table = np.zeros((raster.shape[0] + 1, raster.shape[1] + 1), dtype=np.int64)
    table[1:, 1:] = raster.cumsum(axis=0, dtype=np.int64).cumsum(axis=1)
    down, across = int(np.ceil(height)), int(np.ceil(width))
    return table[down:, across:] - table[:-down, across:] - table[down:, :-across] + table[:-down, :-across]


def beside(taken: Raster, disc: tuple[float, float, float], words: Words, reach: float = 90.0) -> Label | None:
    """Return the label at the best free place beside a disc (x, y, radius), at most ``reach`` units away; None if there is none.

    Right of the disc comes first, then left, below and above; a label farther than a few units gets a line that crosses nothing.
    """
    width, height = words.extent
    x, y, radius = disc
    top, left = max(0, int(y - radius - reach - height)), max(0, int(x - radius - reach - width))
    part = taken[top : int(y + radius + reach + height), left : int(x + radius + reach + width)]
    if part.shape[0] <= height + 1 or part.shape[1] <= width + 1:
        return None
    down, across = np.nonzero(window_sums(part, width, height) == 0)
    corners = np.column_stack([across + left, down + top]).astype(np.float64)
    cost, gap = _cost(corners, disc, width, height)
    for choice in np.argsort(cost, kind="stable")[:400]:
        if gap[choice] > reach:
            continue
        box = Box.at(corners[choice], width, height)
        leader = _leader(disc, box) if gap[choice] > 7 else None
        if leader is None or not _crosses(taken, leader):
            return Label(words, box, leader)
    return None


def _cost(corners: Floats, disc: tuple[float, float, float], width: float, height: float) -> tuple[Floats, Floats]:
    """Return the cost of each corner, and the distance from the disc's rim to the box."""
    x, y, radius = disc
    aside = np.maximum(np.maximum(corners[:, 0] - x, x - corners[:, 0] - width), 0)
    apart = np.maximum(np.maximum(corners[:, 1] - y, y - corners[:, 1] - height), 0)
    gap = np.sqrt(aside * aside + apart * apart) - radius
    shift = np.abs(corners[:, 1] + height / 2 - y)
    lean = np.abs(corners[:, 0] + width / 2 - x)
    cost = gap + np.where(aside > 0, 0.3 * shift, 4 + 0.12 * lean) + 1.5 * (corners[:, 0] + width < x)
    return cost, gap


def _leader(disc: tuple[float, float, float], box: Box) -> tuple[float, float, float, float]:
    x, y, radius = disc
    end = float(np.clip(x, box.left, box.right)), float(np.clip(y, box.top + 2, box.bottom - 2))
    length = float(np.hypot(end[0] - x, end[1] - y))
    return x + (end[0] - x) * radius / length, y + (end[1] - y) * radius / length, *end


def _crosses(taken: Raster, leader: tuple[float, float, float, float]) -> bool:
    """Whether a line runs over something, its first units (the rim of its own disc) left out."""
    start, end = np.array(leader[:2]), np.array(leader[2:])
    length = float(np.hypot(*(end - start)))
    along = np.arange(PAD + 2.5, length, 1.0) / max(length, 1e-6)
    points = start + along[:, None] * (end - start)
    rows = np.clip(points[:, 1].astype(int), 0, taken.shape[0] - 1)
    columns = np.clip(points[:, 0].astype(int), 0, taken.shape[1] - 1)
    return bool(taken[rows, columns].any())


def take_label(taken: Raster, label: Label) -> None:
    """Mark the units of a label and of its leader."""
    take_box(taken, label.box)
    if label.leader:
        x, y, right, down = label.leader
        steps = np.linspace(0, 1, 2 + int(np.hypot(right - x, down - y)))
        taken[(y + steps * (down - y)).astype(int), (x + steps * (right - x)).astype(int)] = True
