"""``aire compare``: two editions, what the community changed told apart from what the collection changed; niches side by side."""

import functools
import re

import pandas as pd
import pytest

import report_material as made
from helpers import __main__ as command
from helpers import communities, conversations, earlier, influence, niche, paths, report, tables
from helpers.paths import AireError
from helpers.report import compare, exports, sheet

SPRING, AUTUMN = "2026-03-01", "2026-09-30"


def scored(frames):
    """Return the tables with the ranks that their edges give."""
    study = niche.Niche.model_validate({"name": "essai", "question": "?", "seed": 7})
    return {**frames, "influence": influence.score(frames, study, 60)}


def cited_by_all(edges, target, sources):
    """Return the edges with as many new ones to a source as there are sources to cite it."""
    new = pd.DataFrame({"source": [one for one in sources if one != target], "target": target, "layer": "link", "pages": 3})
    new = new.assign(links=3, editorial_pages=3, weight=2.0)
    new = tables.conform(new, "edges")
    return pd.concat([edges[edges["target"] != target], new], ignore_index=True)


def older(edition, table, columns):
    """Make an edition one of an older version, which did not write some columns of a table, or none of it."""
    path = edition / "tables" / f"{table}.csv"
    if not columns:
        path.unlink()
    else:
        pd.read_csv(path, dtype="str").drop(columns=columns).to_csv(path, index=False)


@functools.cache
def two_editions():
    """Return the tables of an edition of spring and of one of autumn, and who has risen, is lost, is found between them."""
    frames = made.make_tables()
    names = frames["sources"]["source"].tolist()
    risen, lost, found = frames["influence"].query("definition == 'cited'").sort_values("rank")["source"].iloc[[-1, -2, -3]]
    spring = frames["edges"][~frames["edges"][["source", "target"]].isin([found, risen]).any(axis=1)]
    autumn = cited_by_all(frames["edges"], risen, [one for one in names if one not in (lost, found)])
    autumn = autumn[~autumn[["source", "target"]].isin([lost]).any(axis=1)]
    dated = []
    for edges, gone in ((spring, found), (autumn, lost)):
        held = frames["sources"][frames["sources"]["source"] != gone]
        study = scored({**frames, "sources": held, "edges": edges})
        wanted = ("sources", "edges", "influence", "communities", "community_names", "partition", "positions")
        dated.append({name: study[name].map(exports.neutral) for name in wanted})
    return *dated, (risen, lost, found)


@pytest.fixture
def editions(home):
    """Write a niche with an edition of spring and one of autumn: one source has risen, one is new, one of spring is lost."""
    made.write_niche(home, made.make_tables(), made.NICHE.format(lang="fr"))
    *dated, moved = two_editions()
    for date, frames in zip((SPRING, AUTUMN), dated, strict=True):
        exports.write_tables(frames, home / "reports" / "cuisine" / date)
    return moved


def test_who_has_risen_in_the_community_is_told_and_who_was_but_found_or_lost_is_not_said_to_have_moved(editions, capsys):
    risen, lost, found = editions
    assert command.main(["compare", "cuisine"]) == 0
    page = paths.reports_folder() / "cuisine" / f"compared-{SPRING}-{AUTUMN}.html"
    moves = pd.read_csv(page.with_suffix(".csv")).set_index("source")
    print(moves)
    assert (
        moves.at[risen, "cause"] == "community"
        and moves.at[lost, "cause"] == "lost"
        and moves.at[found, "cause"] in ("found", "born")
    )
    html = page.read_text(encoding="utf-8")
    assert page.as_uri() in capsys.readouterr().out and "1 mars 2026" in html and "30 septembre 2026" in html
    assert "default-src 'none'" in html and not re.search(r'(src|href)="(?!data:|#)', html)


def test_the_page_is_the_same_bytes_each_time_and_says_nothing_of_what_stayed(editions):
    one, table = compare.write("cuisine", [SPRING, AUTUMN])
    before = one.read_bytes(), table.read_bytes()
    assert compare.write("cuisine", [AUTUMN, SPRING]) == [one, table] and (one.read_bytes(), table.read_bytes()) == before
    still = compare.compared("cuisine", *[paths.reports_folder() / "cuisine" / SPRING] * 2)
    assert still["moves"].empty and set(still["community_changes"]["event"]) <= {"kept"}


@pytest.mark.parametrize("asked", [["2020-01-01"], [SPRING, AUTUMN, SPRING], ["../x"]])
def test_an_edition_that_is_not_there_is_told_with_those_that_are(editions, asked):
    with pytest.raises(AireError, match=f"expected two of {SPRING}, {AUTUMN}"):
        compare.chosen("cuisine", asked)


def test_one_edition_cannot_be_compared(home):
    made.write_niche(home, made.make_tables(), made.NICHE.format(lang="fr"))
    with pytest.raises(AireError, match="two editions are needed to compare; there are none yet"):
        compare.write("cuisine", [])


def test_a_hostile_title_runs_nowhere(editions):
    for path in sorted((paths.reports_folder() / "cuisine").glob("*/tables/sources.csv")):
        frame = pd.read_csv(path, dtype="str").fillna("")
        frame.assign(title="<script>top.pwned = 1</script><img src=x onerror=top.pwned=1>").to_csv(path, index=False)
    html = compare.write("cuisine", [])[0].read_text(encoding="utf-8")
    assert "top.pwned" in html and "<script>top" not in html and "<img src=x" not in html


OLDER = [  # what an edition kept from an older version has not: table, columns (all where none is named), what is not compared
    ("influence", [], "les rangs"),
    ("influence", ["rank_low"], "les rangs"),
    ("edges", ["pages", "layer"], "les rangs"),
    ("community_names", [], "les communautés"),
    ("community_names", ["colour"], "les communautés"),
    ("partition", [], "les cartes"),
    ("positions", [], "les cartes"),
    ("sources", ["first_post", "title"], "les cartes"),
]


@pytest.mark.parametrize("edition", [SPRING, AUTUMN])
@pytest.mark.parametrize(("table", "columns", "part"), OLDER)
def test_an_edition_that_an_older_version_wrote_is_compared_as_far_as_it_goes_and_the_rest_is_named(
    editions, table, columns, part, edition
):
    older(paths.reports_folder() / "cuisine" / edition, table, columns)
    assert command.main(["compare", "cuisine"]) == 0
    html = (paths.reports_folder() / "cuisine" / f"compared-{SPRING}-{AUTUMN}.html").read_text(encoding="utf-8")
    said = [line for line in html.splitlines() if "est trop ancienne pour que l’on compare" in line and part in line]
    assert any(("mars" if edition == SPRING else "septembre") in line for line in said)
    if part == "les rangs":  # what cannot be compared is not said to be the same
        assert "Aucun rang n’a changé" not in html and "mêmes sources" not in html
    if part == "les communautés":
        assert "Les communautés sont les mêmes" not in html


@pytest.mark.parametrize("about", ["", "[]", "{}", '{"niche": "cuisine", "lang": "fr", "counts": {}}'])
def test_an_edition_that_says_too_little_of_itself_stops_nothing_and_is_told(editions, capsys, about):
    path = paths.reports_folder() / "cuisine" / SPRING / "edition.json"
    path.write_text(about)
    assert command.main(["compare", "cuisine"]) == 0
    assert f"{path}: not what this version can list" in capsys.readouterr().err
    assert (paths.reports_folder() / "index.html").is_file()


def test_who_has_no_place_in_any_edition_is_compared_and_not_drawn(editions):
    risen, _, _ = editions  # nobody cited it before: it has no place in the editions of the fixture
    place = pd.read_csv(paths.reports_folder() / "cuisine" / AUTUMN / "tables" / "positions.csv")
    assert risen not in set(place["source"])
    assert 'id="held"' in compare.write("cuisine", [])[0].read_text(encoding="utf-8")


def test_the_next_report_says_what_an_edition_of_an_older_version_cannot_tell(home):
    frames = made.make_tables()
    made.write_niche(home, frames, made.NICHE.format(lang="fr"))
    folder = home / "reports" / "cuisine" / "2025-09-30"
    exports.write_tables({"communities": frames["communities"][["source"]], "influence": frames["influence"]}, folder)
    before = earlier.folder("cuisine", SPRING)
    assert before == folder and communities.earlier("cuisine", SPRING) is None
    assert influence.moves(before, frames, niche.load("cuisine")).empty
    assert conversations.need_changes(before, frames["needs"]).empty
    html = report.changes(report.read(niche.load("cuisine"))).html
    assert "L’édition du 30 septembre 2025 est trop ancienne pour que l’on compare les rangs, les communautés" in html
    assert "Aucun rang" not in html and "Les communautés sont les mêmes" not in html


@pytest.mark.parametrize("table", ["influence", "community_names", "edges", "partition", "sources"])
def test_a_table_that_is_none_is_told_by_its_file(editions, capsys, table):
    path = paths.reports_folder() / "cuisine" / SPRING / "tables" / f"{table}.csv"
    path.write_text("")
    assert command.main(["compare", "cuisine"]) == 1
    said = capsys.readouterr().err
    assert f"{table}.csv: cannot be read" in said and len(said.strip().splitlines()) == 1


def test_a_page_that_compares_editions_does_not_outlive_who_is_forgotten(editions, monkeypatch):
    pages = compare.write("cuisine", [])
    monkeypatch.setattr("helpers.report.run.report", lambda *given, **how: [])
    assert command.main(["forget", "cuisine", "Jeanne Petit"]) == 0
    assert not any(page.exists() for page in pages)


def test_the_sheet_counts_what_the_tables_hold_and_niches_stand_side_by_side(home, capsys):
    frames = made.make_tables()
    made.write_niche(home, frames, made.NICHE.format(lang="fr"))
    told = sheet.sheet("cuisine")
    alive = (frames["sources"]["alive"] == "alive").sum() / (frames["sources"]["alive"] != "unknown").sum()
    assert told["Sources"] == str(len(frames["sources"])) and told["Sources alive (a text within the year)"] == f"{alive:.1%}"
    assert told["Languages of the sources"] == "French 100%"
    assert command.main(["compare", "cuisine", "cuisine"]) == 0 and "Languages" in capsys.readouterr().out
    assert list(sheet.built().columns) == ["cuisine"]


def test_what_was_stated_beforehand_is_read_again_with_the_direction_hoped_for(editions):
    for date, answered, tone in ((SPRING, 0.5, 0.25), (AUTUMN, 0.7, 0.1)):
        rows = [
            {"measure": "answered", "words": "Part des questions", "baseline": answered, "better": "up", "community": True},
            {"measure": "tone", "words": "Ton", "baseline": tone, "better": "up", "community": False},
            {"measure": "open_needs", "words": "Besoins", "baseline": 3.0, "better": "down", "community": True},
        ]
        folder = paths.reports_folder() / "cuisine" / date
        exports.write_tables({"outcomes": tables.conform(pd.DataFrame(rows), "outcomes")}, folder)
    html = compare.write("cuisine", [])[0].read_text(encoding="utf-8").replace("\u202f", " ").replace("\xa0", " ")
    said = re.findall(r'<tr><td>([^<]*)</td><td class="n">([^<]*)</td><td class="n">([^<]*)</td><td>([^<]*)</td></tr>', html)
    assert said[-3:] == [
        ("Part des questions", "50 %", "70 %", "oui"),
        ("Besoins", "3", "3", "inchangé"),
        ("Ton", "0,25", "0,10", "non"),
    ]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "fr",
            [
                "Sources 139",
                "Citations entre sources",
                "français 100",
                "celui des médias français de 2018 à 2020",
                "La croissance",
            ],
        ),
        ("en", ["Sources 139", "Citations between sources", "French 100%", "French media in 2018–2020", "Growth is that of"]),
    ],
)
def test_the_sheet_of_a_niche_is_folded_under_the_numbers_of_its_report(home, lang, said):
    frames = made.make_tables()
    like = [("reference", 421.0, "French media"), ("reference_density", 0.119, ""), ("reference_returned", 0.194, "")]
    like = pd.DataFrame(like, columns=["measure", "value", "words"])
    frames["partition"] = tables.conform(pd.concat([frames["partition"], like]), "partition")
    made.write_niche(home, frames, made.NICHE.format(lang=lang))
    html = report.numbers(report.read(niche.load("cuisine"))).html
    folded = re.search(r"<details.*?</details>", html, re.DOTALL)[0]
    text = " ".join(re.sub(r"<[^>]+>", " ", folded).split())
    assert not [words for words in said if words not in text], text


def test_a_graph_alone_says_nothing_of_texts_in_its_sheet(home):
    kept = {"sources", "edges", "partition", "community_names"}
    frames = {name: frame if name in kept else frame.head(0) for name, frame in made.make_tables().items()}
    told = sheet.measured(frames, SPRING)
    assert not {"publications", "citations", "sellers", "selling"} & set(told) and told["sources"] == 139
    nothing = frames["sources"].assign(lang="und", alive="unknown")
    assert not {"alive", "languages"} & set(sheet.measured({**frames, "sources": nothing}, SPRING))


@pytest.mark.parametrize(
    ("size", "chance", "said"),
    [(12.0, 0.01, "Un cœur se détache"), (0.0, 0.4, "Aucun cœur ne se détache"), (0.0, 0.01, "")],
)
def test_the_report_says_whether_there_is_a_core_or_none(home, size, chance, said):
    frames = made.make_tables()
    core = pd.DataFrame(
        [("core_size", size, "core" if size else "no-core"), ("core_p", chance, "")], columns=["measure", "value", "words"]
    )
    known = frames["partition"][~frames["partition"]["measure"].isin(core["measure"])]
    frames["partition"] = tables.conform(pd.concat([known, core]), "partition")
    made.write_niche(home, frames, made.NICHE.format(lang="fr"))
    html = report.communities(report.read(niche.load("cuisine"))).html
    assert (said in html) if said else ("cœur" not in html)


def test_a_card_says_whether_its_community_lasts_or_is_bound_to_a_moment(home):
    frames = made.make_tables()
    rhythm = ["lasting", "event", *[""] * (len(frames["community_names"]) - 2)]
    frames["community_names"] = frames["community_names"].assign(rhythm=rhythm, returning=0.8)
    made.write_niche(home, frames, made.NICHE.format(lang="fr"))
    html = report.communities(report.read(niche.load("cuisine"))).html
    assert html.count("recommencent à une autre saison") == html.count("tiennent en un trimestre") == 1


@pytest.mark.parametrize("verdict", ["clear", "blurred"])
def test_a_card_names_who_joins_its_community_to_the_others_unless_groups_are_in_doubt(home, verdict):
    frames = made.make_tables()
    words = frames["partition"]["words"].replace(["clear", "blurred", "none"], verdict)
    frames["partition"] = frames["partition"].assign(words=words)
    made.write_niche(home, frames, made.NICHE.format(lang="fr"))
    html = report.communities(report.read(niche.load("cuisine"))).html
    assert ('<p class="screen"><b>Font le lien' in html) == (verdict == "clear")
    bridging = frames["influence"].query("definition == 'bridging'").merge(frames["communities"], on="source")
    first = bridging[bridging["community"] == "c01"].sort_values(["score", "source"], ascending=[False, True])["source"].iloc[0]
    title = frames["sources"].set_index("source").at[first, "title"]
    assert (f"Font le lien\u00a0:</b> {title}" in html) == (verdict == "clear")
