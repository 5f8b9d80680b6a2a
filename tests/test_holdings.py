"""Owned or rented: who lives where, what a closure takes, what rented spaces send home; what the community holds against makers."""

import pandas as pd
import pytest
from tests.test_shortlist import study

from helpers import conversations, shortlist, tables
from helpers.conversations.reproaches import parties, reproached
from helpers.paths import AireError
from helpers.shortlist import base, holdings

TENANTS = [f"{name}.host.example" for name in ("a", "b", "c", "d", "e")]
CAST = [*TENANTS, "home.example", "brand.example", "one.small.example", "two.small.example", "ana.substack.com"]


def made() -> dict[str, pd.DataFrame]:
    sources = [
        {"source": one, "posts": 2, "space": "substack.com" if "substack" in one else "own", "kind": "blog"} for one in CAST
    ]
    posts = [
        {"post": f"{one} {n}", "source": one, "author": one, "kind": "article", "original": ""} for one in CAST for n in range(2)
    ]
    posts.append({"post": "copy", "source": "home.example", "author": "x", "kind": "article", "original": "a.host.example 0"})
    edges = [
        {"source": "home.example", "target": "a.host.example", "layer": "link", "editorial_pages": 1},
        {"source": "a.host.example", "target": "brand.example", "layer": "link", "editorial_pages": 2},
        {"source": "b.host.example", "target": "home.example", "layer": "link", "editorial_pages": 1},
        {"source": "c.host.example", "target": "home.example", "layer": "link", "editorial_pages": 0},
    ]
    links = [
        {"link": f"{n}", "page": f"{n}", "source": one["source"], "target_source": one["target"], "known": True}
        | {"editorial": one["editorial_pages"] > 0}
        for n, one in enumerate(edges)
    ]
    seen = [{"source": "home.example", "channel": "profile", "value": "https://www.instagram.com/home"}]
    frames = {"sources": sources, "posts": posts, "edges": edges, "links": links, "contacts_seen": seen, "rules": []}
    return {name: tables.conform(pd.DataFrame(rows), name) if rows else tables.empty(name) for name, rows in frames.items()}


def test_a_domain_of_five_tenants_is_a_platform_and_a_family_of_two_is_at_home():
    hosted = holdings.platforms(made()["sources"])
    assert {one for one, on in hosted.items() if on == "host.example"} == set(TENANTS)
    assert hosted["one.small.example"] == "" and hosted["ana.substack.com"] == "substack.com"


def test_the_ledger_tells_owned_from_rented_and_says_what_becomes_of_privacy():
    held = tables.conform(shortlist.ledger(made(), ["home.example", "a.host.example"], study()), "ledger")
    told = held.set_index(["owner", "space"])["held"].to_dict()
    assert told == {
        ("client", "brand.example"): "owned",
        ("a.host.example", "a.host.example"): "rented",
        ("home.example", "home.example"): "owned",
        ("home.example", "instagram.com/home"): "rented",
    }
    assert (held["privacy"] != "").all() and held["privacy"].nunique() == 3
    assert shortlist.dependence(held).set_index("owner")["share"].to_dict() == {
        "a.host.example": 1,
        "client": 0,
        "home.example": 0,
    }


def test_a_closure_takes_what_exists_nowhere_else_and_the_base_reaches_who_has_another_address():
    contacts = [
        {"source": "a.host.example", "channel": "email", "value": "a@mail.example"},
        {"source": "b.host.example", "channel": "form", "value": "https://b.host.example/contact"},
    ]
    found = shortlist.closures(made(), ["a.host.example"], tables.conform(pd.DataFrame(contacts), "contacts"))
    row = tables.conform(found, "closures").set_index("platform").loc["host.example"]
    assert row[["sources", "chosen", "publications", "contacts", "lost", "restored"]].tolist() == [5, 1, 9, 2, 1, 1]
    assert row["reach"] == pytest.approx(1 / 3, abs=1e-6)


def test_pollination_counts_what_rented_spaces_send_to_owned_ones_the_clients_apart():
    found = tables.conform(shortlist.pollination(made(), study()), "pollination")
    assert found[["platform", "owner", "links"]].to_numpy().tolist() == [
        ["host.example", "client", 1],
        ["host.example", "niche", 1],
    ]


def test_visits_that_the_client_brings_join_the_links_of_their_platform(new_niche):
    rows = "referrer;visits\nhttps://a.host.example/x;12\nhost.example;3\nt.co;7\nwww.facebook.com;5\nhome.example;90\n"
    asked_for = study().model_copy(update={"name": new_niche(visits_csv=rows)})
    found = tables.conform(shortlist.pollination(made(), asked_for), "pollination")
    assert found[["platform", "owner", "links", "visits"]].to_numpy().tolist() == [
        ["facebook.com", "client", 0, 5],
        ["host.example", "client", 1, 15],
        ["host.example", "niche", 1, 0],
        ["x.com", "client", 0, 7],
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("referrer\n", "line 1: expected the columns referrer, visits; visits is absent"),
        ("referrer,visits\nfacebook.com,many\n", "line 2, column 'visits': expected a number of visits, 0 or more; found 'many'"),
        ("referrer,visits\nmailto:x@y,3\n", "line 2, column 'referrer': expected an address or a host such as facebook.com"),
    ],
)
def test_a_fault_of_the_visits_is_told_by_file_line_and_column(new_niche, rows, said):
    asked_for = study().model_copy(update={"name": new_niche(visits_csv=rows)})
    with pytest.raises(AireError) as error:
        shortlist.pollination(made(), asked_for)
    assert "visits.csv" in str(error.value) and said in str(error.value)


def test_what_exists_on_rented_ground_alone_is_listed_and_no_persons_title_is():
    frames = made()
    held = shortlist.ledger(frames, ["a.host.example"], study())
    posts = frames["posts"]
    posts.loc[posts["source"] == "a.host.example", "title"] = "Un titre"
    posts.loc[posts["source"] == "a.host.example", "kind"] = "message"
    listed = tables.conform(shortlist.rented_only(posts, held), "rented_only")
    mine = posts[(posts["source"] == "a.host.example") & (posts["parent"] == "") & (posts["original"] == "")]
    copied = set(posts["original"])
    assert set(listed["post"]) == {post for post in mine["post"] if post not in copied} and len(listed)
    assert (
        set(listed["title"]) == {""}
        and set(listed["owner"]) == {"a.host.example"}
        and set(listed["platform"]) == {"host.example"}
    )


def test_where_to_be_follows_the_conversation_and_the_rules_weigh():
    frames = made()
    frames["sources"].loc[frames["sources"]["source"] == "home.example", "kind"] = "forum"
    rules = [{"source": "home.example", "promotion": "forbidden"}]
    free = shortlist.presence(frames, study()).set_index("place")
    closed = shortlist.presence(frames | {"rules": tables.conform(pd.DataFrame(rules), "rules")}, study()).set_index("place")
    assert free["rank"].idxmin() == "host.example" and "brand.example" not in free.index
    assert closed.loc["home.example", "score"] < free.loc["home.example", "score"]


def test_a_niche_without_spaces_or_text_gives_empty_tables():
    frames = {name: tables.empty(name) for name in made()}
    assert tables.conform(shortlist.closures(frames, [], tables.empty("contacts")), "closures").empty
    assert tables.conform(shortlist.presence(frames, study()), "presence").empty
    assert tables.conform(shortlist.pollination(frames, study()), "pollination").empty
    assert tables.conform(conversations.reproaches(tables.empty("posts"), study()), "reproaches").empty


SAID = [
    ("Mon Molvane fuit par le joint.", {("durability", "Molvane")}),
    ("J'ai un Molvane. Il est tombé en panne au bout d'un an.", {("durability", "Molvane")}),
    ("Les industriels abusent des additifs.", {("health", "makers")}),
    ("Ces marques multiplient les emballages inutiles.", {("environment", "makers")}),
    ("Molvane sous-paye ses livreurs : des conditions de travail honteuses.", {("workers", "Molvane")}),
    ("Les fabricants testent sur les animaux.", {("animals", "makers")}),
    ("Avec Molvane, un abonnement forcé.", {("addiction", "Molvane")}),
    ("La marque cible les enfants.", {("children", "makers")}),
    ("The brand uses too much plastic.", {("environment", "makers")}),
    ("Manufacturers exploit workers.", {("workers", "makers")}),
    ("Mon Molvane n'a aucune fuite.", set()),
    ("Mon Molvane est increvable.", set()),
    ("Molvane pollue-t-il ?", set()),
    ("La pâte fuit du moule.", set()),
    ("Rien à jeter : c'est une recette contre le gaspillage.", set()),
    ("J'adore mon Molvane.", set()),
]


@pytest.mark.parametrize(("text", "found"), SAID)
def test_a_reproach_names_a_harm_and_who_is_held_to_it(text, found):
    assert reproached(text, parties(study())) == found


def test_reproaches_are_counted_with_where_and_since_when_and_quote_nobody():
    rows = [
        {"post": f"p{n}", "source": f"s{n}", "kind": "comment", "published": f"2026-0{n}-01", "text": "Mon Molvane fuit."}
        for n in (1, 2, 3, 4)
    ]
    found = tables.conform(conversations.reproaches(tables.conform(pd.DataFrame(rows), "posts"), study()), "reproaches")
    assert found.iloc[0].tolist() == ["durability", "Molvane", 4, 4, "2026-01-01", "2026-04-01", "p1 | p2 | p3"]
    nobody = study().model_copy(update={"brand": None, "competitors": []})
    said = tables.conform(pd.DataFrame([row | {"text": "The brand uses too much plastic."} for row in rows]), "posts")
    assert len(conversations.reproaches(said, study())) == 1 and conversations.reproaches(said, nobody).empty


@pytest.mark.parametrize(
    ("brief", "found"),
    [
        ("Les paroisses et la prière en ligne", ["religion"]),
        ("Political blogs before the elections", ["politics"]),
        ("Vivre avec un diabète", ["health"]),
        ("Recettes du soir, vapeur douce, foie gras et petits budgets", []),
    ],
)
def test_a_niche_that_tells_what_article_9_protects_keeps_no_contact_unless_its_basis_names_it(new_niche, brief, found):
    name = new_niche()
    niche = study(brief=brief).model_copy(update={"name": name})
    assert conversations.sensitive(niche) == found
    contact = pd.DataFrame([{"source": "a.example", "channel": "email", "value": "a@a.example"}])
    assert len(base.merged(contact, niche)) == (not found)
    assert len(base.merged(contact, niche.model_copy(update={"legal_basis": "consentement (RGPD, art. 9)"}))) == 1


@pytest.mark.heavy
def test_planted_platforms_and_what_their_closure_takes_are_found(planted):
    made, truth = planted.tables, planted.truth
    held = set(made["sources"]["source"])
    found = shortlist.closures(made, [], tables.empty("contacts")).set_index("platform")
    parents = pd.Series({one: one.partition(".")[2] for one in truth["sources"] if one in held and "/" not in one})
    planted_hosts = parents[parents.isin(parents.value_counts()[lambda counts: counts >= 5].index) & (parents != "example")]
    copied = {copy["original"] for copy in truth["syndicated"]}
    for host, tenants in planted_hosts.groupby(planted_hosts):
        named = set(found.loc[host, "names"].split(" | "))
        both = len(named & set(tenants.index))
        print(f"{host}: {len(named)} tenants, {both} of {len(tenants)} planted, {found.loc[host, 'publications']} publications")
        assert both / len(named) >= 0.9 and both / len(tenants) >= 0.9
    only = made["posts"][(made["posts"]["parent"] == "") & (made["posts"]["original"] == "")]
    lone = only["source"].isin(planted_hosts.index) & (only["kind"] != "rules") & ~only["url"].isin(copied)
    told = found.loc[sorted(set(planted_hosts)), "publications"].sum()
    assert told == pytest.approx(int(lone.sum()), rel=0.1)
