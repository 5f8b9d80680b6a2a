"""The same findings for other programs: CSV tables, a workbook, a graph for Gephi. No contacts, no words of persons."""

import csv
import datetime
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd

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


def write_graph(m: Material, path: Path) -> Path:
    """Write the graph as GEXF 1.2, with the map's own positions, colours and sizes."""
    import networkx

    graph = networkx.DiGraph(mode="static")
    places = m.tables["positions"].set_index("source")
    for source in m.sources.index:
        graph.add_node(_text(source), **_node(m, str(source), places))
    edges = m.tables["edges"]
    pairs = edges[edges["weight"] > 0].groupby(["source", "target"], as_index=False)["weight"].sum()
    graph.add_weighted_edges_from((_text(a), _text(b), w) for a, b, w in pairs.itertuples(index=False))
    lines = "\n".join(networkx.generate_gexf(graph, version="1.2draft"))
    # networkx dates the file; the same data must give the same bytes
    lines = re.sub(r"\s*<meta.*?</meta>", "", lines, flags=re.DOTALL)
    write_file(path, ('<?xml version="1.0" encoding="UTF-8"?>\n' + lines + "\n").encode())
    return path


def _text(value: object) -> str:
    return CONTROL.sub(" ", str(value))


def _node(m: Material, source: str, places: pd.DataFrame) -> dict[str, Any]:
    """Return what Gephi shows of a source: its words and scores, and its place, colour and size on our map."""
    row = m.sources.loc[source]
    colour = bytes.fromhex(palette.disc(m.colour(row["community"]))[1:])
    viz: dict[str, Any] = {"color": dict(zip("rgba", (*colour, 1.0), strict=True))}
    viz["size"] = round(2 + float(row["cited_score"]) ** 0.5, 3)
    if source in places.index:
        viz["position"] = {"x": float(places.at[source, "x"]), "y": -float(places.at[source, "y"]), "z": 0.0}
    told = {"label": m.name(source), "url": row["url"], "kind": row["kind"], "community": m.community(row["community"])}
    scores = {"cited": row["cited_score"], "score": row["combined_score"], "rank": row["combined_rank"]}
    return {"viz": viz} | {key: _text(value) for key, value in told.items()} | {k: float(v) for k, v in scores.items()}
