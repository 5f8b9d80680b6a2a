"""How far a word would go from the shortlist, and from the best seeds under its own rules."""

import pandas as pd

from helpers import influence
from helpers.niche import Niche
from helpers.shortlist.choice import OPEN, settings


def spread(found: pd.DataFrame, chosen: list[str], tables: dict[str, pd.DataFrame], study: Niche) -> pd.DataFrame:
    """Return the table ``spread``: the seeds obey refusals, the floor of relevance, the spread over communities, the budget.

    Parameters
    ----------
    found : candidates with columns gate and, where there is a budget, cost; only open ones are seeds.
    chosen : the shortlist; as many seeds are sought.
    tables : edges, sources, influence.
    """
    network = influence.spread.network_of(tables)
    free = found[found["gate"] == OPEN]
    most = max(1, round(len(chosen) * settings()["most_of_one"]))
    given = influence.spread.rules(network, free, len(chosen), most, study.budget)
    return influence.spread.compared(network, tables["influence"], given, chosen, tuple(settings()["chance"]), study.seed)
