"""The same findings for other programs: CSV tables, a workbook, graph files. No contacts, no words of persons."""

import csv
import datetime
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import maps
from helpers.look import palette
from helpers.report.evidence import PUBLISHERS
from helpers.report.material import Material, rules
from helpers.tables import contract, write_file

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# XML 1.0 allows no other control characters, and none of them means anything in a name
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# where a spreadsheet of another country begins a new cell of our CSV, quoted or not, and what would make it a formula there
WITHIN = re.compile(r"([;\t\r\n]['\"\s]*)(?=[=+@-])")
WIDEST = 60
LOOKS = ("x", "y", "size", "r", "g", "b")
BESIDE, ROW, FLOOR = 14.0, 70, 730.0  # below the panel of a map, units between two sources, sources a row, first row


def neutral(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    >>> neutral("=HYPERLINK(1)"), neutral("-0.5"), neutral(-0.5), neutral("a;=1+1")
    ("'=HYPERLINK(1)", "'-0.5", -0.5, "a;'=1+1")
    """
    if not isinstance(value, str):
        return value
    text = WITHIN.sub(r"\1'", CONTROL.sub(" ", value))
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def shown(m: Material) -> dict[str, pd.DataFrame]:
    """Return the tables that may travel: without contacts, and without what persons wrote."""
    tables = {name: frame for name, frame in m.tables.items() if not name.startswith("contact")}
    posts, links = tables["posts"], tables["links"]
    published = {table: tables[table]["source"].map(m.sources["kind"]).isin(PUBLISHERS) for table in ("posts", "links")}
    own_words = published["links"] & (links["type"] != "comment")
    quoted = {"anchor": own_words, "context": own_words & links["editorial"]}
    tables["links"] = links.assign(**{name: links[name].where(kept, "") for name, kept in quoted.items()})
    titles = posts["title"].where(published["posts"] & (posts["kind"] == "article"), "")
    tables["posts"] = posts.drop(columns="text").assign(title=titles)
    return {name: frame.map(neutral) for name, frame in tables.items()}


def write_tables(tables: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as CSV (UTF-8, comma, LF); return the files."""
    written = []
    for name, frame in sorted(tables.items()):
        path = folder / "tables" / f"{name}.csv"
        text = frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        write_file(path, text.encode())
        written.append(path)
    return written


def write_workbook(m: Material, tables: dict[str, pd.DataFrame], path: Path) -> Path:
    """Write the workbook: a sheet a table, headers frozen and filtered, every text kept as text."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": neutral(m.study.question), "created": datetime.datetime.fromisoformat(m.date)})
        bold = book.add_format({"bold": True, "bottom": 1, "font_color": palette.colour("ink")})
        for name in rules()["sheets"]:
            _write_sheet(book.add_worksheet(name), tables[name], bold, contract(name)["columns"])
    write_file(path, content.getvalue())
    return path


def _write_sheet(sheet: Any, frame: pd.DataFrame, bold: Any, meanings: dict[str, str]) -> None:
    """Write a table; what each column holds is a note on its heading."""
    for column, name in enumerate(frame.columns):
        values = frame[name].tolist()
        sheet.write_string(0, column, name, bold)
        sheet.write_comment(0, column, meanings[name].partition(", ")[2], {"x_scale": 2})
        sheet.write_column(1, column, values)
        longest = max([len(name) + 3, *(len(str(value)) for value in values[:200])])
        sheet.set_column(column, column, min(WIDEST, longest + 1))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)


def write_graphs(m: Material, folder: Path) -> list[Path]:
    """Write the graph as GEXF 1.2 and as GraphML, with the map's own positions, colours and sizes, as Gephi reads them."""
    import networkx

    drawn = _drawn(m)
    lines = "\n".join(networkx.generate_gexf(_network(m, drawn.map(_visibly)), version="1.2draft"))
    # networkx dates the file; the same data must give the same bytes
    written = {"graph.gexf": re.sub(r"\s*<meta.*?</meta>", "", lines, flags=re.DOTALL)}
    written["graph.graphml"] = "\n".join(networkx.generate_graphml(_network(m, drawn), named_key_ids=True))
    for name, text in written.items():
        write_file(folder / name, ('<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n").encode())
    return [folder / name for name in written]


def _network(m: Material, nodes: "pd.Series[Any]") -> Any:
    """Return the networkx view of the citations, every source in it, with what is told of each."""
    import networkx

    graph = networkx.DiGraph(mode="static")
    graph.add_nodes_from((_text(source), told) for source, told in nodes.items())
    pairs = maps.citations(m.tables).itertuples(index=False)
    graph.add_weighted_edges_from((_text(one), _text(other), np.float64(weight)) for one, other, weight in pairs)
    return graph


def _text(value: object) -> str:
    return CONTROL.sub(" ", str(value))


def _drawn(m: Material) -> "pd.Series[Any]":
    """Return, by source, what is told of it and how the map draws it: x, y (upwards), size, r, g, b.

    Who is not on the map stands below it, in rows.
    """
    places, radii = m.tables["positions"].set_index("source"), maps.discs(m.tables)
    lone = m.sources.index.difference(places.index)
    below = {source: (BESIDE * (place % ROW), FLOOR + BESIDE * (place // ROW)) for place, source in enumerate(lone)}
    found: dict[Any, dict[str, Any]] = {}
    for source, row in m.sources.iterrows():
        x, y = places.loc[source, ["x", "y"]] if source in places.index else below[str(source)]
        told = {"label": m.name(str(source)), "url": row["url"], "kind": row["kind"], "community": m.community(row["community"])}
        scores = {"cited": row["cited_score"], "score": row["combined_score"], "rank": row["combined_rank"]}
        shown = {"x": x, "y": -y, "size": radii.get(source, radii.min() if len(radii) else 1.0)}
        colour = bytes.fromhex(palette.disc(m.colour(row["community"]))[1:])
        found[source] = {key: _text(value) for key, value in told.items()}
        found[source] |= {key: np.float64(value) for key, value in (scores | shown).items()}  # Gephi asks for float and int
        found[source] |= dict(zip("rgb", map(np.int64, colour), strict=True))
    return pd.Series(found, dtype="object")


def _visibly(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a node with its looks apart, as GEXF has them."""
    viz = {"color": {name: told[name] for name in "rgb"}, "size": told["size"]}
    viz["position"] = {"x": told["x"], "y": told["y"], "z": 0.0}
    return {"viz": viz} | {key: value for key, value in told.items() if key not in LOOKS}
