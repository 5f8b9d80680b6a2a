"""The table ``influence``."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers import graph, progress, tables
from helpers.graph.network import Array, Network
from helpers.influence import definitions, ranking
from helpers.influence.brought import by_figures
from helpers.influence.contents import Scores, by_posts, early, months_before
from helpers.influence.resampling import samples
from helpers.niche import Niche


def definitions_used(study: Niche) -> dict[str, float]:
    """Return the weight of each definition in the combined score: ``weights.yml``, overruled by niche.yml."""
    settings = graph.rules("weights.yml")["definitions"]
    return {name: float(study.weights.get(name, about["weight"])) for name, about in settings.items()}


def _labels(network: Network, communities: pd.DataFrame) -> Array:
    """Return the community of each source as a number, −1 for none."""
    place = communities.set_index("source")["community"].reindex(network.names).fillna("")
    known = sorted({*place} - {""})
    return np.array([known.index(name) if name else -1 for name in place], dtype=np.int64)


def _by_links(network: Network, communities: pd.DataFrame, study: Niche, runs: int) -> Scores:
    """Return the (1 + runs) × n scores of the definitions that rest on the network."""
    matrix, labels = graph.undirected(network), _labels(network, communities)
    closed = definitions.closed_circles(network)
    found: dict[str, list[Array]] = {"cited": [], "authority": [], "bridging": []}
    for sample in progress.told(samples(network, runs, study.seed), "resampled networks"):
        found["cited"].append(definitions.cited(sample))
        found["authority"].append(definitions.authority(sample, closed))
        found["bridging"].append(definitions.bridging(sample, matrix, labels))
    return {name: np.concatenate(batches) for name, batches in found.items()}


def measured(made: Mapping[str, pd.DataFrame], study: Niche, runs: int = 200) -> tuple[list[str], Scores]:
    """Return the sources, n, and the (1 + runs) × n scores of each definition for which there is material.

    The first row is the network as it is, the others resampled ones; a source of which a definition knows nothing has no
    number. The parameters are those of ``score``.
    """
    edges, sources, posts = made["edges"], made["sources"], made["posts"]
    network = graph.build(edges, sources)
    every = edges.assign(layer="link", weight=graph.weight_of(edges["pages"].to_numpy()))
    names = network.names
    if not names:
        return names, {}
    scores = _by_links(network, made["communities"], study, runs) | by_posts(names, posts, study, runs)
    for name, table in (("cited_all", every), ("cited_recent", _recent(made["links"], sources["source"], study))):
        if len(table) or name == "cited_all":
            drawn = samples(graph.build(table, sources), runs, study.seed)
            scores[name] = np.concatenate([definitions.cited(sample) for sample in drawn])
    scores |= early(names, made["links"], sources.set_index("source")["first_post"], (runs, study.seed))
    return names, scores | by_figures(names, scores["cited"], study, runs)


def _recent(links: pd.DataFrame, names: "pd.Series[str]", study: Niche) -> pd.DataFrame:
    """Return the edges that the links of the last 24 months make among sources; none where no citation has a date."""
    links = links[links["source"].isin(names) & links["target_source"].isin(names)]
    dated = links.loc[links["editorial"], "published"]
    latest = study.date or (dated.max() if len(dated) else "")
    if not latest:
        return tables.empty("edges")
    found = graph.dated_between(links, months_before(latest), latest[:10])
    return found[found["weight"] > 0]


def combined(ranked: Scores, weights: Mapping[str, float]) -> dict[str, Array]:
    """Return what each definition brings to the combined score, (1 + runs) × n, by ranks of the same shape and by weights."""
    shares = {name: ranking.percentiles(rows) for name, rows in ranked.items()}
    return ranking.contributions(shares, weights, _enough())


def score(made: Mapping[str, pd.DataFrame], study: Niche, runs: int = 200) -> pd.DataFrame:
    """Return the table ``influence``: each source under each definition, with rank, 90 % interval and tier.

    A definition for which there is no material (no dated link, no answer accepted, no figures brought) is not there; a source
    for which it has none has no row in it.

    Parameters
    ----------
    made: tables sources, edges, communities, posts, links; the last two may be empty.
    study: brief and keywords (relevance), audience and reference, date, weights, seed.
    runs: resampled networks behind the intervals.
    """
    names, scores = measured(made, study, runs)
    if not names:
        return tables.empty("influence")
    ranked = {name: ranking.ranks(rows) for name, rows in scores.items()}
    parts = combined(ranked, definitions_used(study))
    scores["combined"] = np.sum(list(parts.values()), axis=0)
    ranked["combined"] = ranking.ranks(scores["combined"])
    frames = [_rows(names, name, rows[0], ranked[name], parts) for name, rows in scores.items()]
    return tables.conform(pd.concat(frames), "influence")


def _enough() -> dict[str, float]:
    return {name: about.get("enough", 1.0) for name, about in graph.rules("weights.yml")["definitions"].items()}


def _rows(names: list[str], definition: str, score: Array, ranked: Array, parts: Mapping[str, Array]) -> pd.DataFrame:
    known = ~np.isnan(score)
    rank, low, high = ranking.interval(ranked[:, known])
    return pd.DataFrame(
        {
            "source": np.array(names, dtype=object)[known],
            "definition": definition,
            "score": score[known],
            "percentile": ranking.percentiles(ranked)[0, known],
            "contribution": parts[definition][0, known] if definition in parts else 0.0,
            "rank": rank,
            "rank_low": low,
            "rank_high": high,
            "tier": ranking.tiers(ranked[:, known]),
        }
    )
