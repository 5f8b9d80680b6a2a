"""The ground that a community covers: contours of density, without stray islands."""

import numpy as np

from helpers.maps.layout import Floats
from helpers.maps.network import Network

CELL = 5.0
REACH = 78.0  # reach of the kernel, in units
HELD = 0.8  # share of its members that a halo holds before islands are dropped
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

    across = np.arange(-REACH, panel[0] + REACH, CELL)
    down = np.arange(-REACH, panel[1] + REACH, CELL)
    density = _density(members, *np.meshgrid(across, down))
    level = np.quantile(_density(members, members[:, 0], members[:, 1]), 1 - HELD)
    lines = contour_generator(across, down, density).lines(level)
    held = [int(Path(np.asarray(line)).contains_points(members).sum()) for line in lines]
    return [np.asarray(line) for line, count in zip(lines, held, strict=True) if count >= max(3, ISLAND * len(members))]


def _density(members: Floats, x: Floats, y: Floats) -> Floats:
    """Return the triweight density of the members at given points: smooth, and nought beyond its reach."""
    total = np.zeros_like(x)
    for left, top in members:
        near = np.maximum(1 - ((x - left) ** 2 + (y - top) ** 2) / REACH**2, 0)
        total += near * near * near
    return total
