"""Graph files → records of nodes and edges. Files are hostile: nothing in them is believed, expanded or fetched."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from helpers.paths import AireError

Record = dict[str, str]
ENCODINGS = ("utf-8-sig", "cp1252")
KINDS = {".csv": "csv", ".tsv": "csv", ".gexf": "gexf", ".graphml": "graphml", ".gml": "gml"}
ROOTS = {"gexf": "gexf", "graphml": "graphml"}


class GraphFile(NamedTuple):
    """What a file holds.

    Attributes
    ----------
    nodes: one record a node, under "id" its identifier (absent where the file gives none), its attributes by title.
    edges: "source" and "target" are identifiers of nodes, "id" that of the edge, "line" its place in the file.
    directed: False where an edge without its own type goes both ways. date: ISO date that the file gives itself, or "".
    """

    nodes: list[Record]
    edges: list[Record]
    directed: bool
    date: str


def kind_of(path: Path, kind: str = "") -> str:
    """Return csv, gexf, graphml or gml: as niche.yml says, else by the suffix.

    Raises
    ------
    AireError
        The suffix is none of ours.
    """
    known = kind or KINDS.get(path.suffix.lower(), "")
    if not known:
        raise AireError(f"{path}: kind of file {path.suffix!r} unknown; expected {', '.join(KINDS)} or a key 'kind'")
    return known


def read(path: Path, kind: str, limits: tuple[int, int]) -> GraphFile:
    """Read a graph file.

    Parameters
    ----------
    limits: most nodes and most edges; beyond them the file is refused.

    Raises
    ------
    AireError
        It is not of that kind, is cut, holds entities, or holds more than the limits allow.
    """
    readers = {"csv": _csv, "gexf": _xml, "graphml": _xml, "gml": _gml}
    found = readers[kind](path, kind, limits)
    for many, most, word in zip((len(found.nodes), len(found.edges)), limits, ("nodes", "edges"), strict=True):
        if many > most:
            raise AireError(f"{path}: more than {most} {word}; raise limits.{word} in niche.yml to read it")
    return found


def table(path: Path) -> tuple[list[str], Iterator[tuple[int, Record]]]:
    """Return the columns and the (line, record) rows of a CSV, separator and encoding guessed.

    Raises
    ------
    AireError
        It is not text, or holds no header.
    """
    text = _decoded(path)
    header = text.partition("\n")[0]
    separator = max(",;\t|", key=header.count)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    records = _whole(rows, path)
    columns = [name.strip() for name in next(records, [])]
    if not any(columns) or "\0" in text[:4096]:
        raise AireError(f"{path}: expected a CSV with a header line")
    return columns, ((rows.line_num, dict(zip(columns, row, strict=False))) for row in records)


def _whole(rows: Iterable[list[str]], path: Path) -> Iterator[list[str]]:
    """Yield the rows that hold something; a quote that never closes is told."""
    try:
        yield from (row for row in rows if any(cell.strip() for cell in row))
    except csv.Error as error:
        raise AireError(f"{path}: cannot be read as CSV ({error})") from None


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AireError(f"{path}: neither UTF-8 nor windows-1252 text")


def _csv(path: Path, kind: str, limits: tuple[int, int]) -> GraphFile:
    _, rows = table(path)
    edges = [record | {"line": str(line)} for line, record in islice(rows, limits[1] + 1)]
    return GraphFile([], edges, True, "")


def _local(tag: str) -> str:
    """Return the name of an element without its namespace: GEXF 1.1, 1.2 and 1.3 differ by nothing else here."""
    return tag.rpartition("}")[2]


def _xml(path: Path, kind: str, limits: tuple[int, int]) -> GraphFile:
    """Read GEXF and GraphML, element by element."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    reader = _Elements(path, kind, limits)
    try:
        for event, element in ElementTree.iterparse(str(path), events=("start", "end")):
            reader.take(event, element)
    except DefusedXmlException as error:
        raise AireError(f"{path}: refused, it declares XML entities ({type(error).__name__}); no graph needs them") from None
    except (ParseError, LookupError, ValueError) as error:  # the last two: an encoding that expat does not know
        raise AireError(f"{path}: not well-formed {kind} ({error})") from None
    return GraphFile(reader.records["node"], reader.records["edge"], reader.directed, reader.date)


class _Elements:
    """Elements of a GEXF or GraphML file as they come, turned into records and let go."""

    def __init__(self, path: Path, kind: str, limits: tuple[int, int]) -> None:
        self.path, self.kind, self.most = path, kind, {"node": limits[0], "edge": limits[1]}
        self.records: dict[str, list[Record]] = {"node": [], "edge": []}
        self.titles: dict[tuple[str, str], str] = {}
        self.directed, self.date, self.begun = True, "", False

    def take(self, event: str, element: Any) -> None:
        """Take in the start or the end of an element."""
        name = _local(element.tag)
        if event == "start":
            self._open(name, element)
        elif name in self.records:
            if len(self.records[name]) <= self.most[name]:
                self.records[name].append(self._record(name, element))
            element.clear()
        elif name == "attributes":
            for child in element:
                self.titles[element.get("class", ""), child.get("id", "")] = child.get("title", "")
        elif name == "key":
            self.titles[element.get("for", ""), element.get("id", "")] = element.get("attr.name", "")

    def _open(self, name: str, element: Any) -> None:
        if not self.begun and name != ROOTS[self.kind]:
            raise AireError(f"{self.path}: expected <{ROOTS[self.kind]}> at its start, found <{name[:40]}>")
        self.begun = True
        if name == "graph":
            self.directed = "undirected" not in (element.get("defaultedgetype"), element.get("edgedefault"))
        elif name == "meta":
            found = re.match(r"\d{4}-\d{2}-\d{2}", element.get("lastmodifieddate", ""))
            self.date = found[0] if found else self.date

    def _record(self, name: str, element: Any) -> Record:
        """Return the attributes of a node or edge under the titles that the file declares for them."""
        record: Record = dict(element.attrib)
        for child in element.iter():
            tag = _local(child.tag)
            key = child.get("key", "") if tag == "data" else child.get("for", child.get("id", ""))
            if tag in ("data", "attvalue"):
                title = self.titles.get((name, key)) or self.titles.get(("all", key)) or key
                record.setdefault(title, _value(child))  # what tells a node or the ends of an edge is not overruled
        return record | {"line": str(len(self.records[name]) + 1)}


def _value(element: Any) -> str:
    return str(element.get("value", element.text or "")).strip()


def _gml(path: Path, kind: str, limits: tuple[int, int]) -> GraphFile:
    """Read GML by networkx, parallel edges and nodes without label allowed."""
    import networkx as nx

    text = _decoded(path)
    if len(re.findall(r"\bnode\s*\[", text)) > limits[0] or len(re.findall(r"\bedge\s*\[", text)) > limits[1]:
        raise AireError(f"{path}: more than limits.nodes or limits.edges in niche.yml allow")
    if not re.search(r"\bmultigraph\s+1\b", text):
        text = re.sub(r"\bgraph\s*\[", r"\g<0> multigraph 1 ", text, count=1)
    try:
        G = nx.parse_gml(text.splitlines(), label="id")
    except (nx.NetworkXError, AttributeError, TypeError, KeyError, ValueError, RecursionError) as error:
        raise AireError(f"{path}: not well-formed GML ({str(error)[:200]})") from None
    nodes = [_texts(about) | {"id": str(node)} for node, about in G.nodes(data=True)]
    edges = [_texts(about) | {"source": str(a), "target": str(b)} for a, b, about in G.edges(data=True)]
    return GraphFile(nodes, edges, bool(G.is_directed()), "")


def _texts(attributes: dict[str, Any]) -> Record:
    return {name: str(value) for name, value in attributes.items()}
