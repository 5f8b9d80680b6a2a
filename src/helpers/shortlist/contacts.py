"""What a shortlisted source publishes to be reached, with the page and the date."""

import pandas as pd

BEST_FIRST = ("email", "form", "about-page", "profile", "feed")


def contacts(chosen: list[str], contacts_seen: pd.DataFrame, pages: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the published contacts of the chosen sources only: the table contacts.

    Parameters
    ----------
    basis : the legal basis that niche.yml states for keeping them.
    """
    published = contacts_seen[contacts_seen["source"].isin(chosen)]
    where = pages[["page", "url", "captured_at"]].rename(columns={"url": "origin", "captured_at": "date"})
    found = published.merge(where, on="page", how="left", validate="many_to_one").fillna({"origin": "", "date": ""})
    found = found.assign(date=found["date"].str[:10], basis=basis)
    return found[["source", "channel", "value", "origin", "date", "basis"]]


def best_channel(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a source: source, and the most personal channel that it publishes."""
    order = found.assign(order=found["channel"].map(BEST_FIRST.index)).sort_values(["source", "order"])
    return order.drop_duplicates("source")[["source", "channel"]]
