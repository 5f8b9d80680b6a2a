"""The interactive map: pyvis' network in a page of its own that reaches nothing outside and runs no word of the data."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.look import palette, typeface
from helpers.maps import finding, lettering, places
from helpers.maps.network import Network, Tables, draw_up
from helpers.texts import Texts

MOST = 500  # sources that vis.js, which pyvis draws with, moves without a jerk on a machine without graphics card
MOST_EDGES = 3_000
PASSAGES = 1  # passage shown for a source; the report's evidence has the others
PASSAGE = 160  # characters of a passage
HEIGHT = 930


@dataclass(frozen=True)
class Interactive:
    """A map to explore: the whole document of its frame, and the exact texts of its scripts, for the page's CSP."""

    title: str
    alt: str
    document: str
    scripts: list[str]
    height: int

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a frame that has no origin."""
        from html import escape

        return (
            f'<iframe sandbox="allow-scripts allow-downloads" width="100%" height="{self.height}" style="border:0" '
            f'title="{escape(self.title)}" srcdoc="{escape(self.document)}"></iframe>'
        )


def interactive(tables: Tables, texts: Texts, date: str = "", most: int = MOST) -> Interactive | None:
    """Return the map to explore of the ``most`` most cited sources; None where no source cites another."""
    net = draw_up(tables, most)
    if not len(net.edges):
        return None
    placed = tables["positions"] if "positions" in tables else places.positions(tables)
    return _framed(net, placed, tables, texts, date)


def ego(tables: Tables, texts: Texts, source: str, date: str = "") -> Interactive | None:
    """Return the map of one source and of those that it cites or that cite it; None where there are none."""
    edges = tables["edges"]
    near = edges[(edges["source"] == source) | (edges["target"] == source)]
    kept = {source, *near["source"], *near["target"]}
    around = edges[edges["source"].isin(kept) & edges["target"].isin(kept)]
    return interactive({**tables, "edges": around}, texts, date, most=MOST)


def _framed(net: Network, placed: pd.DataFrame, tables: Tables, texts: Texts, date: str) -> Interactive:
    words = finding.words(tables, net, texts, date)
    said = {key: texts(f"explore.{key}") for key in _words_of_the_frame()}
    data = {**_drawn(net, placed), "about": _about(net, tables), "groups": _groups(net), "words": said}
    scripts = [_vis(), _template("map.js")]
    document = _template("map.html").format(
        lang=texts.lang, title=_escaped(words["title"]), fonts=typeface.css(), style=_template("map.css"),
        data=_inert(data), vis=scripts[0], script=scripts[1], note=_escaped(_note(net, texts)),
        **{key: _escaped(value) for key, value in said.items()},
    )  # fmt: skip
    return Interactive(words["title"], words["alt"], document, scripts, HEIGHT)


def _words_of_the_frame() -> tuple[str, ...]:
    inside = ("search", "groups", "least", "reset", "larger", "smaller", "map", "keys")
    return (*inside, "cited_by", "cites", "passages", "open", "hint", "nobody", "none")


def _note(net: Network, texts: Texts) -> str:
    left_out = len(net.edges) - MOST_EDGES
    parts = [texts("explore.note")]
    parts += [texts.count("map.caption.left_out", net.left_out)] if net.left_out else []
    parts += [texts.count("explore.edges_left_out", left_out)] if left_out > 0 else []
    return " ".join(parts)


@functools.cache
def _template(name: str) -> str:
    return (Path(__file__).parents[1] / "templates" / name).read_text(encoding="utf-8")


@functools.cache
def _vis() -> str:
    """Return vis-network as pyvis ships it, without the line that asks for its source map."""
    import pyvis

    path = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return path.read_text(encoding="utf-8").partition("//# sourceMappingURL")[0].strip()


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


def _inert(data: dict[str, Any]) -> str:
    """Return JSON that cannot end the script element that holds it (HTML Living Standard, 4.12.1.3)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, written)
    return text


def _drawn(net: Network, placed: pd.DataFrame) -> dict[str, Any]:
    """Return nodes and edges as pyvis hands them to vis.js; the lists are given whole, since ``add_edge`` is quadratic."""
    from pyvis.network import Network as Drawing

    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.nodes = _nodes(net, placed)
    drawing.edges = _edges(net)
    nodes, edges, *_ = drawing.get_network_data()
    return {"nodes": nodes, "edges": [[edge["from"], edge["to"]] for edge in edges]}


def _nodes(net: Network, placed: pd.DataFrame) -> list[dict[str, Any]]:
    at = placed.set_index("source").reindex(net.nodes["source"]).fillna(0.0)
    named = {row: rank for rank, row in enumerate(lettering.to_name(net))}
    return [
        {
            "id": row,
            "x": float(x),
            "y": float(y),
            "size": float(node.radius),
            "color": palette.disc(node.colour),
            "label": typeface.short(node.title),
            "font": {"color": palette.word(node.colour), "size": _letters(named.get(row, MOST))},
        }
        for row, (node, x, y) in enumerate(zip(net.nodes.itertuples(), at["x"], at["y"], strict=True))
    ]


def _letters(rank: int) -> int:
    """Return the size of a name: the smaller ones show when the reader comes nearer."""
    return 18 if rank < 9 else 11 if rank < lettering.NAMED else 7


def _edges(net: Network) -> list[dict[str, Any]]:
    """Return the strongest links; the viewer gives each the colour of the citing source."""
    kept = net.edges.sort_values(["weight", "citing", "cited"], ascending=[False, True, True]).head(MOST_EDGES).sort_index()
    pairs = zip(kept["citing"].tolist(), kept["cited"].tolist(), strict=True)
    return [{"from": one, "to": other} for one, other in pairs]


def _groups(net: Network) -> list[dict[str, Any]]:
    """Return the communities of the legend: name, colour, rows of their members; none unless the partition is clear."""
    codes = net.community_code
    if net.verdict != "clear":
        return []
    return [
        {"name": str(row.name), "colour": palette.disc(int(row.colour)), "members": np.flatnonzero(codes == code).tolist()}
        for code, row in enumerate(net.names.itertuples())
    ]


def _about(net: Network, tables: Tables) -> list[dict[str, Any]]:
    """Return what the card of each source says: title, address, community, how many cite it, passages that do."""
    names = dict(zip(net.names["community"], net.names["name"], strict=True)) if net.verdict == "clear" else {}
    passages = _passages(tables)
    return [
        {
            "title": typeface.short(node.title, 80),
            "url": node.url if str(node.url).lower().startswith(("http://", "https://")) else "",
            "group": names.get(node.community, ""),
            "cited": int(node.cited),
            "passages": passages.get(node.source, []),
        }
        for node in net.nodes.itertuples()
    ]


def _passages(tables: Tables) -> dict[str, list[list[str]]]:
    """Return, for each source, a passage that cites it: who, date, address, words."""
    links = tables["links"][tables["links"]["known"] & tables["links"]["editorial"] & (tables["links"]["context"] != "")]
    links = links.merge(tables["pages"][["page", "url"]], on="page").sort_values(["target_source", "source", "link"])
    links = links.drop_duplicates(["target_source", "source"]).groupby("target_source").head(PASSAGES)
    titles = dict(zip(tables["sources"]["source"], tables["sources"]["title"], strict=True))
    found: dict[str, list[list[str]]] = {}
    for link in links.itertuples():
        who = typeface.short(titles.get(link.source) or link.source, 60)
        found.setdefault(link.target_source, []).append([who, link.published, link.url, typeface.short(link.context, PASSAGE)])
    return found
