"""Event-bound or lasting: when the links inside a community were made, and who comes back to make more."""

import numpy as np
import pandas as pd

from helpers import tables
from helpers.graph import rules
from helpers.graph.network import Array


def _busiest(days: Array, window: int) -> float:
    """Return the share of the days that lie in the busiest window of so many days.

    >>> _busiest(np.array([1, 2, 3, 400]), 91)
    0.75
    """
    ordered = np.sort(days)
    held = np.searchsorted(ordered, ordered + window) - np.arange(len(ordered))
    return float(held.max() / len(ordered))


def _told(days: pd.Series) -> str:
    """Return lasting or event for the days of a community's links; nothing where they are too few to say."""
    about = rules("communities.yml")["rhythm"]
    if len(days) < about["least"]:
        return ""
    if _busiest(days.to_numpy(), about["window"]) > about["burst"]:
        return "event"
    return "lasting" if (days // about["window"]).nunique() >= about["seasons"] else ""


def _returning(inside: pd.DataFrame) -> float:
    """Return the share of the citing members that cite another member again in a later season."""
    seasons = (inside["day"] // rules("communities.yml")["rhythm"]["window"]).groupby(inside["source"]).nunique()
    return float((seasons > 1).mean())


def paced(portraits: pd.DataFrame, links: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``community_names`` with the rhythm of each community and the share of its members who come back.

    Parameters
    ----------
    portraits: table ``community_names`` without them.
    links, communities: tables of these names; a link has the date of the page or post that holds it. Editorial ones count.
    """
    found = _rhythms(links, communities)
    plain = portraits.drop(columns=["rhythm", "returning"]).merge(found, on="community", how="left")
    return tables.conform(plain.fillna({"rhythm": "", "returning": 0.0}), "community_names")


def _rhythms(links: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """Return community, rhythm and returning for each community with dated links inside."""
    place = communities.set_index("source")["community"]
    ends = links["source"].map(place), links["target_source"].map(place)
    own = (ends[0] == ends[1]) & (ends[0] != "") & (links["source"] != links["target_source"])
    inside = links[own & links["editorial"] & (links["published"] != "")].assign(community=ends[0])
    stamps = pd.to_datetime(inside["published"].str[:10], errors="coerce")
    inside = inside.assign(day=(stamps - pd.Timestamp("1970-01-01")).dt.days)[stamps.notna()]
    rows = [(name, _told(rows["day"]), _returning(rows)) for name, rows in inside.groupby("community")]
    return pd.DataFrame(rows, columns=["community", "rhythm", "returning"])
