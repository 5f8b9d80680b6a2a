"""The map to explore: our viewer in a page of its own that reaches nothing outside and runs no word of the data."""

import functools
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.look import typeface
from helpers.maps import finding, network, packing, places
from helpers.maps.network import Network, Tables, draw_up
from helpers.texts import Texts

HEIGHT = 900
INKED = 60_000  # links drawn from afar, as in sheet.js
PARTS = ("data", "view", "sheet", "names", "stage", "hands", "card", "panel", "viewer")  # of the script, in order
BODY = ("map", "larger", "smaller", "reset", "card", "panel", "search", "hint", "groups", "least", "png", "svg", "keys")
SAID = ("close", "open", "rank", "steady", "cited_by", "cites", "passages", "nobody", "none")


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
        return (
            f'<iframe sandbox="allow-scripts allow-downloads" width="100%" height="{self.height}" style="border:0" '
            f'title="{escape(self.title)}" srcdoc="{escape(self.document)}"></iframe>'
        )


def interactive(tables: Tables, texts: Texts, date: str = "", most: int = network.MOST) -> Interactive | None:
    """Return the map to explore of the ``most`` most cited sources; None where no source cites another."""
    net = draw_up(tables, most)
    if not len(net.edges):
        return None
    placed = tables["positions"] if "positions" in tables else places.positions(tables)
    words = finding.words(tables, net, texts, date)
    data = packed(net, placed, tables, texts)
    shown, script = document(words["title"], data, body(net, texts, bool(data["hollow"])))
    return Interactive(words["title"], words["alt"], shown, [script], HEIGHT)


def explorer(tables: Tables, texts: Texts, most: int = network.MOST) -> Any:
    """Return the map as a JupyterLab widget, whose ``shown()`` and ``neighbours()`` are tables; None where nothing is linked."""
    from helpers.maps.widget import Explorer

    net = draw_up(tables, most)
    if not len(net.edges):
        return None
    placed = tables["positions"] if "positions" in tables else places.positions(tables)
    data = packed(net, placed, tables, texts)
    return Explorer(net, data, body(net, texts, bool(data["hollow"])))


def packed(net: Network, placed: pd.DataFrame, tables: Tables, texts: Texts) -> dict[str, Any]:
    """Return all that the viewer is given: the network and the words of its cards."""
    parts = [[name, texts(f"definition.{name}")] for name in packing.PARTS]
    said = {key: texts(f"explore.{key}") for key in SAID}
    return {**packing.pack(net, placed, tables), "lang": texts.lang, "parts": parts, "words": said}


def body(net: Network, texts: Texts, hollow: bool) -> str:
    """Return the viewer's own elements, their words in the language of the report; ``hollow``: whether it has such discs."""
    note = [texts("explore.note"), *([texts("explore.hollow")] if hollow else [])]
    note += [texts.count("map.caption.left_out", net.left_out)] if net.left_out else []
    note += [texts("explore.thinned", share=texts.percent(INKED / len(net.edges)))] if len(net.edges) > INKED else []
    words = {key: texts(f"explore.{key}") for key in BODY} | {"note": " ".join(note)}
    return template("body.html").format(**{key: escape(value) for key, value in words.items()})


def document(title: str, data: dict[str, Any], inside: str) -> tuple[str, str]:
    """Return the page of a frame, and the text of its script."""
    script = f'"use strict";\n(() => {{\n{viewer()}{template("frame.js")}}})();\n'
    told = {"lang": data["lang"], "title": escape(title), "style": template("viewer.css"), "fonts": typeface.css()}
    return template("frame.html").format(**told, body=inside, data=inert(data), script=script), script


@functools.cache
def viewer() -> str:
    """Return the script of the viewer; its parts are plain files, joined."""
    return "".join(template(f"{name}.js") for name in PARTS)


@functools.cache
def template(name: str) -> str:
    """Return a file of the viewer."""
    return (Path(__file__).parents[1] / "templates" / "viewer" / name).read_text(encoding="utf-8")


def inert(data: Any) -> str:
    """Return JSON that cannot end the script element that holds it (HTML Living Standard, 4.12.1.3)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, written)
    return text
