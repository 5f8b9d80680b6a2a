"""Graph files that the analyst brings → the tables of stage 02."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import paths, tables, urls
from helpers.niche import Import, Niche
from helpers.parse import graph_files, people
from helpers.parse.graph_files import GraphFile, Record
from helpers.paths import AireError

COUNTS = ("weight", "count")  # what the attribute that counts links is called where niche.yml names none
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
SOURCE_COLUMNS = ["title", "url", "kind", "space", "lang", "declared_label", "alive"]
LONGEST = 300  # characters of a title or key


Edge = tuple[str, str, float, str]  # source, target, count, where the file says so
SHOWN = 3  # places kept of an edge that is given several times


class _Brought(NamedTuple):
    """What one file gives: rows of sources, rows of edges, skips (reason, place)."""

    sources: list[dict[str, object]]
    edges: list[Edge]
    skips: list[tuple[str, str]]


def read_imports(study: Niche) -> dict[str, pd.DataFrame]:
    """Return the tables sources, edges and skips of the graph files that niche.yml names.

    A link counted c times weighs log2(1 + c), as a link on c pages does; parallel edges are added up first.

    Raises
    ------
    AireError
        A file is not of its kind, holds entities, exceeds the limits, or lacks an attribute that niche.yml names.
    """
    brought = [(item.file, _bring(item, study)) for item in study.imports]
    nodes = pd.DataFrame([row for _, part in brought for row in part.sources], columns=["source", *SOURCE_COLUMNS])
    edges = pd.DataFrame(
        [(*row, file) for file, part in brought for row in part.edges], columns=["source", "target", "count", "place", "file"]
    )
    nodes, edges = _decided(nodes, edges, study)
    persons = people.masked_nodes(study, [*nodes["source"], *edges["source"], *edges["target"], *study.editorial.merged])
    nodes, edges = _pseudonymous(nodes, edges, persons)
    hidden = [
        (f"hidden-source ({persons.get(made.source, made.source)})", made.source) for made in study.editorial.sources if made.hide
    ]
    skips = [(file, *skip) for file, part in brought for skip in part.skips]
    skips += [(file, *skip) for file, part in brought for skip in hidden if skip[1] in {row["source"] for row in part.sources}]
    skips = [(file, reason, "" if persons and not place.startswith("line ") else place) for file, reason, place in skips]
    return {"sources": _sources(nodes), "edges": _edges(edges), "skips": _skips(skips)}


def _pseudonymous(nodes: pd.DataFrame, edges: pd.DataFrame, persons: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put pseudonyms in the place of persons: keys, titles, addresses, and the identifiers by which a file names their edges."""
    if not persons:
        return nodes, edges
    own = nodes["source"].isin(persons.keys())
    keys = nodes["source"].replace(persons)
    nodes = nodes.assign(source=keys, title=nodes["title"].mask(own, keys), url=nodes["url"].mask(own, ""))
    ends = edges[["source", "target"]]
    told = ends.isin(persons.keys()).any(axis=1) & ~edges["place"].str.startswith("line ")
    ends = ends.replace(persons)
    place = edges["place"].mask(told, "edge " + ends["source"] + " → " + ends["target"])
    kept = (ends["source"] != ends["target"]) & (ends != "").all(axis=1)  # two addresses of one profile; who is forgotten
    edges = edges.assign(source=ends["source"], target=ends["target"], place=place)
    return nodes[nodes["source"] != ""], edges[kept]


def _decided(nodes: pd.DataFrame, edges: pd.DataFrame, study: Niche) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out the sources that the analyst hides, and give the links of one merged into another to that other."""
    decisions = study.editorial.sources
    into = study.editorial.merged
    hidden = {made.source for made in decisions if made.hide}
    ends = edges[["source", "target"]].replace(into)
    kept = ~ends.isin(hidden).any(axis=1) & ((ends["source"] != ends["target"]) | (edges["source"] == edges["target"]))
    return nodes[~nodes["source"].isin({*into, *hidden})], edges.assign(**ends)[kept]


def names(study: Niche) -> set[str]:
    """Return every source of the graph files, before any decision."""
    return {str(row["source"]) for item in study.imports for row in _bring(item, study).sources}


def data_date(study: Niche) -> str:
    """Return the latest date that a graph file gives itself (GEXF ``lastmodifieddate``), or nothing."""
    return max((_read(item, study).date for item in study.imports), default="")


def _read(item: Import, study: Niche) -> GraphFile:
    path = paths.locate(study.name, item.file)
    if path.stat().st_size > study.limits.archive_mb * 1_000_000:
        raise AireError(f"{item.file}: over {study.limits.archive_mb} MB; raise limits.archive_mb in niche.yml to read it")
    return graph_files.read(path, graph_files.kind_of(path, item.kind), (study.limits.nodes, study.limits.edges))


def _bring(item: Import, study: Niche) -> _Brought:
    """Read one file as its import says."""
    found = _read(item, study)
    _known(item, "edge", found.edges, [item.source, item.target, item.weight])
    _known(item, "node", found.nodes, [item.url, item.title, item.label])
    skips = [("node-without-id", f"node {node.get('line', '')}") for node in found.nodes if not node.get("id")]
    known = {node["id"]: node for node in reversed(found.nodes) if node.get("id")}
    skips += [("node-given-again", "node")] * (len(found.nodes) - len(skips) - len(known))
    ends = [record[end] for record in found.edges for end in (item.source, item.target) if record.get(end, "").strip()]
    nodes = list(known.values()) or [{"id": name} for name in sorted({*map(str.strip, ends)})]
    if len(nodes) > study.limits.nodes:
        raise AireError(f"{item.file}: more than {study.limits.nodes} nodes; raise limits.nodes in niche.yml to read it")
    keys = _keys(nodes, item)
    labels = _declared(nodes, item, study)
    sources = [_source(node, keys[node["id"]], label, item) for node, label in zip(nodes, labels, strict=True)]
    counted = _counter(item, found.edges)
    edges = [edge for record in found.edges for edge in _edge(record, keys, (item, counted, found.directed), skips)]
    return _Brought(sources, edges, skips)


def _known(item: Import, what: str, records: Sequence[Record], wanted: list[str]) -> None:
    """Refuse a column or attribute that niche.yml names and no record has."""
    present = {name for record in records for name in record} - {"line"}
    absent = [name for name in wanted if name and name not in present]
    if records and absent:
        listed = ", ".join(sorted(present))[:300]
        named = f"{', '.join(map(repr, absent))}; it has {listed}"
        raise AireError(f"{item.file}: no {what} has {named}; say which to read under imports: in niche.yml")


def _counter(item: Import, edges: Sequence[Record]) -> str:
    """Return the attribute that counts links: that of niche.yml, else weight or count; nothing where each counts 1."""
    present = {name for record in edges[:1000] for name in record}
    return item.weight or next((name for name in COUNTS if name in present), "")


def _clean(text: str) -> str:
    """Return a text on one line, without control and direction marks."""
    return " ".join(CONTROL.sub(" ", text).split())[:LONGEST]


def _keys(nodes: Sequence[Record], item: Import) -> dict[str, str]:
    """Return node identifier → key: host and path of its address, else its title; its identifier where none is asked.

    Nodes that would share a key are told apart by their identifiers, whatever the order of the file.
    """
    keys = {node["id"]: _clean(node["id"]) for node in nodes}
    if item.url:
        keys = {node["id"]: urls.prefix_of(node.get(item.url, "")) or _title(node, item) for node in nodes}
    times = Counter(keys.values())
    return {node: name if times[name] == 1 else f"{name}#{_clean(node)}" for node, name in keys.items()}


def _title(node: Record, item: Import) -> str:
    return _clean(node.get(item.title, "") or node.get("label", "") or node["id"])


def _declared(nodes: Sequence[Record], item: Import, study: Niche) -> list[str]:
    """Return the label declared for each node: from its attribute, or joined from a table by its identifier."""
    if not item.labels_file:
        return [_clean(node.get(item.label, "")) for node in nodes]
    columns, rows = graph_files.table(paths.locate(study.name, item.labels_file))
    absent = [name for name in (item.labels_key, item.labels_column) if name not in columns]
    if absent:
        raise AireError(f"{item.labels_file}: no column {', '.join(map(repr, absent))}; it has {', '.join(columns)[:300]}")
    label = {row.get(item.labels_key, "").strip(): row.get(item.labels_column, "") for _, row in rows}
    return [_clean(label.get(node["id"], "")) for node in nodes]


def _source(node: Record, key: str, label: str, item: Import) -> dict[str, object]:
    address = node.get(item.url, "") if item.url else ""
    url = urls.canonical(address if "://" in address else f"https://{address}") if address else ""
    title = _title(node, item)
    space = urls.space_of(key) if url else None
    kind = (space.kind if space else "") or "site"
    platform = space.platform if space else ""
    return dict(zip(["source", *SOURCE_COLUMNS], (key, title, url, kind, platform, "und", label, "unknown"), strict=True))


def _edge(record: Record, keys: dict[str, str], how: tuple[Import, str, bool], skips: list[tuple[str, str]]) -> list[Edge]:
    """Return the edge, twice where it has no direction; none where it is left out."""
    item, counter, directed = how
    ends = record.get(item.source, "").strip(), record.get(item.target, "").strip()
    count = _number(record.get(counter, "1")) if counter else 1.0
    reason = _fault(ends, count, keys)
    if reason:
        skips.append((reason, _place(record, ends)))
        return []
    one, other = keys[ends[0]], keys[ends[1]]
    both_ways = record.get("type", "") in ("undirected", "mutual") or not (directed or record.get("type") == "directed")
    place = _place(record, ends)
    return [(one, other, count, place), (other, one, count, place)] if both_ways else [(one, other, count, place)]


def _place(record: Record, ends: tuple[str, str]) -> str:
    """Return by what an edge is found again in its file: its identifier, its line, or its two ends."""
    named = (f"{what} {record[key]}" for key, what in (("id", "edge"), ("line", "line")) if record.get(key))
    return _clean(next(named, f"edge {' → '.join(ends)}"))


def _fault(ends: tuple[str, str], count: float, keys: dict[str, str]) -> str:
    """Return why an edge is left out; empty where it is kept."""
    if not all(ends):
        return "edge-without-end"
    if ends[0] == ends[1]:
        return "self-loop"
    if not all(end in keys for end in ends):
        return "edge-to-unknown-node"
    return "" if 0 < count < float("inf") else "bad-weight"


def _number(text: str) -> float:
    """Return the number; 0, which no edge may count, where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0


def _sources(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return the table sources; of a source met in several files, what the first says."""
    return tables.conform(nodes.drop_duplicates("source"), "sources")


def _edges(edges: pd.DataFrame) -> pd.DataFrame:
    """Return the table edges, parallel ones added up."""
    total = edges.groupby(["source", "target"], as_index=False)["count"].sum()
    pages = np.ceil(total["count"].to_numpy(dtype=float)).astype(np.int64)
    made = total.drop(columns="count").assign(
        layer="link", pages=pages, links=pages, editorial_pages=pages, weight=np.log2(1 + total["count"].to_numpy(dtype=float))
    )
    ends = ["source", "target"]
    first = edges[edges.groupby(ends).cumcount() < SHOWN]
    told = first.assign(record=first["file"] + ", " + first["place"]).groupby(ends, as_index=False)["record"].agg("; ".join)
    return tables.conform(made.merge(told, on=ends, validate="one_to_one"), "edges")


def _skips(skips: list[tuple[str, str, str]]) -> pd.DataFrame:
    rows = pd.DataFrame(skips, columns=["input", "reason", "example"])
    made = rows.groupby(["input", "reason"], as_index=False).agg(count=("example", "size"), example=("example", "first"))
    return tables.conform(made, "skips")
