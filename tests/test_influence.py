"""Influence: definitions kept apart, ranks with intervals that hold, rings that do not pay."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import poisson, rankdata
from tests import networks

from helpers import communities, graph, influence, tables
from helpers.influence import definitions, ranking
from helpers.influence.resampling import Sample, samples

POSTS = tables.empty("posts")
LINKS = [("a", "b", 1), ("c", "b", 3), ("d", "b", 1), ("b", "a", 2), ("d", "a", 1), ("e", "d", 1)]


def score(edges: pd.DataFrame, sources: pd.DataFrame, posts: pd.DataFrame = POSTS, **values: object) -> pd.DataFrame:
    """Return the influence of a network; all its sources are of one community."""
    placed = pd.DataFrame({"source": sources["source"], "community": "c01"})
    return influence.score(edges, sources, placed, posts, networks.study(**values), runs=100)


def column(scores: pd.DataFrame, definition: str, name: str = "score") -> pd.Series:
    """Return one column of one definition, by source."""
    return scores[scores["definition"] == definition].set_index("source")[name]


def as_it_is(edges: pd.DataFrame) -> tuple[graph.Network, Sample]:
    """Return a network, and the sample that holds it unchanged."""
    network = graph.build(edges)
    return network, next(samples(network, 0, 1))


def write_posts(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Return articles from (source, date, text)."""
    frame = pd.DataFrame(rows, columns=["source", "published", "text"])
    posts = frame.assign(post=[f"p{n}" for n in range(len(frame))], kind="article")
    return tables.conform(posts, "posts")


def test_cited_counts_distinct_sources_and_cited_all_links_of_every_type():
    furniture = networks.edge_table([("e", "c", 9)]).assign(editorial_pages=0, weight=0.0)
    found = score(pd.concat([networks.edge_table(LINKS), furniture]), networks.source_table(list("abcde")))
    assert column(found, "cited").to_dict() == {"a": 2, "b": 3, "c": 0, "d": 1, "e": 0}
    assert column(found, "cited_all")["c"] == 1


def test_authority_is_pagerank_where_there_is_no_closed_circle():
    network, sample = as_it_is(networks.edge_table(LINKS))
    closed = definitions.closed_circles(network)
    expected = nx.pagerank(graph.as_networkx(network), tol=1e-12, max_iter=500)
    assert closed.tolist() == [0] * len(closed)
    assert definitions.authority(sample, closed)[0].tolist() == pytest.approx(list(expected.values()), abs=1e-6)


def test_a_ring_passes_on_little_and_two_that_answer_each_other_all():
    ring = [(a, b, 5) for a in "uvwxyz" for b in "uvwxyz" if a != b]
    network, _ = as_it_is(networks.edge_table([*ring, ("a", "b", 1), ("b", "a", 1)]))
    closed = definitions.closed_circles(network)
    by_ends = {(network.names[i], network.names[j]): c for i, j, c in zip(*graph.ends(network)[:2], closed, strict=True)}
    assert by_ends["a", "b"] == 0 and by_ends["u", "v"] == pytest.approx(4 / 5)


def test_a_ring_of_twelve_does_not_enter_the_first_ten():
    edges, _, _ = networks.block_model(size=150, blocks=5, degree=10)
    names = [f"ring{n:02d}.example" for n in range(12)]
    ring = networks.edge_table([(a, b, 40) for a in names for b in names if a != b])
    every = pd.concat([edges, ring], ignore_index=True)
    sources = networks.source_table(sorted({*every["source"], *every["target"]}))
    study = networks.study()
    found = communities.detect(every, sources, study)
    scores = influence.score(every, sources, found.communities, POSTS, study, runs=50)
    for definition in ("authority", "combined"):
        assert column(scores, definition, "rank")[names].min() > 10


def test_bridging_counts_communities_before_sources():
    rows = [("hub", f"{letter}{n}", 1) for letter in "bcd" for n in range(3)] + [("fan", f"b{n}", 1) for n in range(3)]
    network, sample = as_it_is(networks.edge_table([*rows, *[("fan", f"b{n}", 1) for n in range(3, 9)]]))
    labels = np.array(["bcdhf".index(name[0]) for name in network.names])
    reach = dict(zip(network.names, definitions.bridging(sample, graph.undirected(network), labels)[0], strict=True))
    assert reach["hub"] == pytest.approx(3 * np.log2(4)) and reach["fan"] == pytest.approx(np.log2(10))


def test_active_and_relevant_come_from_the_posts():
    posts = write_posts([
        ("a", "2026-01-05", "La tarte aux pommes et la pâte brisée"),
        ("a", "2025-06-01", "Une tarte aux poires"),
        ("b", "2023-01-01", "Un gâteau de pommes"),
        ("c", "2026-02-01", "Mon vélo et ses freins"),
    ])  # fmt: skip
    found = score(
        networks.edge_table(LINKS), networks.source_table(list("abcde")), posts, brief="tartes et pâte brisée", date="2026-03-01"
    )
    assert column(found, "active").to_dict() == {"a": 2, "b": 0, "c": 1, "d": 0, "e": 0}
    relevant = column(found, "relevant")
    assert relevant["a"] > 0 and relevant[["b", "c", "d", "e"]].tolist() == [0, 0, 0, 0]


def test_copies_and_comments_make_nobody_active():
    posts = write_posts([("a", "2026-01-05", "x"), ("b", "2026-01-05", "x"), ("c", "2026-01-05", "x")])
    posts = posts.assign(original=["", "p0", ""], kind=["article", "article", "comment"])
    found = score(networks.edge_table(LINKS), networks.source_table(list("abcde")), posts, date="2026-03-01")
    assert column(found, "active")[["a", "b", "c"]].tolist() == [1, 0, 0]


def test_the_combined_score_is_the_sum_of_its_visible_parts():
    edges, sources, _ = networks.block_model(size=40)
    found = score(edges, sources)
    parts = found[found["definition"] != "combined"].groupby("source")["contribution"].sum()
    assert parts.to_numpy() == pytest.approx(column(found, "combined")[parts.index].to_numpy(), abs=1e-5)
    assert column(found, "combined").between(0, 1).all()


@pytest.mark.parametrize("definition", ["active", "relevant", "bridging", "cited_all"])
def test_a_definition_without_material_brings_nothing_and_the_others_share_its_weight(definition):
    edges, sources, _ = networks.block_model(size=40)
    found = score(edges, sources)
    assert column(found, definition, "contribution").sum() == 0
    assert column(found, "cited", "contribution").max() == pytest.approx(0.55 / 0.80, abs=0.02)


def test_the_niche_overrules_the_weights():
    edges, sources, _ = networks.block_model(size=40)
    found = score(edges, sources, weights={"cited": 0, "authority": 1, "bridging": 0})
    assert column(found, "combined").tolist() == pytest.approx(column(found, "authority", "percentile").tolist(), abs=1e-6)


def test_ties_share_a_rank_and_a_rank_lies_in_its_interval():
    edges, sources, _ = networks.block_model(size=60)
    found = score(edges, sources)
    for _, rows in found.groupby("definition"):
        assert (rows["rank"] == rankdata(-rows["score"].round(6), method="min")).mean() > 0.95
        assert ((rows["rank_low"] <= rows["rank"]) & (rows["rank"] <= rows["rank_high"])).all()
        assert rows["rank_low"].min() >= 1 and rows["rank_high"].max() <= len(rows)
        assert rows.sort_values("rank")["tier"].is_monotonic_increasing


def test_sources_that_chance_cannot_tell_apart_share_a_tier():
    rng = np.random.default_rng(1)
    scores = np.array([[9, 5, 5.1, 1]]) + np.vstack([np.zeros((1, 4)), 0.3 * rng.standard_normal((200, 4))])
    assert ranking.tiers(ranking.ranks(scores)).tolist() == [1, 2, 2, 3]


def sparse_model(seed: int, degree: float, size: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Return pages between sources and their expected numbers: a degree-corrected block model of four blocks."""
    rng = np.random.default_rng(seed)
    pull, push = np.minimum(rng.pareto(1.5, size) + 0.3, 8), rng.gamma(2, 1, size)
    same = np.arange(size)[:, None] % 4 == np.arange(size) % 4
    rates = np.outer(push, pull) * ~np.eye(size, dtype=bool)
    inside, between = rates * same, rates * ~same
    rates = (0.7 * inside / inside.sum() + 0.3 * between / between.sum()) * size * degree * 1.2
    return rng.poisson(rates), rates


def expected_weight(rates: np.ndarray) -> np.ndarray:
    """Return the mean of log2(1 + pages) for Poisson numbers of pages."""
    return np.asarray(sum(graph.weight_of(np.array(k)) * poisson.pmf(k, rates) for k in range(60)))


def as_network(weights: np.ndarray) -> graph.Network:
    """Return the network of a square matrix."""
    return graph.Network([f"s{code:03d}" for code in range(len(weights))], sparse.csr_matrix(weights))


def covered(definition: str, degree: float, seed: int) -> tuple[float, float]:
    """Return how many true ranks of the upper half lie in their 90 % intervals, and the median width of these."""
    pages, rates = sparse_model(seed, degree)
    network, expected = as_network(graph.weight_of(pages)), as_network(expected_weight(rates))

    def scores(found: graph.Network, sample: Sample) -> np.ndarray:
        return definitions.cited(sample) if definition == "cited" else definitions.authority(sample, np.zeros(found.links.nnz))

    whole = (1 - np.exp(-rates)).sum(axis=0)[None] if definition == "cited" else scores(expected, next(samples(expected, 0, 1)))
    true = rankdata(-whole[0])
    _, low, high = ranking.interval(
        ranking.ranks(np.concatenate([scores(network, each) for each in samples(network, 200, seed)]))
    )
    upper = true <= len(true) / 2
    return float(((low <= true) & (true <= high))[upper].mean()), float(np.median((high - low)[upper]))


@pytest.mark.heavy
@pytest.mark.parametrize("degree", [3, 5, 8, 15])
@pytest.mark.parametrize("definition", ["cited", "authority"])
def test_intervals_hold_the_true_rank_about_nine_times_in_ten(definition, degree):
    held, widths = zip(*(covered(definition, degree, seed) for seed in range(50)), strict=True)
    print(
        f"{definition}, {degree} links a source: {np.mean(held):.3f} covered, median width {np.median(widths):.0f} of 120 ranks"
    )
    assert 0.85 <= np.mean(held) <= 0.97


def test_the_order_of_the_tables_changes_nothing():
    edges, sources, _ = networks.block_model(size=50)
    first = score(edges, sources)
    for seed in range(5):
        again = score(edges.sample(frac=1, random_state=seed), sources.sample(frac=1, random_state=seed))
        pd.testing.assert_frame_equal(first, again)


LINKS_ALONE = {"cited", "cited_all", "authority", "bridging", "combined"}


@pytest.mark.parametrize("names", [[], ["a"], ["a", "b"]])
def test_a_niche_without_links_is_scored_without_telling_anybody_apart(names):
    found = score(networks.edge_table([]), networks.source_table(names))
    # without posts, active and relevant have nothing to measure: no columns of noughts
    assert set(found["definition"]) == (LINKS_ALONE if names else set())
    assert len(found) == len(LINKS_ALONE) * len(names)
    assert set(found["rank"]) <= {1} and set(found["tier"]) <= {1}


def test_batches_of_runs_give_what_one_batch_gives(monkeypatch):
    edges, sources, _ = networks.block_model(size=40)
    found = score(edges, sources)
    monkeypatch.setattr("helpers.influence.resampling.CELLS", 3000)
    ranks = column(score(edges, sources), "cited", "rank_high") - column(found, "cited", "rank_high")
    # the draws come in another order: the intervals are those of another sample of the same size
    assert ranks.abs().median() <= 6
