"""The maps: nothing overlaps, the same bytes twice, a title that claims only what was computed, hostile words inert."""

import base64
import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.path import Path
from tests import networks

import large_maps
import report_material as made
from helpers import maps
from helpers import tables as contracts
from helpers.look import labels, typeface
from helpers.maps import explore, finding, halos, lettering, network, packing, room
from helpers.maps.network import Network, draw_up, radii
from helpers.paths import AireError
from helpers.texts import Texts

FR = Texts("fr")
TOUCH = 0.5  # units (thousandths of the width) by which the boxes of two lines of one title may meet


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    made_tables = made.make_tables()
    return {**made_tables, "positions": maps.positions(made_tables)}


def overlapping(boxes: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of labels whose drawn boxes meet."""
    rows = list(boxes.itertuples(index=False))
    return [
        (one.text, other.text)
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if min(one.right, other.right) - max(one.left, other.left) > TOUCH
        and min(one.bottom, other.bottom) - max(one.top, other.top) > TOUCH
    ]


def covered(boxes: pd.DataFrame, discs: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the labels that cover a disc."""
    found = []
    for box in boxes.itertuples(index=False):
        x, y = discs["x"].clip(box.left, box.right), discs["y"].clip(box.top, box.bottom)
        hit = (x - discs["x"]) ** 2 + (y - discs["y"]) ** 2 < (discs["radius"] - TOUCH) ** 2
        found += [(box.text, source) for source in discs.loc[hit, "source"]]
    return found


def test_no_label_covers_a_label_or_a_disc(tables: dict[str, pd.DataFrame]) -> None:
    figure = maps.static(tables, FR, "2026-03-01")
    assert figure is not None
    assert len(figure.labels) >= 15
    assert overlapping(figure.labels) == []
    assert covered(figure.labels, figure.discs) == []


@pytest.fixture(scope="module")
def beyond(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The niche, some sources of which cite spaces that were not read."""
    cited = {"instagram.com/person-3fa2c19b": 9, "facebook.com/groups/pain": 4, "ana.substack.com": 3, "youtube.com": 9}
    cited |= {"tiktok.com/@person-77777777": 2, "elsewhere.example": 9}
    who = tables["edges"]["source"].drop_duplicates().tolist()
    rows = [(f"{target}-{n}", who[n], target) for target, times in cited.items() for n in range(times)]
    more = pd.DataFrame(rows, columns=["link", "source", "target_source"])
    links = pd.concat([tables["links"], more.assign(page="", known=False, editorial=True, type="editorial")], ignore_index=True)
    return {**tables, "links": links.fillna("")}


def test_spaces_off_the_map_that_three_sources_cite_are_hollow_among_them_and_no_handle_is_written(
    beyond: dict[str, pd.DataFrame],
) -> None:
    figure, drawn = maps.static(beyond, FR), maps.interactive(beyond, FR)
    assert figure is not None and drawn is not None
    hollow = figure.discs[~figure.discs["source"].isin(beyond["sources"]["source"])]
    assert hollow["source"].tolist() == ["instagram.com/person-3fa2c19b", "facebook.com/groups/pain", "ana.substack.com"]
    assert hollow["radius"].is_monotonic_decreasing and overlapping(figure.labels) == covered(figure.labels, figure.discs) == []
    told = {*figure.labels["text"], *re.findall('"words":"([^"]+)","by"', drawn.document)}
    assert {"instagram.com", "facebook.com/groups/pain", "ana.substack.com"} <= told and "person-" not in " ".join(told)


def test_every_community_shown_has_its_title_and_a_large_one_before_a_small_one(tables: dict[str, pd.DataFrame]) -> None:
    figure = maps.static(tables, FR)
    assert figure is not None
    titled = [text for text in figure.labels["text"] if re.fullmatch(r"\d+ sources", text)]
    assert titled == [f"{size} sources" for size in sorted(tables["community_names"]["size"], reverse=True)]


def test_in_a_crowd_large_communities_are_titled_and_the_first_sources_named() -> None:
    crowd = large_maps.communities(sizes=(130, 110, 8, 2, 2))
    figure = maps.static(crowd, FR)
    assert figure is not None
    written = list(figure.labels["text"])
    assert {"130 sources", "110 sources", "8 sources"} <= set(written) and "2 sources" not in written
    first = draw_up(crowd).nodes.nlargest(5, "cited")["title"]
    assert set(first) <= set(written)
    assert "3 communautés" in figure.subtitle


def test_where_discs_leave_no_room_they_make_some_for_every_title() -> None:
    net, _, _ = large_maps.drawn(330, 990)
    across, down = np.meshgrid(np.arange(22) * 45 + 25.0, np.arange(15) * 45 + 25.0)
    lattice, radius, panel = np.column_stack([across.ravel(), down.ravel()]), np.full(330, 3.0), (1000.0, 690.0)
    assert titles_on(net, lattice, radius) == 0
    boxes = lettering.room_for_titles(net, np.column_stack([lattice, radius]), panel)
    nobody = room.Texts(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), boxes)
    assert titles_on(net, room.clear(lattice, radius, nobody, panel), radius) == len(net.names) == len(boxes)


def titles_on(net: Network, place: Any, radius: Any) -> int:
    """Return how many communities find room for their title."""
    discs, taken = np.column_stack([place, radius]), labels.blank(1000, 690)
    labels.take_discs(taken, discs, air=lettering.APART)
    return len(
        {label.words.colour for label in lettering.titles(net, discs, taken, [f"{size} sources" for size in net.names["size"]])}
    )


def test_a_halo_has_no_hole_and_holds_nearly_all_members_of_a_sparse_community() -> None:
    angle = np.arange(30) * 2.4  # a sunflower: even and sparse
    members = np.column_stack([500 + 45 * np.sqrt(angle) * np.cos(angle), 345 + 45 * np.sqrt(angle) * np.sin(angle)])
    pieces = halos._pieces(members, (1000.0, 690.0))
    assert len(pieces) == 1
    inside = Path(pieces[0]).contains_points(members)
    assert inside.mean() >= 0.75 and Path(pieces[0]).contains_points(members[:20]).all()


def test_a_title_is_cut_between_words_in_two_lines_of_about_one_length() -> None:
    lines = lettering._lines("Cave · À pleine carafe & cie", "38 sources", 0)
    assert [line.text for line in lines] == ["CAVE · À PLEINE", "CARAFE\u00a0&\u00a0CIE", "38 sources"]
    lines = lettering._lines("dailykos.com, atrios.blogspot.com & co", "2 sources", 0)
    assert [line.text for line in lines][:2] == ["DAILYKOS.COM,", "ATRIOS.BLOGSPOT.COM\u00a0&\u00a0CO"]


def test_the_check_of_overlaps_sees_the_faults_of_a_rigged_map() -> None:
    boxes = pd.DataFrame([("one", 0, 0, 10, 10), ("two", 5, 5, 20, 20)], columns=["text", "left", "top", "right", "bottom"])
    discs = pd.DataFrame([("under", 2.0, 2.0, 3.0), ("apart", 50.0, 50.0, 3.0)], columns=["source", "x", "y", "radius"])
    assert overlapping(boxes) == [("one", "two")]
    assert covered(boxes, discs) == [("one", "under")]


def test_discs_do_not_overlap_and_stay_on_the_panel(tables: dict[str, pd.DataFrame]) -> None:
    net = draw_up(tables)
    place = tables["positions"][["x", "y"]].to_numpy()
    gap = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)) - np.add.outer(*[net.nodes["radius"].to_numpy()] * 2)
    assert gap[~np.eye(len(place), dtype=bool)].min() > 0
    assert place.min() > 0
    assert (place < [1000, 690]).all()


def test_area_follows_the_number_of_sources_that_cite() -> None:
    assert radii(pd.Series([100, 25])).tolist() == pytest.approx([20.0, 10.0])


def test_the_picture_is_light_and_has_the_same_bytes_whatever_the_order_of_the_rows(tables: dict[str, pd.DataFrame]) -> None:
    first = maps.static(tables, FR, "2026-03-01")
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in tables.items() if name != "positions"}
    second = maps.static(shuffled, FR, "2026-03-01")
    assert first is not None and second is not None
    assert first.png == second.png
    assert first.svg == second.svg
    assert len(first.png) <= 240_000


def placed_of(edges: list[tuple[str, str]]) -> pd.DataFrame:
    """Return where the sources of a plain edge list are drawn, by source."""
    frame = pd.DataFrame([(one, other, "link", 1.0) for one, other in edges], columns=["source", "target", "layer", "weight"])
    names = sorted({*frame["source"], *frame["target"]})
    given = {
        "sources": pd.DataFrame({"source": names, "title": names, "url": "", "kind": "blog"}),
        "edges": frame,
        "communities": pd.DataFrame({"source": names, "community": ""}),
        "community_names": pd.DataFrame({"community": [], "name": [], "size": [], "colour": []}, dtype=object),
    }
    return maps.positions(given).set_index("source")


def test_parts_that_hang_on_nothing_go_to_a_corner() -> None:
    edges = [(f"a{i}.example", f"a{(i + 1) % 30}.example") for i in range(30)]
    edges += [(f"a{i}.example", "a0.example") for i in range(2, 30)] + [("b0.example", "b1.example")]
    placed = placed_of(edges)
    assert placed.loc["b0.example", "x"] > 900
    assert placed.loc["b0.example", "y"] > 600
    assert 300 < placed.loc["a0.example", "x"] < 700


def test_parts_none_of_which_holds_half_of_the_sources_have_a_ground_each() -> None:
    sizes = {"a": 14, "b": 7, "c": 6, "d": 6, "e": 2}
    edges = [
        (f"{part}{i}.example", f"{part}{j}.example")
        for part, size in sizes.items()
        for i in range(size)
        for j in range(size)
        if i != j
    ]
    placed = placed_of(edges)
    low, high = (placed.groupby(placed.index.str[0]).agg(side) for side in ("min", "max"))
    apart = [
        ((low.loc[one] > high.loc[other]) | (low.loc[other] > high.loc[one])).any()
        for one in sizes
        for other in sizes
        if one < other
    ]
    ground = (high - low).prod(axis=1)
    assert all(apart) and ground.idxmax() == "a" and (placed.max() - placed.min() > [700, 450]).all()


def test_a_blurred_partition_loses_its_titles_and_says_so(tables: dict[str, pd.DataFrame]) -> None:
    blurred = {**tables, "partition": tables["partition"].assign(words="blurred")}
    figure, clear = maps.static(blurred, FR), maps.static(tables, FR)
    assert figure is not None and clear is not None
    capitals = [text for text in figure.labels["text"] if text.isupper() and len(text) > 3]
    assert capitals == []
    assert FR("map.caption.blurred") in figure.caption
    assert FR("map.caption.blurred") not in clear.caption


def test_a_niche_without_links_has_no_map(tables: dict[str, pd.DataFrame]) -> None:
    bare = {**tables, "edges": tables["edges"].iloc[:0]}
    assert maps.static(bare, FR) is None
    assert maps.interactive(bare, FR) is None


def data_of(document: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', document, re.S)
    assert found
    loaded: dict[str, Any] = json.loads(found.group(1))
    return loaded


def test_the_map_to_explore_asks_for_nothing_outside(tables: dict[str, pd.DataFrame]) -> None:
    drawn = maps.interactive(tables, FR, "2026-03-01")
    assert drawn is not None
    html = re.sub(r"<script>.*?</script>", "", drawn.document, flags=re.S)
    html = re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.S)
    assert re.findall(r"""(?:src|href)=["']?(?!data:)""", html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert drawn.document.count("</script>") == len(drawn.scripts) + 1 == 2


def test_the_viewer_is_small_and_its_network_smaller() -> None:
    net, placed, given = large_maps.drawn(3_000, 9_000)
    data = explore.packed(net, placed, given, FR)
    whole, _ = explore.document("x", data, explore.body(net, FR, False))
    network = len(explore.inert(data)) - len(data["titles"]) - len(data["urls"])
    assert network <= 40 * 3_000
    assert len(whole) - len(explore.inert(data)) - len(typeface.css()) <= 80_000


def test_packed_numbers_come_back_and_small_ones_take_a_byte() -> None:
    numbers = [0, 127, 128, 16_383, 16_384, 2**32 - 1]
    packed = base64.b64decode(packing.varints(numbers))
    assert len(packed) == 1 + 1 + 2 + 2 + 3 + 5
    assert unpacked(packed) == numbers


def unpacked(packed: bytes) -> list[int]:
    """Read unsigned LEB128 as its definition says (DWARF 5, 7.6)."""
    found, value, shift = [], 0, 0
    for byte in packed:
        value, shift = value | (byte & 127) << shift, shift + 7
        if byte < 128:
            found.append(value)
            value, shift = 0, 0
    return found


def test_the_links_that_the_viewer_reads_are_those_of_the_map(tables: dict[str, pd.DataFrame]) -> None:
    net = draw_up(tables)
    columns = packing.pack(net, tables["positions"], tables)["columns"]
    degree, targets = (unpacked(base64.b64decode(columns[name])) for name in ("degree", "targets"))
    fame, found, at = packing.by_fame(net), set(), 0
    for row, length in enumerate(degree):
        cited = np.cumsum(targets[at : at + length])
        found |= {(int(fame[row]), int(fame[other])) for other in cited}
        at += length
    assert found == set(zip(net.edges["citing"].tolist(), net.edges["cited"].tolist(), strict=True))


def test_hostile_words_stay_data(tables: dict[str, pd.DataFrame]) -> None:
    hostile = {
        **tables,
        "sources": tables["sources"].assign(title="</script><script>alert(1)</script>", url="javascript:alert(1)"),
    }
    drawn, looked = maps.interactive(hostile, FR), maps.quick(hostile, FR)
    assert drawn is not None and looked is not None
    assert drawn.document.count("</script>") == 2 and looked.document.count("</script>") == 3
    assert "javascript:alert" not in drawn.document + looked.document
    assert data_of(drawn.document)["titles"].split("\n")[0] == "</script><script>alert(1)</script>"


def test_above_its_limit_the_map_keeps_the_most_cited_and_says_so(tables: dict[str, pd.DataFrame]) -> None:
    drawn = maps.interactive(tables, FR, most=40)
    assert drawn is not None
    shown = data_of(drawn.document)
    assert shown["count"] == 40
    received = unpacked(base64.b64decode(shown["columns"]["received"]))
    assert received == draw_up(tables).nodes["cited"].nlargest(40).tolist()
    assert "ne sont pas dessinées" in drawn.document


def test_what_is_chosen_in_jupyterlab_comes_back_as_tables(tables: dict[str, pd.DataFrame]) -> None:
    widget, net = maps.explorer(tables, FR), draw_up(tables)
    fame = net.nodes.iloc[packing.by_fame(net)].reset_index(drop=True)
    assert widget.shown()["source"].tolist() == fame["source"].tolist() and widget.neighbours().empty
    widget.state = {"chosen": 0, "hidden": [1], "least": 5}
    first = net.names["community"].iloc[0]
    kept = fame[(fame["community"] != first) & (fame["cited"] >= 5)]
    assert 0 < len(kept) < len(fame) and widget.shown()["source"].tolist() == kept["source"].tolist()
    edges, chosen = tables["edges"][tables["edges"]["weight"] > 0], fame["source"].iloc[0]
    near = widget.neighbours()
    assert set(near.loc[near["cites"], "source"]) == set(edges.loc[edges["target"] == chosen, "source"])
    assert set(near.loc[near["cited_by"], "source"]) == set(edges.loc[edges["source"] == chosen, "target"])


def test_a_quick_look_holds_a_source_and_its_neighbours(tables: dict[str, pd.DataFrame]) -> None:
    used = tables["edges"][tables["edges"]["weight"] > 0]
    source = used["target"].value_counts().index[0]
    near = {source, *used.loc[used["target"] == source, "source"], *used.loc[used["source"] == source, "target"]}
    drawn = maps.ego(tables, FR, source)
    assert drawn is not None
    assert len(data_of(drawn.document)["nodes"]) >= len(near)


def test_a_quick_look_at_too_many_is_refused_with_advice(tables: dict[str, pd.DataFrame]) -> None:
    names = [f"s{place:04}.example" for place in range(600)]
    many = {
        **tables,
        "sources": pd.DataFrame({"source": names, "title": names, "url": ""}),
        "edges": pd.DataFrame({"source": names[1:], "target": names[:-1], "layer": "link", "weight": 1.0}),
    }
    with pytest.raises(AireError, match="600 sources are too many for a quick look .* maps.interactive"):
        maps.quick(many, FR)


def test_data_cannot_end_the_element_that_holds_them() -> None:
    assert explore.inert({"a": "</script>&\u2028"}) == '{"a":"\\u003c/script\\u003e\\u0026\\u2028"}'


def test_a_halo_is_drawn_in_before_the_edge_of_the_panel_cuts_it_and_is_left_alone_elsewhere() -> None:
    ring = np.array([[-30.0, 300.0], [10.0, 400.0], [500.0, 700.0], [1030.0, 300.0], [500.0, 10.0]])
    drawn = halos._inside(ring, (1000.0, 690.0))
    assert (drawn > 0).all() and (drawn < [1000.0, 690.0]).all()
    inner = (ring > halos.RIM) & (ring < np.array([1000.0, 690.0]) - halos.RIM)
    assert (drawn[inner] == ring[inner]).all()
    assert drawn[0, 0] < drawn[1, 0]  # what was farther out stays farther out


def test_a_map_too_dense_for_lines_draws_those_that_stand_out_and_says_so():
    names = [f"s{number:02d}" for number in range(30)]
    rows = [(one, other, 1) for one in names for other in names if one != other]
    heavy = [(one, other, 200 if (one, other) == ("s00", "s07") else pages) for one, other, pages in rows]
    given = {name: contracts.empty(name) for name in contracts.contracts()}
    given |= {"sources": networks.source_table(names), "edges": networks.edge_table(heavy)}
    net = network.draw_up(given)
    assert network.standing_out(net)[["citing", "cited"]].to_numpy().tolist() == [[0, 7]]
    assert "1 citations of 870 are drawn" in finding.words(given, net, Texts("en"), "")["caption"]
    few = {**given, "edges": networks.edge_table(rows[:100])}
    assert len(network.standing_out(network.draw_up(few))) == 100
