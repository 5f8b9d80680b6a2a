"""What a map draws: the sources that are linked, in canonical order, with colour and size."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import graph
from helpers.look import palette

Tables = dict[str, pd.DataFrame]
DENSE = 20  # links a source from which lines cover a map
MOST = 2_000  # sources on a map; above, a drawing is ink
INK = 58_000.0  # square units that all discs may cover: a twelfth of the panel
LARGEST = 20.0  # radius of the most cited source, in units


@dataclass(frozen=True)
class Network:
    """Nodes (source, title, url, community, colour, cited, radius) by source; edges (citing, cited, weight) by row of node."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    names: pd.DataFrame  # communities that the map may show: community, name, size, colour
    left_out: int  # linked sources beyond the most cited that a map can hold
    unlinked: int  # sources without a counted link
    verdict: str  # clear, blurred or none

    @property
    def community_code(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Rank of each node's community among those shown, -1 for none."""
        return pd.Index(self.names["community"]).get_indexer(pd.Index(self.nodes["community"])).astype(np.int64)


def verdict(tables: Tables) -> str:
    """Return what may be said of the partition: clear, blurred or none (nothing said is none)."""
    words = tables["partition"]["words"] if "partition" in tables else pd.Series(dtype=str)
    found = [word for word in words if word in ("clear", "blurred", "none")]
    return found[0] if found else "none"


def radii(cited: pd.Series) -> pd.Series:
    """Return the radius of each disc, in units: area proportional to the sources that cite, with a least visible size."""
    share = cited / max(1, int(cited.max()) if len(cited) else 0)
    least = 2.3 if len(cited) <= 400 else 1.4 if len(cited) <= MOST else 0.8
    largest = min(LARGEST, float(np.sqrt(INK / (np.pi * max(1.0, float(share.sum()))))))
    return (np.sqrt(share) * largest).clip(lower=least).round(3)


def citations(tables: Tables) -> pd.DataFrame:
    """Return the counted links between known sources, once a pair and direction: source, target, weight."""
    edges = tables["edges"]
    known = set(tables["sources"]["source"])
    used = edges[(edges["weight"] > 0) & (edges["source"] != edges["target"])]
    used = used[used["source"].isin(known) & used["target"].isin(known)]
    # in canonical order: a sum of floats depends on it, and a layout amplifies the last bit
    ordered = used.sort_values(["source", "target", "layer"])
    return ordered.groupby(["source", "target"], as_index=False)["weight"].sum()


def draw_up(tables: Tables, most: int = MOST) -> Network:
    """Return the network that a map shows: at most the ``most`` most cited sources among those that are linked."""
    pairs = citations(tables)
    cited = pairs["target"].value_counts()
    linked = tables["sources"][lambda frame: frame["source"].isin({*pairs["source"], *pairs["target"]})]
    nodes = linked[["source", "title", "url"]].assign(cited=linked["source"].map(cited).fillna(0).astype(int))
    nodes = nodes.sort_values(["cited", "source"], ascending=[False, True]).head(most)
    nodes = nodes.sort_values("source", ignore_index=True).merge(_communities(tables), on="source", how="left")
    nodes = nodes.fillna({"community": "", "colour": palette.OTHERS}).astype({"colour": int})
    row = pd.Series(nodes.index, index=nodes["source"])
    kept = pairs[pairs["source"].isin(row.index) & pairs["target"].isin(row.index)]
    edges = pd.DataFrame({"citing": kept["source"].map(row), "cited": kept["target"].map(row), "weight": kept["weight"]})
    nodes["radius"] = radii(nodes["cited"])
    nodes["title"] = nodes["title"].where(nodes["title"].str.strip() != "", nodes["source"])
    return Network(
        nodes,
        edges.reset_index(drop=True),
        _shown(tables),
        len(linked) - len(nodes),
        len(tables["sources"]) - len(linked),
        verdict(tables),
    )


def discs(tables: Tables) -> pd.Series:
    """Return the radius of each source that a map draws, by source, in units."""
    return draw_up(tables).nodes.set_index("source")["radius"]


def standing_out(net: Network) -> pd.DataFrame:
    """Return the links to draw: all, or where lines would cover the map those that stand out among those of an end.

    The backbone of Serrano, Boguñá and Vespignani 2009; places, discs and numbers rest on all links.
    """
    if len(net.edges) <= DENSE * len(net.nodes):
        return net.edges
    from scipy import sparse

    ends = (net.edges["citing"], net.edges["cited"])
    links = sparse.csr_matrix((net.edges["weight"], ends), shape=(len(net.nodes), len(net.nodes)))
    rows, columns = graph.backbone(graph.Network(net.nodes["source"].tolist(), links)).links.nonzero()
    kept = pd.MultiIndex.from_arrays([rows, columns])
    return net.edges[pd.MultiIndex.from_arrays(ends).isin(kept)].reset_index(drop=True)


def _communities(tables: Tables) -> pd.DataFrame:
    named = tables["community_names"][["community", "colour"]]
    return tables["communities"][["source", "community"]].merge(named, on="community", how="left")


def _shown(tables: Tables) -> pd.DataFrame:
    """Return the communities that have a colour of their own."""
    names = tables["community_names"]
    shown = names.loc[names["colour"] < palette.OTHERS, ["community", "name", "size", "colour"]]
    return shown.sort_values("community", ignore_index=True)
