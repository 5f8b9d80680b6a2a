"""The table ``influence``."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers import graph, tables, topics
from helpers.graph.network import Array, Network
from helpers.influence import definitions, ranking
from helpers.influence.resampling import redrawn, redrawn_means, samples
from helpers.niche import Niche

Scores = dict[str, Array]


def definitions_used(study: Niche) -> dict[str, float]:
    """Return the weight of each definition in the combined score: ``weights.yml``, overruled by niche.yml."""
    settings = graph.rules("weights.yml")["definitions"]
    return {name: float(study.weights.get(name, about["weight"])) for name, about in settings.items()}


def _labels(network: Network, communities: pd.DataFrame) -> Array:
    """Return the community of each source as a number, −1 for none."""
    place = communities.set_index("source")["community"].reindex(network.names).fillna("")
    known = sorted({*place} - {""})
    return np.array([known.index(name) if name else -1 for name in place], dtype=np.int64)


def _by_links(network: Network, every: Network, communities: pd.DataFrame, study: Niche, runs: int) -> Scores:
    """Return the (1 + runs) × n scores of the definitions that rest on links."""
    matrix, labels = graph.undirected(network), _labels(network, communities)
    closed = definitions.closed_circles(network)
    found: dict[str, list[Array]] = {"cited": [], "authority": [], "bridging": []}
    for sample in samples(network, runs, study.seed):
        found["cited"].append(definitions.cited(sample))
        found["authority"].append(definitions.authority(sample, closed))
        found["bridging"].append(definitions.bridging(sample, matrix, labels))
    found["cited_all"] = [definitions.cited(sample) for sample in samples(every, runs, study.seed)]
    return {name: np.concatenate(batches) for name, batches in found.items()}


def _by_posts(network: Network, posts: pd.DataFrame, study: Niche, runs: int) -> Scores:
    """Return the (1 + runs) × n scores of the definitions that rest on posts: active, relevant.

    One that tells no source from another, for want of text, of dates or of a brief, is left out: it would be a column of noughts.
    """
    place = {name: code for code, name in enumerate(network.names)}
    kinds = graph.rules("weights.yml")["publications"]
    own = posts[posts["kind"].isin(kinds) & (posts["original"] == "") & posts["source"].isin(place)].sort_values("post")
    owner = own["source"].map(place).to_numpy(dtype=np.int64)
    latest = study.date or own["published"].max() or "" if len(own) else ""
    recent = (own["published"] > _months_before(latest)).to_numpy() & (own["published"] != "").to_numpy()
    count = np.bincount(owner[recent], minlength=len(place))
    likeness = topics.likeness(own, study)
    scores = {
        "active": redrawn(count, runs, study.seed),
        "relevant": redrawn_means(likeness, owner, len(place), runs, study.seed),
    }
    return {name: rows for name, rows in scores.items() if np.ptp(rows[0]) > 0}


def _months_before(latest: str) -> str:
    """Return the date from which a source counts as active, 24 months before the data date."""
    if not latest:
        return ""
    since = pd.Timestamp(latest[:10]) - pd.DateOffset(months=graph.rules("weights.yml")["recent_months"])
    return str(since.date().isoformat())


def score(
    edges: pd.DataFrame, sources: pd.DataFrame, communities: pd.DataFrame, posts: pd.DataFrame, study: Niche, runs: int = 200
) -> pd.DataFrame:
    """Return the table ``influence``: each source under each definition, with rank, 90 % interval and tier.

    Parameters
    ----------
    edges, sources, communities, posts: tables of these names; posts may be empty.
    study: brief and keywords (relevance), date, weights, seed.
    runs: resampled networks behind the intervals.
    """
    network = graph.build(edges, sources)
    every = graph.build(edges.assign(layer="link", weight=graph.weight_of(edges["pages"].to_numpy())), sources)
    if not network.names:
        return tables.empty("influence")
    scores = _by_links(network, every, communities, study, runs) | _by_posts(network, posts, study, runs)
    ranked = {name: ranking.ranks(rows) for name, rows in scores.items()}
    shares = {name: ranking.percentiles(rows) for name, rows in ranked.items()}
    parts = ranking.contributions(shares, definitions_used(study), _enough())
    scores["combined"] = np.sum(list(parts.values()), axis=0)
    ranked["combined"] = ranking.ranks(scores["combined"])
    frames = [_rows(network.names, name, rows[0], ranked[name], parts) for name, rows in scores.items()]
    return tables.conform(pd.concat(frames), "influence")


def _enough() -> dict[str, float]:
    return {name: about.get("enough", 1.0) for name, about in graph.rules("weights.yml")["definitions"].items()}


def _rows(names: list[str], definition: str, score: Array, ranked: Array, parts: Mapping[str, Array]) -> pd.DataFrame:
    rank, low, high = ranking.interval(ranked)
    return pd.DataFrame(
        {
            "source": names,
            "definition": definition,
            "score": score,
            "percentile": ranking.percentiles(ranked)[0],
            "contribution": parts[definition][0] if definition in parts else 0.0,
            "rank": rank,
            "rank_low": low,
            "rank_high": high,
            "tier": ranking.tiers(ranked),
        }
    )
