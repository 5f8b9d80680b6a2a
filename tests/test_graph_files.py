"""Graph files that the analyst brings: read whatever their dialect, refused or counted where they are hostile."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers import tables
from helpers.niche import load
from helpers.parse import build, graphs
from helpers.paths import AireError, niche_folder

Read = Callable[..., dict[str, pd.DataFrame]]

GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/{dialect}" version="1"><meta lastmodifieddate="2021-08-25"/>
<graph defaultedgetype="{kind}">
<attributes class="node"><attribute id="0" title="home" type="string"/><attribute id="1" title="group" type="string"/></attributes>
<attributes class="edge"><attribute id="0" title="count" type="integer"/></attributes>
<nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>"""
NODE = '<node id="{0}" label="{1}"><attvalues><attvalue for="0" value="{2}"/><attvalue for="1" value="g{0}"/></attvalues></node>'
EDGE = '<edge id="{0}" source="{1}" target="{2}"><attvalues><attvalue for="0" value="{3}"/></attvalues></edge>'
NODES = NODE.format(1, "Blog A", "http://www.a.example/") + NODE.format(2, "Blog B", "b.example/blog")
GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="k" for="edge" attr.name="count"/>
<key id="h" for="node" attr.name="home"/><graph edgedefault="{0}">
<node id="1"><data key="h">http://a.example</data></node><node id="2"><data key="h">https://b.example/blog/</data></node>
<edge source="1" target="2"><data key="k">3</data></edge></graph></graphml>"""
GML = 'graph [ directed 1 node [ id 1 label "a" ] node [ id 2 label "b" ] {} ]'


def gexf(edges: str = EDGE.format(0, 1, 2, 3), nodes: str = NODES, dialect: str = "1.3", kind: str = "directed") -> str:
    """Return a GEXF file."""
    return GEXF.format(edges=edges, nodes=nodes, dialect=dialect, kind=kind)


@pytest.fixture
def read(new_niche) -> Read:
    """Return a function that brings a file into a niche and reads it."""

    def bring(name: str, content: str | bytes, **how: object) -> dict[str, pd.DataFrame]:
        limits = how.pop("limits", None)
        keys = "".join(f", {key}: {value}" for key, value in how.items())
        head = f"limits: {{{limits}}}\n" if limits else ""
        niche = new_niche(f"question: Qui ?\n{head}imports:\n  - {{file: {name}{keys}}}\n")
        path = Path(niche_folder(niche)) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return graphs.read_imports(load(niche))

    return bring


def links(brought: dict[str, pd.DataFrame]) -> list[tuple[str, str, int]]:
    """Return (source, target, pages) of each edge."""
    return list(brought["edges"][["source", "target", "pages"]].itertuples(index=False, name=None))


def skipped(brought: dict[str, pd.DataFrame]) -> dict[str, int]:
    """Return how many were left out, by reason."""
    return dict(zip(brought["skips"]["reason"], brought["skips"]["count"], strict=True))


@pytest.mark.parametrize("dialect", ["1.1draft", "1.2draft", "1.3"])
def test_every_gexf_is_read(read, dialect):
    brought = read("g.gexf", gexf(dialect=dialect), url="home", weight="count", label="group")
    assert links(brought) == [("a.example", "b.example/blog", 3)]
    assert brought["edges"]["weight"].tolist() == [2.0]
    first = brought["sources"].iloc[0]
    assert (first["title"], first["url"], first["declared_label"]) == ("Blog A", "http://www.a.example/", "g1")


def test_without_an_address_the_key_is_the_identifier(read):
    assert links(read("g.gexf", gexf())) == [("1", "2", 3)]


def test_the_date_of_a_gexf_is_the_date_of_its_data(read):
    read("g.gexf", gexf())
    assert graphs.data_date(load("essai")) == "2021-08-25"


@pytest.mark.parametrize(
    ("name", "content", "how", "expected"),
    [
        ("g.graphml", GRAPHML.format("directed"), {"url": "home"}, [("a.example", "b.example/blog", 3)]),
        ("g.graphml", GRAPHML.format("undirected"), {}, [("1", "2", 3), ("2", "1", 3)]),
        ("g.gexf", gexf(kind="undirected"), {}, [("1", "2", 3), ("2", "1", 3)]),
        ("g.gml", GML.format("edge [ source 1 target 2 ] edge [ source 1 target 2 ]"), {}, [("1", "2", 2)]),
        ("g.csv", "source,target\na,b\nb,a\na,b\n", {}, [("a", "b", 2), ("b", "a", 1)]),
        ("g.csv", "de;vers;n\na;b;2,5\n", {"source": "de", "target": "vers", "weight": "n"}, [("a", "b", 3)]),
        ("g.tsv", "source\ttarget\tweight\na\tb\t4\n", {}, [("a", "b", 4)]),
        ("g.txt", "source,target\na,b\n", {"kind": "csv"}, [("a", "b", 1)]),
        ("g.csv", "source,target\ncafé,thé\n".encode("cp1252"), {}, [("café", "thé", 1)]),
        ("g.csv", b"\xef\xbb\xbfsource,target\r\na,b\r\n", {}, [("a", "b", 1)]),
    ],
)
def test_links_are_read_and_parallel_ones_added_up(read, name, content, how, expected):
    assert links(read(name, content, **how)) == expected


BOMB = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gexf><meta>&b;</meta></gexf>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/passwd">]><gexf><meta>&a;</meta></gexf>'


@pytest.mark.parametrize(
    ("name", "content", "how", "told"),
    [
        ("g.gexf", BOMB, {}, ["g.gexf", "entities"]),
        ("g.gexf", OUTSIDE, {}, ["g.gexf", "entities"]),
        ("g.gexf", "<html><body>Not found</body></html>", {}, ["g.gexf", "<gexf>", "<html>"]),
        ("g.graphml", gexf(), {}, ["<graphml>", "<gexf>"]),
        ("g.gexf", gexf()[:-60], {}, ["g.gexf", "not well-formed", "line"]),
        ("g.gexf", b"\x00\x01\x02", {}, ["g.gexf", "not well-formed"]),
        ("g.gexf", '<?xml version="1.0" encoding="klingon"?><gexf/>', {}, ["g.gexf", "not well-formed"]),
        ("g.gexf", gexf().encode("utf-32"), {}, ["g.gexf", "not well-formed"]),
        ("g.gexf", gexf('<edge id="0" source="1"/>'), {}, ["no edge has 'target'", "id, source"]),
        ("g.gml", "graph [ node [ id 1 ", {}, ["g.gml", "GML"]),
        ("g.gml", 'graph [ node 5 edge "x" ]', {}, ["g.gml", "GML"]),
        ("g.gml", GML.format("edge [ source 1 target 7 ]"), {}, ["g.gml", "undefined target 7"]),
        ("g.gml", "graph [ " + "x [ " * 5000, {}, ["g.gml", "GML"]),
        ("g.csv", "de,vers\na,b\n", {}, ["g.csv", "'source'", "'target'", "de, vers"]),
        ("g.csv", "source,target\na,b\n", {"weight": "pages"}, ["'pages'", "source, target"]),
        ("g.csv", b"\x89PNG\x00\x00\x00\n", {}, ["g.csv", "header"]),
        ("g.csv", "", {}, ["g.csv", "header"]),
        ("g.csv", "source,target\n" + "a" * 200_000 + ",b\n", {}, ["g.csv", "CSV"]),
        ("g.csv", "x" * 200_000, {}, ["g.csv", "CSV"]),
        ("g.gexf", gexf(), {"url": "homepage"}, ["'homepage'", "home"]),
        ("g.png", "", {}, ["g.png", ".csv"]),
        ("g.gexf", gexf(), {"limits": "nodes: 1"}, ["limits.nodes", "1"]),
        ("g.gexf", gexf(EDGE.format(0, 1, 2, 1) * 3), {"limits": "edges: 2"}, ["limits.edges", "2"]),
        ("g.csv", "source,target\na,b\nc,d\n", {"limits": "nodes: 3"}, ["limits.nodes", "3"]),
        ("g.gml", GML.format(""), {"limits": "nodes: 1"}, ["limits.nodes"]),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_sentence(read, name, content, how, told):
    with pytest.raises(AireError) as error:
        read(name, content, **how)
    assert [word for word in told if word not in str(error.value)] == []
    assert "\n" not in str(error.value).strip() and len(str(error.value)) < 700


@pytest.mark.parametrize(
    ("name", "content", "reasons"),
    [
        ("g.gexf", gexf(EDGE.format(0, 1, 1, 2)), {"self-loop": 1}),
        ("g.gexf", gexf(EDGE.format(0, 1, 9, 2)), {"edge-to-unknown-node": 1}),
        ("g.gexf", gexf('<edge id="0" source="1"/>' * 2 + EDGE.format(1, 1, 2, 1)), {"edge-without-end": 2}),
        ("g.gexf", gexf(nodes=NODES + NODE.format(1, "Twin", "c.example")), {"node-given-again": 1}),
        ("g.gexf", gexf(nodes=NODES + '<node label="x"/>'), {"node-without-id": 1}),
        ("g.csv", "source,target,weight\na,b,-1\nb,a,0\na,c,nan\na,d,inf\na,e,many\na,f,\n", {"bad-weight": 6}),
        ("g.csv", "source,target\na,\n,b\na,a\na,b\n", {"edge-without-end": 2, "self-loop": 1}),
        ("g.csv", "source,target\na\n\n\nb,c,d,e\n", {"edge-without-end": 1}),
    ],
)
def test_a_row_that_cannot_count_is_left_out_and_counted(read, name, content, reasons):
    brought = read(name, content)
    assert skipped(brought) == reasons
    assert (brought["edges"]["weight"] > 0).all() and brought["skips"]["example"].str.len().gt(0).all()


def test_an_edge_names_the_rows_of_the_file_that_say_it(read):
    content = "source,target,count\na,b,1\nb,a,2\na,b,3\na,b,1\na,b,1\n"
    records = read("links.csv", content)["edges"].set_index(["source", "target"])["record"]
    assert records["a", "b"] == "links.csv, line 2; links.csv, line 4; links.csv, line 5"
    assert records["b", "a"] == "links.csv, line 3"
    assert read("graph.gexf", gexf('<edge id="e7" source="a" target="b"/>', '<node id="a"/><node id="b"/>'))["edges"][
        "record"
    ].tolist() == ["graph.gexf, edge e7"]


def test_the_analyst_hides_and_merges_the_sources_of_a_graph(new_niche):
    decisions = "- {source: b, merge_into: a, reason: moved}\n- {source: d, hide: true, reason: spam}\n"
    decisions += "- {source: c, move_to: gone, reason: belongs there}\n- {source: x, hide: true, reason: no such node}\n"
    name = new_niche(
        "question: Qui ?\nimports: [{file: e.csv}]\n",
        editorial_yml=f"sources:\n{decisions}",
        e_csv="source,target\na,b\nb,c\nc,d\nc,a\n",
    )
    made = build(load(name))
    assert links(made) == [("a", "c", 1), ("c", "a", 1)] and made["sources"]["source"].tolist() == ["a", "c"]
    assert made["skips"][["input", "reason", "example"]].to_numpy().tolist() == [
        ["e.csv", "hidden-source (d)", "d"],
        ["editorial.yml", "decision-without-source", "x"],
    ]


def test_an_empty_graph_is_read_as_nothing(read):
    brought = read("g.csv", "source,target\n")
    assert [len(brought[name]) for name in ("sources", "edges", "skips")] == [0, 0, 0]


def test_hostile_titles_and_addresses_are_made_harmless(read):
    nodes = NODE.format("1", "A&#x202E;&#10;b&lt;script&gt;", "javascript:alert(1)") + NODE.format("2", "B", "data:text/html,x")
    sources = read("g.gexf", gexf(nodes=nodes), url="home")["sources"]
    assert sources["title"].tolist() == ["A b<script>", "B"]
    assert sources["url"].tolist() == ["", ""]


def test_two_nodes_of_one_address_stay_two_sources_in_any_order(read):
    one, other = NODE.format(1, "A", "http://a.example"), NODE.format(2, "B", "https://www.a.example/")
    keys = [links(read("g.gexf", gexf(nodes=nodes), url="home")) for nodes in (one + other, other + one)]
    assert keys[0] == keys[1] == [("a.example#1", "a.example#2", 3)]


def test_labels_are_joined_from_a_table(read, home):
    folder = home / "data" / "raw" / "essai"
    folder.mkdir(parents=True)
    (folder / "labels.csv").write_text("node;camp\n2;east\n7;west\n", encoding="utf-8")
    how = {"labels_file": "labels.csv", "labels_key": "node", "labels_column": "camp"}
    assert read("g.gexf", gexf(), **how)["sources"]["declared_label"].tolist() == ["", "east"]
    with pytest.raises(AireError, match=r"labels\.csv: no column 'side'; it has node, camp"):
        read("g.gexf", gexf(), **how | {"labels_column": "side"})


def test_the_order_of_the_file_changes_nothing_but_the_lines_it_is_found_on(read):
    rows = ["a,b,2", "b,c,1", "c,a,5", "a,b,1"]
    one, other = (read("g.csv", "\n".join(["source,target,weight", *order])) for order in (rows, rows[::-1]))
    for name in ("sources", "edges"):
        told = [table[name].drop(columns="record", errors="ignore") for table in (one, other)]
        pd.testing.assert_frame_equal(*told)
        tables.conform(one[name], name)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "sources", "edges", "skips"),
    [("libre", 621, 7193, {}), ("french-medias", 421, 20992, {}), ("polblogs", 1490, 19012, {"self-loop": 3})],
)
def test_real_networks_are_read_to_the_last_edge(data, name, sources, edges, skips):
    brought = graphs.read_imports(load(name))
    assert (len(brought["sources"]), len(brought["edges"]), skipped(brought)) == (sources, edges, skips)
    # polblogs: 19,025 rows, 3 loops, and 10 links given twice
    assert brought["edges"]["pages"].sum() >= edges


@pytest.mark.heavy
def test_gephis_gexf_1_3_of_the_same_blogs_is_read(data, read):
    content = (data / "graphs" / "divided-they-blog.gexf").read_bytes()
    brought = read("blogs.gexf", content, label="value")
    assert len(brought["sources"]) == 1224 and graphs.data_date(load("essai")) == "2021-08-25"
    assert sorted(brought["sources"]["declared_label"].unique()) == ["0", "1"]


@pytest.mark.parametrize(
    ("head", "content", "told"),
    [
        ("", None, "nothing to read yet; bring a web archive"),
        ("imports: [{file: e.csv}]\n", "source,target\n", "no source in e.csv"),
        ("archives: ['*.warc.gz']\n", "not gzip", r"no source in e.warc.gz; left out: e.warc.gz: not-an-archive"),
    ],
)
def test_a_niche_with_nothing_in_it_says_so_in_one_sentence(new_niche, head, content, told):
    name = new_niche(f"question: Qui ?\n{head}")
    if content is not None:
        (niche_folder(name) / ("e.warc.gz" if "archives" in head else "e.csv")).write_text(content)
    with pytest.raises(AireError, match=told):
        build(load(name))


PERSONS = {
    "handles": ("source,target\n@jeanne.d,b.example\nb.example,@jeanne.d\n@jeanne.d,@jeanne.d\n", ""),
    "profiles": ("source,target\nhttps://twitter.com/Jeanne_D,b.example\nx.com/jeanne_d,b.example\n,x.com/jeanne_d\n", ""),
    "names, where the unit is the person": ("source,target\nJeanne D,Luc\nLuc,nobody\n", "unit: person\n"),
}


@pytest.mark.parametrize("case", PERSONS.values(), ids=PERSONS)
def test_persons_of_a_graph_carry_pseudonyms_in_every_table(new_niche: Callable[..., str], case: tuple[str, str]) -> None:
    content, more = case
    niche = new_niche(f"question: Qui ?\nlang: fr\ndate: 2026-01-01\n{more}imports:\n  - {{file: g.csv}}\n")
    (Path(niche_folder(niche)) / "g.csv").write_text(content)
    made = build(load(niche), 1)
    written = "".join(frame.to_csv() for frame in made.values()).lower()
    assert "person-" in written and not [name for name in ("jeanne", "luc") if name in written]
    assert made["edges"]["record"].str.contains("line").all()


def test_persons_of_a_gexf_carry_pseudonyms_and_its_edges_are_told_by_them(read: Read) -> None:
    nodes = NODE.format("jeanne", "Jeanne D", "https://www.instagram.com/jeanne/") + NODE.format(2, "Blog B", "b.example")
    brought = read(
        "g.gexf", gexf(EDGE.format("jeanne-2", "jeanne", 2, 3) + EDGE.format("j", "jeanne", "jeanne", 1), nodes), url="home"
    )
    written = "".join(frame.to_csv() for frame in brought.values()).lower()
    assert "jeanne" not in written and "b.example" in written and len(brought["edges"]) == 1
    assert brought["sources"]["source"].tolist()[1].startswith("instagram.com/person-")
