"""What a page states of itself against what it shows: text, title, author, dates, recipe, ratings, comments."""

import json

import pytest
from tests.captures import article, page
from tests.test_parse_pages import ADDRESS, TEXT, html, read

SENTENCE = "Une tarte aux pommes qui se mange tiède, avec une cuillerée de crème et beaucoup de patience."
UNTOLD = "https://blog.example/une-tarte"  # an address that tells no date


def stated(*items, body=TEXT, title="Une tarte"):
    """Return a page that carries JSON-LD."""
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)
    return page(title, f"<h1>{title}</h1>{body}", scripts)


def post(content, address=UNTOLD):
    """Return the post that a page opens with."""
    return read(content, address).posts[0]


# --- the main text

STEPS = [f"Étape numéro {number} : on pétrit la pâte, on la laisse lever, puis on la plie avec soin." for number in range(9)]
SHELLS = {
    "lists where nothing names the text": (
        f"<div class=x><p>{SENTENCE}</p><ul>" + "".join(f"<li>{step}</li>" for step in STEPS) + "</ul></div>"
    ),
    "equal parts of one article": (
        f"<article><div><div class=article-body><p>{SENTENCE}</p><p>{STEPS[0]}</p></div></div><div>"
        f"<div class=article-body>{''.join(f'<p>{step}</p>' for step in STEPS[1:])}</div></div></article>"
    ),
}


@pytest.mark.parametrize("body", SHELLS.values(), ids=SHELLS)
def test_what_a_first_reading_loses_is_read_again(body):
    text = post(html("Une tarte", body))["text"]
    assert SENTENCE in text and all(step in text for step in STEPS)


def test_menus_are_no_text():
    menu = "".join(f'<li><a href="/{number}">Rubrique {number}</a></li>' for number in range(90))
    text = post(html("Une tarte", f"<div><ul>{menu}</ul></div><div class=x><h2>Hier</h2><p>{SENTENCE}</p></div>"))["text"]
    assert SENTENCE in text and "Rubrique 80" not in text


def test_a_text_that_the_page_states_whole_replaces_one_that_was_cut():
    whole = "\n".join(STEPS)
    shown = post(stated({"@type": "Article", "headline": "Une tarte", "articleBody": whole}))
    assert shown["text"].split() == whole.split()
    cut = post(stated({"@type": "Article", "headline": "Une tarte", "articleBody": SENTENCE[:30]}))
    assert SENTENCE in cut["text"]


def test_a_passage_said_twice_on_a_page_is_kept_once_a_question_asked_twice_is_kept():
    passage = "".join(f"<p>{step}</p>" for step in STEPS)
    question = "<p>Et vous, que mettez-vous dans votre pâte à tarte ?</p>"
    text = post(article(f"{passage}{question}<p>Rien.</p>{question}<p>Du beurre.</p><h2>À imprimer</h2>{passage}"))["text"]
    assert [text.count(STEPS[4]), text.count("que mettez-vous")] == [1, 2]


def test_a_text_does_not_begin_with_its_title():
    assert post(article(f"<h2>Une tarte</h2>{TEXT}"))["text"].startswith("Une tarte aux pommes")


# --- title, author, dates


def test_what_the_page_states_is_found_through_its_references():
    graph = [
        {"@type": "WebPage", "@id": "#page", "name": "Une tarte"},
        {"@type": "Person", "@id": "#anne", "name": "Anne Martin"},
        {"@type": "BlogPosting", "headline": "Une tarte", "author": {"@id": "#anne"}, "datePublished": "2025-03-01"},
    ]
    found = post(stated({"@graph": graph}))
    assert (found["author"], found["published"], found["title"]) == ("Anne Martin", "2025-03-01", "Une tarte")


def test_of_several_articles_the_one_that_has_the_title_of_the_page_is_meant():
    others = [{"@type": "Article", "headline": f"Autre {number}", "author": {"name": "Luc"}} for number in range(3)]
    own = {"@type": "Article", "headline": "Une tarte | Chez Anne", "author": {"name": "Anne"}, "datePublished": "2025-03-01"}
    found = post(stated(*others, own))
    assert (found["author"], found["published"], found["title"]) == ("Anne", "2025-03-01", "Une tarte")
    assert post(stated(*others))["author"] != "Luc"


def test_an_article_and_its_recipe_are_one():
    posting = {"@type": "BlogPosting", "headline": "Une tarte", "author": {"name": "Anne"}, "datePublished": "2025-03-01"}
    steps = [
        {"@type": "HowToStep", "name": "Étape 1", "text": "Pétrir."},
        {"@type": "HowToStep", "name": "La cuisson", "text": "Au four."},
    ]
    recipe = {"@type": "Recipe", "name": "Une tarte", "author": {"@type": "Person"}, "recipeIngredient": ["3 pommes", "1 œuf"]}
    found = post(stated(posting, recipe | {"recipeInstructions": steps}))
    assert (found["author"], found["ingredients"]) == ("Anne", "3 pommes | 1 œuf")
    assert found["text"].endswith("3 pommes\n1 œuf\nPétrir.\nLa cuisson\nAu four.")


def test_a_recipe_without_ingredients_takes_those_that_its_page_lists():
    body = f"{TEXT}<div class=Ingredients><ul><li>3 pommes</li><li>1 œuf</li></ul></div>"
    assert post(stated({"@type": "Recipe", "name": "Une tarte"}, body=body))["ingredients"] == "3 pommes | 1 œuf"
    assert post(html("Une tarte", body))["ingredients"] == ""


BYLINES = {
    "<p class=byline>Publié par Anne Martin le 3 mai 2020</p>": "Anne Martin",
    "<p class=byline>By Anne Martin | 12 comments</p>": "Anne Martin",
    "<p class=author>Anne Le Goff</p>": "Anne Le Goff",
    "<p class=author>Tout ce que l'on peut dire de moi tient en une phrase fort longue</p>": "",
    '<meta name="author" content="https://anne.example/"><p class=author>Anne</p>': "Anne",
    "<p class=author>Luc Petit</p><p>Traduit de l'anglais par Luc Petit.</p>": "",
    "<p class=author>Anne Martin</p><p>Traduction : Luc Petit</p>": "Anne Martin",
    "<p class=byline>Luc Petit</p><p class=author>Anne Martin</p><p>Translated from the German by Luc Petit</p>": "Anne Martin",
}


@pytest.mark.parametrize(("markup", "expected"), BYLINES.items())
def test_who_signs_a_page_is_its_author_never_its_translator(markup, expected):
    assert post(html("Une tarte", f"<h1>Une tarte</h1>{markup}{TEXT}"))["author"] == expected


def test_a_translator_that_the_page_states_is_not_its_author():
    said = {"@type": "Article", "headline": "Une tarte", "author": {"name": "Luc Petit"}, "translator": {"name": "Luc Petit"}}
    assert post(stated(said, body=f"<p class=author>Anne</p>{TEXT}"))["author"] == "Anne"


def test_an_article_that_names_nobody_is_signed_by_its_site():
    head = '<meta property="og:site_name" content="Chez Anne"><meta property="og:type" content="article">'
    assert post(html("Une tarte", f"<h1>Une tarte</h1>{TEXT}", head))["author"] == "Chez Anne"
    assert post(html("À propos", f"<h1>À propos</h1>{TEXT}", head), "https://blog.example/a-propos")["author"] == ""


CHANGES = {
    '<meta property="article:modified_time" content="2025-05-05T10:00">': ("", "2025-05-05"),
    '<meta property="og:updated_time" content="2025-05-05">': ("", "2025-05-05"),
    "<p>Mis à jour le 5 mai 2025</p>": ("", "2025-05-05"),
    '<article><time class="updated" datetime="2025-05-05">5 mai 2025</time></article>': ("", "2025-05-05"),
    '<article><time itemprop="dateModified" datetime="2025-05-05">5 mai 2025</time></article>': ("", "2025-05-05"),
    "<p>Last updated on May 5, 2025</p>": ("", "2025-05-05"),
    "<p>Mis à jour le 5 mai 2025. Publié le 3 mars 2024</p>": ("2024-03-03", "2025-05-05"),
    "<p>Publié le 3 mars 2024</p>": ("2024-03-03", ""),
    '<meta property="article:modified_time" content="2031-05-05">': ("", ""),  # after the capture
    '<li><a href="/autre">Une autre recette, que nous aimons bien aussi, 5 mai 2025</a></li>': ("", ""),
}


@pytest.mark.parametrize(("markup", "expected"), CHANGES.items())
def test_the_date_of_a_change_or_of_another_page_is_not_that_of_publication(markup, expected):
    row = read(html("Une tarte", f"<h1>Une tarte</h1>{markup}{TEXT}"), UNTOLD).row
    assert (row["published"], row["modified"]) == expected


def test_what_is_stated_otherwise_than_it_is_shown_is_told():
    said = {"@type": "Article", "headline": "Un gâteau", "author": {"name": "Luc"}, "datePublished": "2025-03-01"}
    shown = '<p class=author>Anne</p><article><time datetime="2024-01-01">1er janvier 2024</time></article>'
    found = post(stated(said, body=shown + TEXT))
    assert (found["disagrees"], found["author"], found["title"]) == ("title | author | published", "Luc", "Un gâteau")
    agreed = {"@type": "Article", "headline": "Une tarte | Ici", "author": {"name": "Anne"}, "datePublished": "2024-01-02"}
    assert post(stated(agreed, body=shown + TEXT))["disagrees"] == ""


# --- what it counts

WORDPRESS = '<ol class="comment-list"><li class="comment" id="comment-1"><cite class="fn">Luc</cite><p>Miam</p></li></ol>'
COUNTS = {
    "none": ("", 0),
    "stated": (
        '<script type="application/ld+json">{"@type": "Article", "headline": "Une tarte", "commentCount": 12}</script>',
        12,
    ),
    "stated as interactions": (
        '<script type="application/ld+json">{"@type": "Article", "headline": "Une tarte", "interactionStatistic": {"@type": '
        '"InteractionCounter", "interactionType": "https://schema.org/CommentAction", "userInteractionCount": "24"}}</script>',
        24,
    ),
    "shown": ('<h2 class="comments-title">1 204 réflexions sur « 12 tartes »</h2>', 1204),
    "read": (WORDPRESS, 1),
    "some read, more stated": (f'<h2 class="comments-title">7 commentaires</h2>{WORDPRESS}', 7),
    "loaded by a script": ('<div id="disqus_thread"></div><script src="https://x.disqus.com/embed.js"></script>', -1),
    "loaded by a script, and counted": ('<a href="#comments">3 commentaires</a><div id="disqus_thread"></div>', 3),
}


@pytest.mark.parametrize(("markup", "expected"), COUNTS.values(), ids=COUNTS)
def test_comments_are_counted_and_those_that_a_script_loads_are_unread_not_none(markup, expected):
    assert post(html("Une tarte", f"<h1>Une tarte</h1>{TEXT}{markup}"), ADDRESS)["comments"] == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"ratingValue": "4,5", "ratingCount": "1 204"}, (4.5, 1204)),
        ({"ratingValue": 9, "bestRating": 10, "reviewCount": 3}, (4.5, 3)),
        ({"ratingValue": "excellent"}, (0.0, 0)),
        ({"ratingValue": 1e9}, (5.0, 0)),
    ],
)
def test_a_rating_is_told_on_a_scale_of_five(told, expected):
    found = post(stated({"@type": "Recipe", "name": "Une tarte", "aggregateRating": told}))
    assert (found["rating"], found["ratings"]) == expected


# --- questions and discussions in microdata

ASKED = """<div itemscope itemtype="https://schema.org/QAPage"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 itemprop="name">Pourquoi ma pâte colle-t-elle ?</h1><div itemprop="text"><p>Elle colle au plan de travail.</p><p>Toujours.</p></div>
<span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Anne</b></span><span itemprop="answerCount">2</span>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer" id="a1"><div itemprop="text">Farinez.</div><span itemprop="upvoteCount">3</span>
<span itemprop="author" itemscope><b itemprop="name">Luc</b></span></div>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer" id="a2"><div itemprop="text">Mouillez vos mains.</div></div></div></div>"""
DISCUSSED = """<article itemscope itemtype="https://schema.org/DiscussionForumPosting"><h1 itemprop="headline">Votre four ?</h1>
<span itemprop="author" itemscope><b itemprop="name">Anne</b></span><time itemprop="datePublished" datetime="2025-03-01">1er mars</time>
<div itemprop="text"><p>Quel four avez-vous pris, finalement ?</p></div>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="c9"><span itemprop="author" itemscope><b itemprop="name">Luc</b></span>
<time itemprop="dateCreated" datetime="2025-03-02">2 mars</time><div itemprop="text">Un four à bois.</div></div></article>"""


def test_a_question_in_microdata_keeps_its_answers():
    asked, accepted, other = read(html("Pourquoi ma pâte colle-t-elle ?", ASKED), "https://forum.example/q/12").posts
    assert (asked["kind"], asked["author"], asked["comments"]) == ("question", "Anne", 2)
    assert asked["text"] == "Elle colle au plan de travail.\nToujours."
    assert [(x["text"], x["accepted"], x["votes"], x["author"], x["parent"]) for x in (accepted, other)] == [
        ("Farinez.", True, 3, "Luc", asked["post"]),
        ("Mouillez vos mains.", False, 0, "", asked["post"]),
    ]


def test_a_discussion_in_microdata_keeps_who_said_what_and_when():
    opening, answer = read(html("Votre four ?", DISCUSSED), "https://forum.example/d/9").posts
    assert (opening["kind"], opening["author"], opening["published"]) == ("message", "Anne", "2025-03-01")
    assert opening["text"] == "Quel four avez-vous pris, finalement ?"
    assert (answer["kind"], answer["author"], answer["published"], answer["text"]) == (
        "comment",
        "Luc",
        "2025-03-02",
        "Un four à bois.",
    )


# --- in which language

FRENCH = {
    "Belgique": "Nonante minutes au four, puis on sort le plat et on savoure avec des chicons et une bonne tasse de café, hein.",
    "Suisse": "Septante grammes de beurre et une plaque à gâteau suffisent; on déguste volontiers au souper avec une tasse de thé.",
    "Québec": "C'est ben bon pis ça se fait en criant lapin; on met les bleuets, la cassonade pis on enfourne pour le souper.",
    "Maghreb": "Pour le ftour du ramadan, ma mère prépare la chorba, les bricks et la harira; saha ftourkoum à toutes et tous!",
}


@pytest.mark.parametrize("said", FRENCH.values(), ids=FRENCH)
def test_french_is_french_wherever_it_is_spoken(said):
    assert post(article(f"<p>{said}</p>"))["lang"] == "fr"


def test_ingredients_have_no_say_in_the_language():
    listed = [f"{number} cups of all-purpose flour and a pinch of salt" for number in range(20)]
    items = "".join(f"<li>{line}</li>" for line in listed)
    recipe = {"@type": "Recipe", "name": "Une tarte", "recipeIngredient": listed}
    found = read(stated(recipe, body=f"<article><ul>{items}</ul><p>{SENTENCE}</p></article>"))
    assert (found.posts[0]["lang"], found.row["lang"]) == ("fr", "fr")
    assert all(line in found.posts[0]["text"] for line in listed)
