"""The choice: a greedy spread over the communities, within a budget, and how far from the best it can be."""

import math

import pandas as pd

from helpers.influence.brought import figures
from helpers.niche import Niche
from helpers.shortlist.choice import OPEN, settings

FREE = 1e-9  # what is divided by where a name costs nothing


def costs(sources: pd.Series, study: Niche) -> pd.Series:
    """Return what approaching each source costs, as the analyst's CSV tells (``costs`` of niche.yml), 1 where it does not."""
    told = figures(study, study.costs) if study.costs else {}
    return pd.Series([told.get(source, 1.0) for source in sources], sources.index, dtype="float64")


def _gain(score: float, held: list[float]) -> float:
    """Return what a score adds to those already taken in its group, best first (see ``worth``)."""
    factor, place = settings()["spread"], sum(other >= score for other in held)
    moved = sum(other * factor**k * (factor - 1) for k, other in enumerate(held) if k >= place)
    return float(score * factor**place + moved)


def _greedy(pool: pd.DataFrame, most: pd.Series, size: int, budget: float, by_cost: bool) -> list[str]:
    """Return the greedy list by what each name adds, or by what it adds for its cost, within budget, size and shares."""
    chosen, held, left = list[str](), {group: list[float]() for group in pool["group"]}, budget
    while len(chosen) < size:
        deepest = max(map(len, held.values()), default=0)
        room = pool[~pool["source"].isin(chosen) & (pool["group"].map(held).map(len) < most) & (pool["cost"] <= left)]
        if room.empty:
            break
        gains = [
            _gain(score, held[group] if group else [1.0] * deepest)  # without a group: like the one that has given most
            for score, group in zip(room["score"], room["group"], strict=True)
        ]
        worth_it = pd.Series(gains, room.index) / (room["cost"].clip(lower=FREE) if by_cost else 1.0)
        best = room.loc[worth_it.idxmax()]
        chosen.append(best["source"])
        left -= best["cost"]
        held[best["group"]] = sorted([*held[best["group"]], best["score"]], reverse=True)
    return chosen


def choose(found: pd.DataFrame, size: int, budget: float | None = None) -> list[str]:
    """Return the sources to approach, in order: greedy on score × spread ** (names already taken in the group).

    Each group gives at most ``most_of_one`` of the list (at least one name), or its share of the candidates where that is
    more. Sources without a group are spread over nothing: they count like the group that has given most. Where names cost
    more or less, the better of two greedy lists, by gain and by gain for the cost, is worth (1 − 1/e)/2 of the best that the
    budget buys, caps aside (Leskovec et al. 2007, doi:10.1145/1281192.1281239).

    Parameters
    ----------
    found : candidates with a column gate, only open ones being chosen, and where known cost.
    size : names wanted; fewer where there are not so many.
    budget : what all may cost together, None without a bound.
    """
    pool = found[found["gate"] == OPEN].sort_values(["score", "source"], ascending=[False, True])
    pool = pool if "cost" in pool else pool.assign(cost=1.0)
    share = found["group"].value_counts(normalize=True).clip(lower=settings()["most_of_one"])
    most = pool["group"].map((size * share).round().clip(lower=1)).where(pool["group"] != "", size)
    bound = math.inf if budget is None else budget
    lists = [_greedy(pool, most, size, bound, by_cost) for by_cost in ((False, True) if pool["cost"].nunique() > 1 else (False,))]
    return max(lists, key=lambda names: worth(names, pool))


def worth(chosen: list[str], found: pd.DataFrame) -> float:
    """Return what a list is worth: in each group the best score, plus spread × the second, plus spread² × the third…

    The function is monotone and submodular (a concave function of how many of a group exceed each score), so that greedy
    choice reaches 1 − 1/e of the best list (Nemhauser, Wolsey & Fisher 1978, doi:10.1007/BF01588971), half of it under caps.
    """
    return float(_parts(found[found["source"].isin(chosen)]).sum())


def _parts(rows: pd.DataFrame) -> pd.Series:
    """Return what each source adds when those of its group are taken from the best down."""
    ordered = rows.sort_values(["score", "source"], ascending=[False, True])
    return ordered["score"] * settings()["spread"] ** ordered.groupby("group").cumcount()


def _bound(pool: pd.DataFrame, chosen: list[str], budget: float) -> float:
    """Return what no list exceeds: caps by group aside, and, where names cost more or less, whatever their number.

    At one cost what each source adds falls within its group, so that the largest parts make the best list. Otherwise no list
    adds more to another than its names do one by one, bought by gain for the cost until the budget is spent, the last in
    part; the least such bound counts, on nothing and on what was chosen (Leskovec et al. 2007, section 3).
    """
    if pool["cost"].nunique() <= 1:
        return float(_parts(pool).nlargest(len(chosen)).sum())
    bounds = []
    for base in ([], chosen):
        held = {group: sorted(rows["score"], reverse=True) for group, rows in pool[pool["source"].isin(base)].groupby("group")}
        rest = pool[~pool["source"].isin(base)]
        gains = [_gain(score, held.get(group, [])) for score, group in zip(rest["score"], rest["group"], strict=True)]
        rest = rest.assign(gain=gains, each=pd.Series(gains, rest.index) / rest["cost"].clip(lower=FREE))
        rest = rest.sort_values(["each", "source"], ascending=[False, True])
        before = rest["cost"].cumsum() - rest["cost"]
        part = ((budget - before) / rest["cost"].clip(lower=FREE)).clip(0, 1)
        bounds.append(worth(base, pool) + float((rest["gain"] * part).sum()))
    return min(bounds)


def _affordable(pool: pd.DataFrame, size: int, budget: float) -> list[str]:
    """Return the first sources, in the order given, that the budget buys."""
    bought, left = list[str](), budget
    for source, cost in zip(pool["source"], pool["cost"], strict=True):
        if len(bought) < size and cost <= left:
            bought, left = [*bought, source], left - cost
    return bought


def strategies(found: pd.DataFrame, chosen: list[str], influence: pd.DataFrame, budget: float | None = None) -> pd.DataFrame:
    """Return the table strategies: the list beside the best scores and the most cited, and a bound that no list exceeds."""
    pool = found[found["gate"] == OPEN]
    pool, most = pool if "cost" in pool else pool.assign(cost=1.0), math.inf if budget is None else budget
    cited = influence[influence["definition"] == "cited"].set_index("source")["score"]
    most_cited = pool.assign(cited=pool["source"].map(cited).fillna(0)).sort_values(["cited", "source"], ascending=[False, True])
    lists = {
        "greedy": chosen,
        "score": _affordable(pool, len(chosen), most),
        "cited": _affordable(most_cited, len(chosen), most),
    }
    bound, price = _bound(pool, chosen, most), pool.set_index("source")["cost"]
    rows = [
        {"strategy": key, "worth": worth(names, pool), "cost": float(price[names].sum()), "names": " | ".join(names)}
        for key, names in lists.items()
    ]
    made = pd.DataFrame(rows).assign(bound=bound)
    return made.assign(share=made["worth"] / bound if bound else 0.0)
