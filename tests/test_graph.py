"""The graph core: canonical order, null models, core and periphery."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import networks

from helpers import graph

NAMES = st.sampled_from(["à.example", "b.example", "B.example", "c.example/x", "z"])
ROWS = st.lists(st.tuples(NAMES, NAMES, st.integers(1, 9)), max_size=20, unique_by=lambda row: row[:2])


@given(ROWS, st.randoms(use_true_random=False))
def test_the_network_does_not_depend_on_the_order_of_the_edges(rows, random):
    edges = networks.edge_table(rows)
    shuffled = edges.sample(frac=1, random_state=random.randrange(10_000))
    one, other = graph.build(edges), graph.build(shuffled)
    assert one.names == other.names == sorted(one.names)
    assert [list(x) for x in graph.ends(one)] == [list(x) for x in graph.ends(other)]


@given(ROWS)
def test_loops_are_left_out_and_isolates_stay_in(rows):
    network = graph.build(networks.edge_table(rows), networks.source_table(["nobody.example"]))
    assert network.links.diagonal().sum() == 0
    assert "nobody.example" in network.names
    assert network.links.nnz == len([row for row in rows if row[0] != row[1]])


@pytest.mark.parametrize(
    ("layers", "weight"),
    [(["link"], 1.0), (["link", "reply"], 2.0), (["link", "comment"], 1.5), (["comment"], 0.5), (["unheard-of"], None)],
)
def test_layers_are_added_up_with_their_stated_weights(layers, weight):
    edges = networks.edge_table([("a", "b", 1)] * len(layers)) if len(layers) == 1 else None
    rows = edges if edges is not None else networks.edge_table([("a", "b", 1)]).loc[[0] * len(layers)]
    network = graph.build(rows.assign(layer=layers).reset_index(drop=True))
    assert (network.links[0, 1] if network.names else None) == weight


@given(st.integers(0, 10**6))
def test_a_weight_leads_back_to_its_pages(pages):
    assert graph.pages_of(graph.weight_of(np.array([pages])))[0] == pytest.approx(pages)


@given(ROWS)
def test_the_betweenness_from_every_source_is_that_of_networkx(rows):
    matrix = graph.undirected(graph.build(networks.edge_table(rows), networks.source_table(["alone", "lost"])))
    found, bound = graph.betweenness(matrix, 99, seed=1)
    expected = nx.betweenness_centrality(nx.from_scipy_sparse_array(matrix.sign()))
    size = len(expected)
    assert found * size / max(size - 1, 1) == pytest.approx([expected[code] for code in range(size)]) and not bound.any()


def test_the_betweenness_from_half_of_the_sources_lies_within_its_bound_and_finds_the_first_ones():
    matrix = graph.undirected(graph.build(networks.block_model(size=600, blocks=6)[0]))
    true, found = graph.betweenness(matrix, 600, seed=1)[0], graph.betweenness(matrix, 300, seed=1)
    assert (abs(found[0] - true) <= found[1]).all() and found[1].max() < 0.2
    first = [set(np.argsort(-share)[:20]) for share in (true, found[0])]
    assert len(first[0] & first[1]) >= 18


def test_a_rewired_network_keeps_every_degree_and_every_weight_and_little_else():
    edges, _, _ = networks.block_model()
    matrix = graph.undirected(graph.build(edges))
    first, second = graph.rewired(matrix, 2, seed=1)
    for network in (first, second):
        assert np.diff(network.indptr).tolist() == np.diff(matrix.indptr).tolist()
        assert network.diagonal().sum() == 0
        assert sorted(graph.between(network)[2]) == sorted(graph.between(matrix)[2])
    kept = (first.sign().multiply(matrix.sign())).nnz / matrix.nnz
    assert kept < 0.35


def test_the_network_for_people_holds_the_same_links():
    edges, sources, _ = networks.block_model(size=30)
    network = graph.build(edges, sources)
    G = graph.as_networkx(network, sources.set_index("source"))
    assert list(G) == network.names
    assert {(a, b): w for a, b, w in G.edges(data="weight")} == pytest.approx(
        {(network.names[i], network.names[j]): w for i, j, w in zip(*graph.ends(network), strict=True)}
    )


def fitted(size: int, core: int, seed: int, pages: int = 0) -> tuple[graph.Core, list[str], list[str]]:
    """Return the core found, the names, and the planted core; with ``pages``, as many hold each link."""
    edges, planted = networks.core_model(size, core, seed)
    network = graph.build(edges.assign(weight=graph.weight_of(np.array(pages))) if pages else edges)
    rewired = list(graph.rewired(graph.undirected(network), 19, seed=3))
    return graph.core_periphery(network, rewired, seed=3, runs=20), network.names, planted


def test_a_planted_core_is_found_and_its_members_are_sure():
    core, names, planted = fitted(200, 40, seed=1)
    found = [name for name, chance in zip(names, core.chance, strict=True) if chance > 0.5]
    assert core.p <= 0.05 and abs(core.size - 40) <= 4
    assert len({*found} & {*planted}) >= 36
    assert core.inside > 5 * core.outside


def test_where_chance_does_as_well_there_is_no_core():
    found = [fitted(120, 0, seed)[0] for seed in range(8)]
    assert sum(core.size > 0 for core in found) <= 1
    assert all(core.chance.sum() == 0 for core in found if not core.size)


def test_those_whom_all_link_and_who_do_not_link_each_other_are_no_core():
    network = graph.build(networks.edge_table([(f"p{n:02d}", f"h{hub}", 2) for n in range(60) for hub in range(10)]))
    core = graph.core_periphery(network, list(graph.rewired(graph.undirected(network), 5, seed=3)), seed=3, runs=5)
    assert core.size != 10 and (core.size == 0 or core.inside > core.outside)


def test_who_is_in_the_core_is_the_less_sure_the_fewer_pages_hold_the_links():
    many, few = (fitted(100, 20, seed=1, pages=pages)[0].chance for pages in (200, 1))
    assert set(many.round(6)) == {0, 1} and ((few > 0.01) & (few < 0.99)).sum() >= 5


def test_the_core_number_is_that_of_networkx():
    edges, _, _ = networks.block_model(size=200, degree=9)
    network = graph.build(edges)
    expected = nx.core_number(graph.as_networkx(network).to_undirected())
    assert graph.shells(graph.undirected(network)).tolist() == [expected[name] for name in network.names]


FARM = [(f"farm{n:02d}", target, 4) for n in range(8) for target in ("shop1", "shop2", "shop3")]


def farm_of(rows: list[tuple[str, str, float]]) -> tuple[set[str], float]:
    """Return the members of the farms of a network, and the voices that all its sources have together."""
    network = graph.build(networks.edge_table(rows))
    member, voice = graph.farms(network)
    return {network.names[code] for code in np.flatnonzero(member)}, float(voice.sum())


def test_sites_that_all_cite_the_same_and_whom_nobody_else_cites_are_a_farm_with_one_voice():
    members, voices = farm_of([*FARM, ("a", "b", 1), ("shop1", "b", 1)])
    assert members == {name for row in FARM for name in row[:2]}
    assert voices == pytest.approx(1 + 3 + 2)


ROUND = [(f"blog{n}", f"guest{k}", 1) for n in range(6) for k in range(3)]


@pytest.mark.parametrize(("size", "caught"), [(5, 0), (8, 8), (14, 14)])
def test_a_ring_in_which_all_cite_all_and_whom_nobody_else_cites_is_a_farm_but_a_few_friends_are_none(size, caught):
    names = [f"ring{n:02d}" for n in range(size)]
    members, voices = farm_of([("a", "b", 1), *((one, other, 3) for one in names for other in names if one != other)])
    assert len(members) == caught and voices == pytest.approx(2 + (1 if caught else size))


@pytest.mark.parametrize(
    "rows",
    [
        [*FARM, *[(f"reader{n}", "shop1", 1) for n in range(5)]],
        [*ROUND, *[(f"blog{n}", f"friend{n}", 1) for n in range(6)]],
        [*ROUND, *[("guest0", f"blog{n}", 1) for n in range(6)], *[(f"r{n}", f"blog{n}", 1) for n in range(6)]],
        FARM[:9],
    ],
    ids=["others cite it too", "who takes part cites others beside", "who takes part is cited elsewhere", "three are too few"],
)
def test_a_round_is_no_farm(rows):
    assert farm_of(rows) == (set(), pytest.approx(len({name for row in rows for name in row[:2]})))


def test_the_backbone_keeps_the_links_that_stand_out_among_those_of_an_end():
    """Hand-computed: of four links of weights 12, 1, 1, 1 the first has (1 − 12/15)³ = .008, the others (1 − 1/15)³ = .813."""
    weights = {"b": 12.0, "c": 1.0, "d": 1.0, "e": 1.0}
    rows = pd.DataFrame(
        [("a", name, "link", weight) for name, weight in weights.items()], columns=["source", "target", "layer", "weight"]
    )
    network = graph.build(rows)
    assert graph.disparity(network).round(3).tolist() == [0.008, 0.813, 0.813, 0.813]  # b to e have one link: chance 1
    kept = graph.backbone(network)
    assert kept.names == network.names and list(zip(*kept.links.nonzero(), strict=True)) == [(0, 1)]


def test_a_link_that_stands_out_by_the_end_that_receives_it_is_kept_too():
    rows = [("a", "z", 30.0), ("b", "z", 1.0), ("c", "z", 1.0), ("d", "z", 1.0)]
    edges = pd.DataFrame(rows, columns=["source", "target", "weight"]).assign(layer="link")
    assert graph.backbone(graph.build(edges)).links.nnz == 1
    even = graph.build(edges.assign(weight=1.0))
    assert graph.backbone(even).links.nnz == 0  # evenly shared out: nothing stands out


def test_a_slice_of_time_holds_the_links_of_its_days_the_first_one_outside():
    links = pd.DataFrame(
        {
            "link": list("abcd"), "page": list("abcd"), "source": "one.example",
            "target_source": ["two.example"] * 3 + ["six.example"], "known": True, "editorial": True, "type": "text", "rel": "",
            "published": ["2024-12-31", "2025-01-01", "2025-12-31T10:00:00Z", ""],
        }
    )  # fmt: skip
    found = graph.dated_between(links, "2024-12-31", "2025-12-31")
    assert found[["source", "target", "pages", "weight"]].to_numpy().tolist() == [["one.example", "two.example", 2, np.log2(3)]]
    assert graph.dated_between(links, "2026-01-01", "2026-12-31").empty
