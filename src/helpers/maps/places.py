"""From the network to positions on the panel: forces, spread, room for discs and names."""

import numpy as np
import pandas as pd

from helpers.maps import layout, lettering, room
from helpers.maps.layout import Floats, Integers
from helpers.maps.network import Network, Tables, draw_up

WIDTH, HEIGHT = 1000.0, 690.0  # the panel of a map, in units
MARGIN = 62.0  # around what is drawn, for the names, in units
SPACING = 11.0  # room for one source of a part that hangs on nothing, in units


def positions(tables: Tables, seed: int = 1) -> pd.DataFrame:
    """Return where each drawn source stands: source, x (0 to 1,000), y (0 to 690, downwards), to a hundredth of a unit."""
    net = draw_up(tables)
    place = _placed(net, seed) if len(net.edges) else np.zeros((len(net.nodes), 2))
    return pd.DataFrame({"source": net.nodes["source"], "x": place[:, 0].round(2), "y": place[:, 1].round(2)})


def _placed(net: Network, seed: int) -> Floats:
    group = net.community_code if net.verdict == "clear" else np.full(len(net.nodes), -1)
    pairs, weight = _undirected(net)
    pull = layout.pulls(pairs, weight, group)
    rounds = int(np.clip(90_000 / len(net.nodes), 120, 300))
    place = layout.settle(_start(group, pairs, seed), pairs, pull, rounds)
    place = _together(place, pairs)
    radius = net.nodes["radius"].to_numpy()
    named = np.array(lettering.to_name(net), dtype=np.int64)
    place = room.loosen(place, radius, named, (WIDTH, HEIGHT))
    titles = lettering.room_for_titles(net, np.column_stack([place, radius]), (WIDTH, HEIGHT))
    extents = np.array([lettering.name(net, row, rank).extent for rank, row in enumerate(named)]).reshape(-1, 2)
    return room.clear(place, radius, room.Texts(extents, named, titles), (WIDTH, HEIGHT))


def _together(place: Floats, pairs: Integers) -> Floats:
    """Fit the connected parts into the panel.

    One that holds half of the sources fills it, and the others, which hang on nothing, lie in its corners; where none
    does, each has its share of the ground.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    shape = (len(place), len(place))
    part = connected_components(coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape), directed=False)[1]
    order = np.argsort(-np.bincount(part), kind="stable")
    parts = [np.flatnonzero(part == code) for code in order]
    if 2 * len(parts[0]) < len(place):
        return _shared(place, parts, WIDTH, HEIGHT)
    fitted = np.zeros_like(place)
    fitted[parts[0]] = layout.fit(layout.spread(place[parts[0]]), WIDTH, HEIGHT, MARGIN)
    for rank, rows in enumerate(parts[1:]):
        fitted[rows] = _in_corner(place[rows], rank)
    return fitted


def _shared(place: Floats, parts: list[Integers], width: float, height: float) -> Floats:
    """Fit parts into a panel, cut in two across its longer side until each has a ground in proportion to its sources."""
    fitted = np.zeros_like(place)
    if len(parts) == 1:
        margin = min(MARGIN, width / 5, height / 5)
        fitted[parts[0]] = layout.fit(layout.spread(place[parts[0]]), width, height, margin)
        return fitted
    held = np.cumsum([len(rows) for rows in parts])
    cut = 1 + int(np.abs(2 * held[:-1] - held[-1]).argmin())
    share, wide = held[cut - 1] / held[-1], width >= height
    for some, size, start in ((parts[:cut], share, 0.0), (parts[cut:], 1 - share, share)):
        across, down = (width * size, height) if wide else (width, height * size)
        corner = np.array([width * start, 0]) if wide else np.array([0, height * start])
        rows = np.concatenate(some)
        fitted[rows] = _shared(place, some, across, down)[rows] + corner
    return fitted


def _in_corner(place: Floats, rank: int) -> Floats:
    """Return a part drawn small in one of the four corners, the next ones beside it."""
    half = SPACING * np.sqrt(len(place))
    centred = place - place.mean(axis=0)
    centred = centred * (half / max(1e-6, float(np.abs(centred).max())))
    row, right, low = rank // 4, rank % 4 in (0, 3), rank % 4 in (0, 1)
    inward = half + 8 + 3 * SPACING * row
    return centred + np.array([WIDTH - inward if right else inward, HEIGHT - half - 8 if low else half + 8])


def _undirected(net: Network) -> tuple[Integers, Floats]:
    ends = np.sort(net.edges[["citing", "cited"]].to_numpy(), axis=1)
    pairs, code = np.unique(ends, axis=0, return_inverse=True)
    return pairs, np.bincount(code.ravel(), net.edges["weight"].to_numpy(), len(pairs))


def _start(group: Integers, pairs: Integers, seed: int) -> Floats:
    """Return first positions: at random, each group around its own place in a layout of the groups alone."""
    random = np.random.default_rng(seed).random((len(group), 2)) - 0.5
    side = np.sqrt(len(group))
    if group.max() < 1:
        return random * side
    kinds = group + 1
    between, code = np.unique(kinds[pairs], axis=0, return_inverse=True)
    force = np.bincount(code.ravel()) / len(pairs) * len(between)
    middle = layout.settle(random[: kinds.max() + 1] * 4, between, 0.3 * force, 150)
    middle = (middle - middle.mean(axis=0)) / max(1e-6, np.abs(middle).max()) * side / 2
    return middle[kinds] + random * side / 3
