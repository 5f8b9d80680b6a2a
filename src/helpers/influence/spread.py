"""How far a word would go from some sources, and from which ones it would go farthest (independent cascade)."""

from collections.abc import Mapping
from math import comb, e, log, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import graph, tables
from helpers.graph.network import Array, Matrix, Network

EPSILON = 0.15  # the set found reaches 1 − 1/e − ε of what the best one does, but for one time in n
RUNS = 2000  # cascades behind each mean
FREE = 1e-9  # what is divided by where a name costs nothing
MARKS = 2**27  # bytes that mark who is reached in which run
SURE = 1.96  # standard errors of a 95 % interval


class Rules(NamedTuple):
    """What a choice of seeds must respect.

    Attributes
    ----------
    allowed: whether each source may be chosen (refusals, relevance). group: a label for each, "" for none.
    most: at most so many of one group. cost: of each source. budget: for all of them together. size: at most so many in all.
    """

    allowed: Array
    group: Array
    most: int
    cost: Array
    budget: float
    size: int


def rules(network: Network, free: pd.DataFrame, size: int, most: int, budget: float | None = None) -> Rules:
    """Return the rules under which ``size`` of the sources that are free may be chosen, within the budget if there is one.

    Parameters
    ----------
    free: source, group ("" for none), and with a budget cost.
    """
    known = free.set_index("source").reindex(network.names)
    cost = np.ones(len(known)) if budget is None else known["cost"].fillna(1.0).to_numpy(dtype=float)
    may, group = known["group"].notna().to_numpy(), known["group"].fillna("").to_numpy(dtype=object)
    return Rules(may, group, most, cost, float(size) if budget is None else budget, size)


def chances(links: Matrix, chance: float) -> Matrix:
    """Return the chance that each link carries a word: 1 − (1 − chance) ** weight, its weight being log2(1 + pages)."""
    carried = links.copy()
    carried.data = 1 - (1 - chance) ** links.data
    return carried


def cascades(carried: Matrix, starts: Array, runs: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return who is reached in which run, each pair once, the starts included: from i to j a word goes by the chance in row i.

    Independent cascade (Kempe, Kleinberg and Tardos 2003): who is reached tries each of its links once. All runs go on at once.

    Parameters
    ----------
    starts, runs: code of a source, and the run in which it starts.
    """
    size, last = np.int64(carried.shape[0]), int(runs.max(initial=-1))
    together, parts = max(1, MARKS // max(1, int(size))), [np.empty(0, dtype=np.int64)]
    for first in range(0, last + 1, together):
        own = (runs >= first) & (runs < first + together)
        parts.append(_reached(carried, (runs[own] - first) * size + starts[own], rng) + first * size)
    run, node = np.divmod(np.concatenate(parts), size)
    return run, node


def _reached(carried: Matrix, starts: Array, rng: np.random.Generator) -> Array:
    """Return what runs reach that go on at once, in order; run and source are one number: run times sources plus source."""
    size = np.int64(carried.shape[0])
    seen = np.zeros((starts.max(initial=-1) // size + 1) * size, dtype=bool)
    fresh = np.unique(starts)
    while len(fresh):
        seen[fresh] = True
        run, node = np.divmod(fresh, size)
        first, count = carried.indptr[node].astype(np.int64), np.diff(carried.indptr)[node]
        place = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(count.sum())
        live = rng.random(len(place)) < carried.data[place]
        met = np.repeat(run, count)[live] * size + carried.indices[place[live]]
        fresh = np.unique(met[~seen[met]])
    return np.flatnonzero(seen)


def reach(network: Network, seeds: list[str], chance: float, seed: int, runs: int = RUNS) -> Array:
    """Return how many sources a word reaches from the seeds, those included, in each run: it goes from the cited to who cites."""
    place = {name: code for code, name in enumerate(network.names)}
    codes = np.array([place[name] for name in seeds], dtype=np.int64)
    carried, rng = chances(network.links.T.tocsr(), chance), np.random.default_rng(seed)
    run, _ = cascades(carried, np.tile(codes, runs), np.repeat(np.arange(runs), len(codes)), rng)
    return np.bincount(run, minlength=runs)


def best(network: Network, chance: float, given: Rules, seed: int) -> list[str]:
    """Return the seeds from which a word goes farthest, the best first (IMM: Tang, Shi and Xiao 2015).

    A source drawn at random is reached from whoever lies in its reverse-reachable set; the seeds are those that lie in most
    sets, chosen one by one for what each adds to its cost. Sets are drawn until their number suffices for ε.
    """
    size, rng = len(network.names), np.random.default_rng(seed)
    carried, chosen = chances(network.links, chance), list[int]()
    cheapest = max(given.cost[given.allowed].min(initial=np.inf), FREE)
    count = int(min(given.budget // cheapest, given.allowed.sum(), given.size))
    if not count:
        return []
    sets = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    drawn, wanted, least = 0, 0.0, 1.0
    for step in range(1, max(2, int(np.log2(size)))):  # halve the guess of what is reached until the sets bear it out
        guess = size / 2**step
        sets, drawn = _more(carried, sets, drawn, _enough(size, count, sqrt(2) * EPSILON, first=True) / guess, rng)
        chosen, covered = _greedy(sets, drawn, given)
        if size * covered >= (1 + sqrt(2) * EPSILON) * guess:
            least = size * covered / (1 + sqrt(2) * EPSILON)
            break
    wanted = _enough(size, count, EPSILON) / max(least, float(count))
    sets, drawn = _more(carried, sets, drawn, wanted, rng)
    chosen, _ = _greedy(sets, drawn, given)
    return [network.names[code] for code in chosen]


def _enough(size: int, count: int, epsilon: float, first: bool = False) -> float:
    """Return how many sets suffice, times what is reached: λ' (``first``) and λ* of Tang, Shi and Xiao 2015."""
    ways, sure = log(comb(size, count)), log(max(size, 2))
    if first:
        return (2 + 2 / 3 * epsilon) * (ways + sure + log(max(log(max(size, 3)), 2))) * size / epsilon**2
    alpha, beta = sqrt(sure + log(2)), sqrt((1 - 1 / e) * (ways + sure + log(2)))
    return 2 * size * ((1 - 1 / e) * alpha + beta) ** 2 / epsilon**2


def _more(
    carried: Matrix, sets: tuple[Array, Array], drawn: int, wanted: float, rng: np.random.Generator
) -> tuple[tuple[Array, Array], int]:
    """Return the sets with as many more as are wanted, as (set, member), and their number."""
    more = max(0, int(np.ceil(wanted)) - drawn)
    if not more:
        return sets, drawn
    run, node = cascades(carried, rng.integers(0, carried.shape[0], more), np.arange(more), rng)
    return (np.concatenate([sets[0], run + drawn]), np.concatenate([sets[1], node])), drawn + more


def _greedy(sets: tuple[Array, Array], drawn: int, given: Rules) -> tuple[list[int], float]:
    """Return the seeds that cover most sets under the rules, and the share of the sets that they cover."""
    run, node = sets
    open_sets, left, taken = np.ones(drawn, dtype=bool), given.budget, dict[str, int]()
    able, chosen = given.allowed.copy(), list[int]()
    while True:
        able &= given.cost <= left + 1e-9
        gain = np.bincount(node[open_sets[run]], minlength=len(able)) / given.cost.clip(min=FREE)
        code = int(np.where(able, gain, -1.0).argmax())
        if not able[code] or len(chosen) == given.size:
            return chosen, 1 - float(open_sets.mean()) if drawn else 0.0
        chosen.append(code)
        able[code], left = False, left - given.cost[code]
        open_sets[run[node == code]] = False
        group = given.group[code]
        taken[group] = taken.get(group, 0) + 1
        if group and taken[group] >= given.most:
            able &= given.group != group


def _by(score: Array, given: Rules) -> list[int]:
    """Return the first sources by a score, under the rules."""
    own = np.arange(len(score)), np.arange(len(score))
    left = [code for code in np.lexsort((own[0], -score)) if given.allowed[code]]
    chosen, taken, spent = list[int](), dict[str, int](), 0.0
    for code in left:
        group = given.group[code]
        fits = len(chosen) < given.size and spent + given.cost[code] <= given.budget + 1e-9
        if fits and (not group or taken.get(group, 0) < given.most):
            chosen, spent = [*chosen, int(code)], spent + float(given.cost[code])
            taken[group] = taken.get(group, 0) + 1
    return chosen


def compared(
    network: Network, scores: pd.DataFrame, given: Rules, listed: list[str], chance: tuple[float, ...], seed: int
) -> pd.DataFrame:
    """Return the table ``spread``: how far a word goes from the best seeds, and from those that others would choose.

    Parameters
    ----------
    scores: table ``influence``. listed: the shortlist. chance: of one link of one page to carry a word; several are tried.
    """
    wide = scores.pivot(index="source", columns="definition", values="score").reindex(network.names).fillna(0.0)
    rng = np.random.default_rng(seed)
    others = {name: [network.names[code] for code in _by(wide[name].to_numpy(), given)] for name in ("cited", "authority")}
    others["random"] = [network.names[code] for code in _by(rng.random(len(network.names)), given)]
    known = [name for name in listed if name in set(network.names)]
    rows = []
    for value in chance:
        sets = {"best": best(network, value, given, seed), "shortlist": known, **others}
        found = {name: reach(network, seeds, value, seed + place) for place, (name, seeds) in enumerate(sets.items()) if seeds}
        rows += [_told(name, value, sets[name], one, found["best"]) for name, one in found.items() if "best" in found]
    return tables.conform(pd.DataFrame(rows), "spread") if rows else tables.empty("spread")


def _told(name: str, chance: float, seeds: list[str], own: Array, first: Array) -> dict[str, object]:
    """Return one row: what is reached, its interval from run to run, and what the best seeds gain with its interval."""
    gain = float(first.mean() - own.mean())
    wide = 0.0 if name == "best" else SURE * sqrt(own.var() / len(own) + first.var() / len(first))
    low, high = np.quantile(own, [0.05, 0.95])
    told = {"chance": chance, "strategy": name, "seeds": len(seeds), "reached": float(own.mean()), "low": low, "high": high}
    return {**told, "gain": gain, "gain_low": gain - wide, "gain_high": gain + wide, "names": " | ".join(seeds)}


def network_of(made: Mapping[str, pd.DataFrame]) -> Network:
    """Return the network along which a word goes."""
    return graph.build(made["edges"], made["sources"])
