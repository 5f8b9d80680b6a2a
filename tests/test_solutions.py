"""What a need is, who solves it, and what became of it since the edition before."""

import numpy as np
import pandas as pd
import pytest
from tests.test_conversations import MOULDS, TEFF, asked, post, study, table

from helpers import collect, conversations, paths, tables
from helpers.__main__ import main
from helpers.conversations.ideas import season
from helpers.paths import AireError
from helpers.report import run

NATURES = [
    ("question", "Quelqu'un sait ?", "question"),
    ("complaint", "Impossible d'ouvrir le couvercle", "complaint"),
    ("complaint", "Fed up, what a scam, never again", "criticism"),
    ("wish", "Vous pourriez ajouter une minuterie", "suggestion"),
    ("wish", "You should add a timer", "suggestion"),
    ("wish", "I wish it were smaller", "expectation"),
    ("wish", "Je rêve d'un four plus petit", "expectation"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), NATURES)
def test_expectations_suggestions_and_criticisms_are_told_apart(kind, text, expected):
    assert conversations.nature(kind, text) == expected


def needs_of(texts: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    posts = table([post(f"{n:02d}", text, published=f"2026-01-{n + 1:02d}") for n, text in enumerate(texts)])
    return posts, *conversations.group_needs(asked(texts))


def test_a_need_is_matched_to_what_the_client_solves_and_to_nothing_else():
    posts, needs, questions = needs_of([x for pair in zip(TEFF, MOULDS, strict=True) for x in pair])
    brand = {"name": "Molvane", "solves": ["de la farine de teff livrée chez vous", "une yaourtière silencieuse"]}
    niche = study(brand=brand, people="named", people_reason="a test")
    answered = conversations.given(asked(TEFF + MOULDS).head(0), posts, niche)
    found = tables.conform(conversations.solutions(questions, posts, answered, niche), "solutions")
    met = found.merge(needs[["need", "text"]], on="need")
    assert met.loc[met["text"].str.contains("teff"), "solution"].tolist() == ["de la farine de teff livrée chez vous"]
    assert met.loc[~met["text"].str.contains("teff"), "solution"].tolist() == [""] and set(met["answered_by"]) == {""}


def edition(folder, rows: list[tuple[str, int, bool]]):
    (folder / "tables").mkdir(parents=True)
    pd.DataFrame(rows, columns=["text", "posts", "open"]).to_csv(folder / "tables" / "needs.csv", index=False)
    return folder


def test_needs_that_are_new_risen_solved_or_gone_are_told(tmp_path):
    before = [
        ("teff, farine, lyon", 4, True),
        ("madeleines, bosse", 4, True),
        ("levain, froid", 5, True),
        ("pain, sel", 4, False),
    ]
    now = [("farine, teff", 12, True), ("bosses, madeleine", 4, False), ("menthe, frigo", 3, True), ("pain, sel", 5, False)]
    needs = pd.DataFrame(now, columns=["text", "posts", "open"])
    found = tables.conform(conversations.need_changes(edition(tmp_path, before), needs), "need_changes")
    assert found[["change", "posts_before", "posts"]].to_numpy().tolist() == [
        ["gone", 5, 0],
        ["new", 0, 3],
        ["risen", 4, 12],
        ["solved", 4, 4],
    ]


def test_the_first_edition_and_one_too_old_have_nothing_to_compare_and_a_spoilt_one_is_named(tmp_path):
    assert conversations.need_changes(None, tables.empty("needs")).empty
    folder = edition(tmp_path, [("pain", 3, True)])
    (folder / "tables" / "needs.csv").write_text("text\n", encoding="utf-8")
    assert conversations.need_changes(folder, tables.empty("needs")).empty
    (folder / "tables" / "needs.csv").write_bytes(b"\x00\xff" * 40)
    with pytest.raises(AireError, match="needs.csv"):
        conversations.need_changes(folder, tables.empty("needs"))


def test_a_terminal_is_told_how_many_needs_changed_and_names_the_most_stated():
    rows = [("new", f"besoin {n}", 0, n) for n in range(1, 8)] + [("gone", "levain", 5, 0)]
    found = pd.DataFrame(rows, columns=["change", "text", "posts_before", "posts"])
    assert conversations.changes_told(found, "2026-03-01") == [
        "Needs since the edition of 2026-03-01: 7 new, 0 risen, 0 solved, 1 gone.",
        *(f"  new     besoin {n} (0 → {n} posts)" for n in (7, 6, 5, 4, 3)),
        "  new     and 2 more",
        "  gone    levain (5 → 0 posts)",
    ]
    assert conversations.changes_told(found.head(0), "2026-03-01")[0].endswith("0 new, 0 risen, 0 solved, 0 gone.")


@pytest.mark.parametrize("before", [False, True])
def test_aire_update_builds_and_prints_what_became_of_the_needs_where_an_edition_came_before(
    new_niche, monkeypatch, capsys, before
):
    name, built = new_niche(), []
    held = {table: tables.empty(table) for table in ("pages", "posts")}
    held["posts"] = table([post("a", "Bonjour", published="2026-09-30")])
    held["need_changes"] = pd.DataFrame(
        [("new", "menthe, \x1b[2Jfrigo", 0, 3)], columns=["change", "text", "posts_before", "posts"]
    )
    if before:
        folder = edition(paths.reports_folder() / name / "2026-03-01", [])
        (folder / "tables" / "communities.csv").write_text("source,community\n")
    monkeypatch.setattr(collect, "crawl", lambda *_, **__: {"stopped": False})
    monkeypatch.setattr(collect, "told", lambda *_: ["crawled"])
    monkeypatch.setattr(run, "build", lambda *_, **__: built.append(name))
    monkeypatch.setattr(tables, "read", lambda _, table: held[table])
    assert main(["update", name]) == 0
    told = [
        "Needs since the edition of 2026-03-01: 1 new, 0 risen, 0 solved, 0 gone.",
        "  new     menthe, [2Jfrigo (0 → 3 posts)",
    ]
    assert capsys.readouterr().out.splitlines() == ["crawled", *(told if before else [])] and len(built) == before


@pytest.mark.heavy
def test_each_solution_of_the_client_meets_its_planted_need(planted):
    niche, made, truth = planted
    posts = made["posts"]
    asking = conversations.asked(posts).assign(community="")
    _, questions = conversations.group_needs(asking)
    found = conversations.solutions(questions, posts, conversations.given(asking, posts, niche), niche)
    assert sorted(found.loc[found["solution"] != "", "solution"]) == sorted(niche.brand.solves)
    assert truth["needs"]


def test_an_idea_is_what_is_asked_and_hardly_covered_with_what_the_client_adds():
    texts = TEFF + MOULDS + ["Où acheter de la farine de teff en hiver ?"]
    posts, needs, questions = needs_of(texts)
    article = post("art", "Des madeleines et leur bosse, au four.", kind="article", title="La bosse des madeleines")
    solutions = pd.DataFrame({"need": needs["need"], "solution": ["du teff" if "teff" in x else "" for x in needs["text"]]})
    found = tables.conform(conversations.ideas(needs, questions, pd.concat([posts, table([article])]), solutions), "ideas")
    told = found.sort_values("weight", ascending=False)[["covered", "season", "adds"]].to_numpy().tolist()
    assert told == [[0, "", "du teff"], [1, "", ""]]  # all that is held is of January: no season


def dated(months: list[int]) -> pd.Series:
    return pd.Series([f"2025-{month:02d}-03" for month in months], dtype="str")


def test_a_theme_has_a_season_where_it_is_asked_more_than_the_niche_speaks():
    even, winter = dated([1 + n % 12 for n in range(240)]), dated([12, 1, 1, 2, 12, 2, 1])
    assert season(winter, even) == "12"
    assert season(winter, dated([12, 1, 2] * 40)) == "" and season(dated([]), even) == ""


def test_a_season_is_told_by_chance_less_than_once_in_twenty():
    dice = np.random.default_rng(0)
    even = dated([1 + n % 12 for n in range(240)])
    told = [season(dated(dice.integers(1, 13, size).tolist()), even) for size in (3, 4, 6, 9) for _ in range(60)]
    assert sum(one != "" for one in told) <= 0.05 * len(told)


def test_without_needs_there_are_no_ideas():
    empty = [tables.empty(name) for name in ("needs", "questions", "posts", "solutions")]
    assert conversations.ideas(*empty).empty
