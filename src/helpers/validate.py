"""How far the methods can be trusted: what they find where the truth is known, planted, drawn or published."""

import contextlib
import json
from importlib import import_module
from itertools import combinations

import numpy as np
import pandas as pd

from helpers import communities, graph, niche, parse, paths, tables
from helpers.communities import ensemble, measures
from helpers.graph.network import Array, Matrix, Network
from helpers.influence import definitions, ranking, spread
from helpers.influence.resampling import samples
from helpers.paths import AireError

COLUMNS = ["what", "found", "bar"]
SIZE, BLOCKS, RUNS, CORE = 120, 4, 200, 24
SOME, CHANCE = 24, 0.2  # sources whose pairs are all tried, and the chance of a link to carry a word
MOST_PAGES = 60  # of one link, in the sum that gives its expected weight
PUBLISHED = ("polblogs", "french-medias", "libre")


def planted(name: str) -> pd.DataFrame:
    """Return how much of what was planted in a niche (its ``truth.json``) was found: what, found, the bar it has to reach.

    Raises
    ------
    AireError
        Nothing is known to have been planted in it.
    """
    path = paths.niche_folder(name) / "truth.json"
    if not path.is_file():
        raise AireError(f"{path}: not there; only a niche whose truth is known can be validated, such as demo")
    truth, study = json.loads(path.read_text(encoding="utf-8")), niche.load(name)
    true = pd.Series({parse.masked(study, source): said["community"] or "" for source, said in truth["sources"].items()})
    found = tables.read(name, "communities").set_index("source")["community"]
    true = true[(true != "") & true.index.isin(found.index)]
    scores = tables.read(name, "influence")
    combined = scores[scores["definition"] == "combined"].set_index("source")
    top = combined.loc[[parse.masked(study, source) for source in truth["top10"]]]
    place = np.arange(1, len(top) + 1)
    held = (top["rank_low"] <= place) & (place <= top["rank_high"])
    bridging = scores[scores["definition"] == "bridging"].set_index("source")["rank"]
    bridges = bridging.reindex([parse.masked(study, source) for source in truth["bridges"]])
    rows = [
        (
            f"communities: AMI with the {true.nunique()} planted, {len(true)} sources",
            measures.agreement(true, found[true.index]),
            0.9,
        ),
        ("influence: of the ten planted first, share among our ten", float((top["rank"] <= 10).mean()), 0.8),
        ("influence: share of their true ranks within the 90 % interval", float(held.mean()), 0.8),
        ("bridging: of the ten planted bridges, share in the first tenth", float((bridges <= len(bridging) / 10).mean()), np.nan),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def drawn(degree: float, inside: float, seed: int) -> tuple[Array, Array]:
    """Return pages between sources, and their expected numbers: a degree-corrected block model (Karrer and Newman 2011).

    Parameters
    ----------
    degree: links a source. inside: share of them in its own block; below 0, there are no blocks.
    """
    rng = np.random.default_rng(seed)
    pull, push = np.minimum(rng.pareto(1.5, SIZE) + 0.3, 8), rng.gamma(2, 1, SIZE)
    rates = np.outer(push, pull) * ~np.eye(SIZE, dtype=bool)
    same = np.arange(SIZE)[:, None] % BLOCKS == np.arange(SIZE) % BLOCKS
    parts = [(rates * same, inside), (rates * ~same, 1 - inside)] if inside >= 0 else [(rates, 1.0)]
    rates = sum((part / part.sum() * share for part, share in parts), np.zeros_like(rates)) * SIZE * degree * 1.2
    return rng.poisson(rates), rates


def _network(weights: Array) -> Network:
    from scipy import sparse

    return Network([f"s{code:03d}" for code in range(len(weights))], sparse.csr_matrix(weights))


def _scores(network: Network, runs: int, seed: int) -> dict[str, Array]:
    """Return the (1 + runs) × n scores of two definitions."""
    closed, found = np.zeros(network.links.nnz), list(samples(network, runs, seed))
    return {
        "cited": np.concatenate([definitions.cited(sample) for sample in found]),
        "authority": np.concatenate([definitions.authority(sample, closed) for sample in found]),
    }


def calibration(graphs: int, degree: float = 8, first: int = 0) -> pd.DataFrame:
    """Return how many true ranks of the upper half lie in their 90 % intervals, over so many networks of a known model.

    The true rank is that of the expected value; ties by mid-rank.
    """
    from scipy.stats import poisson, rankdata

    rows = []
    for seed in range(first, first + graphs):
        pages, rates = drawn(degree, 0.7, seed)
        times = np.arange(MOST_PAGES)[:, None, None]
        mean = (graph.weight_of(times) * poisson.pmf(times, rates)).sum(axis=0)
        true = {"cited": (1 - np.exp(-rates)).sum(axis=0), "authority": _scores(_network(mean), 0, seed)["authority"][0]}
        for name, found in _scores(_network(graph.weight_of(pages)), RUNS, seed).items():
            _, low, high = ranking.interval(ranking.ranks(found))
            rank = rankdata(-true[name])
            upper = rank <= SIZE / 2
            rows.append((name, ((low <= rank) & (rank <= high))[upper].mean(), np.median((high - low)[upper])))
    told = (
        pd.DataFrame(rows, columns=["definition", "covered", "width"])
        .groupby("definition")
        .agg(covered=("covered", "mean"), width=("width", "median"))
    )
    return told.assign(bar="0.85 to 0.97", networks=graphs).reset_index()


def _table(pages: Array) -> pd.DataFrame:
    """Return the table edges of a matrix of pages."""
    one, other = np.nonzero(pages)
    names = np.array([f"s{code:03d}" for code in range(len(pages))], dtype=object)
    count = pages[one, other]
    edges = pd.DataFrame({"source": names[one], "target": names[other], "layer": "link", "pages": count, "links": count})
    return tables.conform(edges.assign(editorial_pages=count, weight=graph.weight_of(count)), "edges")


def verdicts(graphs: int, first: int = 0) -> pd.DataFrame:
    """Return how often communities are told where none were drawn, and where four were: one row a verdict."""
    study = niche.Niche.model_validate({"name": "drawn", "question": "?"})
    rows = []
    for inside, what in ((-1.0, "no communities drawn"), (0.8, "four communities drawn")):
        for seed in range(first, first + graphs):
            edges = _table(drawn(8, inside, seed)[0])
            sources = tables.conform(pd.DataFrame({"source": sorted({*edges["source"], *edges["target"]})}), "sources")
            said = communities.detect(edges, sources, study).partition.set_index("measure")["words"]
            rows.append((what, said["ambiguous_links"]))
    told = pd.DataFrame(rows, columns=["drawn", "verdict"])
    return pd.crosstab(told["drawn"], told["verdict"], normalize="index").reset_index().rename_axis(columns=None)


def cores(graphs: int, first: int = 0) -> pd.DataFrame:
    """Return how often a core is told where one was drawn and where none was, and how well its members are known (F1)."""
    rows = []
    for members, what in ((0, "no core drawn"), (CORE, f"a core of {CORE} drawn")):
        for seed in range(first, first + graphs):
            network, inside = _around(members, seed)
            rewired = list(graph.rewired(graph.undirected(network), 5, seed))
            core = graph.core_periphery(network, rewired, seed, runs=20)
            found = core.chance > 0.5
            both = 2 * (found & inside).sum() / max(1, found.sum() + inside.sum())
            rows.append((what, core.size > 0, both if members else np.nan))
    told = pd.DataFrame(rows, columns=["drawn", "told", "members"]).groupby("drawn", as_index=False).mean()
    return told.assign(bar=["0.95 at least", "0.05 expected"], networks=graphs)


def _around(members: int, seed: int) -> tuple[Network, Array]:
    """Return a network whose first ``members`` are its core, links being likelier the nearer to it, and who is in the core."""
    inside = np.arange(SIZE) < members
    chance = np.where(np.outer(inside, inside), 0.3, np.where(inside[:, None] | inside, 0.1, 0.02 if members else 0.05))
    linked = (np.random.default_rng(seed).random((SIZE, SIZE)) < chance) & ~np.eye(SIZE, dtype=bool)
    return _network(graph.weight_of(2 * linked)), inside


def seeds(graphs: int, first: int = 0) -> pd.DataFrame:
    """Return what the two seeds found reach, as a share of what the best of all pairs does: what, found, bar.

    The bar is what the method warrants (Tang, Shi and Xiao 2015): 1 − 1/e − ε.
    """
    shares = []
    for seed in range(first, first + graphs):
        pages = drawn(3, 0.7, seed)[0][:SOME, :SOME]
        network = _network(graph.weight_of(pages))
        free = pd.DataFrame({"source": network.names, "group": ""})
        found = spread.best(network, CHANCE, spread.rules(network, free, 2, 2), seed)
        pairs = [list(pair) for pair in combinations(network.names, 2)]
        far = [spread.reach(network, pair, CHANCE, seed, 400).mean() for pair in pairs]
        ours, best = (spread.reach(network, pair, CHANCE, seed + 1).mean() for pair in (found, pairs[int(np.argmax(far))]))
        shares.append(ours / best)
    what = f"two seeds of {SOME} sources: what they reach over what the best pair reaches, the least of {graphs} networks"
    return pd.DataFrame([(what, min(shares), 1 - 1 / np.e - spread.EPSILON)], columns=COLUMNS)


def published() -> pd.DataFrame:
    """Return what is found in published networks, where the machine holds them (``AIRE_DATA``); none where it does not."""
    rows = []
    for name in PUBLISHED:
        try:
            study = niche.load(name)
            made = parse.build(study)
        except AireError:
            continue
        found = communities.detect(made["edges"], made["sources"], study)
        facts = found.partition.set_index("measure")
        rows.append([study.title, len(made["sources"]), len(made["edges"]), facts.at["ambiguous_links", "words"]])
        rows[-1] += [float(facts["value"].get(one, np.nan)) for one in ("communities", "modularity", "declared_ami")]
    return pd.DataFrame(
        rows, columns=["network", "sources", "links", "verdict", "communities", "modularity", "AMI with its labels"]
    )


def shuffled(times: int, first: int = 1000) -> int:
    """Return how many results one drawn network gives, its rows in as many orders, its weights off by one part in 10¹²."""
    study = niche.Niche.model_validate({"name": "drawn", "question": "?"})
    edges, results = _table(drawn(8, 0.7, first)[0]), set()
    sources = tables.conform(pd.DataFrame({"source": sorted({*edges["source"], *edges["target"]})}), "sources")
    for seed in range(times):
        noise = 1 + 1e-12 * np.random.default_rng(seed).uniform(-1, 1, len(edges))
        given = edges.assign(weight=edges["weight"] * noise).sample(frac=1, random_state=seed)
        found = communities.detect(given, sources.sample(frac=1, random_state=seed), study)
        results.add(found.communities.to_csv() + found.partition.round(6).to_csv())
    return len(results)


def camps() -> pd.DataFrame:
    """Return how far partitions of the political blogs agree with their two camps: what, found (NMI), bar.

    Over the component of 1,222. Beside ours stand those of others: igraph's and Infomap's where they are installed. Empty
    where the machine does not hold the network.
    """
    from scipy.sparse import csgraph
    from sklearn.metrics import normalized_mutual_info_score

    try:
        study = niche.load("polblogs")
        made = parse.build(study)
    except AireError:
        return pd.DataFrame(columns=COLUMNS)
    found = communities.detect(made["edges"], made["sources"], study)
    matrix = graph.undirected(found.network)
    part = csgraph.connected_components(matrix, directed=False)[1]
    largest = part == np.bincount(part).argmax()
    held, names = matrix[largest][:, largest], np.array(found.network.names)[largest]
    told = made["sources"].set_index("source")["declared_label"].loc[names]
    tried: dict[str, tuple[Array, float]] = {
        "ours, unasked": (found.labels[largest], 0.62),
        "ours, asked for two": (ensemble.divided(held, 2, study.seed), 0.72),
    }
    tried |= {name: (groups, np.nan) for name, groups in _others(held, study.seed).items()}
    rows = [(f"{name}: NMI", normalized_mutual_info_score(told, groups), bar) for name, (groups, bar) in tried.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _others(matrix: Matrix, seed: int) -> dict[str, Array]:
    """Return the groups that other methods find: optional libraries are tried where they are installed."""
    one, other, weight = graph.between(matrix)
    size, found = matrix.shape[0], {"SCORE, asked for two": _by_ratios(matrix, seed)}
    found["python-louvain, one run"] = ensemble.plain(Network([f"{code:06d}" for code in range(size)], matrix), seed)
    with contextlib.suppress(ImportError):
        igraph = import_module("igraph")
        igraph.set_random_number_generator(import_module("random").Random(seed))
        G = igraph.Graph(size, list(zip(one.tolist(), other.tolist(), strict=True)))
        groups = G.community_leiden("modularity", weights=weight.tolist(), n_iterations=-1).membership
        found["Leiden by igraph, one run"] = np.array(groups)
    with contextlib.suppress(ImportError):
        walk = import_module("infomap").Infomap(silent=True, two_level=True, seed=seed)
        walk.add_links(list(zip(one.tolist(), other.tolist(), weight.tolist(), strict=True)))
        walk.run()
        modules = walk.get_modules()
        found["Infomap, two levels"] = np.array([modules[code] for code in range(size)])
    return found


def _by_ratios(matrix: Matrix, seed: int) -> Array:
    """Return two groups by the ratio of the two first eigenvectors, which degrees cancel out of (SCORE: Jin 2015)."""
    from scipy.sparse.linalg import eigsh
    from sklearn.cluster import KMeans

    size = matrix.shape[0]
    values, vectors = eigsh((matrix > 0).astype(float), k=2, which="LM", v0=np.ones(size))
    first, second = np.argsort(-np.abs(values))
    ratio = (vectors[:, second] / vectors[:, first]).clip(-np.log(size), np.log(size))
    return np.asarray(KMeans(2, n_init=10, random_state=seed).fit_predict(ratio[:, None]))
