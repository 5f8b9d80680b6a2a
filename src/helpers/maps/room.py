"""Room on the panel: discs that do not overlap, and space beside the discs that will carry a name."""

from typing import NamedTuple

import numpy as np

from helpers.maps.layout import Floats, Integers

GAP = 2.2  # least distance between two discs, in units
BESIDE = 4.0  # least distance between a disc and the name of another one
AROUND_TITLE = 11.0  # distance from a disc to a title that is sought; lettering asks for three units less
EDGE = 40.0  # a title nearer to the edge of the panel leaves no room for a disc between
MARGIN = 6.0


class Texts(NamedTuple):
    """What is written on a map: names that move with their disc, titles that stand.

    Attributes
    ----------
    extents : (k, 2) width and height of each name; ``holders`` : (k,) the disc of each.
    titles : (t, 4) left, top, right, bottom of each title.
    """

    extents: Floats
    holders: Integers
    titles: Floats


def clear(place: Floats, radius: Floats, texts: Texts, panel: tuple[float, float]) -> Floats:
    """Move points apart until no disc overlaps another one, a title nor, as far as there is room, the name beside a disc.

    Parameters
    ----------
    place, radius : (n, 2) centres and (n,) radii, in units.
    """
    place, titles, pairs = place.copy(), _beyond(texts.titles, panel), _pairs(radius)
    for _ in range(5):
        boxes = _sides(place, radius, texts, panel)
        for _ in range(50):
            push = _apart(place, *pairs) + _aside(place, radius, boxes, texts.holders) + _off(place, radius, titles)
            if not push.any():
                return place
            place = _within(place + push, radius, panel)
    for _ in range(300):
        push = _apart(place, *pairs) + _off(place, radius, titles)
        if not push.any():
            break
        place = _within(place + push, radius, panel)
    return place


def _sides(place: Floats, radius: Floats, texts: Texts, panel: tuple[float, float]) -> Floats:
    """Return the box of each name, as offsets from its disc: right, left, below or above, where it meets least."""
    chosen = texts.titles
    offsets = np.zeros((len(texts.holders), 4))
    for name, (holder, (width, height)) in enumerate(zip(texts.holders, texts.extents, strict=True)):
        rim, (x, y) = radius[holder] + 1, place[holder]
        sides = np.array([[rim, -height / 2], [-rim - width, -height / 2], [-width / 2, rim], [-width / 2, -rim - height]])
        sides = np.column_stack([sides, sides + [width, height]])
        boxes = sides + [x, y, x, y]
        outside = (boxes[:, :2] < 3).any(axis=1) | (boxes[:, 2:] > np.array(panel) - 3).any(axis=1)
        cost = _met(boxes, place, radius, holder) + _shared(boxes, chosen) + 1e6 * outside + np.array([0.0, 3.0, 6.0, 6.0])
        best = int(np.argmin(cost))
        chosen, offsets[name] = np.vstack([chosen, boxes[best]]), sides[best]
    return offsets


def _met(boxes: Floats, place: Floats, radius: Floats, holder: int) -> Floats:
    """Return, for each box, the sum of the radii of the discs that it meets."""
    near = np.clip(place[None], boxes[:, None, :2], boxes[:, None, 2:])
    gap = place[None] - near
    hit = (gap * gap).sum(axis=2) < (radius + 2) * (radius + 2)
    hit[:, holder] = False
    return (hit * radius).sum(axis=1)


def _shared(boxes: Floats, chosen: Floats) -> Floats:
    """Return, for each box, how much of the boxes already chosen it covers, one for each 20 square units."""
    low = np.maximum(boxes[:, None, :2], chosen[None, :, :2])
    side = np.maximum(np.minimum(boxes[:, None, 2:], chosen[None, :, 2:]) - low, 0)
    return (side[..., 0] * side[..., 1]).sum(axis=1) / 20


def loosen(place: Floats, radius: Floats, named: Integers, panel: tuple[float, float]) -> Floats:
    """Give crowded discs some air, those that will carry a name more, as far as the panel has room for it."""
    air = np.full(len(place), 0.16 * np.sqrt(panel[0] * panel[1] / len(place)))
    air[named] += 9
    pairs = _pairs(radius + air)
    for _ in range(60):
        place = _within(place + 0.5 * _apart(place, *pairs), radius, panel)
    return place


def _within(place: Floats, radius: Floats, panel: tuple[float, float]) -> Floats:
    low = (radius + MARGIN)[:, None]
    return np.minimum(np.maximum(place, low), np.array(panel) - low)


def _pairs(radius: Floats) -> tuple[Floats, Floats]:
    """Return, for each pair of discs, the least distance of their centres, and how much the first gives way: small ones more."""
    reach = np.add.outer(radius, radius)
    return reach + GAP, radius[None, :] / reach


def _apart(place: Floats, least: Floats, yields: Floats) -> Floats:
    """Return the step that parts overlapping discs."""
    across, down = (np.subtract.outer(place[:, axis], place[:, axis]) for axis in (0, 1))
    distance = np.sqrt(across * across + down * down) + 1e-6
    short = least - distance
    np.fill_diagonal(short, 0)
    if short.max() <= 1e-3:
        return np.zeros_like(place)
    step = np.maximum(short, 0) / distance * yields
    return np.column_stack([(across * step).sum(axis=1), (down * step).sum(axis=1)])


def _aside(place: Floats, radius: Floats, boxes: Floats, holders: Integers) -> Floats:
    """Return the step that moves discs half of their way out of the boxes of names."""
    across, down = _out_of(place, radius + BESIDE, boxes + np.tile(place[holders], 2))
    own = np.arange(len(holders)), holders
    across[own] = down[own] = 0
    return np.column_stack([across.sum(axis=0), down.sum(axis=0)]) / 2


def _beyond(titles: Floats, panel: tuple[float, float]) -> Floats:
    """Let titles near the upper or lower edge reach beyond it: discs leave them inwards, and are not caught at the edge."""
    left, top, right, bottom = titles.T
    height = panel[1]
    top, bottom = np.where(top < EDGE, -height, top), np.where(bottom > height - EDGE, 2 * height, bottom)
    return np.column_stack([left, top, right, bottom])


def _off(place: Floats, radius: Floats, titles: Floats) -> Floats:
    """Return the step that moves discs half of their way out of the boxes of titles, and a little farther."""
    across, down = _out_of(place, radius + AROUND_TITLE, titles)
    far = across * across + down * down > 1
    return np.column_stack([np.where(far, step, 0).sum(axis=0) for step in (across, down)]) / 2


def _out_of(place: Floats, radius: Floats, boxes: Floats) -> tuple[Floats, Floats]:
    """Return the way of each disc out of each box, across and down: up or down from within, straight away from outside."""
    left, top, right, bottom = boxes.T[:, :, None]
    x, y = place.T
    across, down = (at - np.minimum(np.maximum(at, low), high) for at, low, high in ((x, left, right), (y, top, bottom)))
    distance = np.sqrt(across * across + down * down)
    short = np.maximum(radius - distance, 0) / np.maximum(distance, 1e-6)
    offset = y - (top + bottom) / 2
    deep = np.where(offset < 0, -1.0, 1.0) * (radius + (bottom - top) / 2) - offset
    within = distance < 1e-6
    return np.where(within, 0.0, across * short), np.where(within, deep, down * short)
