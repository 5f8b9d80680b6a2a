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
from helpers.niche import AireError, load

POSTS = tables.empty("posts")
LINKS = [("a", "b", 1), ("c", "b", 3), ("d", "b", 1), ("b", "a", 2), ("d", "a", 1), ("e", "d", 1)]


def score(edges: pd.DataFrame, sources: pd.DataFrame, posts: pd.DataFrame = POSTS, **values: object) -> pd.DataFrame:
    """Return the influence of a network; all its sources are of one community."""
    return influence.score(tables_of(edges, sources, posts), networks.study(**values), runs=100)


def tables_of(edges: pd.DataFrame, sources: pd.DataFrame, posts: pd.DataFrame = POSTS) -> dict[str, pd.DataFrame]:
    """Return the tables that influence is scored from; all sources are of one community, and no link is dated."""
    placed = pd.DataFrame({"source": sources["source"], "community": "c01"})
    links = tables.empty("links")
    return {"edges": edges, "sources": sources, "communities": placed, "posts": posts, "links": links}


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


def test_six_friends_who_cite_nobody_else_pass_each_other_less_than_pagerank_does():
    edges, _, _ = networks.block_model(size=60, degree=6)
    ring = networks.edge_table([(a, b, 5) for a in "uvwxyz" for b in "uvwxyz" if a != b])
    network, sample = as_it_is(pd.concat([edges, ring], ignore_index=True))
    closed, friends = definitions.closed_circles(network), [network.names.index(name) for name in "uvwxyz"]
    plain, ours = (definitions.authority(sample, given)[0][friends].sum() for given in (np.zeros(len(closed)), closed))
    assert ours < 0.6 * plain


def test_a_farm_is_one_voice_in_every_draw_and_chance_may_have_left_out_a_citation_of_anybody():
    farm = [f"farm{n:02d}" for n in range(12)]
    network, _ = as_it_is(networks.edge_table([*[(a, b, 9) for a in farm for b in farm if a != b], ("a", "b", 1)]))
    drawn = list(samples(network, 400, 1))[1]
    voice = dict(zip(network.names, drawn.voices.mean(axis=0), strict=True))
    assert sum(voice[name] for name in farm) == pytest.approx(1, rel=0.2) and voice["a"] == pytest.approx(1, rel=0.2)
    assert drawn.unseen.mean() == pytest.approx(0.5, rel=0.1) and (drawn.unseen > 0).mean() > 0.99


def test_a_ring_of_twelve_does_not_enter_the_first_ten():
    edges, _, _ = networks.block_model(size=150, blocks=5, degree=10)
    names = [f"ring{n:02d}.example" for n in range(12)]
    ring = networks.edge_table([(a, b, 40) for a in names for b in names if a != b])
    every = pd.concat([edges, ring], ignore_index=True)
    sources = networks.source_table(sorted({*every["source"], *every["target"]}))
    study = networks.study()
    found = communities.detect(every, sources, study)
    scores = influence.score({**tables_of(every, sources), "communities": found.communities}, study, runs=50)
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


@pytest.mark.parametrize(("behind", "expected"), [(94, [1, 1]), (95, [1, 2]), (50, [1, 1])])
def test_a_tier_ends_where_a_source_comes_behind_its_first_in_95_of_100_draws(behind, expected):
    drawn = [[1, 2]] * behind + [[2, 1]] * (100 - behind)
    assert ranking.tiers(np.array([[1, 2], *drawn], dtype=float)).tolist() == expected


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


def test_fifty_orders_of_the_tables_give_one_result_whatever_the_noise_below_what_a_weight_can_mean():
    edges, sources, _ = networks.block_model(size=50)
    first = score(edges, sources)
    for seed in range(50):
        pd.testing.assert_frame_equal(first, score(*networks.disturbed(edges, sources, seed)))


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


def talk(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Return posts from (post, source, author, the post that it answers)."""
    frame = pd.DataFrame(rows, columns=["post", "source", "author", "parent"])
    frame = frame.assign(thread=frame["parent"].where(frame["parent"] != "", frame["post"]))
    drawn = frame["parent"].value_counts()
    opening = frame["parent"] == ""
    kind = pd.Series("comment", frame.index).mask(opening, "article")
    return tables.conform(frame.assign(kind=kind, comments=frame["post"].map(drawn).fillna(0).astype(int)), "posts")


def test_engaging_is_what_others_answer_and_nobody_answers_oneself_to_the_top():
    opened = [(f"{source}{n}", source, f"owner of {source}", "") for source in "abc" for n in range(3)]
    by_others = [(f"x{n}", "a", f"reader {n}", f"a{n}") for n in range(3)]
    by_itself = [(f"y{n}", "b", "owner of b", f"b{n % 3}") for n in range(30)]
    posts = talk([*opened, *by_others, *by_itself, ("d0", "d", "owner of d", ""), ("x9", "d", "reader", "d0")])
    found = column(score(networks.edge_table(LINKS), networks.source_table(list("abcde")), posts), "engaging")
    assert found.to_dict() == {"a": 1, "b": 0, "c": 0}  # of one publication nothing is said, and of e there is none


def test_comments_that_a_script_loads_are_unread_and_not_none():
    posts = talk([(f"{source}{n}", source, "", "") for source in "ab" for n in range(3)])
    posts["comments"] = [2, 2, 2, -1, -1, -1]
    posts = pd.concat([posts, talk([(f"c{n}", "c", "", "") for n in range(3)])])
    found = column(score(networks.edge_table(LINKS), networks.source_table(list("abcde")), posts), "engaging")
    assert found.index.tolist() == ["a", "c"] and found["a"] > found["c"]


def dated_links(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Return editorial links from (source, target, date)."""
    frame = pd.DataFrame(rows, columns=["source", "target_source", "published"])
    return tables.conform(frame.assign(link=[f"l{n}" for n in range(len(frame))], editorial=True), "links")


def early(rows: list[tuple[str, str, str]], sources: pd.DataFrame) -> dict[str, float]:
    """Return who links first what others link later."""
    made = tables_of(networks.edge_table(LINKS), sources) | {"links": dated_links(rows)}
    found = influence.score(made, networks.study(), runs=20)
    return column(found, "early").to_dict() if "early" in set(found["definition"]) else {}


def test_early_is_who_links_first_what_others_link_later():
    rows = [(source, f"t{n}", f"2026-0{month}-01") for n in range(3) for source, month in [("a", 1), ("b", 2), ("c", 3)]]
    rows += [("a", "t0", "2026-09-01"), ("d", "t0", "2026-05-01"), ("e", "alone", "2025-01-01")]
    found = early(rows, networks.source_table(list("abcde"), first_post=["2020-01-01"] * 5))
    told = {"a": 3, "b": 2 / 3 + 1 / 2 + 1 / 2, "c": 1 / 3}  # c is ahead of d only, on t0
    assert found == {name: pytest.approx((ahead + 0.5) / (3 + 1), abs=1e-6) for name, ahead in told.items()}


def test_who_did_not_publish_yet_is_not_late():
    rows = [(source, f"t{n}", f"20{year}-01-01") for n in range(3) for source, year in [("a", 10), ("b", 20), ("c", 21)]]
    began = ["2009-01-01", "2015-01-01", "2015-01-01"]
    found = early(rows, networks.source_table(list("abc"), first_post=began))
    assert found == {"b": 3.5 / 4, "c": 0.5 / 4}  # when a linked, it was alone in the world


def test_cited_recent_is_by_the_links_of_the_last_24_months_among_the_sources_and_weighs_nothing():
    dates = [("a", "b", "2023-05-01"), ("c", "b", "2024-06-30"), ("d", "a", "2024-07-01"), ("e", "a", "2026-06-30")]
    dates += [("e", "a", "2026-07-01"), ("c", "elsewhere", "2026-01-01"), ("b", "d", "")]
    made = tables_of(networks.edge_table(LINKS), networks.source_table(list("abcde"))) | {"links": dated_links(dates)}
    made["links"]["known"] = made["links"]["target_source"] != "elsewhere"
    found = influence.score(made, networks.study(date="2026-06-30"), runs=20)
    assert column(found, "cited_recent").to_dict() == {"a": 2, "b": 0, "c": 0, "d": 0, "e": 0}
    assert (column(found, "cited_recent", "contribution") == 0).all()
    undated = influence.score({**made, "links": made["links"].assign(published="")}, networks.study(date="2026-06-30"), runs=20)
    assert "cited_recent" not in set(undated["definition"])
    assert set(influence.robust(found)["definitions"]) <= {0, 1, 2, 3, 4}  # no definition of its own beside cited


def test_helping_is_answers_accepted():
    posts = talk(
        [("q", "a", "one", ""), ("r", "a", "two", "q"), ("s", "a", "three", "q"), ("t", "b", "one", ""), ("u", "b", "two", "t")]
    )
    posts["accepted"] = posts["post"].isin(["r", "s", "u"])
    found = score(networks.edge_table(LINKS), networks.source_table(list("abcde")), posts)
    assert column(found, "helping").to_dict() == {"a": 2, "b": 1}


def brought(new_niche, **files: str) -> pd.DataFrame:
    """Return the influence in a niche that brings figures."""
    keys = "".join(f"{name}: {{file: {name}.csv, says: told by a test}}\n" for name in files)
    named = {f"{name}_csv": said for name, said in files.items()}
    study = load(new_niche(f"question: Qui ?\n{keys}", **named))
    edges = networks.edge_table([(f"{a}.example", f"{b}.example", pages) for a, b, pages in LINKS])
    return influence.score(tables_of(edges, networks.source_table([f"{one}.example" for one in "abcde"])), study, runs=50)


def test_read_is_the_audience_that_is_brought_and_who_is_not_told_has_no_place(new_niche):
    found = brought(new_niche, audience="url,value\nhttps://a.example/,50\nb.example,120\nhttps://elsewhere.example/,9\n")
    assert column(found, "read").to_dict() == {"a.example": 50, "b.example": 120}
    assert column(found, "read", "rank").to_dict() == {"a.example": 2, "b.example": 1}


def test_specific_is_cited_here_more_than_in_the_reference(new_niche):
    reference = "url,value\na.example,1000\nb.example,1000\nd.example,10\n"
    found = column(brought(new_niche, reference=reference), "specific")
    assert found["d.example"] > 0 > found["b.example"] > found["a.example"] and len(found) == 3


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("url\na\n", "columns 'url' and 'value'"),
        ("url,value\na,many\n", "line 2, key 'value'"),
        ("url,value\na,-1\n", "from 0 on"),
    ],
)
def test_figures_that_are_none_are_told_by_their_line(new_niche, said, expected):
    with pytest.raises(AireError, match=expected):
        brought(new_niche, audience=said)


def test_a_definition_without_material_is_absent():
    edges, sources, _ = networks.block_model(size=40)
    assert set(score(edges, sources)["definition"]) == LINKS_ALONE


def test_robust_is_who_stays_first_whatever_each_definition_weighs():
    rows = [(name, one, 1 - place / 20) for one in ("cited", "engaging") for place, name in enumerate("abcdefghijklmno")]
    rows += [("late", "cited", 0.0), ("late", "engaging", 1.0), ("half", "engaging", 0.99)]
    scores = pd.DataFrame(rows, columns=["source", "definition", "percentile"])
    scores["rank"] = scores.groupby("definition")["percentile"].rank(ascending=False, method="min").astype(int)
    found = influence.robust(scores, first=5).set_index("source")
    assert found["share"]["a"] == 1 and found["definitions"]["a"] == 2 and found["worst"]["a"] <= 3
    assert 0 < found["share"]["late"] < 0.6 and found["share"]["half"] > 0.9 and "o" not in found.index


def hand_over(folder, made: dict[str, pd.DataFrame]) -> None:
    """Write the tables of an edition as it hands them over."""
    (folder / "tables").mkdir(parents=True)
    for name in ("influence", "edges", "communities"):
        made[name].to_csv(folder / "tables" / f"{name}.csv", index=False)


def scored(edges: pd.DataFrame, sources: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of an edition, its influence included."""
    made = tables_of(edges, sources)
    return {**made, "influence": influence.score(made, networks.study(), runs=100)}


def moved(tmp_path, before: pd.DataFrame, now: pd.DataFrame, first_post: str = "") -> pd.Series:
    """Return the cause by source of what changed between two editions, each given by its edges."""
    editions = []
    for edges in (before, now):
        names = sorted({*edges["source"], *edges["target"]})
        editions.append(scored(edges, networks.source_table(names, first_post=[first_post] * len(names))))
    hand_over(tmp_path / "2026-01-01", editions[0])
    return influence.moves(tmp_path / "2026-01-01", editions[1], networks.study(), runs=100).set_index("source")["cause"]


def test_nothing_has_moved_between_an_edition_and_itself(tmp_path):
    edges, _, _ = networks.block_model(size=80)
    assert moved(tmp_path, edges, edges).empty


def test_who_is_cited_by_many_more_of_the_same_sources_was_moved_by_the_community(tmp_path):
    edges, sources, _ = networks.block_model(size=80)
    last = edges["target"].value_counts().index[-1]
    new = networks.edge_table([(name, last, 2) for name in sources["source"] if name != last])
    now = pd.concat([edges, new]).drop_duplicates(["source", "target"], ignore_index=True)
    found = moved(tmp_path, edges, now)
    assert found[last] == "community" and not (found == "coverage").any()


def test_who_is_cited_by_many_sources_that_were_not_held_before_was_moved_by_the_coverage(tmp_path):
    edges, _, _ = networks.block_model(size=80)
    last = edges["target"].value_counts().index[-1]
    new = networks.edge_table([(f"new{n:02d}.example", last, 2) for n in range(60)])
    found = moved(tmp_path, edges, pd.concat([edges, new], ignore_index=True))
    assert found[last] == "coverage" and "community" not in set(found) and (found == "found").sum() == 60


@pytest.mark.parametrize(("first_post", "cause"), [("2025-06-01", "found"), ("2026-03-01", "born")])
def test_a_source_of_one_edition_alone_is_born_found_or_lost(tmp_path, first_post, cause):
    edges, _, _ = networks.block_model(size=40)
    other = edges[(edges["source"] != "s000.example") & (edges["target"] != "s000.example")]
    new = networks.edge_table([("new.example", "s001.example", 1)])
    found = moved(tmp_path, edges, pd.concat([other, new], ignore_index=True), first_post)
    assert found["new.example"] == cause and found["s000.example"] == "lost"


def test_a_first_edition_has_nothing_to_compare():
    edges, sources, _ = networks.block_model(size=40)
    assert influence.moves(None, scored(edges, sources), networks.study()).empty
