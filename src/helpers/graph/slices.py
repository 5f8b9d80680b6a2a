"""The network of a stretch of time, by the dates of its links."""

import pandas as pd


def dated_between(links: pd.DataFrame, since: str, until: str) -> pd.DataFrame:
    """Return the edges that the links of a time make, as stage 02 makes them of all links.

    Parameters
    ----------
    links: table of this name; a link has the date of the page or post that holds it, and one without a date is in no slice.
    since, until: ISO 8601; the first day is outside, the last one inside.
    """
    from helpers.parse.edges import edges

    day = links["published"].str[:10]
    return edges(links[(day > since) & (day <= until)])
