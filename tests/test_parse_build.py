"""Archives of a niche → tables: duplicates, copies, furniture, decisions, persons, dates."""

import itertools
import json
import re
import shutil

import pandas as pd
import pytest
import yaml
from tests.captures import Capture, article, page, warc

from helpers import graph, manifest, niche, parse, paths, tables
from helpers.parse import batches, captures, edges
from helpers.paths import AireError

NICHE = """\
question: Qui ?
seeds:
  - {url: "https://www.anne.example/", label: tartes, aliases: [old-anne.example], title: Chez Anne}
  - {url: "https://luc.example/"}
  - {url: "https://zoe.example/"}
"""
FILL = "<p>La pâte repose une nuit au frais, puis on l'étale finement avant de la garnir de pommes et de la cuire longtemps.</p>"
CITED = article(f'<p>Une idée vue chez <a href="http://old-anne.example/tarte?utm_source=x">Anne</a>, vraiment.</p>{FILL}')


@pytest.fixture
def built(new_niche, home):
    """Return a function that writes a niche and its archives and returns the tables of stage 02."""

    def build(*captures, yml=NICHE, editorial="", raw=b"", workers=1):
        new_niche(yml, editorial_yml=editorial)
        crawl = home / "data" / "raw" / "essai" / "crawl"
        crawl.mkdir(exist_ok=True)
        (crawl / "a.warc.gz").write_bytes(warc(*captures) + raw)
        return parse.build(niche.load("essai"), workers)

    return build


def row(frame, **where):
    """Return the one row of a table that has these values."""
    found = frame[pd.concat([frame[name] == value for name, value in where.items()], axis=1).all(axis=1)]
    assert len(found) == 1, found
    return found.iloc[0]


def skipped(made):
    return {reason: count for _, reason, count, _ in made["skips"].itertuples(index=False, name=None)}


def site(host, count, body):
    """Return pages of one site; ``body`` makes the text of each."""
    return [Capture(f"https://{host}/{number}", body(number)) for number in range(count)]


def test_an_edge_leads_to_its_links_and_a_link_to_its_captured_page(built):
    made = built(Capture("https://luc.example/a", CITED), Capture("https://www.anne.example/", page("Anne", FILL)))
    edge = row(made["edges"], source="luc.example", target="anne.example")
    assert (edge.layer, edge.pages, edge.links, edge.editorial_pages, edge.weight) == ("link", 1, 1, 1, 1.0)
    link = row(made["links"], source="luc.example", target_source="anne.example")
    assert (link.target_url, link.known, link.type) == ("http://old-anne.example/tarte", True, "attribution")
    captured = row(made["pages"], page=link.page)
    assert (captured.url, captured.warc, captured.captured_at) == (
        "https://luc.example/a",
        "crawl/a.warc.gz",
        "2026-03-01T10:00:00Z",
    )


def test_every_table_keeps_its_contract_and_refers_to_rows_that_exist(built):
    made = built(Capture("https://luc.example/a", CITED), Capture("https://bot.example/b", CITED))
    assert sorted([*made, "coverage", "prospects"]) == tables.owned("02-build-graph")
    for name, frame in made.items():
        pd.testing.assert_frame_equal(tables.conform(frame, name), frame)
    for table, column, other in [
        ("posts", "page", "pages"),
        ("links", "page", "pages"),
        ("pages", "source", "sources"),
        ("edges", "target", "sources"),
    ]:
        assert made[table][column].isin(made[other][tables.contract(other)["key"][0]]).all()


@pytest.mark.parametrize(
    "captures",
    [
        [],
        [Capture("https://luc.example/", "")],
        [Capture("not an address", CITED)],
        [Capture("https://luc.example/x", "", status="500 Oops")],
    ],
)
def test_a_niche_without_pages_gives_its_seeds_and_no_edge(built, captures):
    made = built(*captures)
    assert made["sources"]["source"].tolist() == ["anne.example", "luc.example", "zoe.example"]
    assert made["sources"]["alive"].unique().tolist() == ["unknown"]
    assert not len(made["pages"]) and not len(made["edges"]) and not len(made["links"])
    assert sum(skipped(made).values()) == max(1, len(captures))


def test_a_niche_without_seeds_takes_the_sources_that_were_captured(built):
    made = built(
        Capture("https://luc.example/a", CITED), Capture("https://old-anne.example/", page("A")), yml="question: Qui ?\n"
    )
    assert made["sources"][["source", "seed"]].values.tolist() == [["luc.example", False], ["old-anne.example", False]]
    assert len(made["edges"]) == 1


def test_a_page_captured_twice_is_read_once_the_latest(built):
    old = Capture("http://luc.example/a/", article(FILL, "Avant"), date="2026-01-01T00:00:00Z")
    made = built(Capture("https://www.luc.example/a", article(FILL, "Après")), old)
    assert made["pages"]["title"].tolist() == ["Après"] == made["posts"]["title"].tolist()
    assert skipped(made)["duplicate-url"] == 1


def test_self_links_and_links_to_aliases_of_oneself_make_no_edge(built):
    own = '<a href="https://anne.example/x">x</a><a href="https://old-anne.example/y">y</a><a href="/z">z</a>'
    made = built(Capture("https://old-anne.example/a", article(own + FILL)), Capture("https://www.anne.example/", page("A", own)))
    assert not len(made["links"]) and made["pages"]["source"].unique().tolist() == ["anne.example"]


NAMED = {
    "Une idée vue chez La table de Zoé, en mieux.": ["zoe.example"],
    "Recette adaptée du blog de LA  TABLE DE ZOÉ.": ["zoe.example"],
    "Hier, La table de Zoé fêtait ses dix ans.": [],
    "Une idée vue chez La tablée de Zoé.": [],
    "Vu chez ma mère, et chez personne d’autre.": [],
    'Vu chez La table de Zoé, <a href="https://zoe.example/tarte">ici</a>.': [],
}


@pytest.mark.parametrize(("said", "named"), NAMED.items())
def test_a_source_that_is_credited_by_its_name_alone_is_a_mention_that_weighs_nothing(built, said, named):
    home = Capture("https://zoe.example/", page("La table de Zoé", FILL))
    made = built(home, Capture("https://luc.example/a", article(f"<p>{said}</p>{FILL}")))
    mentions = made["edges"].query("layer == 'mention'")
    assert mentions["target"].tolist() == named and mentions["weight"].sum() == 0
    rows = made["links"].query("rel == 'named'")
    assert rows["type"].tolist() == ["attribution"] * len(named) and not rows["editorial"].any()
    assert all("able de zo" in context.lower() for context in rows["context"])


def there(address, status="301 Moved Permanently"):
    """Return an HTTP answer that leads elsewhere."""
    return {"status": f"{status}\r\nLocation: {address}"}


HOMES = {
    "redirect": [Capture("https://vieux.example/", "", **there("https://neuf.example/"))],
    "redirect, in two steps": [
        Capture("http://vieux.example/", "", **there("https://bit.ly/a", "302 Found")),
        Capture("https://bit.ly/a", "", **there("https://www.neuf.example/")),
    ],
    "canonical": [Capture("https://vieux.example/", page("V", FILL, '<link rel="canonical" href="https://neuf.example/">'))],
    "rel-me": [
        Capture("https://vieux.example/", page("V", FILL, '<link rel="me" href="https://neuf.example/">')),
        Capture("https://neuf.example/", page("N", f'{FILL}<a rel="me" href="https://vieux.example/">moi</a>')),
    ],
    "moved": [
        Capture(
            "https://vieux.example/fin", article(f'<p>Ce blog a déménagé : <a href="https://neuf.example/">ici</a> !</p>{FILL}')
        ),
        Capture("https://neuf.example/debut", article(f'<p>Avant, <a href="https://vieux.example/">là</a>.</p>{FILL}')),
    ],
    "moved, by its title": [
        Capture(
            "https://vieux.example/fin",
            article(f'<p>À bientôt <a href="https://neuf.example/">ici</a> !</p>{FILL}', "Déménagement"),
        ),
        Capture("https://neuf.example/debut", article(f'<p>Avant, <a href="https://vieux.example/">là</a>.</p>{FILL}')),
    ],
}
CITES_BOTH = article(f'<p><a href="https://vieux.example/a">A</a> puis <a href="https://neuf.example/b">B</a>.</p>{FILL}')
NEW = [Capture("https://neuf.example/b", article(FILL)), Capture("https://luc.example/a", CITES_BOTH)]


@pytest.mark.parametrize(("evidence", "captures"), HOMES.items(), ids=HOMES)
def test_a_blog_that_moved_is_one_source_with_two_addresses_and_one_knows_why(built, evidence, captures):
    made = built(*captures, *NEW)
    learnt = made["aliases"][["alias", "source", "evidence"]].values.tolist()
    assert learnt == [["vieux.example", "neuf.example", evidence.partition(",")[0]]]
    assert set(made["sources"]["source"]) == {"anne.example", "luc.example", "zoe.example", "neuf.example"}
    assert row(made["edges"], source="luc.example")[["target", "links"]].tolist() == ["neuf.example", 2]
    assert not (made["links"]["source"] == made["links"]["target_source"]).any()


APART = {
    "a friend's move": [
        Capture(
            "https://vieux.example/a", article(f'<p>Le blog d’Anne a déménagé <a href="https://neuf.example/">ici</a>.</p>{FILL}')
        ),
        Capture("https://neuf.example/c", article(f'<p>Je lis <a href="https://vieux.example/">Luce</a>.</p>{FILL}')),
    ],
    "a move that the new home does not confirm": HOMES["moved"][:1],
    "rel=me of one alone": HOMES["rel-me"][:1],
    "a redirect to a page": [Capture("https://vieux.example/", "", **there("https://neuf.example/vendu.html"))],
    "a redirect to whom nobody knows": [Capture("https://vieux.example/", "", **there("https://parking.example/"))],
    "where all the dead go": [
        Capture(f"https://{name}.example/", "", **there("https://neuf.example/")) for name in ("vieux", "mort", "feu", "parti")
    ],
}


@pytest.mark.parametrize("captures", APART.values(), ids=APART)
def test_two_sources_stay_two_without_evidence(built, captures):
    made = built(*captures, *NEW)
    assert made["aliases"].empty
    assert {"vieux.example", "neuf.example"} <= set(made["links"]["target_source"])


def test_niche_yml_overrules_what_redirects_tell(built):
    moved = HOMES["redirect"]
    home = Capture("https://neuf.example/", page("La nouvelle table", FILL))
    one = built(*moved, home, *NEW, yml='question: Qui ?\nseeds: ["https://vieux.example/"]\n')
    assert one["aliases"][["alias", "source"]].values.tolist() == [["neuf.example", "vieux.example"]]
    kept = row(one["sources"], source="vieux.example")
    assert (kept.pages, kept.title, kept.url) == (2, "La nouvelle table", "https://neuf.example/")
    two = built(*moved, *NEW, yml='question: Qui ?\nseeds: ["https://vieux.example/", "https://neuf.example/"]\n')
    assert two["aliases"]["evidence"].tolist() == ["declared apart"]
    assert {"vieux.example", "neuf.example"} <= set(two["sources"]["source"])


def test_a_shortened_address_leads_to_whom_its_redirect_leads(built):
    short = [Capture("https://bit.ly/tarte", "", **there("https://anne.example/tarte?utm_source=x"))]
    made = built(
        *short, Capture("https://luc.example/a", article(f'<p>Voyez <a href="https://bit.ly/tarte">ceci</a>.</p>{FILL}'))
    )
    assert row(made["edges"], source="luc.example")[["target", "editorial_pages"]].tolist() == ["anne.example", 1]
    assert made["links"]["target_url"].tolist() == ["https://bit.ly/tarte"]


def test_a_redirect_to_where_one_consents_changes_nobodys_links(built):
    wall = Capture("https://anne.example/tarte", "", **there("https://consent.example/?continue=x", "302 Found"))
    made = built(wall, Capture("https://luc.example/a", CITED.replace("old-anne", "anne")))
    assert made["links"]["target_source"].tolist() == ["anne.example"]


def test_a_page_of_one_persons_links_is_an_address_of_whom_it_leads_to(built):
    links = Capture("https://linktr.ee/annedupont", page("Anne", f'<p><a href="https://anne.example/">Mon blog</a></p>{FILL}'))
    blog = Capture("https://anne.example/", page("Anne", f'{FILL}<a href="https://linktr.ee/annedupont">mes liens</a>'))
    cites = Capture("https://luc.example/a", article(f'<p>Suivez <a href="https://linktr.ee/annedupont">Anne</a>.</p>{FILL}'))
    made = built(links, blog, cites)
    assert made["edges"][["source", "target"]].values.tolist() == [["luc.example", "anne.example"]]
    assert made["aliases"]["evidence"].tolist() == ["link-in-bio"]
    assert "annedupont" not in made["aliases"].to_csv() + made["links"].to_csv()


def test_what_repeats_on_most_pages_of_a_site_is_furniture(built):
    everywhere = '<div class="box"><a href="https://anne.example/">Anne</a></div>'
    pages = site("luc.example", 12, lambda n: article(f"<p>Texte {n} {'mot ' * n}</p>{FILL}", more=everywhere))
    made = built(*pages, Capture("https://luc.example/99", CITED))
    assert set(made["links"]["type"]) == {"blogroll", "attribution"}
    assert row(made["edges"], target="anne.example").editorial_pages == 1


def test_what_is_in_every_footer_may_still_be_told_of_in_a_text(built):
    foot = '<footer><a href="https://anne.example/">Anne</a></footer>'
    pages = site("luc.example", 12, lambda n: article(f"<p>Texte {n} {'mot ' * n}</p>{FILL}", more=foot))
    told = article(f'<p>Hier, je suis allé voir <a href="https://anne.example/">Anne</a>.</p>{FILL}', more=foot)
    made = built(*pages, Capture("https://luc.example/99", told))
    assert made["links"]["type"].value_counts().to_dict() == {"footer": 13, "editorial": 1}


def test_a_line_that_ends_each_text_with_a_profile_is_no_list_of_friends(built):
    line = '<p>Suivez-moi sur <a href="https://www.instagram.com/luc">Instagram</a> !</p>'
    made = built(*site("luc.example", 12, lambda n: article(f"<p>Texte {n} {'mot ' * n}</p>{FILL}{line}")))
    assert set(made["links"]["type"]) == {"footer"}


def test_two_links_of_one_passage_to_one_page_are_no_copy(built):
    line = '<p>La recette en <a href="https://anne.example/a">images</a> et en <a href="https://anne.example/a">texte</a>, à lire absolument.</p>'
    made = built(Capture("https://luc.example/a", article(line + FILL)))
    assert made["links"]["type"].tolist() == ["editorial", "editorial"]


def test_a_template_that_gives_the_home_as_canonical_makes_no_copy(built):
    head = '<link rel="canonical" href="https://luc.example/">'
    pages = [Capture(f"https://luc.example/{name}", page(name, f"<h1>{name}</h1>{FILL}", head)) for name in ("", "a")]
    assert built(*pages)["posts"]["original"].tolist() == ["", ""]


def test_what_repeats_on_a_small_site_is_furniture_where_no_element_tells(built):
    pages = site(
        "luc.example",
        3,
        lambda n: page(f"Texte {n}", f'<h1>Texte {n}</h1><p>Un {n}.</p>{FILL}<hr><a href="https://anne.example/">Anne</a>'),
    )
    made = built(
        *pages,
        Capture("https://luc.example/99", page("x", f'<h1>x</h1>{FILL}<p>Je lis <a href="https://zoe.example/">Zoé</a>.</p>')),
    )
    assert dict(made["links"][["target_source", "type"]].values) == {"anne.example": "blogroll", "zoe.example": "editorial"}


def test_a_passage_told_again_on_a_list_counts_once(built):
    made = built(
        Capture("https://luc.example/a", CITED),
        Capture("https://luc.example/", CITED),
        Capture("https://luc.example/tag/pommes", CITED),
    )
    assert sorted(made["links"]["type"]) == ["attribution", "syndicated", "syndicated"]
    assert row(made["edges"], source="luc.example").editorial_pages == 1


def test_a_copy_is_told_from_its_original_and_its_links_do_not_count(built):
    text = "".join(f"<p>Étape {number} : on remue {number * 7} fois sans faiblir ni trembler.</p>" for number in range(12))
    links = '<p>Merci à <a href="https://anne.example/">Anne</a> pour la recette.</p>'
    first, copy = article(text + links, date="2026-01-02"), article("<p>Lu ailleurs :</p>" + text + links, date="2026-02-02")
    made = built(Capture("https://zoe.example/b", copy), Capture("https://luc.example/a", first))
    original = row(made["posts"], source="luc.example")
    assert original.original == "" and row(made["posts"], source="zoe.example").original == original.post
    assert dict(made["links"][["source", "type"]].values) == {"luc.example": "attribution", "zoe.example": "syndicated"}


def test_a_canonical_address_elsewhere_makes_a_copy(built):
    head = '<link rel="canonical" href="https://luc.example/a">'
    made = built(
        Capture("https://luc.example/a", article(FILL)),
        Capture("https://zoe.example/b", page("Repris", "<main><p>Court extrait.</p></main>", head)),
    )
    assert row(made["posts"], source="zoe.example").original == row(made["posts"], source="luc.example").post


def test_the_link_of_a_commenter_is_a_layer_of_its_own_and_weighs_nothing(built):
    comment = '<ol class="commentlist"><li class="comment" id="c1"><cite class="fn"><a href="https://zoe.example/" rel="nofollow ugc">Zoé Dupont</a></cite><p>Miam, merci !</p></li></ol>'
    made = built(Capture("https://luc.example/a", article(FILL, more=comment)))
    edge = row(made["edges"], target="zoe.example")
    assert (edge.layer, edge.weight, edge.editorial_pages, edge.pages) == ("comment", 0.0, 0, 1)
    assert "Dupont" not in made["links"].to_csv() + made["posts"].drop(columns="text").to_csv()


def test_a_round_is_a_layer_of_its_own(built):
    made = built(
        Capture(
            "https://luc.example/a", article(f'<p>Je participe à la ronde de <a href="https://anne.example/">Anne</a>.</p>{FILL}')
        )
    )
    assert row(made["edges"], target="anne.example")[["layer", "weight"]].tolist() == ["event", 0.0]


EDITORIAL = """\
sources:
  - {source: zoe.example, merge_into: luc.example, reason: same person}
  - {source: bot.example, hide: true, reason: a machine}
"""


def test_the_analyst_merges_and_hides_sources(built):
    made = built(
        Capture("https://zoe.example/a", CITED),
        Capture("https://luc.example/b", CITED),
        Capture("https://bot.example/c", CITED),
        editorial=EDITORIAL,
    )
    assert made["sources"]["source"].tolist() == ["anne.example", "luc.example"]
    assert row(made["edges"], source="luc.example").pages == 2
    assert skipped(made) == {"hidden-source (bot.example)": 1}


LOST = """\
sources:
  - {source: nobody.example, hide: true, reason: a typing error}
  - {source: left.example, merge_into: luc.example, reason: it has left}
  - {source: zoe.example, move_to: elsewhere.example, reason: belongs there}
  - {source: bot.example, hide: true, reason: a machine}
  - {source: old.example, merge_into: luc.example, reason: it moved}
  - {source: "instagram.com/jeanne_d", hide: true, reason: she asked}
communities:
  - {member: nowhere.example, name: Vin, reason: x}
"""


def test_decisions_that_name_no_source_of_the_material_are_counted_and_listed(built):
    made = built(
        Capture("https://zoe.example/a", article(f'<p>Lire <a href="https://old.example/">ici</a> {FILL}</p>')),
        Capture("https://bot.example/c", CITED),
        Capture("https://luc.example/b", CITED),
        Capture("https://www.instagram.com/jeanne_d/", page("Jeanne")),
        editorial=LOST,
    )
    told = made["skips"].query("input == 'editorial.yml'")
    assert told[["reason", "count", "example"]].to_numpy().tolist() == [
        ["decision-without-source", 2, "left.example, nobody.example"]
    ]
    assert "jeanne" not in made["skips"].to_csv()


PROFILE = 'question: Qui ?\nseeds: ["https://tablee.example/@jeanne-d", "https://luc.example/"]\nbrand: {name: Mijo, spaces: ["https://www.instagram.com/mijo/"]}\n'
SAID = '<p>Voyez <a href="https://tablee.example/@Jeanne-D/12">@jeanne-d</a> et <a href="https://www.instagram.com/mijo/">Mijo</a> et <a href="https://x.com/pierre_p">twitter.com/Pierre_P</a>, <a href="https://twitter.com/intent/tweet?via=pierre_p">à dire</a>, <a href="https://gist.github.com/Jeanne-D/1">ici</a>.</p>'


def test_handles_of_persons_are_in_no_table_those_of_brands_are(built):
    made = built(
        Capture("https://luc.example/a", article(SAID + FILL)),
        Capture("https://tablee.example/@jeanne-d", page("Jeanne D (@jeanne-d)", FILL)),
        yml=PROFILE,
    )
    written = "".join(frame.drop(columns="text", errors="ignore").to_csv() for frame in made.values()).lower()
    assert "jeanne" not in written and "pierre_p" not in written
    assert "instagram.com/mijo" in written
    key = parse.masked(niche.load("essai"), "tablee.example/@jeanne-d")
    assert key.startswith("tablee.example/@person-") and row(made["sources"], source=key).seed
    assert made["off_map"]["target_source"].tolist() == ["gist.github.com", "x.com"]


def test_a_profile_that_is_a_number_and_the_number_beside_a_name_tell_nobody_either(built):
    number, people = "https://www.facebook.com/profile.php?id=100012345", "https://www.facebook.com/people/Luce-Petit/100067890"
    made = built(
        Capture("https://luc.example/a", article(f'<p>Voyez <a href="{number}">ici</a>, <a href="{people}">là</a>.</p>{FILL}'))
    )
    written = "".join(frame.to_csv() for frame in made.values()).lower()
    assert not [said for said in ("100012345", "100067890", "luce", "petit") if said in written]
    assert made["links"]["target_source"].str.startswith("facebook.com/").sum() == 2


def test_persons_are_named_where_the_niche_says_why(built):
    named = PROFILE + "people: named\npeople_reason: they signed\n"
    made = built(Capture("https://luc.example/a", article(SAID + FILL)), yml=named)
    assert "tablee.example/@jeanne-d" in made["sources"]["source"].tolist()
    assert {"tablee.example/@jeanne-d", "x.com/pierre_p"} <= set(made["links"]["target_source"])


def test_an_author_has_one_pseudonym_on_all_sources(built):
    by = '<head><meta name="author" content="Jeanne  Dupont">'
    made = built(
        *[
            Capture(f"https://{host}/a", article(FILL, title=host).replace("<head>", by))
            for host in ("luc.example", "zoe.example")
        ]
    )
    assert made["posts"]["author"].str.fullmatch(r"person-[0-9a-f]{8}").all() and made["posts"]["author"].nunique() == 1


LIFE = {"2026-02-01": "alive", "2025-02-01": "asleep", "": "unknown"}


@pytest.mark.parametrize(("date", "state"), LIFE.items())
def test_a_source_is_alive_while_it_publishes(built, date, state):
    made = built(Capture("https://luc.example/a", article(FILL, date=date)))
    assert row(made["sources"], source="luc.example").alive == state


def test_a_source_whose_home_page_is_no_more_is_gone(built):
    made = built(
        Capture("https://luc.example/", "", status="410 Gone"), Capture("https://luc.example/a", article(FILL, date="2026-02-01"))
    )
    assert row(made["sources"], source="luc.example").alive == "gone"


FEED = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY bomb "boom">]><rss version="2.0"><channel><item><title>x</title><link>https://luc.example/une-tarte</link>
<pubDate>Tue, 03 Feb 2026 08:00:00 +0100</pubDate></item><item><link>https://luc.example/plus-tard</link><pubDate>Tue, 03 Feb 2032 08:00:00 +0100</pubDate></item></channel></rss>"""


def test_a_feed_dates_the_pages_that_do_not(built):
    pages = [Capture(f"https://luc.example/{name}", page(name, f"<h1>{name}</h1>{FILL}")) for name in ("une-tarte", "plus-tard")]
    made = built(*pages, Capture("https://luc.example/feed", FEED, "application/rss+xml"))
    assert dict(made["posts"][["title", "published"]].values) == {"une-tarte": "2026-02-03", "plus-tard": ""}


@pytest.mark.parametrize("feed", ["", "<rss", "<rss><item><link>x</link></item>", "\0\0", "<feed>" * 300])
def test_a_broken_feed_is_passed_over(built, feed):
    assert len(built(Capture("https://luc.example/feed", feed, "application/rss+xml"))["skips"]) == 1


def test_limits_on_pages_are_data_and_what_lies_beyond_is_counted(built):
    few = NICHE + "limits: {pages: 4, pages_per_source: 3}\n"
    made = built(
        *site("luc.example", 5, lambda n: article(f"<p>{n}</p>")),
        *site("zoe.example", 3, lambda n: article(f"<p>{n}</p>")),
        yml=few,
    )
    assert (len(made["pages"]), skipped(made)["beyond-limit"]) == (4, 4)


def test_a_damaged_archive_gives_what_can_be_read(built):
    made = built(Capture("https://luc.example/a", CITED), raw=warc(Capture("https://zoe.example/b", CITED))[:-40])
    assert row(made["edges"], source="luc.example").pages == 1
    assert skipped(made)["cut-record"] == 1


def test_contacts_are_those_that_a_source_publishes(built):
    contact = page(
        "Contact",
        '<p><a href="mailto:Anne%40anne.example?subject=x">écrire</a> ou a@anne.example</p><form><textarea></textarea></form>',
    )
    comment = '<div class="comment" id="c"><p class="author">Luc</p><p class="text">luc@private.example</p></div>'
    made = built(
        Capture("https://www.anne.example/contact", contact), Capture("https://www.anne.example/a", article(FILL, more=comment))
    )
    assert made["contacts_seen"][["channel", "value"]].values.tolist() == [
        ["email", "a@anne.example"],
        ["email", "anne@anne.example"],
        ["form", "https://www.anne.example/contact"],
    ]


def test_the_data_date_is_said_by_the_niche_else_by_the_captures_else_asked_for(built):
    made = built(Capture("https://luc.example/a", article(FILL)))
    study = niche.load("essai")
    assert parse.data_date(study, made["pages"], made["posts"]) == "2026-03-01"
    assert parse.data_date(study.model_copy(update={"date": "2025-12-31"}), made["pages"], made["posts"]) == "2025-12-31"
    with pytest.raises(AireError, match="date:"):
        parse.data_date(study, made["pages"][:0], made["posts"][:0])


def test_two_processes_and_any_order_of_the_archive_give_the_same_tables(built, monkeypatch):
    monkeypatch.setattr("helpers.parse.captures.SMALL", 0)
    captures = [
        Capture(f"https://{host}/{number}", CITED if number % 3 else article(f"<p>{host} {number}</p>{FILL}"))
        for host, number in itertools.product(["luc.example", "zoe.example", "anne.example"], range(20))
    ]
    alone, together, backwards = built(*captures), built(*captures, workers=2), built(*captures[::-1])
    for name in alone:
        pd.testing.assert_frame_equal(alone[name], together[name])
        if name not in ("pages", "skips"):  # the place and the identifier of a record are those of its archive
            pd.testing.assert_frame_equal(alone[name], backwards[name])


def test_only_the_captures_that_a_decision_touches_are_read_again_and_the_tables_are_those_of_a_first_run(built, monkeypatch):
    read, anew = [], batches.read
    monkeypatch.setattr(captures, "SMALL", 0)
    monkeypatch.setattr(batches, "read", lambda record, reading: read.append(record.url) or anew(record, reading))
    author = '<p class="author">Jeanne Petit</p><a href="https://zoe.example/">Zoé</a>'
    held = [
        Capture("https://luc.example/a", CITED),
        Capture("https://luc.example/b", article(f"{author}{FILL}")),
        Capture("https://www.anne.example/", page("Anne", FILL)),
        Capture("https://zoe.example/", page("Zoé", FILL)),
    ]
    kept = paths.processed_folder("essai") / "read"
    decided = [
        ("", held),
        (
            "sources: [{source: zoe.example, merge_into: anne.example, reason: x}]",
            ["https://luc.example/b", "https://zoe.example/"],
        ),
        ("sources: [{source: zoe.example, hide: true, reason: x}]", ["https://luc.example/b"]),
        ("sources: [{source: zoe.example, title: Zoé, reason: x}]", ["https://zoe.example/"]),
    ]
    for editorial, expected in decided:
        made = built(*held, editorial=editorial)
        assert len(read) == len(expected) and (editorial == "" or read == expected)
        shutil.rmtree(kept)
        first = built(*held, editorial=editorial)
        for name in made:
            pd.testing.assert_frame_equal(made[name], first[name])
        read.clear()
    assert "Jeanne" not in pd.read_parquet(kept / "posts.parquet")["author"].str.cat()
    (kept / "links.parquet").write_bytes(b"")
    assert len(built(*held)["links"]) and len(read) == len(held)  # what was cut or edited is read again


@pytest.fixture
def read_anew(built, monkeypatch):
    """Return a niche read once, everything kept, and the addresses that are read from then on."""
    read, anew = [], batches.read
    monkeypatch.setattr(captures, "SMALL", 0)
    built(Capture("https://luc.example/a", CITED), Capture("https://www.anne.example/", page("Anne", FILL)))
    monkeypatch.setattr(batches, "read", lambda record, reading: read.append(record.url) or anew(record, reading))
    return read


def hurt_card(change):
    def hurt(folder):
        said = json.loads((folder / "kept.json").read_text())
        change(said)
        (folder / "kept.json").write_text(json.dumps(said))

    return hurt


def other_rows(folder):
    frame = pd.read_parquet(folder / "posts.parquet")
    frame.assign(title="not what it said").to_parquet(folder / "posts.parquet")


HURTS = {
    "a card of nothing": lambda folder: (folder / "kept.json").write_text("{}"),
    "a card that is a list": lambda folder: (folder / "kept.json").write_text("[1]"),
    "a cut card": lambda folder: (folder / "kept.json").write_text((folder / "kept.json").read_text()[:200]),
    "no card": lambda folder: (folder / "kept.json").unlink(),
    "a card of other prefixes": hurt_card(lambda said: said["card"]["known"].clear()),
    "a card of another archive": hurt_card(lambda said: said["card"]["archives"].update(more="0")),
    "a card that leaves a file out": hurt_card(lambda said: said["card"]["files"].pop("notes")),
    "rows changed by hand": other_rows,
    "a cut file": lambda folder: (folder / "notes.parquet").write_bytes((folder / "notes.parquet").read_bytes()[:99]),
    "a file less": lambda folder: (folder / "links.parquet").unlink(),
}


@pytest.mark.parametrize("hurt", HURTS.values(), ids=HURTS)
def test_what_was_kept_is_never_used_once_it_was_cut_or_edited(read_anew, hurt):
    study = niche.load("essai")
    whole = parse.build(study, 1)
    assert not read_anew, "nothing has changed, and pages were read again"
    hurt(paths.processed_folder("essai") / "read")
    made = parse.build(study, 1)
    assert len(read_anew) == 2
    for name in made:
        pd.testing.assert_frame_equal(made[name], whole[name])


@pytest.mark.parametrize("done", range(6))
def test_a_kill_while_what_was_read_is_kept_leaves_nothing_that_is_used(read_anew, monkeypatch, done):
    study, left, write = niche.load("essai"), [*range(done)], manifest.write_file

    def killed(path, content):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return write(path, content)

    archive = next((paths.niche_folder("essai") / "crawl").glob("*.warc.gz"))
    archive.write_bytes(archive.read_bytes() * 2)
    monkeypatch.setattr(manifest, "write_file", killed)
    with pytest.raises(KeyboardInterrupt):
        parse.build(study, 1)
    monkeypatch.setattr(manifest, "write_file", write)
    read_anew.clear()
    made = parse.build(study, 1)
    assert len(read_anew) == 4, "what a killed run had kept was used"
    shutil.rmtree(paths.processed_folder("essai") / "read")
    for name, frame in parse.build(study, 1).items():
        pd.testing.assert_frame_equal(made[name], frame)


OTHERWISE = {
    "another language": {"languages": ["en"]},
    "other bounds of a record": {"limits": {"record_mb": 2}},
    "other bounds of an archive": {"limits": {"archive_mb": 2}},
    "another depth": {"limits": {"html_depth": 20}},
    "fewer links": {"limits": {"links_per_page": 3}},
    "people named": {"people": "named", "people_reason": "they asked"},
}


@pytest.mark.parametrize("said", OTHERWISE.values(), ids=OTHERWISE)
def test_what_would_be_read_otherwise_is_read_again(read_anew, said):
    study = niche.load("essai")
    limits = study.limits.model_copy(update=said.get("limits", {}))
    parse.build(study.model_copy(update={**said, "limits": limits}), 1)
    assert len(read_anew) == 2


def test_the_first_prefix_of_a_niche_without_any_is_heard_by_what_was_kept(built, monkeypatch):
    monkeypatch.setattr(captures, "SMALL", 0)
    held = [Capture("https://luc.example/a", CITED), Capture("https://www.anne.example/", page("Anne", FILL))]
    before = built(*held, yml="question: Qui ?\n")
    merged = "sources: [{source: luc.example, merge_into: anne.example, reason: x}]"
    assert captures.prefixes(niche.load("essai")) == {}
    after = built(*held, yml="question: Qui ?\n", editorial=merged)
    assert "luc.example" in set(before["pages"]["source"]) and "luc.example" not in set(after["pages"]["source"])


def test_the_inventory_counts_what_the_archives_hold(built):
    built(
        Capture("https://luc.example/a", CITED),
        Capture("https://luc.example/feed", FEED, "application/rss+xml"),
        Capture("https://luc.example/x", "", status="404 Gone"),
    )
    held = parse.inventory(niche.load("essai"))
    assert dict(held[["kind", "records"]].values) == {"page": 1, "feed": 1, "error": 1}


LISTED = [f"{number} grammes de farine de blé de la Beauce moulue sur pierre" for number in range(30)]
RECIPE = '<script type="application/ld+json">{{"@type": "Recipe", "name": "Une tarte", "recipeIngredient": {}}}</script>'


def recipe(steps):
    """Return the page of a recipe of those ingredients."""
    items = "".join(f"<li>{line}</li>" for line in LISTED)
    told = "".join(f"<p>{step}</p>" for step in steps)
    return article(f"<ul>{items}</ul>{told}", more=RECIPE.format(json.dumps(LISTED)))


def steps_of(verb):
    return [
        f"Étape {number} : on {verb} {number} fois la pâte, puis on la laisse au repos {number} heures." for number in range(9)
    ]


def test_recipes_of_the_same_ingredients_are_copies_only_if_the_rest_is(built):
    pages = {"luc": "pétrit", "zoe": "fouette", "bot": "pétrit"}
    made = built(*(Capture(f"https://{name}.example/a", recipe(steps_of(verb))) for name, verb in pages.items()))
    posts = made["posts"].set_index("source")
    assert (posts["ingredients"] == " | ".join(LISTED)).all()
    copies = posts.loc[posts["original"] != "", "original"].to_dict()
    assert copies in ({"luc.example": posts.at["bot.example", "post"]}, {"bot.example": posts.at["luc.example", "post"]})


def test_a_source_in_two_languages_keeps_both(built):
    french = article(f"{FILL}<p>C'est ainsi que ma mère la faisait, et je la fais encore comme elle.</p>")
    english = article("<p>This is how my mother used to bake it every Sunday, and I still follow her advice to the letter.</p>")
    made = built(Capture("https://luc.example/fr/a", french), Capture("https://luc.example/en/a", english))
    assert sorted(made["posts"]["lang"]) == ["en", "fr"] == sorted(made["pages"]["lang"])
    assert row(made["sources"], source="luc.example").langs == "en | fr"
    assert row(made["sources"], source="zoe.example").langs == ""


def test_the_patterns_of_link_types_are_written_as_the_texts_that_they_are_tried_on_in_lower_case():
    rules = yaml.safe_load(paths.data_file("link_types.yml").read_text(encoding="utf-8"))
    said = [each for kind, part in rules.items() if kind not in ("zones", "content") for each in _patterns_in(part)]
    assert len(said) > 80 and not [each for each in said if re.search(r"(?<!\\)[A-ZÀ-Ý]", each)]


def _patterns_in(part):
    """Yield the texts of a part of the rules, however deep they are."""
    if isinstance(part, str):
        yield part
    else:
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from _patterns_in(each)


RULES = b'[{"location": "/", "tdm-reservation": 1}, {"location": "/open/", "tdm-reservation": 0}, {"location": 3}, "x"]'
RESERVED = {
    "nothing said": ("/a", "", (), b"", ""),
    "the file of the host": ("/a", "", (), RULES, "tdm"),
    "the longest of its patterns": ("/open/a", "", (), RULES, ""),
    "a file that is none": ("/a", "", (), RULES[:-2], ""),
    "its header before the file": ("/a", "", (("TDM-Reservation", "0"),), RULES, ""),
    "what it says before its header": ("/a", '<meta name="tdm-reservation" content="1">', (("TDM-Reservation", "0"),), b"", "tdm"),
    "directives": ("/a", '<meta name="ROBOTS" content="noindex">', (("X-Robots-Tag", "noarchive"),), b"", "noarchive | noindex"),
    "headers given twice": ("/a", "", (("X-Robots-Tag", "googlebot: noindex"), ("X-Robots-Tag", "none")), b"", "nofollow | noindex"),
}  # fmt: skip


@pytest.mark.parametrize("case", RESERVED.values(), ids=RESERVED)
def test_what_publishers_reserve_is_told_by_page_and_by_source_the_page_overruling_its_host(built, case):
    path, head, headers, file, told = case
    reading = Capture(f"https://luc.example{path}", page("Luc", FILL, head), headers=headers)
    made = built(reading, Capture("https://www.luc.example/.well-known/tdmrep.json", file, "application/json"))
    assert row(made["pages"], source="luc.example").reserved == row(made["sources"], source="luc.example").reserved == told


MINE = '<p>Pour m\'écrire : <a href="mailto:anne.martin@courrier.example">anne.martin@courrier.example</a></p>'


@pytest.mark.parametrize(
    ("sites", "kind"), [(["anne", "luc"], "own"), (["anne", "zoe"], "attribution"), (["anne", "luc", "b", "c"], "attribution")]
)
def test_what_two_sites_of_one_owner_cite_of_each_other_is_shown_and_counts_for_nothing(built, sites, kind):
    homes = [Capture(f"https://{site}.example/", page(site, MINE + FILL)) for site in sites]
    made = built(*homes, Capture("https://luc.example/a", CITED), Capture("https://zoe.example/z", CITED))
    assert set(made["contacts_seen"]["source"]) >= {f"{site}.example" for site in sites}
    told = made["links"].set_index("source")
    assert told.at["luc.example", "type"] == kind and told.at["luc.example", "editorial"] == (kind != "own")
    edge = row(made["edges"], source="luc.example", target="anne.example")
    assert (edge["weight"] > 0) == (kind != "own") and edge["pages"] == 1  # kept, and counted where every link is
    assert told.at["zoe.example", "type"] == ("own" if "zoe" in sites else "attribution")


LAYERS = [
    ({}, {"link": 1.0, "comment": 0.0}),
    ({"comment": 2}, {"link": 1.0, "comment": 2.0}),
    ({"link": 0, "comment": 1}, {"comment": 1.0}),
]


@pytest.mark.parametrize(("layers", "expected"), LAYERS)
def test_layers_count_apart_or_together_as_the_niche_says(layers, expected):
    rows = [("luc", "anne", "link", 1, 1, 1.0), ("zoe", "anne", "comment", 1, 0, 0.0)]
    table = pd.DataFrame(rows, columns=["source", "target", "layer", "pages", "editorial_pages", "weight"])
    network = graph.build(edges.weighed(table, layers))
    told = dict(zip([network.names[code] for code in graph.ends(network)[0]], graph.ends(network)[2], strict=True))
    assert told == {{"link": "luc", "comment": "zoe"}[layer]: part for layer, part in expected.items() if part}


def test_the_edges_of_a_niche_are_weighed_as_it_says(built):
    made = built(Capture("https://luc.example/a", CITED), yml=NICHE + "layers: {link: 3}\n")
    assert row(made["edges"], source="luc.example", target="anne.example")["weight"] == pytest.approx(3)
