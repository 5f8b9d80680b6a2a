"""The report: what it says, what it holds back, what it is made of."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import report_material as made
from helpers import earlier, maps, tables
from helpers.collect import discovery
from helpers.conversations.phrases import rules as conversation_rules
from helpers.graph import rules as graph_rules
from helpers.look import palette
from helpers.maps.network import draw_up
from helpers.niche import Niche
from helpers.paths import AireError
from helpers.report import branding, evidence, exports, facts, pages, pdf, sanitise, sections, sheet, since
from helpers.report.blocks import templates
from helpers.report.checks import LEVELS
from helpers.report.facts import DEFINITIONS
from helpers.report.material import rules
from helpers.tables import contract
from helpers.texts import LANGUAGES, Texts

TEMPLATES = templates()
EMPTY = {table: tables.empty(table) for table in tables.contracts()}
GRAPH_ONLY = {"sources", "edges", "communities", "community_names", "partition", "influence", "positions"}


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        context.setattr("helpers.browser.NAMES", ())
        context.delenv("AIRE_CHROMIUM", raising=False)
        yield context


@pytest.fixture(scope="module")
def full() -> dict[str, pd.DataFrame]:
    return made.make_tables()


@pytest.fixture(scope="module")
def edition(full: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> Path:
    return made.build(tmp_path_factory.mktemp("report"), full, patch)


@pytest.fixture(scope="module")
def report(edition: Path) -> LexborHTMLParser:
    return read(edition / "report.html")


def read(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def words(page: LexborHTMLParser, selector: str = "main") -> str:
    return re.sub(r"\s+", " ", " ".join(node.text() for node in page.css(selector)))


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_edition_holds_every_file_that_the_design_names(edition: Path) -> None:
    held = set(all_bytes(edition))
    assert {
        "report.html",
        "audit.html",
        "edition.json",
        "workbook.xlsx",
        "slides.pptx",
        "graph.gexf",
        "graph.graphml",
        "tables/sources.csv",
    } <= held
    assert not [name for name in held if "contact" in name]


def test_the_list_says_who_can_be_written_to_and_what_the_places_allow(report: LexborHTMLParser) -> None:
    said = words(report, "section:has(#influencers)")
    assert "1 source sur 12 publie de quoi lui écrire" in said
    assert "11 sources sur 12 ne publient, dans les pages lues, ni adresse ni formulaire" in said
    assert "secret.example" not in said
    for rule in (
        "Une annonce par mois.",
        "encadrée",
        "1 source écrit qu’elle refuse tout partenariat",
        "Pas de partenariat ici.",
    ):
        assert rule in said
    assert "180 messages ont été lus" in words(report, "section:has(#conversations)")


def test_what_is_worth_adding_is_named_with_its_reasons_and_what_share_is_held_with_its_interval(
    report: LexborHTMLParser,
) -> None:
    said = words(report, "section:has(#prospects)")
    assert "environ 80 % de la communauté reliée (entre 70 % et 87 %)" in said
    assert "marmiton.example" in said and "beaucoup de sources la citent, citée à côté de sources connues" in said
    assert "refuse.example" not in said and "compteur.example" not in said


def test_every_section_has_its_line_in_the_contents_and_its_anchor(report: LexborHTMLParser) -> None:
    anchors = [link.attributes["href"].removeprefix("#") for link in report.css(".contents a")]
    assert anchors == [
        "brief",
        "map",
        "communities",
        "influencers",
        "conversations",
        "method",
        "limits",
        "verify",
        "glossary",
        "provenance",
    ]
    assert all(report.css_first(f"#{anchor}") for anchor in anchors)


def test_every_inner_link_leads_somewhere(report: LexborHTMLParser) -> None:
    ids = {node.attributes["id"] for node in report.css("[id]")}
    assert {link.attributes["href"][1:] for link in report.css("a[href^='#']")} <= ids


@pytest.mark.parametrize("page", ["report.html", "audit.html"])
def test_headings_go_down_one_level_at_a_time_from_a_single_first_one(edition: Path, page: str) -> None:
    levels = [int(node.tag[1]) for node in read(edition / page).css("h1, h2, h3, h4, h5")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_in_brief_gives_five_findings_and_three_actions_each_leading_to_its_figure(report: LexborHTMLParser) -> None:
    assert len(report.css(".findings > li")) == 5 and len(report.css(".actions li")) == 3
    assert all(item.css_first("a.see") for item in report.css(".findings > li, .actions li"))


def test_the_first_finding_is_the_share_that_the_edges_give(report: LexborHTMLParser, full: dict[str, pd.DataFrame]) -> None:
    cited = full["edges"]["target"].value_counts()
    share = round(100 * cited.nlargest(20).sum() / cited.sum())
    assert f"Vingt sources reçoivent {share} % des citations" in words(report, ".findings")


def test_no_rank_stands_without_its_interval(report: LexborHTMLParser) -> None:
    ranks = report.css(".people .rank")
    assert len(ranks) == 12
    assert all(re.search(r"Rang \d+\s+entre \d+ et \d+ · palier \d+", node.text()) for node in ranks)


def test_the_parts_of_a_score_add_up_to_it(edition: Path, full: dict[str, pd.DataFrame]) -> None:
    first = read(edition / "report.html").css_first(".people .parts")
    width = sum(float(part.attributes["style"].removeprefix("--w: ").removesuffix("%")) for part in first.css("span"))
    source = full["shortlist"].sort_values("rank")["source"].iloc[0]
    influence = full["influence"].set_index(["source", "definition"])["score"]
    combined = influence[source, "combined"]
    assert width == pytest.approx(100 * combined, abs=0.3)


def test_evidence_is_three_passages_at_most_with_address_hash_and_record(report: LexborHTMLParser) -> None:
    proofs = report.css(".people .evidence")
    assert proofs
    for proof in proofs:
        passages = proof.css("li")
        assert len(passages) == 3 and all(len(node.text()) <= 300 for node in proof.css(".passage"))
        assert all(node.css_first("a[rel='noreferrer noopener']") for node in passages)
        assert all(re.search(r"[0-9a-f]{64}.*urn:uuid:", node.text(), re.DOTALL) for node in passages)


def test_the_count_of_the_other_passages_is_that_of_the_links(report: LexborHTMLParser, full: dict[str, pd.DataFrame]) -> None:
    source, links = full["shortlist"].sort_values("rank")["source"].iloc[0], full["links"]
    others = int((links["editorial"] & (links["target_source"] == source)).sum()) - 3
    assert f"et {others} autres citations" in report.css_first(".people .evidence summary").text()


def test_a_community_and_a_source_are_told_by_their_themes_what_moves_first(report: LexborHTMLParser) -> None:
    card = report.css_first("#community-c01").parent
    assert "On en parle de plus en plus : levain. Chaque année : galette (de décembre à février)." in " ".join(
        card.text().split()
    )
    rows = [" ".join(row.text().split()) for row in card.css(".themes li")]
    heads = ["levain, farine 9 textes · monte (× 2,4 en un an)", "galette 9 textes · de décembre à février", "seigle 9 textes"]
    assert [row.split("Le levain")[0] for row in rows] == heads
    assert all("Le levain demande de la patience." in row and "6 janvier 2026" in row for row in rows)
    assert "5 personnes sont arrivées récemment et ont écrit 7 messages" in " ".join(words(report).split())


def test_ideas_for_content_are_told_with_their_season_and_evidence_but_not_what_is_well_covered(report: LexborHTMLParser) -> None:
    told = [" ".join(one.text().split()) for one in report.css_first("#conversations").parent.css(".themes li")]
    assert len(told) == 1 and "farine, gluten" in told[0]
    assert (
        "demandé 6 fois, 1 article en parle · de novembre à janvier · le client peut apporter un tableau des farines" in told[0]
    )


def test_page_one_and_the_pages_that_bear_the_name_are_told_with_what_shows_them(report: LexborHTMLParser) -> None:
    part = next(one for one in report.css("details.data") if "grand moulin avis" in one.text())
    rows = [[" ".join(cell.text().split()) for cell in row.css("td")] for row in part.css("tbody tr")]
    assert rows[0][1:5] == ["10 %", "30 %", "40 %", "10 %"] and "c01-07.example/1" in rows[0][5]
    assert rows[1][0] == "grandmoulin-les-fans.example" and "Site non officiel." in rows[1][2]


def test_no_contact_and_no_words_of_a_person_travel(edition: Path) -> None:
    held = b"".join(all_bytes(edition).values())
    for secret in ("bonjour@secret.example", "Les mots d'une personne", "Question 1"):
        assert secret.encode() not in held


def test_a_person_is_shown_as_a_member(full: dict[str, pd.DataFrame], tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    first = full["shortlist"].sort_values("rank")["source"].iloc[0]
    renamed = full["sources"].assign(title=full["sources"]["title"].mask(full["sources"]["source"] == first, "person-3fa2c19b"))
    page = read(made.build(tmp_path, {**full, "sources": renamed}, patch) / "report.html")
    assert "membre 3fa2" in words(page, ".people") and "person-3fa2c19b" not in words(page)


def test_a_note_says_so_when_its_number_has_changed(report: LexborHTMLParser) -> None:
    note = report.css_first(".note").text()
    assert "Note de l’analyste" in note and "12 alors, 139 aujourd’hui" in note


@pytest.mark.parametrize(
    ("verdict", "said", "cards"),
    [
        ("clear", "6 communautés nettes", 6),
        ("blurred", "Les communautés sont floues", 6),
        ("none", "Aucun découpage", 0),
    ],
)
def test_the_verdict_decides_the_words(verdict: str, said: str, cards: int, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    page = read(made.build(tmp_path, made.make_tables(verdict), patch) / "report.html")
    assert said in words(page, ".findings") and len(page.css(".card")) == cards


def test_the_report_is_in_english_too(full: dict[str, pd.DataFrame], tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    page = read(made.build(tmp_path, full, patch, made.NICHE.format(lang="en")) / "report.html")
    assert page.css_first("html").attributes["lang"] == "en"
    assert "In brief" in words(page) and "Marques nommées" not in words(page) and "March 1, 2026" in words(page)


def test_a_niche_without_anything_gives_one_line_a_section(tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    page = read(made.build(tmp_path, EMPTY, patch) / "report.html")
    assert not page.css("img, .card, .people, .frame")
    assert "aucune source lue n’en cite une autre" in words(page)
    assert "aucune conclusion" in words(page, ".brief")


def test_a_niche_made_from_a_graph_alone_says_so(
    full: dict[str, pd.DataFrame], tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    frames = {name: frame if name in GRAPH_ONLY else EMPTY[name] for name, frame in full.items()}
    record = "niche.yml, edge " + frames["edges"].index.astype(str)  # any file of the niche: what counts is its hash
    page = read(made.build(tmp_path, frames | {"edges": frames["edges"].assign(record=record)}, patch) / "report.html")
    assert "Le matériau est un graphe déjà fait" in words(page) and "Aucun message n’a été lu" in words(page)
    assert len(page.css(".findings > li")) >= 3
    proofs = page.css(".card .evidence li")
    assert proofs and all(re.search(r"[0-9a-f]{64}.*niche.yml, edge \d+", node.text(), re.DOTALL) for node in proofs)
    assert "liens du fichier à l’appui" in words(page, ".card .evidence summary")


@pytest.fixture(scope="module")
def of_graph(full: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the words of a report on a graph alone, with its list of names."""
    kept = {*GRAPH_ONLY, "shortlist"}
    frames = {name: frame if name in kept else EMPTY[name] for name, frame in full.items()}
    unread = frames["influence"]["definition"].isin(["active", "relevant"])
    frames["influence"], frames["community_names"] = frames["influence"][~unread], frames["community_names"].assign(terms="")
    with pytest.MonkeyPatch.context() as own:
        return " ".join(made.said(tmp_path_factory.mktemp("graph"), frames, own).values())


@pytest.mark.parametrize(
    "untrue",
    ["dans un texte", "dans leurs textes", "pertinence", "Les pages sont rattachées", "tous les liens comptaient", "par page", "brief",
     "ouvertes à une approche, classées", "sous les publications", "commentaire", "la page lue", "Ses mots", "pages lues", "messages0",
     "sources lues", "Une adresse lue", "ironie", "0 besoin", "besoins sans réponse"],
)  # fmt: skip
def test_the_report_of_a_graph_says_nothing_of_pages_texts_and_readers(of_graph: str, untrue: str) -> None:
    assert untrue.casefold() not in of_graph.casefold()


def test_the_words_missed_in_the_report_of_a_graph_are_those_of_a_report_on_pages(report: LexborHTMLParser) -> None:
    said = words(report)
    assert all(
        told in said for told in ("dans un texte", "Les pages sont rattachées", "tous les liens comptaient", "la page lue")
    )


@pytest.mark.parametrize(
    ("lang", "untrue"), [("fr", "entre 1 et 1"), ("en", "between 1 and 1"), ("fr", "1 à 1"), ("en", "1 to 1")]
)
def test_a_rank_that_never_moves_is_not_told_as_an_interval(
    lang: str, untrue: str, full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    influence = full["influence"].copy()
    first = influence["rank"] == 1
    influence.loc[first, ["rank_low", "rank_high", "tier"]] = 1
    influence.loc[~first & (influence["tier"] == 1), "tier"] = 2
    frames = {**full, "influence": influence, "needs": EMPTY["needs"]}
    page = " ".join(made.said(tmp_path, frames, monkeypatch, lang).values())
    assert untrue not in page and ("la première place" if lang == "fr" else "the first place") in page
    assert "est la première source de la niche" not in page  # nothing shows that it could fall


@pytest.mark.parametrize(("tied", "claimed"), [(1, True), (3, False)])
def test_the_first_place_is_told_to_be_fragile_only_where_one_source_alone_has_it(
    tied: int, claimed: bool, full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    influence = full["influence"].copy()
    combined = influence["definition"] == "combined"
    influence.loc[combined, "tier"] = influence["rank"].gt(tied) + 1
    influence.loc[combined & (influence["rank"] <= tied), "rank_high"] = 5
    frames = {**full, "influence": influence, "needs": EMPTY["needs"]}  # five claims are told, those on needs before this one
    page = " ".join(made.said(tmp_path, frames, monkeypatch, "fr").values())
    assert ("est la première source de la niche" in page) == claimed


def test_only_the_gates_that_occur_are_named(
    report: LexborHTMLParser, full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "un refus écrit, les règles du lieu et un long silence" in words(report, ".actions")
    gate = full["shortlist"]["gate"].where(full["shortlist"]["gate"] == "open", "asleep")
    told = made.said(tmp_path, {**full, "shortlist": full["shortlist"].assign(gate=gate)}, monkeypatch)
    assert "Ce qui s’y oppose : un long silence." in told["brief"].replace("\u00a0", " ")


@pytest.mark.parametrize(("questions", "needs"), [(0, 0), (9, 0)])
def test_needs_are_no_key_number_where_none_was_found(
    questions: int, needs: int, full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = {**full, "needs": EMPTY["needs"].head(needs), "questions": full["questions"].head(questions)}
    page = made.said(tmp_path, frames, monkeypatch)["numbers"]
    assert "besoins sans réponse" not in page and "Part reçue par les 20 sources" in page


def test_a_few_wrong_dates_do_not_make_the_period() -> None:
    days = pd.Series(pd.date_range("2024-01-10", "2026-02-20", periods=400).strftime("%Y-%m-%d"))
    posts = pd.DataFrame({"published": [*days, "1996-01-01", "1970-01-01", "2031-05-05", ""]})
    assert facts.period(posts) == ("2024-01-10", "2026-02-20", 3)
    assert facts.period(posts.iloc[:400]) == ("2024-01-10", "2026-02-20", 0)
    assert facts.period(posts.iloc[403:]) == ("", "", 0)


def test_the_cover_says_how_many_texts_lie_outside_its_period(
    report: LexborHTMLParser, full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = full["posts"].copy()
    posts.loc[posts.index[0], "published"] = "1996-01-01"
    cover = made.said(tmp_path, {**full, "posts": posts}, monkeypatch)["cover"]
    assert "1996" not in cover and "1 texte daté d’avant ou d’après cette période" in cover
    assert "cette période" not in words(report, ".cover")


def test_groups_too_small_to_be_told_are_counted_apart(
    full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, last = full["community_names"], full["community_names"]["community"].max()
    pair = names.assign(
        size=names["size"].where(names["community"] != last, 2), colour=names["colour"].where(names["community"] != last, 8)
    )
    told = made.said(tmp_path, {**full, "community_names": pair}, monkeypatch)
    assert "5 communautés nettes" in told["brief"] and "communautés 5" in told["numbers"]
    assert "Un groupe plus petit n’a pas de fiche (2 sources)" in told["communities"]


def test_only_sources_without_any_link_are_said_to_have_none(report: LexborHTMLParser) -> None:
    assert "5 sources lues n’ont aucune citation" in words(report, "section:has(#off-map)")


@pytest.mark.parametrize(
    ("passage", "shown"),
    [
        ("Une phrase entière.", "Une phrase entière."),
        ("la suite d’une phrase.", "… la suite d’une phrase."),
        ("Une phrase coupée au milieu", "Une phrase coupée au …"),
        ("Sans point", "Sans point …"),
    ],
)
def test_a_passage_is_cut_between_words_and_shows_that_it_is_cut(passage: str, shown: str) -> None:
    assert evidence.excerpt(passage, 22) == shown


def test_the_same_tables_give_the_same_bytes(
    edition: Path, full: dict[str, pd.DataFrame], tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    assert all_bytes(made.build(tmp_path, full, patch)) == all_bytes(edition)


def test_the_report_is_light(edition: Path) -> None:
    assert (edition / "report.html").stat().st_size <= 1_500_000


def test_the_policy_lets_our_scripts_run_and_no_other(edition: Path) -> None:
    page = read(edition / "report.html")
    frame = LexborHTMLParser(page.css_first("iframe").attributes["srcdoc"])
    running = [
        node.text() for tree in (page, frame) for node in tree.css("script") if node.attributes.get("type") != "application/json"
    ]
    assert page.css_first("meta[http-equiv]").attributes["content"] == pages.policy(running)
    assert page.css_first("iframe").attributes["sandbox"] == "allow-scripts allow-downloads"


def test_the_audit_shows_the_work_without_what_changes_from_run_to_run(edition: Path) -> None:
    text = (edition / "audit.html").read_text(encoding="utf-8")
    assert 'id="nb-02-build-graph-table"' in text and "What is there?" in text
    assert not [word for word in ("raw cell", "RECORDED", "0x7f3a2b1c", str(edition.parents[2])) if word in text]


def test_a_sentence_that_a_cell_displays_is_read_as_one_in_the_audit(edition: Path) -> None:
    text = (edition / "audit.html").read_text(encoding="utf-8")
    assert "It says <strong>42</strong> of them." in text and "Markdown object" not in text


def test_the_index_leads_to_the_pages_that_compare_editions(edition: Path, patch: pytest.MonkeyPatch) -> None:
    from helpers.report import render

    patch.setenv("AIRE_HOME", str(edition.parents[2]))
    page = edition.parent / "compared-2026-03-01-2026-09-30.html"
    page.write_text("")
    links = [node.attributes["href"] for node in read(render.write_index()).css("p a")]
    page.unlink()
    assert links == [f"{edition.parent.name}/{page.name}"]
    assert not list(read(render.write_index()).css("p a"))


def test_the_index_lists_whole_editions_only(edition: Path, patch: pytest.MonkeyPatch) -> None:
    from helpers.report import render

    patch.setenv("AIRE_HOME", str(edition.parents[2]))
    (edition.parent / ".2026-04-01.part").mkdir()
    (edition.parent / ".2026-04-01.part" / "edition.json").write_text("{", encoding="utf-8")
    links = [node.attributes["href"] for node in read(render.write_index()).css("td a")]
    assert links[0] == "cuisine/2026-03-01/report.html" and all((edition.parents[1] / link).is_file() for link in links)


def test_edition_json_tells_date_counts_verdict_versions_and_inputs(edition: Path) -> None:
    about = json.loads((edition / "edition.json").read_text(encoding="utf-8"))
    assert (about["date"], about["verdict"], about["counts"]["sources"]) == ("2026-03-01", "clear", 139)
    assert set(about["inputs"]) == {"niche.yml", "editorial.yml"} and about["versions"]["pandas"]


def test_the_workbook_opens_with_headers_frozen_and_no_formula(edition: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(edition / "workbook.xlsx")
    assert str(book.properties.created) == "2026-03-01 00:00:00" and "contacts" not in book.sheetnames
    for page in book:
        assert page.freeze_panes == "B2" and page.auto_filter.ref
        meant = [about.partition(", ")[2] for about in contract(page.title)["columns"].values()]
        assert [cell.comment.text for cell in page[1]] == meant
        assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_graph_keeps_the_map_and_carries_no_date(edition: Path) -> None:
    import networkx

    text = (edition / "graph.gexf").read_text(encoding="utf-8")
    graph, other = networkx.read_gexf(edition / "graph.gexf"), networkx.read_graphml(edition / "graph.graphml")
    assert "lastmodified" not in text and graph.number_of_nodes() == 139
    assert {*graph.edges} == {*other.edges} and {*graph} == {*other}
    frames = {name: earlier.numbers(edition, name, columns) for name, columns in maps.NEEDED.items()}
    drawn = draw_up(frames).nodes.merge(frames["positions"], on="source").set_index("source")
    assert len(drawn) == 134
    for source, row in drawn.iterrows():  # as the map draws it, y upwards, in both
        viz, flat = graph.nodes[source]["viz"], other.nodes[source]
        colour = tuple(bytes.fromhex(palette.disc(row["colour"])[1:]))
        assert (viz["position"]["x"], viz["position"]["y"], viz["size"]) == (row["x"], -row["y"], row["radius"])
        assert (flat["x"], flat["y"], flat["size"]) == (row["x"], -row["y"], row["radius"])
        assert tuple(viz["color"][name] for name in "rgb") == tuple(flat[name] for name in "rgb") == colour
    assert graph.nodes["c01-00.example"]["label"] == other.nodes["c01-00.example"]["label"] == "Le carnet de brioche"
    flat = (edition / "graph.graphml").read_text(encoding="utf-8")  # the types that Gephi itself writes
    types = dict(re.findall(r'attr.name="(x|y|size|r|g|b|weight)" attr.type="(\w+)"', flat))
    assert types == {**dict.fromkeys("rgb", "int"), **dict.fromkeys(("x", "y", "size", "weight"), "float")}
    lone = [node for node in graph if node not in drawn.index]
    assert len(lone) == 5 and all(graph.nodes[node]["viz"]["position"]["y"] < -700 for node in lone)  # below the map


def test_without_a_chromium_one_sentence_takes_the_place_of_the_pdf(edition: Path) -> None:
    assert pdf.write(edition / "report.html", edition / "report.pdf").startswith("No report.pdf: ")
    assert not (edition / "report.pdf").exists()


def test_attacks_reach_no_table_workbook_or_graph(tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    import networkx
    from openpyxl import load_workbook

    folder = made.build(tmp_path, made.hostile(made.make_tables()), patch, made.NICHE_OF_PAYLOADS, made.EDITORIAL_OF_PAYLOADS)
    for path in sorted(folder.glob("tables/*.csv")):
        cells = pd.read_csv(path, dtype=str, keep_default_na=False).to_numpy().ravel()
        texts = [cell for cell in cells if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)]
        assert not [cell for cell in texts if cell.lstrip().startswith(exports.FORMULA)], path.name
    book = load_workbook(folder / "workbook.xlsx")
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    labels = networkx.read_gexf(folder / "graph.gexf").nodes(data="label")
    assert any("<script>" in label for _, label in labels)


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    assert not exports.neutral(text).lstrip().startswith(exports.FORMULA)


# a French spreadsheet parts a CSV at semicolons, and takes a quote within a cell for a letter
@given(st.lists(st.sampled_from(["=1+1", ";", '"', "\n", "\t", " ", "a", "-2", ";;=", ';"=2']), max_size=8).map("".join))
def test_no_cell_begins_a_formula_where_semicolons_part_the_cells(text: str) -> None:
    line = pd.DataFrame({"source": ["a.example"], "title": [exports.neutral(text)]}).to_csv(index=False, header=False)
    cells = [cell.strip(' \t\r"') for row in line.split("\n") for cell in row.split(";")]
    assert not [cell for cell in cells if cell.startswith(exports.FORMULA)]


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("<script>alert(1)</script>ok", "ok"),
        ("<p onclick='x()'>ok</p>", "<p>ok</p>"),
        ("<a href='javascript:x()'>ok</a>", '<a rel="noreferrer noopener">ok</a>'),
        ("<a href='data:text/html,x'>ok</a>", '<a rel="noreferrer noopener">ok</a>'),
        ("<a href='https://a.example/'>ok</a>", '<a href="https://a.example/" rel="noreferrer noopener">ok</a>'),
        ("<img src='https://evil.example/x.png'>", ""),
        ("<img src='data:text/html;base64,AAAA'>", ""),
        ("<p style='background:url(https://evil.example)'>ok</p>", "<p>ok</p>"),
        ("<span style='--w: 12.5%'>ok</span>", '<span style="--w: 12.5%">ok</span>'),
        ("<iframe srcdoc='x'>gone</iframe>ok", "ok"),
        ("<svg><script>x</script></svg>ok", "ok"),
        ("<form action='https://evil.example'><input name=a>ok</form>", "ok"),
        ("<p id='T_3f2a'>ok</p>", "<p>ok</p>"),
        ("<p id='nb-02'>ok</p>", '<p id="nb-02">ok</p>'),
        ("<style>p{}</style>ok", "ok"),
        ("<meta http-equiv=refresh content='0;url=https://evil.example'>ok", "ok"),
        ("<base href='https://evil.example/'>ok", "ok"),
    ],
)
def test_what_could_run_load_or_lead_astray_is_dropped(hostile: str, left: str) -> None:
    assert sanitise.clean(hostile) == left


@given(
    st.lists(st.sampled_from(["<", ">", "script", "/", " on", "x=", "'", '"', "svg", "a href=", "javascript:", "\x00", "!--"]))
)
def test_cleaning_twice_changes_nothing_and_leaves_no_handler(parts: list[Any]) -> None:
    once = sanitise.clean("".join(parts))
    assert sanitise.clean(once) == once
    tree = LexborHTMLParser(f"<body>{once}</body>")
    assert not [node for node in tree.css("body *") for name in node.attributes if name.startswith("on")]


VERDICTS, OBJECTIVES = ("clear", "blurred", "none"), ("listen", "launch", "event", "decide")
FAMILIES = {
    "report.see.": ("map", "off-map", "prospects", "communities", "influencers", "conversations", "method", "limits"),
    "finding.communities.": VERDICTS,
    "fragile.partition.": VERDICTS,
    "communities.intro.": VERDICTS[:2],
    "numbers.communities.": VERDICTS,
    "map.reading.colour.": VERDICTS,
    "action.": OBJECTIVES,
    "prospects.": (*discovery.rules()["usual"], "stop", "go_on"),
    "influencers.intro.": OBJECTIVES,
    "definition.": DEFINITIONS,
    "level.": LEVELS,
    "nature.": ("network", "group", "video", "newsletter", "links"),
    "limit.": (*rules()["limits"], *rules()["standing"]),
    "step.": rules()["steps"],
    "sheet.": sheet.MEASURES,
    "sheet.verdict.": VERDICTS,
    "sheet.like.": [str(one["sources"]) for one in graph_rules("references.yml")["networks"]],
    "changes.part.": since.READ,
    "communities.rhythm.": ("event", "lasting"),
    "harm.": (*conversation_rules("reproaches.yml")["harms"], "makers"),
    "report.plan.": ("added", "removed"),
    "word.": rules()["glossary"],
    "action.leave.": ("refusal", "promotion-forbidden", "asleep", "gone", "off-brief", "closed-circle"),
    "shortlist.gate.": ("refusal", "promotion-forbidden", "asleep", "gone", "off-brief"),
    "linktype.": tuple(re.findall(r"[a-z]+", tables.contract("links")["columns"]["type"].split(",")[1])),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_that_the_report_may_need_is_there(lang: str) -> None:
    told = [path.read_text(encoding="utf-8") for path in (*TEMPLATES.rglob("*.j2"), *Path(sections.__file__).parent.glob("*.py"))]
    asked = {key for text in told for key in re.findall(r'(?:\bt|say|count|words|point)\((?:m, )?"([a-z_.-]+\.[a-z_]+)"', text)}
    assert len(asked) > 100
    asked |= {family + name for family, names in FAMILIES.items() for name in names}
    assert sorted(key for key in asked if not Texts(lang).has(key)) == []


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("fr", ("Sous 2 textes (", "Dans 1 texte (", "2 sources réservent la fouille de leurs textes")),
        ("en", ("Under 2 texts (", "In 1 text (", "2 sources reserve the mining of their texts")),
    ],
)
def test_comments_unread_pages_that_contradict_themselves_and_texts_reserved_are_limits_with_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, sentences: tuple[str, ...]
) -> None:
    frames = made.make_tables()
    before = made.said(tmp_path / "before", frames, monkeypatch, lang)["limits"]
    assert not [sentence for sentence in sentences if sentence in before]
    opening = frames["posts"].index[frames["posts"]["parent"] == ""]
    frames["posts"].loc[opening[:2], "comments"] = -1
    frames["posts"].loc[opening[2], "disagrees"] = "title | published"
    frames["sources"].loc[[0, 1], "reserved"] = ["noindex | tdm", "tdm"]
    told = made.said(tmp_path / "after", frames, monkeypatch, lang)["limits"]
    assert [sentence for sentence in sentences if sentence not in told] == []


def test_rented_spaces_are_told_off_the_map_by_nature_and_by_the_sources_that_point_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = made.make_tables()
    links = frames["links"].drop_duplicates("source").index
    targets = ["instagram.com/person-00000001", "instagram.com/person-00000002", "ana.substack.com", "linktr.ee/person-00000003"]
    frames["links"].loc[links[:4], "known"] = False
    frames["links"].loc[links[:4], "target_source"] = targets
    told = made.said(tmp_path, frames, monkeypatch)["off-map"]
    assert "2 profils ou pages de réseaux sociaux : 2 sources y renvoient" in told.replace("\xa0", " ").replace("\u202f", " ")
    assert "1 lettre d’information" in told and "1 page de liens" in told and "person-" not in told


def test_the_report_carries_the_name_the_logo_and_the_accent_of_the_house(
    full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = 'branding: {name: Studio Nord, logo: logo.svg, accent: "#7B0029"}\n'
    monkeypatch.setattr("helpers.report.sections.figures.ranking", lambda *_: None)
    folder = made.build(tmp_path, full, monkeypatch, made.NICHE.format(lang="fr") + house)
    page = read(folder / "report.html")
    style = page.css_first("style").text()
    assert "--accent: #7B0029" in style and "Studio Nord · cuisine" in style
    assert page.css_first(".contents .brand").text() == "Studio Nord"
    logo = page.css_first(".cover .house img")
    kept = base64.b64decode(logo.attributes["src"].removeprefix("data:image/svg+xml;base64,")).decode()
    assert (kept, logo.attributes["alt"]) == (made.LOGO, "Studio Nord")


@pytest.mark.parametrize(
    ("file", "words"), [("logo.pdf", "expected a logo that ends in"), ("big.png", "a logo has at most"), ("none.png", "none.png")]
)
def test_a_logo_that_cannot_be_shown_is_told_by_its_file(
    file: str, words: str, full: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "raw" / "cuisine").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "cuisine" / "logo.pdf").write_bytes(b"%PDF")
    (tmp_path / "data" / "raw" / "cuisine" / "big.png").write_bytes(bytes(200_001))
    monkeypatch.setenv("AIRE_HOME", str(tmp_path))
    study = Niche(name="cuisine", question="Qui ?", branding={"logo": file})
    with pytest.raises(AireError, match=words) as raised:
        branding.logo(study)
    assert file in str(raised.value)
