"""From edges to communities: one call, deterministic, with its own uncertainty."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import graph, tables
from helpers.communities import ensemble, measures
from helpers.communities.cohesion import cohesion, reference
from helpers.communities.identity import Earlier, renamed
from helpers.graph.network import Array, Matrix, Network
from helpers.niche import Niche
from helpers.parse import masked


class Found(NamedTuple):
    """What was found, and the tables that tell it.

    Attributes
    ----------
    network: every source of the niche, isolates included. labels: community of each, −1 for none.
    runs: runs × n groups of the resampled networks. communities, partition: tables of these names.
    ids: identifier of each label. earlier: the edition before, where there is one.
    """

    network: Network
    labels: Array
    runs: Array
    communities: pd.DataFrame
    partition: pd.DataFrame
    ids: list[str]
    earlier: Earlier | None = None


def identifiers(labels: Array, prefix: str = "c") -> list[str]:
    """Return c01, c02… for 0, 1…, and nothing for −1."""
    return [f"{prefix}{label + 1:02d}" if label >= 0 else "" for label in labels.tolist()]


def _moved(labels: Array, names: list[str], study: Niche) -> Array:
    """Return the labels with the analyst's moves: a source goes to the community of another."""
    place, moved = {name: code for code, name in enumerate(names)}, labels.copy()
    for decision in study.editorial.sources:
        if decision.source in place and decision.move_to in place:
            moved[place[decision.source]] = moved[place[decision.move_to]]
    return moved


def _search(network: Network, rewired: list[Matrix], seed: int) -> tuple[ensemble.Resolution, Array, Array]:
    """Return the resolution, the runs and the consensus; without a link, nothing is sought."""
    matrix, size = graph.undirected(network), len(network.names)
    if not matrix.nnz:
        return ensemble.Resolution(1.0, 0.0, 1.0, 0.0, 0.0), np.arange(size)[None], np.arange(size)
    resolution = ensemble.resolve(matrix, rewired, seed)
    runs = ensemble.partitions(network, resolution.value, seed)
    return resolution, runs, ensemble.consensus(matrix, resolution.value, seed)


def detect(edges: pd.DataFrame, sources: pd.DataFrame, study: Niche) -> Found:
    """Find the communities, how sure they are, and the core.

    Parameters
    ----------
    edges, sources: tables of these names; an edge without weight counts for nothing.
    study: its seed, and the analyst's moves.
    """
    network = graph.build(edges, sources)
    matrix = graph.undirected(network)
    settings = ensemble.effort(matrix.nnz // 2)
    rewired = list(graph.rewired(matrix, settings["rewired"], study.seed))
    resolution, runs, groups = _search(network, rewired[: settings["scanned"]], study.seed)
    linked = (np.diff(matrix.indptr) > 0) & ~graph.farms(network)[0]  # a link farm is no community
    labels = ensemble.by_size(_moved(groups, network.names, study), linked)
    plain = ensemble.by_size(ensemble.plain(network, study.seed), linked)
    core = graph.core_periphery(network, rewired, study.seed)
    confidence, ambiguous = measures.confidence(labels, runs)
    columns = {
        "source": network.names,
        "community": identifiers(labels),
        "plain": identifiers(plain, "p"),
        "confidence": confidence,
        "core": core.chance,
        "ambiguous": ambiguous,
    }
    communities = tables.conform(pd.DataFrame(columns), "communities")
    known = _facts(matrix, labels, runs, resolution)
    known |= _core_facts(core) | _cohesion_facts(network) | _compared(communities, sources) | _unplaced(network.names, study)
    ids = identifiers(np.arange(labels.max(initial=-1) + 1))
    return Found(network, labels, runs, communities, _as_table(known), ids)


def continued(found: Found, before: Earlier | None) -> Found:
    """Return what was found, its communities under the identifiers that they had in an earlier edition."""
    if before is None:
        return found
    names = renamed(before.communities, found.communities)
    communities = found.communities.assign(community=[names.get(name, "") for name in found.communities["community"]])
    return found._replace(communities=communities, ids=[names[name] for name in found.ids], earlier=before)


Facts = dict[str, tuple[float, str]]


def _facts(matrix: Matrix, labels: Array, runs: Array, resolution: ensemble.Resolution) -> Facts:
    """Return the measures of the partition: value and word."""
    ambiguous = measures.ambiguous_links(matrix, runs)
    placed = labels >= 0
    sample = [measures.agreement(labels[placed], groups[placed]) for groups in runs[:20]]
    return {
        "ambiguous_links": (ambiguous, measures.verdict(ambiguous, resolution)),
        "communities": (float(labels.max(initial=-1) + 1), ""),
        "runs": (float(len(runs)), ""),
        "agreement": (float(np.mean(sample)), ""),
        "resolution": (resolution.value, ""),
        "modularity": (measures.modularity(matrix, labels), ""),
        "modularity_null": (resolution.null, ""),
        "excess": (resolution.excess, ""),
        "excess_p": (resolution.p, ""),
    }


def _core_facts(core: graph.Core) -> Facts:
    return {
        "core_size": (float(core.size), "core" if core.size else "no-core"),
        "core_p": (core.p, ""),
        "core_degrees_p": (core.degrees_p, "cohesive" if core.degrees_p <= 0.05 else "by-degree"),
        "core_density": (core.inside, ""),
        "periphery_density": (core.outside, ""),
    }


def _cohesion_facts(network: Network) -> Facts:
    """Return density and returned links, and beside them those of the published network nearest in size."""
    like = reference(len(network.names))
    own = {name: (value, "") for name, value in cohesion(network).items()}
    return own | {"reference": (like["sources"], like["title"])} | {f"reference_{name}": (like[name], "") for name in own}


def _compared(communities: pd.DataFrame, sources: pd.DataFrame) -> Facts:
    """Return the agreement with the plain run and with the labels that the analyst declared."""
    placed = communities[communities["community"] != ""].merge(sources[["source", "declared_label"]], on="source")
    told = placed[placed["declared_label"] != ""]
    facts = {"plain_ami": (measures.agreement(placed["community"], placed["plain"]), ""), "declared": (float(len(told)), "")}
    if len(told):
        facts["declared_ami"] = (measures.agreement(told["community"], told["declared_label"]), "")
    return facts


def astray(communities: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return who moved: the sources that are not where most of those of their declared label are, ties by identifier.

    Parameters
    ----------
    communities, sources: tables of these names.

    Returns
    -------
    source, declared_label, usual (the community of most of its label), community (its own), confidence.
    """
    placed = communities[communities["community"] != ""].merge(sources[["source", "declared_label"]], on="source")
    told = placed[placed["declared_label"] != ""]
    usual = told.groupby("declared_label")["community"].agg(lambda names: names.mode().iloc[0])
    told = told.assign(usual=told["declared_label"].map(usual))
    columns = ["source", "declared_label", "usual", "community", "confidence"]
    return told.loc[told["community"] != told["usual"], columns].sort_values(["declared_label", "source"], ignore_index=True)


def _unplaced(names: list[str], study: Niche) -> Facts:
    """Return how many sources are not there that a decision on communities names, and which ones; persons are not told."""
    said = [one.member for one in study.editorial.communities]
    said += [name for one in study.editorial.sources if one.move_to for name in (one.source, one.move_to)]
    lost = sorted({name for name in said if masked(study, name) == name}.difference(names))
    return {"unplaced": (float(len(lost)), ", ".join(lost))} if lost else {}


def _as_table(facts: Facts) -> pd.DataFrame:
    rows = [(measure, value, word) for measure, (value, word) in facts.items()]
    return tables.conform(pd.DataFrame(rows, columns=["measure", "value", "words"]), "partition")
