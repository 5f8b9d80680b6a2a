"""The sites of one owner: what they cite of each other is no citation."""

import pandas as pd

from helpers.parse.furniture import IN_TEXT

TELLS = ("email", "profile")  # channels of which one address is one owner's
SITES = 3  # that publish one address; where more do, it is that of a platform, an agency or a theme


def pairs(contacts: pd.DataFrame, learnt: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of sources, both ways, that one owner holds.

    Both publish the same address to write to, or the same profile as their own (``rel="me"``); or one is told to be the
    other and niche.yml keeps them apart.

    Parameters
    ----------
    contacts, learnt: tables contacts_seen and aliases.
    """
    told = contacts.loc[contacts["channel"].isin(TELLS), ["value", "source"]].drop_duplicates()
    told = told[told.groupby("value")["source"].transform("size") <= SITES]
    both = told.merge(told, on="value")
    apart = learnt[learnt["evidence"] == "declared apart"]
    found = {(row.source_x, row.source_y) for row in both.itertuples() if row.source_x != row.source_y}
    return found | {*zip(apart["alias"], apart["source"], strict=True), *zip(apart["source"], apart["alias"], strict=True)}


def settle(links: pd.DataFrame, contacts: pd.DataFrame, learnt: pd.DataFrame) -> pd.DataFrame:
    """Return the links with those of the text between two sites of one owner typed "own": counted and shown, not cited."""
    held = pairs(contacts, learnt)
    one = [pair in held for pair in zip(links["source"], links["target_source"], strict=True)]
    own = pd.Series(one, links.index, dtype="bool") & links["type"].isin(IN_TEXT)
    return links.assign(type=links["type"].mask(own, "own"), editorial=links["editorial"] & ~own)
