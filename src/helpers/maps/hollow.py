"""Profiles, groups and newsletters that several sources of the map cite: not read, so hollow, amid those who cite them."""

import numpy as np
import pandas as pd

from helpers import urls
from helpers.look import labels
from helpers.maps.layout import Floats
from helpers.maps.network import Network, Tables

LEAST, MOST = 3, 12  # sources of the map that cite such a space; hollow discs on a map
SMALLEST = 3.5  # radius, in units
AIR = 3.0  # least distance to another disc


def spaces(tables: Tables, net: Network, place: Floats) -> pd.DataFrame:
    """Return the spaces that the map shows hollow: source, words, cited, x, y, radius, citing (rows of nodes); most cited first.

    Parameters
    ----------
    place : (n, 2) where each node stands.
    """
    links = tables["links"] if "links" in tables else pd.DataFrame(columns=["known", "editorial", "source", "target_source"])
    row = pd.Series(net.nodes.index, index=net.nodes["source"])
    away = links[~links["known"].astype(bool) & links["editorial"].astype(bool) & links["source"].isin(row.index)]
    shown = {one for one in away["target_source"].unique() if urls.nature_of(one) and urls.space_of(one).kind}
    away = away[away["target_source"].isin(shown)].drop_duplicates(["source", "target_source"])
    away = away.assign(row=away["source"].map(row)).sort_values(["target_source", "row"])
    found = away.groupby("target_source")["row"].agg(citing=list, cited="size").reset_index(names="source")
    found = found[found["cited"] >= LEAST].sort_values(["cited", "source"], ascending=[False, True]).head(MOST)
    unit = float(net.nodes["radius"].max()) / np.sqrt(max(1, int(net.nodes["cited"].max())))
    found = found.assign(radius=(np.sqrt(found["cited"].astype(float)) * unit).clip(lower=SMALLEST).round(2))
    found["words"] = [urls.space_of(source).platform if urls.space_of(source).person else source for source in found["source"]]
    middles = [place[citing].mean(axis=0) for citing in found["citing"]]
    return _apart(found, np.array(middles).reshape(-1, 2), np.column_stack([place, net.nodes["radius"]])).reset_index(drop=True)


def _apart(found: pd.DataFrame, middles: Floats, discs: Floats) -> pd.DataFrame:
    """Return the spaces with x and y: the free place nearest to the middle of who cites each."""
    taken, placed = labels.blank(1000, 690), []
    labels.take_discs(taken, discs, air=AIR)
    for middle, radius in zip(middles, found["radius"], strict=True):
        tops, lefts = np.nonzero(labels.window_sums(taken, 2 * radius, 2 * radius) == 0)
        centres = np.column_stack([lefts, tops]) + radius
        best = centres[int(np.argmin(((centres - middle) ** 2).sum(axis=1)))] if len(centres) else middle
        placed.append(best)
        labels.take_discs(taken, np.array([[*best, radius]]), air=AIR)
    place = np.array(placed).reshape(-1, 2).round(2)
    return found.assign(x=place[:, 0], y=place[:, 1])
