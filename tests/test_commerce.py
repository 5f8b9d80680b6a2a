"""What a source was paid for, read from its words and its links, and the place that it costs."""

import json
import re
import tarfile
from gzip import decompress
from pathlib import Path

import pandas as pd
import pytest
from fastwarc.warc import ArchiveIterator
from tests import french_pages

from helpers import conversations, shortlist, tables, urls
from helpers.conversations import commerce
from helpers.parse import batches
from helpers.parse.archive import Record
from helpers.parse.frames import looked_up
from helpers.parse.posts import identifier

# as bloggers write it, and as they write of what is none of it
SAID = [
    ("Article sponsorisé.", "sponsored"),
    ("Cette recette a été réalisée en partenariat avec la marque Untel.", "sponsored"),
    ("En partenariat avec les vergers du coin, un concours !", "sponsored"),
    ("Je remercie la maison Machin pour ce panier.", "sponsored"),
    ("La marque m’a gentiment envoyé trois bocaux.", "sponsored"),
    ("Le livre m'a été offert par l'éditeur.", "sponsored"),
    ("J'ai reçu ce blender gratuitement pour le tester.", "sponsored"),
    ("Nous avons été invités par l'office de tourisme.", "sponsored"),
    ("Profitez de 10 % avec le code promo TARTE10.", "sponsored"),
    ("Collaboration commerciale avec Untel", "sponsored"),
    ("Merci pour ce repas #partenariat", "sponsored"),
    ("This post is sponsored by Acme.", "sponsored"),
    ("Acme sent me a bottle to try.", "sponsored"),
    ("I received this book free of charge in exchange for an honest review.", "sponsored"),
    ("They covered my travel costs; they sponsored my attendance.", "sponsored"),
    ("Cet article contient des liens affiliés.", "affiliate"),
    ("Je touche une petite commission si vous achetez par là.", "affiliate"),
    ("We may earn a commission.", "affiliate"),
    ("Cet article n'est pas sponsorisé.", ""),
    ("Aucun partenariat ici : j'ai payé mon four.", ""),
    ("Je n'accepte pas de partenariat.", ""),
    ("J'étudie les propositions de partenariat.", ""),
    ("Ma mère m'a offert une cocotte.", ""),
    ("Ce cycliste est sponsorisé depuis des années.", ""),
    ("La richesse offerte par ces polices est grande.", ""),
    ("On peut travailler en collaboration avec d'autres.", ""),
    ("Un service client toujours à l'écoute, livraison offerte.", ""),
    ("La commission européenne a rendu son avis.", ""),
    ("This is not a sponsored post.", ""),
    ("Our conference thanks its sponsors.", ""),
    ("We got this theorem for free.", ""),
    ("You can sponsor my work.", ""),
    ("It was developed in collaboration with the community.", ""),
    ("Someone gave me the idea to try it.", ""),
]


@pytest.mark.parametrize(("text", "sign"), SAID)
def test_what_was_paid_for_is_told_from_what_is_refused_denied_or_somebody_elses(text, sign):
    assert list(commerce.disclosed(f"Bonjour.\n{text}\nÀ bientôt.")) == ([sign] if sign else [])


def cast() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    posts = [
        {"post": f"p{n}", "page": f"g{n}", "source": source, "kind": kind, "text": text, "published": "2026-02-01"}
        for n, (source, kind, text) in enumerate(
            [
                ("paid.example", "article", "Article sponsorisé."),
                ("paid.example", "article", "Une tarte."),
                ("free.example", "article", "Une soupe, avec du fil acheté par là."),
                ("free.example", "comment", "Article sponsorisé, on dirait."),
                ("free.example", "article", "Un pain."),
            ]
        )
    ]
    links = [
        {"link": "l1", "page": "g2", "source": "free.example", "target_source": "shop.example", "type": "affiliate", "rel": ""},
        {"link": "l2", "page": "g4", "source": "free.example", "target_source": "pal.example", "type": "sponsored", "rel": "ugc"},
    ]
    places = [{"source": name, "community": "c01"} for name in ("paid.example", "free.example")]
    made = {"posts": posts, "links": links, "communities": places}
    posts, links, places = (tables.conform(pd.DataFrame(rows), name) for name, rows in made.items())
    return posts, links, places


def test_a_commenter_pays_for_nothing_and_each_sign_carries_its_sentence_page_and_date():
    posts, links, _ = cast()
    found = tables.conform(conversations.commercial(posts, links), "commercial")
    assert found[["post", "sign", "how", "firm", "date"]].to_numpy().tolist() == [
        ["p0", "sponsored", "words", "", "2026-02-01"],
        ["p2", "affiliate", "address", "shop.example", "2026-02-01"],
    ]
    assert found["sentence"].iloc[0] == "Article sponsorisé."


def test_pressure_is_counted_by_source_and_by_community():
    posts, links, places = cast()
    made = tables.conform(conversations.pressure(conversations.commercial(posts, links), posts, places), "pressure")
    rows = made.set_index(["unit", "name"])[["posts", "sponsored", "affiliate", "commercial"]]
    assert rows.loc[("source", "paid.example")].tolist() == [2, 1, 0, 1]
    assert rows.loc[("community", "c01")].tolist() == [4, 1, 1, 2]
    assert made["share"].tolist() == [pytest.approx(2 / 7), pytest.approx(1 / 5), pytest.approx(1 / 5)]


def test_who_publishes_much_for_money_comes_later_and_it_is_said_where_it_would_stand():
    found = pd.DataFrame({"source": ["a", "b", "c"], "score": [0.9, 0.85, 0.1]})
    pressure = pd.DataFrame({"unit": ["source", "community"], "name": ["a", "b"], "share": [0.5, 1.0]})
    made = shortlist.pressed(found, pressure)
    assert made[["source", "unpressed", "pressure"]].to_numpy().tolist() == [["b", 2, 0.0], ["a", 1, 0.5], ["c", 3, 0.0]]


def test_a_niche_without_text_has_no_commerce():
    made = conversations.commercial(tables.empty("posts"), tables.empty("links"))
    assert tables.conform(made, "commercial").empty
    counted = conversations.pressure(made, tables.empty("posts"), tables.empty("communities"))
    assert tables.conform(counted, "pressure").empty


@pytest.mark.heavy
def test_planted_sponsored_posts_are_found_and_hardly_anything_else(planted):
    made, truth = planted.tables, planted.truth
    found = conversations.commercial(made["posts"], made["links"])
    paid = found.loc[found["sign"] == "sponsored", "url"].map(urls.canonical)
    true = {urls.canonical(url) for url in truth["sponsored_posts"]}
    precision, recall = len(true & set(paid)) / paid.nunique(), len(true & set(paid)) / len(true)
    earning = int((found["sign"] == "affiliate").sum())
    print(f"sponsored: precision {precision:.2f}, recall {recall:.2f}; {earning} of {truth['affiliate_links']} earning pages")
    assert precision >= 0.9 and recall >= 0.9 and abs(earning - truth["affiliate_links"]) <= 0.1 * truth["affiliate_links"]


def _labelled(data: Path) -> pd.DataFrame:
    """Return the labels with the texts of their pages."""
    gold = pd.read_csv(Path(__file__).parent / "real/commerce/posts.csv", comment="#")
    pages = french_pages.recipes(data) | french_pages.others(data, re.compile(b""))
    listed = json.loads((data / "extraction/scrapinghub-ground-truth.json").read_text())
    with tarfile.open(data / "extraction/scrapinghub-html.tar") as archive:
        for one in filter(lambda member: member.isfile(), archive):
            told = listed.get(Path(one.name).name.split(".")[0])
            pages |= {one.name: (told["url"], decompress(archive.extractfile(one).read()))} if told else {}
    wanted = set(gold["page"])
    with (data / "devblogs/devblogs.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=True):
            address = record.headers.get("WARC-Target-URI", "")
            if identifier(urls.canonical(address)) in wanted:
                pages[address] = (address, record.reader.read())
    records = [
        Record("a", place, "", "response", address, "2026-03-01T10:00:00Z", 200, "text/html", "", body)
        for place, (address, body) in enumerate(pages.values())
        if identifier(urls.canonical(address)) in wanted
    ]
    read = batches.read_batch((records, french_pages.READING))["posts"]
    read = read[read["parent"] == ""].drop_duplicates("page").set_index("page")
    return gold.assign(text=looked_up(gold["page"], (read["title"] + "\n" + read["text"]).to_dict()))


@pytest.mark.heavy
def test_on_a_hundred_posts_labelled_first_hardly_any_is_called_commercial_that_is_none(data):
    rows = _labelled(data)
    assert len(rows) == 100 and (rows["text"] != "").sum() >= 98
    marked = rows["text"].map(commerce.disclosed).astype(bool)
    right = int((marked & (rows["commercial"] == 1)).sum())
    print(f"{right} of {int(marked.sum())} marked are commercial; {int(rows['commercial'].sum())} are")
    assert right >= 0.9 * marked.sum() and right >= 0.8 * rows["commercial"].sum()
