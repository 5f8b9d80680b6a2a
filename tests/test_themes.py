"""What is spoken of: themes, their course and their season, passages, newcomers."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.demo_web import truth
from tests.demo_web.make import imagine
from tests.test_conversations import found_of

from helpers import conversations, tables, topics
from helpers.conversations import courses, quotes, terms, trends
from helpers.conversations.phrases import rules
from helpers.niche import Niche

NAMED = Niche.model_validate(
    {"name": "essai", "question": "Qui ?", "people": "named", "people_reason": "un essai", "languages": ["fr"]}
)
SOURCES = [f"{name}.example" for name in "abcdef"]
YEARS = range(2022, 2026)
DATE = "2025-12-31"
FILLER = ["Un dimanche de pluie", "Ce que dit le voisin", "La visite du grenier", "Trois jours de brouillard"]


def articles(rows: list[tuple[str, str, str]], **values: Any) -> pd.DataFrame:
    """Return one article for each (source, day, title)."""
    frame = pd.DataFrame(rows, columns=["source", "published", "title"])
    ids = [f"p{number:05}" for number in range(len(frame))]
    said = {
        "post": ids,
        "thread": ids,
        "url": [f"https://{source}/{one}" for source, one in zip(frame["source"], ids, strict=True)],
    }
    blank = {"text": "", "parent": "", "terms": "", "original": "", "author": "", "page": ""}
    return tables.conform(
        frame.assign(kind="article", lang="fr", accepted=False, **blank).assign(**said).assign(**values), "posts"
    )


def planted_themes() -> list[tuple[str, str, str]]:
    """Return titles of six blogs over four years: what rises, falls, comes back each January, stays, and what one blog alone says."""
    rows = []
    for place, source in enumerate(SOURCES):
        for year in YEARS:
            for month in range(1, 13):
                number = place + month + 12 * year
                last = year == YEARS[-1]
                said = ["Levain du mois"] if (number % 2 if last else number % 9 == 0) else []
                said += ["Brioche du mois"] if (number % 9 == 0 if last else number % 2) else []
                said += ["Galette du mois"] if month in (12, 1, 2) else []
                said += ["Farine du mois"] if number % 3 == 0 else []
                said += ["Concours du mois"] if year == 2023 and month in (5, 6) else []
                said += ["Vapeur du mois"] * (4 if last and source == SOURCES[0] else 0)
                rows += [(source, f"{year}-{month:02}-{day + 1:02}", title) for day, title in enumerate([*said, *FILLER])]
    return rows


def of(posts: pd.DataFrame, study: Niche = NAMED) -> tuple[pd.DataFrame, Any]:
    """Return the topics of posts whose sources are one community, and what was told of them."""
    names = sorted(posts["source"].unique())
    communities = pd.DataFrame({"source": names, "community": "c01"})
    sources = pd.DataFrame({"source": names, "title": [name.split(".")[0].upper() for name in names], "kind": "blog"})
    told = conversations.spoken(posts, communities, sources, study)
    return conversations.topics(told, DATE), told


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """Return the topics of the planted community."""
    rows = of(articles(planted_themes()))[0]
    return rows[rows["unit"] == "community"].set_index("topic")


@pytest.mark.parametrize(
    ("theme", "trend", "season"),
    [
        ("levain", "rise", "none"),
        ("brioche", "fall", "none"),
        ("galette", "steady", "12"),
        ("farine", "steady", "none"),
        ("concours", "steady", "none"),  # said in one year alone: it does not come back
        ("vapeur", "steady", "none"),  # said by one blog alone: no rise of the community
    ],
)
def test_what_was_planted_rises_falls_comes_back_or_stays(found, theme, trend, season):
    assert theme in found.index or theme == "vapeur"
    if theme in found.index:
        assert found.loc[theme, ["trend", "season"]].tolist() == [trend, season]


def test_a_rise_carries_its_ratio_and_an_interval_that_leaves_one_out(found):
    rise, fall, stays = (found.loc[name] for name in ("levain", "brioche", "farine"))
    assert rise["ratio_low"] > 1 and 2 < rise["ratio"] < 8 and rise["chance"] <= 0.05
    assert fall["ratio_high"] < 1 and stays["ratio_low"] < 1 < stays["ratio_high"]


def test_where_too_little_is_dated_nothing_is_said_of_the_course():
    last = [row for row in planted_themes() if row[1] >= "2025"]
    for rows in (last, [(source, "", title) for source, _, title in last]):
        told = of(articles(rows))[0]
        assert set(told["trend"]) == {""} and set(told["season"]) <= {"", "none"}
        assert (told.loc[told["season"] == "", "season_chance"] == -1).all()


def test_noise_rises_falls_and_comes_back_no_more_often_than_stated():
    rng, alarms = np.random.default_rng(3), {"trend": 0, "season": 0}
    tables_drawn, themes = 200, 30
    for number in range(tables_drawn):
        years, rate = ((2, 0.05), (5, 0.02), (5, 0.3), (9, 0.01))[number % 4]
        whole = rng.poisson(rng.gamma(1, 12, size=(1, years, 12))) * np.ones((themes, 1, 1), dtype=int)
        rates = rng.uniform(0.2, 1.8, size=(themes, 1, 1)) * rate
        told = rng.binomial(whole, np.minimum(rates, 1)).astype(float)
        moved, waves = courses._by_month(told, whole.astype(float)), trends.season(told, whole.astype(float))
        alarms["trend"] += bool((trends.discoveries(moved.chance) <= 0.05).any())
        alarms["season"] += bool(((trends.discoveries(waves.chance) <= 0.05) & waves.returns).any())
    # of tables in which nothing moves, one in twenty may tell of something; three standard deviations above that
    assert max(alarms.values()) <= tables_drawn * 0.05 + 3 * (tables_drawn * 0.05 * 0.95) ** 0.5


def test_the_order_of_the_posts_changes_nothing():
    posts = articles(planted_themes())
    shuffled = posts.sample(frac=1, random_state=4)
    for one, other in zip(_all(posts), _all(shuffled), strict=True):
        pd.testing.assert_frame_equal(one, other)


def _all(posts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, told = of(posts)
    return rows, conversations.passages(rows, told)


@pytest.mark.parametrize(
    ("titles", "lang", "theme"),
    [
        (["L’ortie au jardin", "Des orties en soupe", "J'aime l'ortie", "Qu'est-ce que l'ortie ?"], "fr", "ortie"),
        (["Pain d’épices de Dijon", "Le pain d'épices moelleux", "Pains d'épices", "Du pain d'épices"], "fr", "pain d'épices"),
        (["Libraries of mine", "A library", "The library again", "Which library?"], "en", "library"),
        (["Pâtisseries", "La pâtisserie fine", "Une pâtisserie", "Notre pâtisserie"], "fr", "pâtisserie"),
    ],
)
def test_elisions_accents_plurals_and_linked_words_make_one_theme(titles, lang, theme):
    posts = articles([(SOURCES[n % 2], f"2025-01-0{n + 1}", title) for n, title in enumerate(titles)], lang=lang)
    rows = of(posts)[0]
    assert rows.loc[(rows["unit"] == "community") & (rows["rank"] == 1), ["topic", "posts"]].to_numpy().tolist() == [[theme, 4]]


def test_function_words_shelves_addresses_and_names_of_authors_are_no_themes():
    titles = ["Et avec vous, pour de bon", "Nathou raconte", "Uncategorized", "Vu sur www.boutique.example/promo", "Le seigle"]
    posts = articles([(SOURCES[n % 3], f"2025-02-0{n % 9 + 1}", title) for n, title in enumerate(titles * 4)], author="Nathou")
    said = {term for row in of(posts)[0]["terms"] for term in row.split(" | ")}
    assert "seigle" in said
    assert not said & {"avec", "vous", "bon", "nathou", "uncategorized", "boutique", "www", "promo"}


def test_a_word_said_once_in_passing_is_no_theme_of_a_long_text():
    text = "Le seigle lève doucement pendant la nuit, au frais, sous un torchon. " * 8 + "Rien à voir avec la trottinette."
    rows = of(articles([(source, "2025-03-01", "Pain de seigle") for source in SOURCES], text=text))[0]
    assert "trottinette" not in " ".join(rows["terms"])


def test_passages_are_short_dated_linked_and_of_publications_alone():
    posts = articles(
        planted_themes(), text="- 200 g de levain et de brioche. La galette se mange tiède, le levain aussi, avec la brioche."
    )
    posts.loc[posts["source"] == SOURCES[1], "kind"] = "message"
    rows, told = of(posts)
    shown = conversations.passages(rows, told)
    assert shown["passage"].str.split().str.len().max() <= rules("topics.yml")["passage_words"]
    assert shown["url"].str.startswith("https://").all() and shown["date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert set(shown.loc[shown["source"] == SOURCES[1], "passage"]) == {""} and (shown["passage"] != "").any()
    assert not shown.duplicated(["unit", "name", "topic", "post"]).any()
    assert not shown[shown["unit"] == "community"].duplicated(["topic", "source"]).any()


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Patience", "- 200 g de levain, de farine. Le levain demande de la patience.", "Le levain demande de la patience."),
        ("Mon levain", "Rien de neuf sous le soleil de mai.", "Mon levain"),
        (
            "",
            "12 mai 2025, publié par Nathou depuis son blog. On repart demain pour la montagne.",
            "On repart demain pour la montagne.",
        ),
        ("", "", ""),
    ],
)
def test_a_passage_is_a_sentence_that_says_the_theme_else_the_title(title, text, expected):
    assert quotes.quote(title, text, ["levain"]) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"), [("vins", "vin", True), ("vin", "vinaigre", False), ("libraries", "library", True)]
)
def test_a_root_joins_singular_and_plural_and_nothing_more(one, other, same):
    assert (terms.root(one) == terms.root(other)) is same


@pytest.mark.parametrize("posts", [articles([]), articles([("a.example", "2025-01-01", "Seul")])])
def test_without_texts_the_tables_are_empty(posts):
    rows, told = of(posts)
    assert rows.empty and conversations.passages(rows, told).empty
    assert conversations.newcomers(told, posts[:0]).empty


def message(name: str, author: str, day: str, **values: str) -> dict[str, Any]:
    """Return a message of a forum that opens its own thread, unless told otherwise."""
    said = {"post": name, "thread": name, "author": author, "published": day, "source": "forum.example", "kind": "message"}
    blank = dict.fromkeys(("page", "url", "parent", "title", "original", "terms"), "") | {"accepted": False, "lang": "fr"}
    return blank | said | {"text": "Le levain ne lève pas."} | values


THREADS = [
    message("1", "anne", "2024-01-01", title="Levain"),
    message("2", "bob", "2024-03-01", title="Levain"),  # first seen too soon after the first text held
    message("3", "chloe", "2024-12-01", title="Levain de seigle"),
    message("4", "anne", "2024-12-02", thread="3", parent="3"),
    message("5", "chloe", "2024-12-04", title="Levain encore"),  # within her first days
    message("6", "chloe", "2025-01-04", title="Levain enfin"),  # she is no newcomer any more
    message("7", "denis", "2025-02-01", title="Levain sec"),  # nobody answers
    message("8", "", "2025-02-02", title="Levain"),  # nobody's
    message("9", "emma", "2025-03-01", source="neuf.example"),  # nothing was held of that space before
    message("a", "emma", "2025-04-01", title="Levain"),  # seen elsewhere before
]


def test_newcomers_are_those_first_seen_long_after_the_first_text_held_and_their_first_days_count():
    posts = tables.conform(pd.DataFrame(THREADS), "posts")
    assert conversations.first_posts(posts)["post"].tolist() == ["3", "5", "7"]
    rows = conversations.newcomers(of(posts)[1], conversations.asked(posts))
    every = rows.set_index("topic").loc[""]
    assert every[["people", "posts", "first", "last", "examples"]].tolist() == [2, 3, "2024-12-01", "2025-02-01", "3 | 5 | 7"]
    assert every["answered"] == pytest.approx(1 / 3) and rows.set_index("topic").loc["levain", "people"] == 2


@pytest.mark.heavy
def test_the_planted_personal_posts_are_left_out_and_nothing_else(planted):
    niche, made, known = planted
    communities = pd.DataFrame([(source, said["community"] or "") for source, said in known["sources"].items()])
    told = topics.distinctive(made["posts"], communities.set_axis(["source", "community"], axis=1), niche.languages)
    kept = conversations.on_topic(made["posts"], told, niche.brief, made["sources"])
    left_out = made["posts"].loc[~made["posts"]["post"].isin(kept["post"]), "url"].tolist()
    assert found_of(known["offtopic"], left_out) == (1, 1)


@pytest.mark.heavy
def test_the_newcomers_of_the_demonstration_are_those_that_its_web_holds(planted):
    world, said = imagine(planted.truth["seed"]), list[tuple[str, date, str, str, bool]]()
    for page in world.pages:
        if page.kind not in ("home", "about", "rules"):
            source, asks = page.source, page.kind in ("question", "idea")
            said.append((page.author or source.author.name, page.day, source.key, page.url, asks))
            said += [(one.author, one.day, source.key, page.anchor(one), True) for one in truth.spoken(page.comments)]
    begin = {source: min(row[1] for row in said if row[2] == source) for source in {row[2] for row in said}}
    first = {}
    for who, day, source, _, _ in sorted(said, key=lambda row: (row[1], row[3])):
        first.setdefault(who.casefold(), (day, source))
    came = {who: day for who, (day, source) in first.items() if (day - begin[source]).days > 180}
    expected = {url for who, day, _, url, talks in said if talks and (day - came.get(who.casefold(), date.min)).days < 7}
    assert len(expected) > 5 and set(conversations.first_posts(planted.tables["posts"])["url"]) == expected
