"""The ground that a community covers: contours of density, without stray islands or holes."""

import numpy as np

from helpers.maps.layout import Floats
from helpers.maps.network import Network

CELL = 5.0
REACH = 78.0  # least reach of the kernel, in units
APART = 2.2  # reach in distances from a member to its third nearest: a halo of few, far apart, stays in one piece
HELD = 0.8  # share of its members that a halo holds before islands are dropped
RIM = 24.0  # from the edge of the panel, within which a halo is pressed together, so that the edge cuts none
ISLAND = 0.15  # least share of the members on a piece of their own


def outlines(net: Network, place: Floats, panel: tuple[float, float]) -> list[tuple[int, list[Floats]]]:
    """Return, for each community shown, its colour and closed lines (k, 2), in units; none unless the partition is clear."""
    if net.verdict != "clear":
        return []
    codes = net.community_code
    ground = [(int(row.colour), place[codes == code]) for code, row in enumerate(net.names.itertuples())]
    return [(colour, _pieces(members, panel)) for colour, members in ground if len(members) >= 4]


def _pieces(members: Floats, panel: tuple[float, float]) -> list[Floats]:
    from contourpy import contour_generator
    from matplotlib.path import Path

    reach = _reach(members)
    across = np.arange(-reach, panel[0] + reach, CELL)
    down = np.arange(-reach, panel[1] + reach, CELL)
    x, y = np.meshgrid(across, down)
    density = _density(members, x, y, reach)
    level = np.quantile(_density(members, members[:, 0], members[:, 1], reach), 1 - HELD)
    lines = contour_generator(across, down, density).lines(level)
    rings = [np.asarray(line) for line in lines]
    paths = [Path(ring) for ring in rings]
    held = [int(path.contains_points(members).sum()) for path in paths]
    holes = [any(path.contains_point(ring[0]) for path in paths[:row] + paths[row + 1 :]) for row, ring in enumerate(rings)]
    kept = zip(rings, held, holes, strict=True)
    return [_inside(ring, panel) for ring, count, hole in kept if count >= max(3, ISLAND * len(members)) and not hole]


def _inside(ring: Floats, panel: tuple[float, float]) -> Floats:
    """Return a line of which what comes near the edge of the panel, or beyond, is drawn in, the nearer the more."""
    low = np.where(ring < RIM, RIM * np.exp(np.minimum(ring - RIM, 0) / RIM), ring)
    back = np.asarray(panel) - low
    return np.asarray(panel) - np.where(back < RIM, RIM * np.exp(np.minimum(back - RIM, 0) / RIM), back)


def _reach(members: Floats) -> float:
    across, down = (np.subtract.outer(members[:, axis], members[:, axis]) for axis in (0, 1))
    third = np.sort(across * across + down * down, axis=1)[:, 3]
    return max(REACH, APART * float(np.sqrt(np.median(third))))


def _density(members: Floats, x: Floats, y: Floats, reach: float) -> Floats:
    """Return the triweight density of the members at given points: smooth, and nought beyond its reach."""
    total = np.zeros_like(x)
    for left, top in members:
        near = np.maximum(1 - ((x - left) ** 2 + (y - top) ** 2) / (reach * reach), 0)
        total += near * near * near
    return total
