"""Quick looks in a notebook: pyvis' network, positions given, nothing asked of outside, no word of the data run."""

import functools
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.look import palette, typeface
from helpers.maps import finding, places
from helpers.maps.explore import Interactive, inert
from helpers.maps.network import Network, Tables, draw_up
from helpers.paths import AireError
from helpers.texts import Texts

MOST = 500  # sources that vis.js, which pyvis draws with, moves without a jerk on a machine without graphics card
HEIGHT = 560


def ego(tables: Tables, texts: Texts, source: str) -> Interactive | None:
    """Return a source and those that it cites or that cite it, drawn by pyvis; None where there are none.

    Raises
    ------
    AireError
        More than 500 sources, which pyvis cannot move.
    """
    edges = tables["edges"]
    near = edges[(edges["source"] == source) | (edges["target"] == source)]
    kept = {source, *near["source"], *near["target"]}
    around = edges[edges["source"].isin(kept) & edges["target"].isin(kept)]
    return quick({**{name: frame for name, frame in tables.items() if name != "positions"}, "edges": around}, texts)


def quick(tables: Tables, texts: Texts) -> Interactive | None:
    """Return a small network drawn by pyvis, without physics; None where no source cites another.

    Raises
    ------
    AireError
        More than 500 sources, which pyvis cannot move.
    """
    net = draw_up(tables)
    if len(net.nodes) > MOST:
        raise AireError(f"{len(net.nodes)} sources are too many for a quick look ({MOST} at most); use maps.interactive", 2)
    if not len(net.edges):
        return None
    words = finding.words(tables, net, texts, "")
    placed = tables["positions"] if "positions" in tables else places.positions(tables)
    return Interactive(
        words["title"], words["alt"], document(net, placed, words["title"]), [_vis(), _template("quick.js")], HEIGHT
    )


def document(net: Network, placed: pd.DataFrame, title: str) -> str:
    """Return the page of a frame that shows a network as pyvis draws it."""
    told = {"title": escape(title), "fonts": typeface.css((400,)), "vis": _vis(), "script": _template("quick.js")}
    return _template("quick.html").format(**told, data=inert(_drawn(net, placed)))


@functools.cache
def _template(name: str) -> str:
    return (Path(__file__).parents[1] / "templates" / "quick" / name).read_text(encoding="utf-8")


@functools.cache
def _vis() -> str:
    """Return vis-network as pyvis ships it, without the line that asks for its source map."""
    import pyvis

    path = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return path.read_text(encoding="utf-8").partition("//# sourceMappingURL")[0].strip()


def _drawn(net: Network, placed: pd.DataFrame) -> dict[str, Any]:
    """Return nodes and edges as pyvis hands them to vis.js; the lists are given whole, since ``add_edge`` is quadratic."""
    from pyvis.network import Network as Drawing

    at = placed.set_index("source").reindex(net.nodes["source"]).fillna(0.0)
    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.nodes = [
        {
            "id": row,
            "x": float(x),
            "y": float(y),
            "size": float(node.radius),
            "color": palette.disc(node.colour),
            "label": typeface.short(node.title),
        }
        for row, (node, x, y) in enumerate(zip(net.nodes.itertuples(), at["x"], at["y"], strict=True))
    ]
    pairs = zip(net.edges["citing"].tolist(), net.edges["cited"].tolist(), strict=True)
    drawing.edges = [{"from": one, "to": other} for one, other in pairs]
    nodes, edges, *_ = drawing.get_network_data()
    return {"nodes": nodes, "edges": edges}
