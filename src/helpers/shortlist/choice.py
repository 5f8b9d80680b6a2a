"""Who could be chosen: scores under the objective, and what stands against each."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import yaml

from helpers import graph, paths
from helpers.communities import told
from helpers.conversations import own_spaces
from helpers.niche import Niche

OPEN = "open"


@cache
def settings() -> dict[str, Any]:
    """Return ``objectives.yml``: definitions and weights by objective, kinds, spread."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("objectives.yml").read_text(encoding="utf-8"))
    return loaded


def candidates(tables: dict[str, pd.DataFrame], study: Niche) -> pd.DataFrame:
    """Return the sources that may be approached, with their score under the objective, 0 to 1, best first.

    The score is the product of percentiles raised to the weights of ``objectives.yml``; a definition that the niche
    has no material for (no brief, no text) counts for nobody. The parties' own spaces are no candidates, nor is who
    comes too far down by influence.

    Parameters
    ----------
    tables : sources, influence, communities, community_names, partition.

    Returns
    -------
    source, title, kind, alive, last_post, community, influence, relevance, score, and group: the community over which the
    list is spread, "" for a source in none that deserves it.
    """
    percentiles = tables["influence"].pivot(index="source", columns="definition", values="percentile")
    percentiles = percentiles.reindex(columns=percentiles.columns.union(["combined"])).fillna(0)
    powers = {name: x for name, x in settings()["objectives"][study.objective].items() if name in percentiles}
    percentiles["score"] = np.prod([percentiles[name] ** power for name, power in powers.items()], axis=0)
    percentiles = percentiles.rename(columns={"combined": "influence"})
    percentiles["relevance"] = percentiles.get("relevant", 1.0)
    known = tables["sources"][["source", "title", "kind", "alive", "last_post"]].merge(
        tables["communities"][["source", "community"]], on="source", validate="one_to_one"
    )
    able = study.approachable & known["kind"].isin(["", *settings()["kinds"]]) & ~known["source"].isin(own_spaces(study))
    found = known[able].merge(percentiles[["influence", "relevance", "score"]], on="source", validate="one_to_one")
    least = settings()["least_influence"]
    place = percentiles["influence"].rank(ascending=False, method="min")
    found = found[found["source"].map(place) <= max(least["first"], least["share"] * len(place))]
    found["group"] = found["community"].where(found["community"].isin(_sure(tables)), "")
    return found.sort_values(["score", "source"], ascending=[False, True], ignore_index=True)


def pressed(found: pd.DataFrame, pressure: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates with the score of who publishes much for money lowered, best first.

    The score is multiplied by 1 − ``pressure`` × share of commercial publications: who is solicited all the time has less
    time, and less credit, for one more. ``unpressed`` is the place that each would have otherwise.
    """
    shares = pressure[pressure["unit"] == "source"].set_index("name")["share"]
    share = found["source"].map(shares).fillna(0.0).astype(float)
    lowered = found.assign(pressure=share, unpressed=range(1, len(found) + 1))
    lowered["score"] *= 1 - settings()["pressure"] * share
    return lowered.sort_values(["score", "source"], ascending=[False, True], ignore_index=True)


def _sure(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return the communities that a list may be spread over: large, found again in most runs, of a partition that is clear."""
    names = tables["community_names"]
    clear = "clear" in set(tables["partition"]["words"])
    sure = told(names["size"]) & (names["stability"] >= settings()["least_stability"])
    return list(names.loc[sure, "community"]) if clear else []


def circles(edges: pd.DataFrame, least: int) -> dict[str, float]:
    """Return source → density of the links among it and those that cite it, 0 to 1; 1 is a clique.

    Sites that were made to raise each other cite each other all; voices that count are cited by strangers.

    Parameters
    ----------
    least : citing sources under which nothing is concluded, and a source is not in the answer.
    """
    counted = edges[(edges["weight"] > 0) & (edges["source"] != edges["target"])]
    cites = {source: set(targets) for source, targets in counted.groupby("source")["target"]}
    found = {}
    for source, citing in counted.groupby("target")["source"]:
        circle = {source, *citing}
        if len(circle) > least:
            links = sum(len(cites[member] & circle) for member in circle if member in cites)
            found[source] = links / (len(circle) * (len(circle) - 1))
    return found


def _in_farms(edges: pd.DataFrame) -> set[str]:
    """Return the sources of the link farms."""
    network = graph.build(edges)
    return {network.names[code] for code in np.flatnonzero(graph.farms(network)[0])}


def gates(found: pd.DataFrame, tables: dict[str, pd.DataFrame], objective: str) -> pd.Series:
    """Return why each candidate may not be approached, "open" where nothing stands against it.

    A refusal comes before everything; then life, the space's rules, links that its own circle gave it, the brief.

    Parameters
    ----------
    tables : rules, refusals, edges.
    """
    rules, setting = tables["rules"], settings()
    forbidden = rules.loc[rules["promotion"] == "forbidden", "source"]
    density = found["source"].map(circles(tables["edges"], setting["closed_circle"]["least"])).astype(float)
    reasons = {
        "refusal": found["source"].isin(tables["refusals"]["source"]),
        "gone": found["alive"] == "gone",
        "asleep": found["alive"] == "asleep",
        "promotion-forbidden": found["source"].isin(forbidden) & (objective not in setting["promotion_free"]),
        "closed-circle": (density >= setting["closed_circle"]["density"]) | found["source"].isin(_in_farms(tables["edges"])),
        "off-brief": found["relevance"] < setting["least_relevance"],
    }
    return pd.Series(np.select(list(reasons.values()), list(reasons), OPEN), index=found.index, dtype="str")
