"""What would tell that it worked: measures stated before anything is done, with their value now and the day to measure again."""

import pandas as pd

from helpers.niche import Niche
from helpers.shortlist.plan import asked
from helpers.texts import Texts

MOST = 5


def _measures(tables: dict[str, pd.DataFrame], own: list[str], study: Niche) -> list[tuple[str, float, str, bool]]:
    """Return (measure, value now, better, whether the community gains by it) of what there is material for."""
    found: list[tuple[str, float, str, bool]] = []
    if len(tables["questions"]):
        found.append(("answered", float(tables["questions"]["answered"].mean()), "up", True))
        found.append(("open_needs", float(tables["needs"]["open"].sum()), "down", True))
    if own:
        cited = tables["edges"][tables["edges"]["target"].isin(own) & ~tables["edges"]["source"].isin(own)]
        found.append(("owned_citations", float(cited.loc[cited["editorial_pages"] > 0, "source"].nunique()), "up", False))
    brand, mentions = study.brand, tables["mentions"]
    if brand and len(mentions):
        mine = mentions[mentions["entity"] == brand.name]
        found.append(("voice", len(mine) / len(mentions), "up", False))
        found += [("tone", float(mine["tone"].mean()), "up", False)] if len(mine) else []
    return found[:MOST]


def outcomes(tables: dict[str, pd.DataFrame], own: list[str], study: Niche, today: str) -> pd.DataFrame:
    """Return the table outcomes: three to five measures where there is material, at least one of them the community's.

    Parameters
    ----------
    tables : questions, needs, edges, mentions. own : spaces of the brand. today : the data date.
    """
    again = (pd.Timestamp(today) + pd.DateOffset(months=asked()["again_months"])).date().isoformat()
    words = Texts(study.lang, unit=study.unit)
    name = study.brand.name if study.brand else study.client
    rows = [
        {"measure": key, "words": words(f"outcome.{key}", brand=name), "baseline": value, "better": better, "community": shared}
        for key, value, better, shared in _measures(tables, own, study)
    ]
    columns = ["measure", "words", "baseline", "better", "community"]
    return pd.DataFrame(rows, columns=columns).assign(date=today, again=again)
