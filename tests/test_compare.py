"""``aire compare``: two editions, what the community changed told apart from what the collection changed; niches side by side."""

import re

import pandas as pd
import pytest

import report_material as made
from helpers import __main__ as command
from helpers import influence, niche, paths, tables
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


@pytest.fixture
def editions(home):
    """Write a niche with an edition of spring and one of autumn: one source has risen, one is new, one of spring is lost."""
    frames = made.make_tables()
    made.write_niche(home, frames, made.NICHE.format(lang="fr"))
    names = frames["sources"]["source"].tolist()
    risen, lost, found = frames["influence"].query("definition == 'cited'").sort_values("rank")["source"].iloc[[-1, -2, -3]]
    spring = frames["edges"][~frames["edges"][["source", "target"]].isin([found, risen]).any(axis=1)]
    autumn = cited_by_all(frames["edges"], risen, [one for one in names if one not in (lost, found)])
    autumn = autumn[~autumn[["source", "target"]].isin([lost]).any(axis=1)]
    for date, edges, gone in ((SPRING, spring, found), (AUTUMN, autumn, lost)):
        held = frames["sources"][frames["sources"]["source"] != gone]
        study = scored({**frames, "sources": held, "edges": edges})
        wanted = ("sources", "edges", "influence", "communities", "community_names", "partition")
        exports.write_tables({name: study[name].map(exports.neutral) for name in wanted}, home / "reports" / "cuisine" / date)
    return risen, lost, found


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


@pytest.mark.parametrize(
    "table", ["community_changes", "partition", "communities", "community_names", "influence", "edges", "sources"]
)
def test_an_edition_that_handed_over_fewer_tables_is_compared_or_told_in_a_sentence(editions, capsys, table):
    (paths.reports_folder() / "cuisine" / SPRING / "tables" / f"{table}.csv").unlink(missing_ok=True)
    status = command.main(["compare", "cuisine"])
    said = capsys.readouterr().err
    assert "Traceback" not in said and (status == 0 or (status in (1, 2) and len(said.strip().splitlines()) <= 2)), said


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
    assert told["sources"] == str(len(frames["sources"])) and told["alive"] == f"{alive:.0%}"
    assert told["languages"].startswith(frames["sources"]["lang"].mode().iloc[0])
    assert command.main(["compare", "cuisine", "cuisine"]) == 0 and "languages" in capsys.readouterr().out
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
