"""What the brand says itself, who bears its name, and page one of the search engines."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_conversations import post, study, table

from helpers import conversations, csv_files, parse, tables
from helpers.conversations.namesakes import carries
from helpers.conversations.own_voice import purpose
from helpers.niche import Brand, load
from helpers.paths import AireError

MILL = Brand(name="Molvane", spaces=["https://molvane.example/"])
PURPOSES = [
    ("Nouveau moulin", "Il arrive en rayon jeudi, à -20 % la première semaine.", False, "promotes"),
    ("Grand jeu d'été", "Tentez de gagner un moulin.", False, "promotes"),
    ("Our burr set", "Order yours today, free shipping until Sunday.", False, "promotes"),
    ("", "La pièce est en vente chez votre réparateur, réf. 12.", True, "answers"),
    ("", "Profitez-en, nos moulins sont à moitié prix avec le code ETE10.", True, "promotes"),
    ("", "Bonjour, serrez la vis du bas d'un quart de tour.", True, "answers"),
    ("Vos questions sur la mouture", "Plus fin pour l'expresso.", False, "answers"),
    ("How to clean the burrs", "Once a month, with a dry brush.", False, "answers"),
    ("Rappel du lot 12", "Le bouton chauffe : cessez de l'utiliser.", False, "informs"),
    ("We moved", "The workshop is now in Lyon, its doors open in May.", False, "informs"),
]


def niche(**values: object):
    return study(brand=MILL.model_dump(), people="named", people_reason="a test", **values)


@pytest.mark.parametrize(("title", "text", "reply", "expected"), PURPOSES)
def test_a_text_of_the_brand_promotes_informs_or_answers(title, text, reply, expected):
    assert purpose(title, text, reply) == expected


def test_the_brands_texts_are_counted_by_community_month_and_purpose_with_examples():
    rows = [
        post("a", "Commandez le nôtre.", kind="article", source="molvane.example", published="2026-03-02", author=""),
        post("b", "Il ferme en août.", kind="article", source="molvane.example", published="2026-03-09", author=""),
        post("q", "Comment le régler ?", source="forum.example", published="2026-03-01"),
        post("r", "D'un quart de tour.", source="forum.example", parent="q", thread="q", published="2026-03-04") | {"author": "Molvane"},
        post("x", "Un billet d'ailleurs.", kind="article", source="blog.example", published="2026-03-05"),
    ]  # fmt: skip
    places = pd.DataFrame({"source": ["forum.example"], "community": ["c01"]})
    found = tables.conform(conversations.own_voice(table(rows), places, niche()), "own_voice")
    assert found[["community", "month", "purpose", "posts", "share", "examples"]].to_numpy().tolist() == [
        ["", "2026-03", "informs", 1, 0.5, "b"],
        ["", "2026-03", "promotes", 1, 0.5, "a"],
        ["c01", "2026-03", "answers", 1, 1.0, "r"],
    ]


def test_without_a_brand_there_is_no_voice_no_namesake_and_no_page_one(new_niche):
    posts, asked = table([post("a", "Bonjour")]), study()
    made = {name: tables.empty(name) for name in ("sources", "pages", "links", "communities")} | {"posts": posts}
    asked = asked.model_copy(
        update={"name": new_niche(search_csv="query,rank,url,title,date\npain,1,https://a.example/,A,2026-01-01\n")}
    )
    found = conversations.searched(asked)
    assert len(found) == 1 and conversations.own_voice(posts, made["communities"], asked).empty
    assert conversations.namesakes(made, found, asked).empty and conversations.page_one(made, found, set(), asked).empty
    assert tables.conform(conversations.queries(tables.empty("page_one")), "queries").empty


@pytest.mark.parametrize(
    ("source", "title", "carried"),
    [
        ("molvane.example", "", True),
        ("sav-molvane.example", "", True),
        ("clubmolvane.example", "", True),
        ("facebook.com/groups/molvane-passion", "", True),
        ("moulin.example", "Molvane et moi", True),
        ("moulin.example", "Le moulin", False),
        ("volmane.example", "", False),
        ("premolvanes.example", "", False),
    ],
)
def test_a_page_carries_the_name_by_its_host_its_handle_or_its_title(source, title, carried):
    assert carries(MILL, source, title) == carried


def test_a_short_name_is_a_word_of_its_own():
    oak = Brand(name="Oak")
    assert carries(oak, "oak-club.example") and not carries(oak, "soaked.example")


@pytest.mark.parametrize("handle", ["molvane", "@molvane_officiel", "sav.molvane", "molvane_france_2", "club-molvane"])
def test_a_profile_in_the_brands_name_keeps_it(handle):
    asked = study(brand=MILL.model_dump())
    assert parse.masked(asked, f"instagram.com/{handle}") == f"instagram.com/{handle}"


@given(st.from_regex(r"[a-z]{3,8}", fullmatch=True).filter(lambda word: not parse.bears(MILL, word + "molvane")))
def test_a_persons_handle_is_hidden_whatever_brand_it_adds(word):
    asked = study(brand=MILL.model_dump(), name="essai")
    asked.__dict__["_key"], asked.__dict__["forgets"] = b"key", lambda _: False
    assert "person-" in parse.masked(asked, f"instagram.com/{word}_molvane")
    assert "person-" in parse.masked(asked, f"instagram.com/{word}")


def link(place: int, source: str, target: str, **values: object) -> dict[str, object]:
    base = {
        "link": f"l{place}",
        "page": f"p-{source}",
        "source": source,
        "target_source": target,
        "target_url": f"https://{target}/",
    }
    said = {
        "known": False,
        "zone": "content",
        "rel": "",
        "type": "editorial",
        "editorial": True,
        "anchor": "",
        "context": "",
        "published": "",
    }
    return base | said | values


def world(*posts: dict[str, object], links: tuple[dict[str, object], ...] = ()) -> dict[str, pd.DataFrame]:
    """Return the tables that the audit reads: every source of the posts is held."""
    told = table(list(posts) or [post("x", "Bonjour")])
    held = sorted({*told["source"], "molvane.example"})
    pages = pd.DataFrame({"page": list(told["page"]), "url": [url.partition("#")[0] for url in told["url"]]}).drop_duplicates(
        "page"
    )
    return {
        "posts": told,
        "pages": pd.concat([pages, pd.DataFrame({"page": ["p-molvane.example"], "url": ["https://molvane.example/nous"]})]),
        "sources": pd.DataFrame({"source": held, "title": held}),
        "links": pd.DataFrame(links or [link(0, "b.example", "elsewhere.example")]),
        "communities": pd.DataFrame({"source": ["b.example"], "community": ["c01"]}),
    }


NO_RESULTS = pd.DataFrame({name: pd.Series(dtype="str") for name in ("query", "date", "rank", "url", "title", "source")})
STATUS = [
    ({}, "unknown", "none"),
    ({"links": (link(1, "molvane.example", "sav-molvane.example"),)}, "official", "linked"),
    ({"links": (link(1, "molvane.example", "sav-molvane.example", type="comment", zone="comment"),)}, "unknown", "none"),
    ({"links": (link(1, "b.example", "sav-molvane.example"),)}, "unknown", "none"),
    ({"title": "Molvane, le site non officiel"}, "unofficial", "says"),
    ({"title": "Molvane fan club", "links": (link(1, "molvane.example", "sav-molvane.example"),)}, "unofficial", "says"),
    ({"title": "Molvane, SAV officiel"}, "unknown", "claims"),
]


@pytest.mark.parametrize(("given_", "status", "evidence"), STATUS)
def test_a_page_is_official_by_declaration_or_link_unofficial_by_its_own_word_else_unknown(given_, status, evidence):
    made = world(links=given_.get("links", ()))
    results = pd.DataFrame(
        [("q", "2026-01-01", 1, "https://sav-molvane.example/", given_.get("title", ""), "sav-molvane.example")],
        columns=list(NO_RESULTS),
    )
    found = tables.conform(conversations.namesakes(made, results, niche()), "namesakes").set_index("source")
    assert tuple(found.loc["sav-molvane.example", ["status", "evidence"]]) == (status, evidence)
    assert tuple(found.loc["molvane.example", ["status", "evidence"]]) == ("official", "declared")
    assert found.loc["sav-molvane.example", "url"] == ("https://molvane.example/nous" if evidence == "linked" else "")


def test_a_held_site_says_on_its_own_page_that_it_is_not_the_brands():
    about = post("h", "Ce site n'est pas affilié à Molvane.\nNos recettes.", kind="page", source="moulins-molvane.example")
    found = conversations.namesakes(world(about), NO_RESULTS, niche()).set_index("source")
    row = found.loc["moulins-molvane.example"]
    assert (row["status"], row["sentence"], bool(row["held"])) == ("unofficial", "Ce site n'est pas affilié à Molvane.", True)
    assert row["url"] == about["url"]


HEAD = "query,rank,url,title,date\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,rank,url\n", "line 1: expected the columns query, rank, url, title, date; title, date is absent"),
        (HEAD + ",1,https://a.example/,A,2026-01-01\n", "line 2, column 'query': expected the words that were searched for"),
        (HEAD + "pain,first,https://a.example/,A,2026-01-01\n", "line 2, column 'rank': expected a whole number from 1 on; found 'first'"),
        (HEAD + "pain,0,https://a.example/,A,2026-01-01\n", "line 2, column 'rank'"),
        (HEAD + "pain,1,javascript:alert(1),A,2026-01-01\n", "line 2, column 'url': expected a web address"),
        (HEAD + "pain,1,https://a.example/,A,hier\n", "line 2, column 'date': expected a day such as 2026-03-01; found 'hier'"),
        (HEAD + 2 * "pain,1,https://a.example/,A,2026-01-01\n", "line 3, column 'rank': expected each rank of a query and day once"),
    ],
)  # fmt: skip
def test_a_fault_of_the_search_results_is_told_by_file_line_and_column(new_niche, text, said):
    asked = niche().model_copy(update={"name": new_niche(search_csv=text)})
    with pytest.raises(AireError) as error:
        conversations.searched(asked)
    assert "search.csv" in str(error.value) and said in str(error.value)


def test_results_are_read_from_a_french_spreadsheet_and_persons_stay_unnamed(new_niche):
    rows = "query;rank;url;title;date\nmolvane;1;https://www.instagram.com/jeanne.b/;Jeanne B;2026-01-01\nmolvane;2;https://a.example/x?utm_source=g;A;2026-01-01\n"
    name = new_niche("question: Qui ?\nbrand: Molvane\n", search_csv=rows)
    found = conversations.searched(load(name))
    assert found["url"].tolist() == ["", "https://a.example/x"] and found["title"].tolist() == ["", "A"]
    assert found.loc[0, "source"].startswith("instagram.com/person-")


def test_a_number_by_hand_takes_a_comma_and_refuses_the_rest(tmp_path):
    where = (tmp_path / "x.csv", 4)
    assert csv_files.number("1,5", where, "cost", "a sum") == 1.5
    for said in ("", "-1", "nan", "inf", "cher"):
        with pytest.raises(AireError, match="line 4, column 'cost': expected a sum"):
            csv_files.number(said, where, "cost", "a sum")


ANGRY, PLEASED = "Molvane, quelle arnaque, plus jamais.", "Molvane, un moulin parfait, je recommande."
AUDIT = [
    ("https://molvane.example/nous", "owned", "official", "page"),
    ("https://a.example/angry", "hostile", "attacks", "page"),
    ("https://a.example/other", "other", "silent", "page"),
    ("https://a.example/unread", "hostile", "attacks", "source"),
    ("https://b.example/pleased", "earned", "speaks", "page"),
    ("https://b.example/bread", "earned", "community", "page"),
    ("https://forum.example/t", "hostile", "attacks", "page"),
    ("https://rival.example/", "other", "competitor", "none"),
    ("https://nobody.example/", "unknown", "unread", "none"),
]


def audited() -> pd.DataFrame:
    """Return the audit of a page one that holds a result of each sort, and one beyond page one."""
    rows = [
        post("a1", ANGRY, kind="article", source="a.example") | {"url": "https://a.example/angry"},
        post("a2", "Du pain.", kind="article", source="a.example") | {"url": "https://a.example/other"},
        post("b1", PLEASED, kind="article", source="b.example") | {"url": "https://b.example/pleased"},
        post("b2", "Du pain.", kind="article", source="b.example") | {"url": "https://b.example/bread"},
        post("f1", "Vous en pensez quoi, de Molvane ?", source="forum.example") | {"url": "https://forum.example/t"},
        post("f2", "Une honte, je le renvoie.", source="forum.example", parent="f1", thread="f1") | {"page": "f1", "url": "https://forum.example/t#2"},
    ]  # fmt: skip
    asked = niche(competitors=[{"name": "Vortane", "spaces": ["https://rival.example/"]}])
    results = [("molvane", "2026-01-01", n, url, "", url.split("/")[2]) for n, (url, *_) in enumerate(AUDIT, start=1)]
    results.append(("molvane", "2026-01-01", 11, "https://a.example/angry", "", "a.example"))
    made = world(*[row | {"page": row.get("page") or row["post"]} for row in rows])
    found = pd.DataFrame(results, columns=list(NO_RESULTS))
    return tables.conform(conversations.page_one(made, found, {"molvane.example"}, asked), "page_one")


def test_each_result_is_owned_earned_hostile_other_or_unknown_and_says_how_one_knows():
    found = audited()
    assert found[["url", "standing", "why", "read"]].to_numpy().tolist() == [list(row) for row in AUDIT]
    told = found.set_index("url")
    assert told.loc["https://a.example/angry", "sentence"] == ANGRY and told.loc["https://a.example/angry", "post"] == "a1"
    assert told.loc["https://forum.example/t", "sentence"] == ""  # a member's words are counted, not quoted


def test_shares_of_page_one_add_up_and_tell_what_to_work_on_first():
    found = audited()
    calm = found[found["standing"].isin(["earned", "other"])].assign(query="pain")
    unread = found[found["standing"].isin(["owned", "unknown"])].assign(query="moulin")
    made = tables.conform(conversations.queries(pd.concat([found, calm, unread])), "queries").sort_values("first")
    assert made["query"].tolist() == ["molvane", "pain", "moulin"]
    assert made["task"].tolist() == ["answer", "publish", "read"]
    assert made["url"].tolist() == ["https://a.example/angry", "", "https://nobody.example/"]
    shares = made[["owned", "earned", "hostile", "other", "unknown"]]
    assert (shares.sum(axis=1) - 1).abs().max() < 1e-5 and made["results"].tolist() == [9, 4, 2]


@pytest.mark.heavy
def test_the_planted_voice_namesakes_and_page_one_are_found(planted):
    asked, made, truth = planted
    own = conversations.own_posts(made["posts"], asked)
    told = dict(zip(own["url"], own["purpose"], strict=True))
    assert {url: told.get(url) for url in truth["own_voice"]} == truth["own_voice"]
    others = own[~own["url"].isin(truth["own_voice"])]
    assert others["source"].str.endswith("mijolie.example").all() and not (others["purpose"] == "promotes").any()
    places = pd.DataFrame(
        [(key, said["community"] or "") for key, said in truth["sources"].items()], columns=["source", "community"]
    )
    found = made["searched"]
    named = conversations.namesakes(made, found, asked)
    assert dict(zip(named["source"], named["status"], strict=True)) == truth["namesakes"]
    official = set(named.loc[named["status"] == "official", "source"])
    audit = conversations.page_one(made | {"communities": places}, found, official, asked)
    assert sorted(audit[["query", "rank", "standing"]].to_numpy().tolist()) == sorted(truth["page_one"])
    assert audit.loc[audit["standing"] == "hostile", "post"].ne("").all()
