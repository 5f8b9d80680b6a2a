"""Where each source stands: a seeded force-directed layout whose bytes are the same on every run.

Only sums, products, quotients and square roots of arrays are used: IEEE 754 fixes their results to the last bit, whereas matrix
products (BLAS) and exponentials differ from one processor to another, and a layout amplifies such a difference to a new picture.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers import progress

Floats: TypeAlias = NDArray[Any]
Integers: TypeAlias = NDArray[np.int64]
INSIDE, BETWEEN = 2.4, 0.5  # pull of links inside and between communities, where the partition is clear


def settle(start: Floats, pairs: Integers, pull: Floats, rounds: int) -> Floats:
    """Fruchterman and Reingold's layout: linked points attract, all points repel, movements cool down.

    Parameters
    ----------
    start : (n, 2) first positions, about one unit apart.
    pairs : (m, 2) linked points; ``pull`` : (m,) strength of each link.

    Returns
    -------
    (n, 2) positions, about one unit apart.

    Reference: Fruchterman & Reingold, Graph drawing by force-directed placement, Software: Practice and Experience 21(11), 1991.
    """
    place, warmth = start.copy(), np.sqrt(len(start)) / 4
    for step in progress.told(range(rounds), "layout"):
        force = _repulsion(place) + _attraction(place, pairs, pull) - 0.02 * place
        length = np.sqrt((force * force).sum(axis=1)) + 1e-9
        reach = np.minimum(length, warmth * (1 - step / rounds) ** 2 + 0.01)
        place += force * (reach / length)[:, None]
    return place


def _repulsion(place: Floats) -> Floats:
    across, down = (np.subtract.outer(place[:, axis], place[:, axis]) for axis in (0, 1))
    closeness = 1.0 / (across * across + down * down + 1e-4)
    return np.column_stack([(across * closeness).sum(axis=1), (down * closeness).sum(axis=1)])


def _attraction(place: Floats, pairs: Integers, pull: Floats) -> Floats:
    gap = place[pairs[:, 1]] - place[pairs[:, 0]]
    force = gap * (np.sqrt((gap * gap).sum(axis=1)) * pull)[:, None]
    ends = [[np.bincount(pairs[:, side], force[:, axis], len(place)) for axis in (0, 1)] for side in (0, 1)]
    return np.column_stack(ends[0]) - np.column_stack(ends[1])


def pulls(pairs: Integers, weight: Floats, group: Integers) -> Floats:
    """Return the pull of each link: stronger inside a group (-1 is none), weaker between much linked points."""
    degree = np.bincount(pairs.ravel())
    together = (group[pairs[:, 0]] == group[pairs[:, 1]]) & (group[pairs[:, 0]] >= 0)
    favour = np.where(group.max() < 0, 1.0, np.where(together, INSIDE, BETWEEN))
    crowd = np.sqrt(np.sqrt(1.0 * degree[pairs[:, 0]] * degree[pairs[:, 1]]))
    heavy = np.sqrt(np.sqrt(weight / weight.mean()))
    return 0.6 * favour * heavy / crowd


def spread(place: Floats) -> Floats:
    """Widen the core, bring the outliers in (distances to the middle to the power 3/4), lay the widest axis flat."""
    centred = place - np.median(place, axis=0)
    far = np.sqrt((centred * centred).sum(axis=1)) + 1e-9
    return _flat(centred / np.sqrt(np.sqrt(far))[:, None])


def _flat(place: Floats) -> Floats:
    """Turn the principal axis of the points to the horizontal (closed form for two dimensions)."""
    x, y = (place - place.mean(axis=0)).T
    a, b, c = (x * x).sum(), (x * y).sum(), (y * y).sum()
    half = np.sqrt((a - c) * (a - c) / 4 + b * b)
    axis = np.array([b, (c - a) / 2 + half]) if b else np.array([float(a >= c), float(a < c)])
    axis = axis / np.sqrt((axis * axis).sum())
    return np.column_stack([x * axis[0] + y * axis[1], y * axis[0] - x * axis[1]])


def fit(place: Floats, width: float, height: float, margin: float) -> Floats:
    """Scale points into a panel; nearly all fill it up to the margin, the outermost are pressed into the margin.

    One axis may be stretched by up to a quarter to fill the panel, since axes have no meaning.
    """
    low, high = np.quantile(place, 0.03, axis=0), np.quantile(place, 0.97, axis=0)
    half = np.array([width, height]) / 2 - margin
    scale = 2 * half / np.maximum(high - low, 1e-6)
    scaled = (place - (low + high) / 2) * np.minimum(scale, scale.min() * 1.25)
    beyond = np.maximum(np.abs(scaled) - half, 0)
    pressed = np.minimum(np.abs(scaled), half) + margin * beyond / (beyond + margin)
    return np.where(scaled < 0, -pressed, pressed) + np.array([width, height]) / 2
