"""The graph as algorithms see it: sources in canonical order, links in a sparse matrix."""

import functools
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
import yaml

from helpers import paths

DECIMALS = 9  # of a weight: noise below them changes nothing
Matrix = Any  # scipy.sparse.csr_matrix: scipy ships no types
Array = np.ndarray[Any, np.dtype[Any]]


class Network(NamedTuple):
    """A weighted directed network.

    Attributes
    ----------
    names: the n sources in alphabetical order; the place of a source is its code.
    links: n × n sparse matrix; row i, column j holds the weight of the link from i to j. No loops, no zeros.
    """

    names: list[str]
    links: Matrix


@functools.cache
def rules(file: str) -> dict[str, Any]:
    """Return a rule file of ``helpers/data``."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file(file).read_text(encoding="utf-8"))
    return loaded


def weight_of(pages: Array) -> Array:
    """Return the weight of a link from the pages that hold it: log2(1 + pages).

    The first page counts most: ten pages are not ten recommendations.
    """
    return np.asarray(np.log2(1 + pages))


def pages_of(weight: Array) -> Array:
    """Return the pages that a weight stands for, the inverse of ``weight_of``; at most 2 ** 40."""
    return np.asarray(np.exp2(np.minimum(weight, 40)) - 1)


def build(edges: pd.DataFrame, sources: pd.DataFrame | None = None) -> Network:
    """Return the network of the edge table, whatever the order of its rows.

    Edges of several layers between two sources are added up, each times its weight in ``weights.yml``; loops and
    edges without weight are left out.

    Parameters
    ----------
    edges: source, target, layer, weight.
    sources: source; those without a link are isolates of the network. Without it, only linked sources are in.
    """
    from scipy import sparse

    rows, columns, names = _coded(edges, sources)
    layer, known = _in_runs(edges["layer"])
    parts = np.array([rules("weights.yml")["layers"].get(name, 0) for name in known], dtype=float)
    weights = (edges["weight"].to_numpy() * parts[layer]).round(DECIMALS)
    counts = (weights > 0) & (rows != columns)
    links = sparse.csr_matrix((weights[counts], (rows[counts], columns[counts])), shape=(len(names), len(names)))
    links.sum_duplicates()
    links.data = links.data.round(DECIMALS)  # the order of the rows decides the last bit of a sum
    linked = (np.diff(links.indptr) > 0) | (np.bincount(links.indices, minlength=len(names)) > 0)
    if sources is None and not linked.all():
        names, links = [names[code] for code in np.flatnonzero(linked)], links[linked][:, linked]
    return Network(names, links)


def _in_runs(column: "pd.Series[str]") -> tuple[Array, pd.Index]:
    """Return codes and values, as pandas.factorize; tables are sorted: what repeats the row before is not looked up again."""
    values = column.array
    first = np.flatnonzero(np.append(np.ones(len(values[:1]), dtype=bool), np.asarray(values[1:] != values[:-1])))
    codes, found = pd.factorize(column.iloc[first])
    return np.repeat(codes, np.diff(first, append=len(values))), found


def _coded(edges: pd.DataFrame, sources: pd.DataFrame | None) -> tuple[Array, Array, list[str]]:
    """Return the code of the citing and of the cited source of each edge, and all names in alphabetical order."""
    (one, citing), (other, cited) = _in_runs(edges["source"]), pd.factorize(edges["target"])
    codes, found = pd.factorize(citing.append([cited] if sources is None else [cited, pd.Index(sources["source"])]))
    order = found.argsort()  # by code point, as Python sorts
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    placed = place[codes]
    return placed[one], placed[len(citing) :][other], found.take(order).tolist()


def ends(network: Network) -> tuple[Array, Array, Array]:
    """Return the links one by one, in canonical order: code of the citing source, of the cited one, weight."""
    links = network.links.tocoo()
    return links.row.astype(np.int64), links.col.astype(np.int64), links.data.astype(float)


def symmetric(one: Array, other: Array, weight: Array, size: int) -> Matrix:
    """Return the symmetric n × n matrix of links, both directions added up."""
    from scipy import sparse

    both = np.concatenate([one, other]), np.concatenate([other, one])
    matrix = sparse.csr_matrix((np.concatenate([weight, weight]), both), shape=(size, size))
    matrix.sort_indices()
    return matrix


def undirected(network: Network) -> Matrix:
    """Return the symmetric matrix of links, both directions added up."""
    matrix = network.links + network.links.T.tocsr()
    matrix.sort_indices()
    return matrix


def between(matrix: Matrix) -> tuple[Array, Array, Array]:
    """Return the links of a symmetric matrix, each once: one end, the other end (higher code), weight."""
    from scipy import sparse

    upper = sparse.triu(matrix, 1, format="csr").tocoo()
    return upper.row.astype(np.int64), upper.col.astype(np.int64), upper.data.astype(float)


def as_networkx(network: Network, attributes: pd.DataFrame | None = None) -> "nx.DiGraph[str]":
    """Return the network as people and exports want it.

    Parameters
    ----------
    attributes: indexed by source; each column becomes an attribute of the nodes.
    """
    G = nx.DiGraph()
    known = {} if attributes is None else attributes.to_dict("index")
    G.add_nodes_from((name, known.get(name, {})) for name in network.names)
    names = network.names
    G.add_weighted_edges_from((names[i], names[j], float(w)) for i, j, w in zip(*ends(network), strict=True))
    return G
