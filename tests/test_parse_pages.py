"""One capture → its text, date, author, comments and links, whatever the page is made of."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.captures import article
from tests.captures import page as html

from helpers import urls
from helpers.parse import decode, guard, page, structured
from helpers.parse.archive import Record, Skip
from helpers.parse.sheet import Reading

ADDRESS = "https://blog.example/2026/01/une-tarte"
READING = Reading({"shared.example/anne": "shared.example/anne"}, frozenset({"shared.example"}), ("fr",), 2000, 5000)
TEXT = "<p>Une tarte aux pommes qui se mange tiède, avec une cuillerée de crème et beaucoup de patience.</p>"


def capture(content, address=ADDRESS, media="text/html", charset="", **more):
    """Return a record that holds a page."""
    body = content.encode() if isinstance(content, str) else content
    return Record(
        "a.warc.gz", 0, "<urn:uuid:1>", "response", address, "2026-03-01T10:00:00Z", 200, media, charset, body
    )._replace(**more)


def read(content, address=ADDRESS, **more):
    """Return what was read of a page."""
    found = page.read(capture(content, address, **more), READING)
    assert isinstance(found, page.Parsed), found
    return found


def only_link(content, address=ADDRESS):
    links = read(content, address).links
    assert len(links) == 1, links
    return links[0]


# --- bytes and bounds

FRENCH = "<html><body><p>Où sont passés les bœufs ? À côté — « là » : 3 €, dès l’été…</p></body></html>"
DECLARED = '<html><head><meta charset="{}"></head><body><p>été, cœur</p></body></html>'
ENCODINGS = {
    "undeclared windows-1252": (FRENCH.encode("cp1252"), "", FRENCH),
    "undeclared utf-8": (FRENCH.encode(), "", FRENCH),
    "latin-1 as declared is windows-1252 as written": (FRENCH.encode("cp1252"), "iso-8859-1", FRENCH),
    "declared latin-1, written utf-8": (FRENCH.encode(), "iso-8859-1", FRENCH),
    "declared utf-8, written windows-1252": (FRENCH.encode("cp1252"), "utf-8", FRENCH),
    "declared in the page": (DECLARED.format("iso-8859-15").encode("iso-8859-15"), "", DECLARED.format("iso-8859-15")),
    "declared windows-1250 and meant": ("<p>říjen</p>".encode("cp1250"), "windows-1250", "<p>říjen</p>"),
    "a charset that is none": (FRENCH.encode(), "klingon", FRENCH),
    "a codec that is no charset": (FRENCH.encode(), "unicode_escape", FRENCH),
    "utf-16 with a mark": (FRENCH.encode("utf-16"), "", FRENCH),
    "utf-16 without a mark": (FRENCH.encode("utf-16-le"), "", FRENCH),
    "utf-16, big end first": (FRENCH.encode("utf-16-be"), "utf-16", FRENCH),
    "utf-8 with a mark, declared otherwise": (b"\xef\xbb\xbf" + FRENCH.encode(), "iso-8859-1", FRENCH),
    "nul bytes": (b"<html>\0<body><p>a\0b</p>", "", "<html><body><p>ab</p>"),
    "cut in the middle of a letter": (FRENCH.encode()[:20], "", FRENCH.encode()[:20].decode("utf-8", "replace")),
}


@pytest.mark.parametrize(("body", "charset", "expected"), ENCODINGS.values(), ids=ENCODINGS)
def test_a_page_is_read_in_its_encoding(body, charset, expected):
    assert decode.text_of(body, charset) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7 stream",
        b"\xff\xd8\xff\xe0 JFIF",
        b"PK\x03\x04",
        bytes(range(32)) * 40,
        *(Random(seed).randbytes(9_000) for seed in range(5)),
    ],
    ids=lambda body: body[:4].hex(),
)
def test_binary_sent_as_html_is_recognised_and_counted(body):
    assert page.read(capture(body), READING) == Skip("a.warc.gz", "not-html", ADDRESS)


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "iso-8859-1", "shift_jis"]))
def test_any_bytes_give_text_that_xml_allows(body, charset):
    text = decode.text_of(body, charset)
    assert "\0" not in text and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)


# a character by its number, in HTML twice escaped, in JSON; the last is half of one
MARKS = [
    r"&#27;]0;x&#7;",
    "&#x1b;",
    "&#12;",
    "&#xFFFE;",
    "&#xE000;1&#xE001;",
    "&#x202e;",
    "&amp;#xE000;",
    r"\u001b",
    r"\ue000",
    r"\u202e",
    r"\ud800",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_character_that_is_not_allowed_costs_a_page_no_text_and_reaches_no_table(mark):
    told = {"@type": "BlogPosting", "headline": "Tarte MARK", "author": {"name": "Je MARK anne"}, "keywords": "a MARK, b"}
    head = f'<title>Titre MARK</title><script type="application/ld+json">{json.dumps(told)}</script>'
    body = f"<article>{TEXT}<p>MARK {TEXT} <a href='https://b.example/MARK'>MARK</a></p></article>"
    found = page.read(capture(f"<html><head>{head}</head><body>{body}</body></html>".replace("MARK", mark)), READING)
    assert "Une tarte" in found.posts[0]["text"] and found.skips == []
    assert decode.FORBIDDEN.findall("".join(map(str, [found.row, *found.posts, *found.links]))) == []
    str(found.posts[0]).encode()


@given(st.text(alphabet="<>/ab =\"'pdiv!-&;é\n", max_size=200))
def test_any_markup_is_read_or_counted(markup):
    assert isinstance(page.read(capture(markup), READING), page.Parsed | Skip)


HOSTILE = {
    "too-deep": "<div>" * 100_000 + "fond" + "</div>" * 100_000,
    "text-unread (too-deep)": "<div>" * 400 + TEXT,
    "huge-tag": f"<p>avant</p><div {' '.join(f'a{number}=1' for number in range(40_000))}>x</div>{TEXT}",
    "long-page": TEXT + "<p>mot</p>" * 300_000,
    "links-beyond-limit": "".join(f'<p>vers <a href="https://b{number}.example/">b{number}</a></p>' for number in range(5_200)),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("reason", "markup"), HOSTILE.items(), ids=HOSTILE)
def test_a_page_made_to_hurt_is_bounded_and_counted(reason, markup):
    found = page.read(capture(f"<html><body>{markup}</body></html>"), READING)
    assert reason in [skip.reason for skip in (found.skips if isinstance(found, page.Parsed) else [found])]


def test_of_too_many_links_the_first_are_kept_and_the_others_counted():
    found = read(f"<html><body>{HOSTILE['links-beyond-limit']}</body></html>")
    assert (len(found.links), found.skips[0].times) == (5000, 200)


@pytest.mark.parametrize(
    ("markup", "expected"),
    {
        "<div><p>a<p>b<p>c</div>": 1,
        "<ul><li>a<li>b<ul><li>c</ul></ul>": 2,
        "<b><i><u>x</u></i></b><br><br><img>": 3,
        "<svg><path/><path/></svg>": 1,
        "</div></div>": 0,
    }.items(),
)
def test_depth_counts_what_html_does_not_close_by_itself(markup, expected):
    assert guard.depth(markup) == expected


# --- what a page says of itself

RECIPE = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Ici"},
        {
            "@type": ["Recipe", "NewsArticle"],
            "name": "Tarte aux pommes",
            "author": [{"@type": "Person", "name": "Jeanne D."}],
            "datePublished": "2025-12-24T08:00:00+01:00",
            "keywords": "tarte, pommes",
            "recipeIngredient": ["3 pommes", "100 g de sucre"],
            "recipeInstructions": [
                {"@type": "HowToSection", "name": "Pâte", "itemListElement": [{"@type": "HowToStep", "text": "Pétrir la pâte."}]},
                {"@type": "HowToStep", "text": "Cuire &agrave; 180&nbsp;°C."},
            ],
            "comment": [{"@type": "Comment", "text": "Très bonne !", "author": {"name": "Marc"}, "dateCreated": "2025-12-25"}],
        },
    ],
}
QUESTION = {
    "@type": "QAPage",
    "mainEntity": {
        "@type": "Question",
        "name": "Pourquoi ma pâte colle-t-elle ?",
        "text": "Elle colle au plan de travail.",
        "author": {"name": "Anne"},
        "dateCreated": "2026-01-03",
        "upvoteCount": 7,
        "acceptedAnswer": {"@type": "Answer", "text": "Farinez.", "upvoteCount": 3, "author": {"name": "Luc"}},
        "suggestedAnswer": [{"@type": "Answer", "text": "Mouillez vos mains."}],
    },
}


def scripted(data) -> str:
    return html("Ici", TEXT, f'<script type="application/ld+json">{json.dumps(data)}</script>')


def test_a_recipe_keeps_its_author_date_ingredients_and_steps():
    found = read(scripted(RECIPE))
    post = found.posts[0]
    assert (post["kind"], post["author"], post["published"], post["terms"]) == (
        "article",
        "Jeanne D.",
        "2025-12-24",
        "tarte | pommes",
    )
    assert all(line in post["text"] for line in ("patience", "3 pommes", "Pétrir la pâte.", "Cuire à 180 °C."))
    assert [(x["kind"], x["author"], x["text"], x["parent"]) for x in found.posts[1:]] == [
        ("comment", "Marc", "Très bonne !", post["post"])
    ]


def test_a_question_keeps_its_votes_and_the_answer_that_was_accepted():
    question, accepted, other = read(scripted(QUESTION), "https://forum.example/q/12").posts
    assert (question["kind"], question["votes"], question["text"]) == ("question", 7, "Elle colle au plan de travail.")
    assert [(x["kind"], x["accepted"], x["votes"], x["author"]) for x in (accepted, other)] == [
        ("answer", True, 3, "Luc"),
        ("answer", False, 0, ""),
    ]


def test_microdata_is_read_as_json_ld_is():
    markup = '<div itemscope itemtype="http://schema.org/Recipe"><h1 itemprop="name">Soupe</h1><span itemprop="author" itemscope><b itemprop="name">Anne</b></span>'
    markup += '<meta itemprop="datePublished" content="2025-11-02"><li itemprop="recipeIngredient">2 poireaux</li></div>'
    post = read(html("Soupe", markup + TEXT)).posts[0]
    assert (post["author"], post["published"], "2 poireaux" in post["text"]) == ("Anne", "2025-11-02", True)


@pytest.mark.parametrize("broken", ["{", "[" * 5000, '{"@type": "Article", "headline": }', "null", '"texte"', "12", "[[[]]]"])
def test_structured_data_that_are_broken_are_passed_over(broken):
    found = read(html("Ici", TEXT, f'<script type="application/ld+json">{broken}</script>'))
    assert "patience" in found.posts[0]["text"]


def test_a_page_that_lists_several_articles_is_about_none_of_them():
    several = [{"@type": "Article", "headline": name, "author": {"name": name}} for name in ("Un", "Deux")]
    assert structured.main_item([item for each in several for item in structured._lowered(each)], ("Chez Anne",)) == {}


@pytest.mark.parametrize(
    ("head", "heading", "expected"),
    [
        ("<title>Tarte - Ici</title>", "<h1>Tarte</h1>", "Tarte"),
        ("<title>Ici : Tarte</title>", '<h1><a href="/">Ici</a></h1><h2>Tarte</h2>', "Tarte"),
        ('<title>x</title><meta property="og:title" content="Tarte | Ici">', "<h1>Tarte</h1>", "Tarte"),
        ("<title>Tarte &amp;#039;fine&amp;#039;</title>", "", "Tarte 'fine'"),
        ('<title>"><script>alert(1)</script></title>', "", '"><script>alert(1)</script>'),
    ],
)
def test_a_page_has_the_title_of_what_it_tells(head, heading, expected):
    assert read(f"<html><head>{head}</head><body>{heading}{TEXT}</body></html>").row["title"] == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<meta property="article:published_time" content="2026-01-02T08:00">', "2026-01-02"),
        ('<article><time datetime="2025-03-04">4 mars</time></article>', "2025-03-04"),
        ("<p>Mis en ligne le 1er août 2024 par Anne</p><p>Mis à jour le 3 mai 2025</p>", "2024-08-01"),
        ("<h1>Une tarte</h1><p>12/03/2010</p>", "2010-03-12"),
        ("<h1>Une tarte</h1><p>Posted on March 3rd, 2011</p>", "2011-03-03"),
        ('<meta property="article:published_time" content="2031-01-02">', ""),  # after the capture
        ("<p>© 2009-2019 Anne</p>", ""),
    ],
)
def test_a_page_has_the_date_that_it_states_never_one_after_its_capture(markup, expected):
    assert read(html("Une tarte", markup + TEXT), "https://blog.example/une-tarte").row["published"] == expected


KINDS = {
    ("https://blog.example/", "Accueil"): "page",
    ("https://blog.example/tag/tarte", "Tarte"): "page",
    ("https://blog.example/page/2/", "Ici"): "page",
    ("https://blog.example/2026/01/une-tarte", "Une tarte"): "article",
    ("https://blog.example/a-propos", "À propos"): "page",
    ("https://forum.example/charte", "Charte du forum"): "rules",
    ("https://forum.example/x", "Règlement"): "rules",
    ("https://blog.example/contact.html", "Contact"): "page",
    ("https://blog.example/charte-graphique-de-mon-gateau", "Ma charte graphique"): "page",
}


@pytest.mark.parametrize(("where", "expected"), KINDS.items())
def test_a_page_is_of_a_kind(where, expected):
    assert read(html(where[1], f"<h1>{where[1]}</h1>{TEXT}"), where[0]).posts[0]["kind"] == expected


# --- who talks on it

TALK = {
    "wordpress": '<ol class="commentlist"><li class="comment" id="comment-1"><cite class="fn">Anne</cite><time datetime="2026-01-03">3</time><div class="comment-content"><p>Miam</p></div>'
    '<ul class="children"><li class="comment" id="comment-2"><cite class="fn">Luc</cite><div class="comment-content"><p>Oui</p></div></li></ul></li></ol>',
    "blogger": '<ul><li class="comment" id="c1"><div class="comment-header"><cite class="user">Anne</cite><span class="datetime">3 janvier 2026</span></div><p class="comment-content">Miam</p>'
    '<ol><li class="comment" id="c2"><div class="comment-header"><cite class="user">Luc</cite></div><p class="comment-content">Oui</p></li></ol></li></ul>',
    "over-blog": '<div class="ob-comment" id="comment-1"><span class="ob-user">Anne</span><span class="ob-date">03/01/2026</span><div class="ob-message">Miam</div>'
    '<div class="ob-comment" id="comment-2"><span class="ob-user">Luc</span><div class="ob-message">Oui</div></div></div>',
    "canalblog": '<div class="comment-item" id="c1"><p class="comment-author">Anne</p><span class="comment-date">3 janvier 2026</span><div class="comment-content">Miam</div>'
    '<div class="comment-item" id="c2"><p class="comment-author">Luc</p><div class="comment-content">Oui</div></div></div>',
}


@pytest.mark.parametrize("markup", TALK.values(), ids=TALK)
def test_comments_are_read_with_author_date_and_parent(markup):
    opening, first, second = read(article(TEXT, more=markup)).posts
    assert (first["author"], first["published"], first["text"], first["parent"]) == (
        "Anne",
        "2026-01-03",
        "Miam",
        opening["post"],
    )
    assert (second["author"], second["text"], second["parent"]) == ("Luc", "Oui", first["post"])
    assert {x["thread"] for x in (opening, first, second)} == {opening["post"]}
    assert "Miam" not in opening["text"]


FORUMS = {
    "phpbb": '<div class="post" id="p{0}"><p class="author"><b class="username">{1}</b> <time datetime="2026-01-0{0}">x</time></p><div class="postbody"><div class="content">{2}</div></div></div>',
    "xenforo": '<article class="message" id="p{0}"><a class="username">{1}</a><time datetime="2026-01-0{0}">x</time><div class="message-body"><div class="bbWrapper">{2}</div></div></article>',
    "fluxbb": '<div class="blockpost" id="p{0}"><h2><a href="#">0{0}/01/2026</a></h2><div class="postleft"><dl><dt><strong>{1}</strong></dt></dl></div><div class="postmsg">{2}</div></div>',
    "smf": '<div class="post_wrapper" id="p{0}"><div class="poster"><h4><a>{1}</a></h4></div><div class="keyinfo"><div class="smalltext">0{0}/01/2026</div></div><div class="post"><div class="inner">{2}</div></div></div>',
    "plain": '<article class="message" id="p{0}"><a class="membre">{1}</a><time datetime="2026-01-0{0}">x</time><p>{2}</p></article>',
}


@pytest.mark.parametrize("markup", FORUMS.values(), ids=FORUMS)
def test_the_first_message_of_a_forum_page_opens_its_thread(markup):
    body = "".join(markup.format(number, name, said) for number, name, said in [(1, "Anne", "Qui sait ?"), (2, "Luc", "Moi.")])
    opening, answer = read(html("Qui sait ?", f"<h1>Qui sait ?</h1>{body}"), "https://forum.example/viewtopic.php?t=7").posts
    assert [(x["kind"], x["author"], x["text"], x["published"]) for x in (opening, answer)] == [
        ("message", "Anne", "Qui sait ?", "2026-01-01"),
        ("message", "Luc", "Moi.", "2026-01-02"),
    ]
    assert (answer["parent"], answer["thread"], opening["parent"]) == (opening["post"], opening["post"], "")


def test_the_second_page_of_a_thread_belongs_to_the_first():
    body = FORUMS["phpbb"].format(3, "Zoé", "Encore moi.")
    found = read(html("Qui sait ?", body), "https://forum.example/viewtopic.php?t=7&start=20")
    assert [(x["thread"], x["kind"]) for x in found.posts] == [
        (page.identifier("https://forum.example/viewtopic.php?t=7"), "message")
    ]


def test_an_idea_keeps_its_votes_and_status():
    idea = '<article class="idea"><h1 class="idea-title">Un joint</h1><span class="author">Anne</span><span class="votes">1 204 votes</span><span class="status">Prévue</span><div class="idea-text">Un joint de rechange.</div></article>'
    reply = '<div class="reply" id="comment-1"><span class="author">Équipe</span><p>C\'est prévu.</p></div>'
    post, answer = read(html("Un joint", idea + reply), "https://idees.example/idees/1").posts
    assert (post["kind"], post["votes"], post["status"], post["author"]) == ("idea", 1204, "planned", "Anne")
    assert (answer["kind"], answer["parent"]) == ("comment", post["post"])


# --- whom it cites

PAID = ' rel="nofollow sponsored"'
TO = '<a href="https://anne.example/tarte"{}>{}</a>'
LINKS = {
    "in the text": (article(f"<p>Je lis {TO.format('', 'Anne')} depuis longtemps.</p>{TEXT}"), "content", "editorial"),
    "vu chez": (article(f"<p>Une idée vue chez {TO.format('', 'Anne')}, en mieux.</p>{TEXT}"), "content", "attribution"),
    "source d’inspiration": (article(f"<p>Source d’inspiration : {TO.format('', 'Anne')}.</p>{TEXT}"), "content", "attribution"),
    "inspired by": (article(f"<p>This was inspired by {TO.format('', 'Anne')}.</p>{TEXT}"), "content", "attribution"),
    "sidebar": (
        article(TEXT, more=f'<div id="sidebar"><ul class="widget"><li>{TO.format("", "Anne")}</li></ul></div>'),
        "aside",
        "blogroll",
    ),
    "menu": (article(TEXT, more=f'<ul class="main-menu"><li>{TO.format("", "Anne")}</li></ul>'), "nav", "navigation"),
    "footer": (article(TEXT, more=f"<footer>{TO.format('', 'Anne')}</footer>"), "footer", "footer"),
    "menu in a footer": (article(TEXT, more=f"<footer><nav>{TO.format('', 'Anne')}</nav></footer>"), "footer", "footer"),
    "a numbered footer": (article(TEXT, more=f'<div id="footer2"><p>{TO.format("", "Anne")}</p></div>'), "footer", "footer"),
    "a logo above the text": (
        article(TEXT, more=f"<header>{TO.format('', '<img src=b.png alt=École>')}</header>"),
        "header",
        "navigation",
    ),
    "a way to subscribe": (
        article(f"<p>{TO.format('', 'Créez votre compte')} pour lire la suite.</p>{TEXT}"),
        "content",
        "navigation",
    ),
    "a notice": (article(f"<p>{TO.format('', 'Notre politique de confidentialité')}</p>{TEXT}"), "content", "footer"),
    "related pages": (
        article(f"{TEXT}<h2>À lire aussi</h2><ul><li>{TO.format('', 'Tarte')}</li></ul>"),
        "aside",
        "blogroll",
    ),
    "a passage under the same heading": (
        article(f"{TEXT}<h2>À lire aussi</h2><p>La belle page d’{TO.format('', 'Anne')} sur les tartes.</p>"),
        "content",
        "editorial",
    ),
    "teaser in a footer": (
        article(TEXT, more=f"<footer><article>{TO.format('', 'Anne')}</article></footer>"),
        "footer",
        "footer",
    ),
    "footer of the article": (article(f"{TEXT}<footer>{TO.format('', 'Anne')}</footer>"), "footer", "footer"),
    "badge": (article(TEXT, more=f"<aside>{TO.format('', '<img src=b.png alt=Élu>')}</aside>"), "aside", "badge"),
    "picture in the text": (article(f"<p>{TO.format('', '<img src=b.png alt=Tarte>')}</p>{TEXT}"), "content", "editorial"),
    "sponsored by rel": (article(f"<p>Avec {TO.format(PAID, 'Anne')}.</p>{TEXT}"), "content", "sponsored"),
    "sponsored by words": (article(f"<p>En partenariat avec {TO.format('', 'Anne')}.</p>{TEXT}"), "content", "sponsored"),
    "after a list of thanks": (
        article(f"<p>Merci encore à Luc, Zoé et {TO.format('', 'Anne')} pour la relecture.</p>{TEXT}"),
        "content",
        "attribution",
    ),
    "no thanks once the sentence has turned": (
        article(f"<p>Merci à ma tante qui tenait un restaurant près de {TO.format('', 'la gare')}.</p>{TEXT}"),
        "content",
        "editorial",
    ),
    "under a heading of thanks": (
        article(f"{TEXT}<h2>Remerciements</h2><p>Luc, puis {TO.format('', 'Anne')}.</p>"),
        "content",
        "attribution",
    ),
    "credited after": (
        article(f"<p>Well, {TO.format('', 'this answer')} prompted me to write.</p>{TEXT}"),
        "content",
        "attribution",
    ),
    "whose picture it is": (article(f"<p>Photo (cc) : {TO.format('', 'Anne')}</p>{TEXT}"), "content", "attribution"),
    "licence in the text": (article(f"<p>Sous {TO.format(' rel=license', 'cette licence')}.</p>{TEXT}"), "content", "footer"),
    "told how comments are sorted": (
        article(TEXT, more=f'<div id="comments"><p>Ce site utilise Akismet. {TO.format("", "En savoir plus")}.</p></div>'),
        "comment",
        "navigation",
    ),
    "via whom": (article(f"<p>Une belle idée (via {TO.format('', 'Anne')}).</p>{TEXT}"), "content", "attribution"),
    "by way of a tool": (article(f"<p>Le code est versionné via {TO.format('', 'Anne')}.</p>{TEXT}"), "content", "editorial"),
    "bought at": (article(f"<p>Un moule acheté chez {TO.format('', 'Anne')}.</p>{TEXT}"), "content", "shop"),
    "round told after the link": (
        article(f"<p>Avec {TO.format('', 'Anne')}, Luc et Zoé, je prends part à un défi culinaire.</p>{TEXT}"),
        "content",
        "event",
    ),
    "engine in a sidebar": (article(TEXT, more=f"<aside>Propulsé par {TO.format('', 'Anne')}</aside>"), "aside", "footer"),
    "engine of the comments": (
        article(TEXT, more=f'<div id="comments"><noscript>{TO.format("", "comments powered by Anne")}</noscript></div>'),
        "comment",
        "footer",
    ),
    "invited to speak": (
        article(TEXT, more=f'<div class="comments"><p>Have a comment? Start a discussion {TO.format("", "here")}.</p></div>'),
        "comment",
        "navigation",
    ),
    "a comment of a program": (
        article(f'<pre><span class="hs-comment">-- {TO.format("", "Anne")}</span></pre>{TEXT}'),
        "content",
        "editorial",
    ),
    "a heading that speaks of comments": (
        article(f'<h2 id="disqus-et-compagnie">{TO.format("", "Anne")}</h2>{TEXT}'),
        "content",
        "editorial",
    ),
    "what lies behind tabs": (
        article(f'<div class="tabs-top"><div class="tab-pane"><p>Voir {TO.format("", "Anne")}.</p></div></div>{TEXT}'),
        "content",
        "editorial",
    ),
    "round": (
        article(f"<p>Je participe avec ce plat à la ronde des fournils, lancée par {TO.format('', 'Anne')}.</p>{TEXT}"),
        "content",
        "event",
    ),
    "comment": (
        article(TEXT, more=f'<ol class="comment-list"><li class="comment">{TO.format("", "Zoé")} <p>Miam</p></li></ol>'),
        "comment",
        "comment",
    ),
    "names that only sound like furniture": (
        html(
            "x",
            f'<body class="has-sidebar"><div class="page-with-sidebar"><div class="entry-content">{TO.format("", "Anne")}{TEXT}</div></div></body>',
        ),
        "content",
        "editorial",
    ),
    "under a heading for friends": (
        html("x", f"<h1>Tarte</h1>{TEXT}<h3>Blogs amis</h3>{TO.format('', 'Anne')}"),
        "aside",
        "blogroll",
    ),
}


def test_two_links_that_adjoin_are_two_words_of_their_passage():
    glued = f"<p>{TO.format('', 'Voir le choix')}<a href='https://luc.example/'>En partenariat avec Luc</a></p>{TEXT}"
    assert [(link.context, link.type) for link in read(article(glued)).links] == [
        ("Voir le choix En partenariat avec Luc", "sponsored")
    ] * 2


@pytest.mark.parametrize(("markup", "zone", "kind"), LINKS.values(), ids=LINKS)
def test_a_link_has_a_place_and_a_purpose(markup, zone, kind):
    link = only_link(markup)
    assert (link.zone, link.type, link.target_source) == (zone, kind, "anne.example")


@pytest.mark.parametrize(
    ("address", "kind"),
    {
        "https://www.facebook.com/sharer/sharer.php?u=x": "share",
        "https://x.com/intent/tweet?text=x": "share",
        "https://awin1.com/c?p=1": "affiliate",
        "https://epicerie.example/p/12?aff=moi": "affiliate",
        "https://www.amazon.fr/dp/1?tag=moi-21": "affiliate",
        "https://www.amazon.fr/b?node=1?tag=moi-21": "affiliate",
        "https://www.amazon.fr/dp/1": "shop",
        "https://epicerie.example/boutique/moule": "shop",
        "https://blog2.example/?tag=tarte": "editorial",
    }.items(),
)
def test_the_address_tells_shares_shops_and_commissions(address, kind):
    assert only_link(article(f'<p>Voyez <a href="{address}">ceci</a>, vraiment.</p>{TEXT}')).type == kind


ROW = " - ".join(f'<a href="https://b{number}.example/">b{number}</a>' for number in range(8))


@pytest.mark.parametrize(
    ("markup", "kind"),
    {
        article(f"<p>{ROW}</p>{TEXT}"): "blogroll",
        article(f"<p>D'autres avant moi s'en sont plaints en long et en large ({ROW}), sans succès.</p>{TEXT}"): "editorial",
    }.items(),
    ids=["alone", "in a sentence"],
)
def test_a_row_of_links_is_a_list_of_friends_unless_a_sentence_holds_it(markup, kind):
    assert {link.type for link in read(markup).links} == {kind}


@pytest.mark.parametrize(
    ("target", "kind"),
    {
        "https://www.instagram.com/jeanne": "blogroll",
        "https://www.instagram.com/p/a/": "blogroll",
        "https://club.example/": "badge",
    }.items(),
)
def test_a_picture_beside_the_text_is_a_badge_unless_it_leads_to_a_profile(target, kind):
    picture = f'<aside><a href="{target}"><img src="i.png" alt="Suivez-moi"></a></aside>'
    assert only_link(article(TEXT, more=picture)).type == kind


def test_links_that_stay_are_left_out_but_counted():
    inside = "".join(
        f'<a href="{href}">x</a>' for href in ("/a", "b.html", "https://www.blog.example/c", "//blog.example/d", "?p=1")
    )
    unused = "".join(
        f'<a href="{href}">x</a>' for href in ("#top", "mailto:a@b.example", "javascript:alert(1)", "tel:1", "data:,x")
    )
    found = read(article(inside + unused + TEXT))
    assert (found.links, found.row["inside"]) == ([], 5)


def test_sources_that_share_a_host_cite_each_other_by_relative_links():
    link = only_link(
        article(f'<p>Voyez <a href="/anne/tarte">Anne</a> et <a href="b">moi</a>.</p>{TEXT}'), "https://shared.example/luc/a"
    )
    assert (link.target_source, link.target_url) == ("shared.example/anne", "https://shared.example/anne/tarte")


def test_the_base_of_a_page_is_heeded():
    content = article(f'<p>Voyez <a href="//anne.example/x">Anne</a>.</p>{TEXT}').replace(
        "<head>", '<head><base href="http://blog.example/b/">'
    )
    assert only_link(content).target_url == "http://anne.example/x"


@pytest.mark.parametrize("place", [0, 3, 59])
def test_the_passage_around_a_link_holds_it_and_is_short(place):
    words = [f"<b>mot{number}</b>" for number in range(60)]
    words.insert(place, TO.format("", "cette tarte") + "<script>alert(1)</script>")
    link = only_link(article(f"<p>{' '.join(words)}</p>"))
    assert "cette tarte" in link.context and "alert" not in link.context
    assert len(link.context) <= 300


def test_equal_links_of_one_paragraph_each_have_their_own_passage():
    filler = "mot " * 90
    first, second = read(article(f"<p>début {TO.format('', 'Anne')} {filler} {TO.format('', 'Anne')} fin</p>")).links
    assert "début" in first.context and "fin" not in first.context
    assert "fin" in second.context and "début" not in second.context


def test_hostile_text_is_data():
    evil = '<img src=x onerror=alert(1)>=HYPERLINK("http://e.example")'
    escaped = evil.replace("<", "&lt;")
    found = read(article(f"<p>{escaped} {TO.format('', escaped)}</p>{TEXT}", title=escaped))
    assert found.row["title"] == evil and evil in found.posts[0]["text"] and found.links[0].anchor == evil


def test_addresses_of_pages_and_posts_are_what_their_identifiers_come_from():
    assert page.identifier("http://www.blog.example/a/") == page.identifier("https://blog.example/a")
    assert page.identifier("https://blog.example/a", "c1") != page.identifier("https://blog.example/a")
    assert read(article(TEXT)).row["page"] == page.identifier(urls.canonical(ADDRESS))
