"""How far a word goes: cascades as known answers say, seeds that reach what the best reach, rules obeyed."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from tests import networks

from helpers import graph
from helpers.influence import spread

CHANCE = 0.1


def network(rows: list[tuple[str, str, float]]) -> graph.Network:
    """Return a network from (source, target, pages)."""
    return graph.build(networks.edge_table(rows))


def free(net: graph.Network, size: int, most: int = 99, group: dict[str, str] | None = None) -> spread.Rules:
    """Return rules that allow everybody."""
    given = pd.DataFrame({"source": net.names, "group": [(group or {}).get(name, "") for name in net.names]})
    return spread.rules(net, given, size, most)


def test_a_word_goes_from_the_cited_to_who_cites_and_on_from_there():
    net = network([("b", "a", 1), ("c", "b", 1)])  # c cites b, b cites a
    assert spread.reach(net, ["a"], 1.0, 1).tolist() == [3] * spread.RUNS
    assert spread.reach(net, ["c"], 1.0, 1).tolist() == [1] * spread.RUNS
    assert spread.reach(net, ["a"], 0.2, 1).mean() == pytest.approx(1 + 0.2 + 0.04, abs=0.04)


def test_pages_add_up_as_chances_do():
    net = network([("b", "a", 3)])  # a weight of 2
    assert spread.reach(net, ["a"], 0.3, 1).mean() == pytest.approx(1 + 1 - 0.7**2, abs=0.04)


def test_who_is_reached_twice_counts_once():
    net = network([("b", "a", 1), ("c", "a", 1), ("d", "b", 1), ("d", "c", 1), ("a", "d", 1)])
    assert set(spread.reach(net, ["a", "d"], 1.0, 1)) == {4}


def test_the_seeds_found_reach_what_the_best_pair_reaches():
    edges, sources, _ = networks.block_model(size=24, blocks=3, degree=3)
    net = graph.build(edges, sources)
    reached = {pair: spread.reach(net, list(pair), CHANCE, 1, 400).mean() for pair in combinations(net.names, 2)}
    found = spread.best(net, CHANCE, free(net, 2), 1)
    own, most = spread.reach(net, found, CHANCE, 1).mean(), max(reached.values())
    assert own >= 0.97 * spread.reach(net, list(max(reached, key=lambda pair: reached[pair])), CHANCE, 1).mean(), (own, most)


def test_seeds_obey_the_rules():
    edges, sources, block = networks.block_model(size=60, blocks=3)
    net = graph.build(edges, sources)
    group = {name: f"c{value}" for name, value in block.items()}
    first = spread.best(net, CHANCE, free(net, 4), 1)
    found = spread.best(
        net, CHANCE, free(net, 4, most=2, group=group)._replace(allowed=np.array([n not in first for n in net.names])), 1
    )
    assert len(found) == 4 and not set(found) & set(first)
    assert max([group[name] for name in found].count(one) for one in set(group.values())) <= 2
    costly = free(net, 4)._replace(cost=np.array([9.0 if name == first[0] else 1.0 for name in net.names]))
    assert first[0] not in spread.best(net, CHANCE, costly, 1)
    assert spread.best(net, CHANCE, free(net, 0), 1) == []


def test_no_more_seeds_of_one_group_than_allowed_though_they_would_carry_farther():
    stars = {"a0": 12, "a1": 12, "a2": 12, "b0": 3, "b1": 3}
    net = network([(f"{hub}-{n}", hub, 9) for hub, count in stars.items() for n in range(count)])
    hubs = pd.DataFrame({"source": list(stars), "group": [name[0] for name in stars]})
    assert set(spread.best(net, CHANCE, spread.rules(net, hubs, 3, 99), 1)) == {"a0", "a1", "a2"}
    found = spread.best(net, CHANCE, spread.rules(net, hubs, 3, 2), 1)
    assert sorted(name[0] for name in found) == ["a", "a", "b"]


def test_a_budget_buys_many_cheap_seeds_or_few_dear_ones_and_never_more_than_are_wanted():
    edges, sources, _ = networks.block_model(size=60, blocks=3)
    net = graph.build(edges, sources)
    priced = pd.DataFrame(
        {"source": net.names, "group": "", "cost": [1.0 if code % 2 else 4.0 for code in range(len(net.names))]}
    )
    cost = priced.set_index("source")["cost"]
    found = spread.best(net, CHANCE, spread.rules(net, priced, 3, 99, 5.0), 1)
    assert len(found) == 3 and cost[found].sum() <= 5
    assert len(spread.best(net, CHANCE, spread.rules(net, priced, 3, 99, 2.0), 1)) == 2
    free_of_charge = spread.rules(net, priced.assign(cost=0.0), 3, 99, 5.0)
    assert len(spread.best(net, CHANCE, free_of_charge, 1)) == 3


def test_the_best_seeds_gain_on_chance_and_the_gain_is_nil_where_all_are_alike():
    edges, sources, _ = networks.block_model(size=80)
    net = graph.build(edges, sources)
    scores = sources[["source"]].assign(definition="cited", score=1.0)
    scores = np.concatenate([scores, scores.assign(definition="authority")])
    scores = pd.DataFrame(scores, columns=["source", "definition", "score"])
    told = spread.compared(net, scores, free(net, 4), ["s000.example"], (0.05,), 1).set_index("strategy")
    assert told.at["random", "gain_low"] > 0 and told.at["best", "gain"] == 0
    ring = network([(f"s{n}", f"s{(n + 1) % 30}", 1) for n in range(30)])
    alike = pd.DataFrame([(name, one, 1.0) for name in ring.names for one in ("cited", "authority")], columns=list(scores))
    told = spread.compared(ring, alike, free(ring, 1), [], (0.1,), 1).set_index("strategy")
    assert told.at["cited", "gain_low"] <= 0 <= told.at["cited", "gain_high"]


def test_the_same_seed_gives_the_same_seeds():
    edges, sources, _ = networks.block_model(size=80)
    net = graph.build(edges.sample(frac=1, random_state=1), sources)
    assert spread.best(net, CHANCE, free(net, 5), 3) == spread.best(graph.build(edges, sources), CHANCE, free(net, 5), 3)
