"""Who links to whom: editorial citations drawn from the strengths, and the furniture that hides them."""

import math
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.demo_web.cast import COMMUNITIES, Source, data

INSIDE = {"leader": 0.46, "bridge": 0.38, "regular": 0.49, "periphery": 0.66, "sleeper": 0.66, "isolated": 0.0}
Pair = tuple[str, str]


@dataclass
class Ties:
    """Pairs (citing, cited) and the number of distinct pages that are to hold the link."""

    editorial: dict[Pair, int] = field(default_factory=dict)
    friends: dict[str, list[str]] = field(default_factory=dict)
    widgets: dict[str, list[str]] = field(default_factory=dict)
    visits: dict[str, list[str]] = field(default_factory=dict)


def _weighted_sample(options: list[str], weights: list[float], count: int, rng: random.Random) -> list[str]:
    """Distinct options, drawn in proportion to their weights (Efraimidis and Spirakis 2006)."""
    keys = [(math.log(rng.random()) / weight, option) for option, weight in zip(options, weights, strict=True) if weight > 0]
    return [option for _, option in sorted(keys, reverse=True)[:count]]


def _activity(source: Source, rng: random.Random) -> float:
    if source.alive == "gone" or source.role == "isolated":
        return 0.0
    by_kind = {"forum": 3.0, "wiki": 1.5, "profile": 0.5}.get(source.kind, 1.0)
    by_role = {"leader": 1.3, "bridge": 1.5, "periphery": 0.55, "sleeper": 0.5}.get(source.role, 1.0)
    return rng.lognormvariate(0, 0.45) * by_kind * by_role


def _affinities() -> dict[Pair, float]:
    table = {(a, b): 1.0 for a in COMMUNITIES for b in COMMUNITIES}
    for a, b, value in data("extras")["affinity"]:
        table[a, b] = table[b, a] = value
    return table


def _outward(source: Source) -> float:
    """How readily a source cites beyond its community."""
    return {"leader": 1.0, "bridge": 2.5, "periphery": 0.3, "sleeper": 0.3}.get(source.role, 1.0)


def _citers(target: Source, cast: list[Source], activity: dict[str, float], rng: random.Random) -> list[str]:
    """Those who cite one source: as many as its strength says, so many of them from its own community."""
    affinity = _affinities()
    wanted = max(1, round(target.strength + rng.gauss(0, 0.3 * math.sqrt(target.strength))))
    inside = [s.key for s in cast if s.community == target.community and s.key != target.key]
    outside = [s for s in cast if s.community != target.community]
    at_home = min(round(wanted * INSIDE[target.role] + rng.uniform(-0.5, 0.5)), round(0.75 * len(inside)))
    near = _weighted_sample(inside, [activity[key] for key in inside], at_home, rng)
    weights = [activity[s.key] * _outward(s) * affinity[s.community, target.community] for s in outside]
    return near + _weighted_sample([s.key for s in outside], weights, wanted - len(near), rng)


def _pages(same: bool, rng: random.Random) -> int:
    return 1 + (rng.random() < (0.24 if same else 0.14)) + (rng.random() < (0.08 if same else 0.04))


def _editorial(cast: list[Source], rng: random.Random) -> dict[Pair, int]:
    activity = {source.key: _activity(source, rng) for source in cast}
    pairs = list[Pair]()
    for target in cast:
        if target.role != "isolated":
            pairs += [(citer, target.key) for citer in _citers(target, cast, activity, rng)]
    pairs += _footholds(pairs, cast, rng)
    home = {source.key: source.community for source in cast}
    return {pair: _pages(home[pair[0]] == home[pair[1]], rng) for pair in sorted(set(pairs))}


def _footholds(pairs: list[Pair], cast: list[Source], rng: random.Random) -> list[Pair]:
    """Further links for sources that nothing would tie to their own community: nobody could place them otherwise."""
    home = {source.key: source.community for source in cast}
    tied = Counter[str]()
    for a, b in pairs:
        step = 1 if home[a] == home[b] else -1
        tied.update({a: step, b: step})
    more = list[Pair]()
    for source in cast:
        if source.role in ("isolated", "leader") or source.alive == "gone" or tied[source.key] >= 2:
            continue
        options = [s.key for s in cast[10:] if s.community == source.community and s.key != source.key and s.role != "isolated"]
        more += [(source.key, key) for key in rng.sample(options, 3)]
    return more


def _friends(source: Source, cast: list[Source], rng: random.Random) -> list[str]:
    """A blogroll: neighbours of the region more than of the subject."""
    if source.kind != "blog" or source.alive == "gone" or rng.random() < 0.15:
        return []
    options = [s for s in cast if s.key != source.key]
    weights = [(28.0 if s.region == source.region else 1.0) * math.sqrt(2 + s.strength) for s in options]
    return _weighted_sample([s.key for s in options], weights, rng.randint(4, 9), rng)


def _widgets(source: Source, decoys: list[Source], rng: random.Random) -> list[str]:
    """Popular things that have nothing to do with the subject: weather, press, counters, hosts."""
    if source.kind not in ("blog", "forum") or source.alive == "gone":
        return []
    host = [d.key for d in decoys if source.key.endswith("." + d.key)]
    return host + [d.key for d in decoys if d.key not in host and d.share and rng.random() < d.share]


def _visits(source: Source, cast: list[Source], rng: random.Random) -> list[str]:
    """Whose owners comment here and leave the address of their site."""
    if source.kind != "blog" or source.alive == "gone":
        return []
    options = [s for s in cast if s.key != source.key and s.kind == "blog" and s.alive != "gone"]
    weights = [(5.0 if s.region == source.region else 1.0) * (1.5 if s.community == source.community else 1.0) for s in options]
    return _weighted_sample([s.key for s in options], weights, min(6, round(0.6 + 0.8 * math.sqrt(source.strength))), rng)


def draw(cast: list[Source], others: list[Source], rng: random.Random) -> Ties:
    """All ties of the web; `cast` strongest first, `others` without community."""
    decoys = [source for source in others if source.role == "popular"]
    ties = Ties(_editorial(cast, rng))
    ties.friends = {source.key: _friends(source, cast, rng) for source in cast}
    ties.widgets = {source.key: _widgets(source, decoys, rng) for source in cast}
    ties.visits = {source.key: _visits(source, cast, rng) for source in cast}
    return ties
