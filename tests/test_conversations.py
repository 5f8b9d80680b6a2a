"""What people ask, whether they are answered, what recurs, who is named, what spaces allow."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import conversations, tables, topics
from helpers.conversations import needs as problems
from helpers.conversations import phrases, reading, spaces
from helpers.niche import Niche

ASKS = [
    ("message", "Farine de teff", "Bonjour, quelqu'un sait où en trouver à Lyon ?", "question"),
    ("message", "Pâte brisée", "Impossible de l'étaler sans qu'elle casse, j'en ai marre.", "complaint"),
    ("message", "Livre sur le levain", "J'aimerais un livre qui parte de zéro.", "wish"),
    ("message", "Conserver la menthe", "Vous la gardez comment, au frigo ou dans l'eau ?", "question"),
    ("message", "Étals de Nantes", "Je cherche un marché ouvert le lundi", "question"),
    ("message", "Crème", "Does anyone know how to stop it from curdling?", "question"),
    ("message", "Moulds", "If only there were a smaller one!", "wish"),
    ("question", "Storing beans", "Whole beans in the freezer.", "question"),
    ("idea", "Filtrer les recettes par saison", "Une case à cocher suffirait.", "wish"),
    ("comment", "", "Est-ce qu'on peut remplacer le beurre ? Quelqu'un a essayé avec de l'huile ?", "question"),
    (
        "article",
        "Appel à l'aide",
        "Je cherche un moulin d'occasion. Quelqu'un aurait une adresse ? Merci d'avance !",
        "question",
    ),
]
DOES_NOT_ASK = [
    ("article", "Et si on faisait des madeleines ?", "Beurre noisette, citron, et une nuit de repos."),
    ("article", "Qui n'aime pas les crêpes ?", "Mélangez la farine et les œufs. Et vous, quelle est votre garniture ?"),
    (
        "article",
        "Pourquoi la pâte repose",
        "La farine boit l'eau. Comment savoir si elle a assez reposé ? Elle ne colle plus.",
    ),
    ("message", "Bilan du week-end", "La sortie au marché a réuni douze membres, merci à tous."),
    ("message", "", "Ça vous dit, un dîner en mars ?"),
    ("message", "", "You should rinse the filter first, it helps. Why? Because paper has a taste."),
    ("comment", "", "Superbe recette, je l'ai faite dimanche !"),
    ("comment", "", "Délicieux, non ?"),
]
REPLIES = [
    ("Moi aussi je cherche, je suis preneuse !", False),
    ("Même problème ici, si quelqu'un trouve…", False),
    ("Aucune idée, désolé.", False),
    ("Tu as quel four ?", False),
    ("Merci d'avance à tous", False),
    ("up", False),
    ("Same here, did you find one?", False),
    ("No idea, sorry", False),
    ("", False),
    ("Oui : au magasin bio de la gare, rayon farines.", True),
    ("Baisse le four de dix degrés et attends.", True),
    ("Use a paper filter.", True),
    ("Moi aussi j'ai eu ce souci pendant des mois, " + "puis j'ai changé de farine et pesé l'eau, " * 6, True),
]
TONES = [
    ("Je recommande, c'est délicieux et pratique", 1),
    ("Très déçue, immangeable", -1),
    ("Ce n'est pas mauvais du tout", 1),
    ("Je ne recommande pas", -1),
    ("Pas terrible, jamais bon", -1),
    ("J'ai acheté un four chez eux mardi", 0),
    ("I would not recommend it", -1),
    ("Great beans, lovely people", 1),
]
PROMOTION = [
    ("Soyez courtois. La publicité est interdite sur ce forum.", "forbidden"),
    ("Pas de promo, pas de démarchage : les messages sont supprimés.", "forbidden"),
    ("L'autopromotion est interdite, sauf dans la rubrique « Vos blogs ».", "limited"),
    ("Un lien vers votre blog est accepté une fois par mois.", "limited"),
    ("Les annonces commerciales sont soumises à l'accord préalable des modérateurs.", "limited"),
    ("La promotion de vos recettes est bienvenue ici.", "allowed"),
    ("Soyez courtois et cherchez avant de poster.", "unsaid"),
    ("Self-promotion is not allowed.", "forbidden"),
    ("Advertising is only allowed in the market section.", "limited"),
    ("Brands are welcome. Spam is forbidden.", "forbidden"),
]
REFUSALS = [
    ("Ici on mange. Je n'accepte pas de partenariat, merci de ne pas insister.", True),
    ("Ce blog refuse les articles sponsorisés.", True),
    ("Ni partenariat, ni produits offerts : je paie ce que je mange.", True),
    ("Aucun article sponsorisé ici.", True),
    ("Merci de ne pas me solliciter pour des partenariats.", True),
    ("I don't accept sponsored posts.", True),
    ("Article en partenariat avec les Moulins.", False),
    ("Je n'accepte pas les commentaires anonymes.", False),
    ("Contactez-moi pour un partenariat.", False),
]


def post(name: str, text: str, **given_values: object) -> dict[str, object]:
    """Return a message that opens its own thread, unless told otherwise."""
    plain = {"post": name, "source": "forum.example", "thread": name, "kind": "message", "author": f"person-{name}"}
    blank = dict.fromkeys(("page", "url", "parent", "published", "title", "original"), "") | {"accepted": False}
    return blank | plain | {"text": text} | given_values


def table(rows: list[dict[str, object]]) -> pd.DataFrame:
    return tables.conform(pd.DataFrame(rows), "posts")


def study(**values: object) -> Niche:
    return Niche.model_validate({"name": "test", "question": "Qui ?"} | values)


@pytest.mark.parametrize(("kind", "title", "text", "expected"), ASKS)
def test_a_text_that_asks_is_read_as_what_it_is(kind, title, text, expected):
    read = reading.read(text, title)
    assert reading.asks(read, kind)
    assert read.kind == expected or kind == "idea"


@pytest.mark.parametrize(("kind", "title", "text"), DOES_NOT_ASK)
def test_a_rhetorical_title_or_an_explanation_asks_nothing(kind, title, text):
    assert not reading.asks(reading.read(text, title), kind)


@pytest.mark.parametrize(("text", "expected"), REPLIES)
def test_me_too_is_no_answer(text, expected):
    assert reading.answers(text) is expected


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_read(text, title):
    read = reading.read(text, title)
    assert read.kind in ("question", "complaint", "wish")
    assert reading.answers(text) in (True, False)
    assert spaces.promotion(text)[0] in spaces.STRICTEST


def test_a_mean_tone_has_its_interval_and_one_post_tells_nothing():
    rows = [("Molvane", 1.0)] * 8 + [("Molvane", 0.5)] * 8 + [("Vortane", 1.0)] + [("Oban", 1.0), ("Oban", -1.0)]
    found = conversations.tones(pd.DataFrame(rows, columns=["entity", "tone"])).set_index("entity")
    assert found.index.tolist() == ["Molvane", "Oban", "Vortane"]
    assert found.loc["Molvane", ["low", "high"]].round(3).tolist() == [0.623, 0.877]
    assert found.loc["Oban", ["low", "high"]].tolist() == found.loc["Vortane", ["low", "high"]].tolist() == [-1, 1]


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more(text):
    assert phrases.fold(phrases.fold(text)) == phrases.fold(text)


def test_an_answer_comes_from_somebody_else():
    posts = table(
        [
            post("q1", "Quelqu'un sait où trouver du teff ?"),
            post("q1a", "Oui, au marché de la gare.", thread="q1", parent="q1"),
            post("q2", "Quelqu'un sait où trouver du kasha ?", author="person-x"),
            post("q2a", "Je précise : à Lyon, de préférence.", thread="q2", parent="q2", author="person-x"),
            post("q3", "Quelqu'un sait où trouver du fonio ?"),
            post("q3a", "Moi aussi je cherche !", thread="q3", parent="q3"),
        ]
    )
    asked = conversations.asked(posts).set_index("post")
    assert asked["answered"].to_dict() == {"q1": True, "q2": False, "q3": False}
    assert asked["answers"].to_dict() == {"q1": 1, "q2": 0, "q3": 1}


def test_an_accepted_answer_answers_whoever_wrote_it():
    posts = table(
        [
            post("q1", "Quelqu'un sait où trouver du teff ?", author="person-x"),
            post("q1a", "Pareil ici", thread="q1", parent="q1", author="person-x", accepted=True),
        ]
    )
    assert conversations.asked(posts)["answered"].all()


def test_a_question_in_a_comment_is_answered_by_the_author_of_the_article():
    posts = table(
        [
            post("a", "La recette du jour : un gâteau.", kind="article", author="person-host"),
            post(
                "c1",
                "Quelqu'un sait si on peut le congeler ? Et combien de temps ?",
                kind="comment",
                thread="a",
                parent="a",
                published="2026-01-02",
            ),
            post(
                "c2",
                "Oui, deux mois au plus.",
                kind="comment",
                thread="a",
                parent="a",
                author="person-host",
                published="2026-01-03",
            ),
            post(
                "c3",
                "Quelqu'un sait si on peut le faire sans œufs ? Avec du yaourt ?",
                kind="comment",
                thread="a",
                parent="a",
                published="2026-01-04",
            ),
        ]
    )
    assert conversations.asked(posts).set_index("post")["answered"].to_dict() == {"c1": True, "c3": False}


def test_a_copy_asks_nothing_more():
    posts = table(
        [
            post("q1", "Quelqu'un sait où trouver du teff ?"),
            post("q2", "Quelqu'un sait où trouver du teff ?", original="q1"),
        ]
    )
    assert conversations.asked(posts)["post"].tolist() == ["q1"]


TEFF = [
    "Quelqu'un sait où acheter de la farine de teff ?",
    "Farine de teff introuvable à Lyon, je cherche une boutique.",
    "Je cherche du teff en farine, impossible d'en trouver au marché.",
]
MOULDS = [
    "Mes madeleines n'ont jamais de bosse, quelqu'un sait pourquoi ?",
    "Je cherche pourquoi mes madeleines restent plates, sans la moindre bosse.",
    "Madeleines sans bosse : je ne sais pas quoi changer, le four ou le moule ?",
]


def asked(texts: list[str], **values: object) -> pd.DataFrame:
    rows = [post(f"{n:02d}", text, published=f"2026-01-{n + 1:02d}", **values) for n, text in enumerate(texts)]
    return conversations.asked(table(rows)).assign(community="c01")


def test_questions_in_different_words_about_one_problem_are_one_need():
    needs, questions = conversations.group_needs(asked([x for pair in zip(TEFF, MOULDS, strict=True) for x in pair]))
    assert needs["posts"].tolist() == [3, 3] and needs["open"].all()
    assert questions.groupby("need")["post"].agg(list).tolist() == [["00", "02", "04"], ["01", "03", "05"]]


def test_the_text_of_a_need_is_terms_that_at_least_two_persons_used():
    needs, _ = conversations.group_needs(asked(TEFF))
    terms = needs["text"].iloc[0].split(", ")
    assert {"teff", "farine"} <= set(terms) and "lyon" not in terms and "boutique" not in terms


def test_one_person_asking_again_and_again_is_no_need_of_the_niche():
    assert conversations.group_needs(asked(TEFF, author="person-x"))[0].empty


def test_needs_do_not_depend_on_the_order_of_the_posts():
    asking = asked(TEFF + MOULDS)
    shuffled = asking.sample(frac=1, random_state=3)
    for one, other in zip(conversations.group_needs(asking), conversations.group_needs(shuffled), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_personal_posts_are_left_out_and_those_of_the_niche_stay():
    posts = table(
        [
            post("cat", "Photos du chaton pendant les vacances à la plage : il dort dans la valise.", kind="article"),
            post("bread", "Le levain de seigle demande de la farine, pendant les vacances aussi.", kind="article"),
        ]
    )
    terms = pd.DataFrame({"term": ["levain", "farine", "seigle"]})
    assert conversations.on_topic(posts, terms, "le pain au levain")["post"].tolist() == ["bread"]


@pytest.mark.parametrize(("text", "sign"), TONES)
def test_a_negation_turns_the_tone_over(text, sign):
    tone = conversations.tone(text)
    assert (tone > 0) - (tone < 0) == sign


@given(st.text(max_size=300))
def test_tone_stays_within_its_bounds(text):
    assert -1 <= conversations.tone(text) <= 1


def test_a_brand_is_found_under_its_aliases_but_not_in_its_own_spaces_or_inside_words():
    posts = table(
        [
            post("1", "J'ai testé Molvane, délicieux."),
            post("2", "Les Moulins Molvané sont très décevants"),
            post("3", "Molvanette est un autre mot"),
            post("4", "Molvane vous souhaite la bonne année", source="molvane.example", kind="article"),
            post("5", "Molvane, encore", original="1"),
            post("6", "Rivoire me déçoit, Molvane est bien meilleur que tout le reste ici"),
        ]
    )
    brand = {"name": "Molvane", "aliases": ["moulins molvane"], "spaces": ["https://molvane.example/"]}
    niche = study(brand=brand, competitors=["Rivoire"])
    found = conversations.mentions(posts, pd.DataFrame({"source": ["forum.example"], "community": ["c01"]}), niche)
    assert list(zip(found["post"], found["entity"], strict=True)) == [
        ("1", "Molvane"),
        ("2", "Molvane"),
        ("6", "Molvane"),
        ("6", "Rivoire"),
    ]
    assert (found["tone"].iloc[:2] * [1, -1] > 0).all() and set(found["community"]) == {"c01"}


@pytest.mark.parametrize(("text", "expected"), PROMOTION)
def test_the_strictest_sentence_on_promotion_decides(text, expected):
    kind, sentence = spaces.promotion(text)
    assert kind == expected and (sentence == "" or sentence in text)


@pytest.mark.parametrize(("text", "expected"), REFUSALS)
def test_a_refusal_is_read_where_there_is_one(text, expected):
    assert bool(spaces.refusal(text)) is expected


def test_rules_and_refusals_carry_their_page_and_the_day_of_its_capture():
    posts = table(
        [
            post("r", "La publicité est interdite.", kind="rules", page="p1", url="https://forum.example/regles"),
            post(
                "a",
                "Je n'accepte pas de partenariat.",
                kind="page",
                page="p2",
                url="https://b.example/a-propos",
                source="b.example",
            ),
            post("c", "Je n'accepte pas de partenariat.", kind="comment", page="p2", source="b.example"),
        ]
    )
    pages = pd.DataFrame({"page": ["p1", "p2"], "captured_at": ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"]})
    rules, refusals = conversations.space_rules(posts, pages), conversations.refusals(posts, pages)
    assert tables.conform(rules, "rules")[["promotion", "url", "date"]].iloc[0].tolist() == [
        "forbidden",
        "https://forum.example/regles",
        "2026-03-01",
    ]
    assert tables.conform(refusals, "refusals")[["source", "date"]].to_numpy().tolist() == [["b.example", "2026-03-02"]]


def test_a_niche_without_text_gives_empty_tables():
    posts, communities = tables.empty("posts"), tables.empty("communities")
    asking = conversations.asked(posts).assign(community="")
    needs, questions = conversations.group_needs(asking)
    for name, frame in {
        "needs": needs,
        "questions": questions,
        "mentions": conversations.mentions(posts, communities, study(brand="Molvane")),
        "rules": conversations.space_rules(posts, tables.empty("pages")),
        "refusals": conversations.refusals(posts, tables.empty("pages")),
    }.items():
        assert tables.conform(frame, name).empty
    heard = conversations.on_topic(posts, tables.empty("terms"), "")
    assert conversations.listening(posts, heard, questions, needs)["value"].sum() == 0


def coffee() -> pd.DataFrame:
    """Return the posts of the Stack Exchange archive: no parser stands between it and the measure."""
    from lxml import etree, html

    rows = []
    path = Path(os.environ["AIRE_DATA"]) / "conversations" / "coffee.stackexchange-Posts.xml"
    accepted = {row.get("AcceptedAnswerId") for row in etree.parse(path).getroot()}
    for row in etree.parse(path).getroot():
        if row.get("PostTypeId") in ("1", "2"):
            body = html.fragment_fromstring(row.get("Body"), create_parent="div")
            for quote in body.xpath("//blockquote | //pre"):
                quote.drop_tree()
            for block in body.xpath("//p | //li | //h1 | //h2 | //h3 | //br"):
                block.tail = f"\n{block.tail or ''}"
            thread = row.get("ParentId") or row.get("Id")
            rows.append(
                post(
                    row.get("Id"),
                    body.text_content().strip(),
                    thread=thread,
                    parent=row.get("ParentId") or "",
                    title=row.get("Title") or "",
                    author=row.get("OwnerUserId") or "",
                    accepted=row.get("Id") in accepted,
                    kind="answer" if row.get("ParentId") else "question",
                    votes=int(row.get("AnswerCount") or 0),
                )
            )
    return table(rows)


@pytest.mark.heavy
@pytest.mark.skipif("AIRE_DATA" not in os.environ, reason="AIRE_DATA is not set: the Stack Exchange archive is not there")
def test_questions_are_told_from_answers_by_their_text_alone_on_threads_not_used_for_tuning():
    posts = coffee()
    kept_apart = posts[posts["thread"].astype(int) % 2 == 1]
    truth = kept_apart["kind"] == "question"
    read = kept_apart["text"].map(lambda text: reading.asks(reading.read(text), "message"))
    right = (truth & read).sum()
    f1 = 2 * right / (truth.sum() + read.sum())
    print(f"F1 {f1:.3f}, precision {right / read.sum():.3f}, recall {right / truth.sum():.3f}, {len(truth)} posts")
    assert f1 >= 0.85


@pytest.mark.heavy
@pytest.mark.skipif("AIRE_DATA" not in os.environ, reason="AIRE_DATA is not set: the Stack Exchange archive is not there")
def test_answered_or_not_is_exact_from_structure():
    posts = coffee()
    asked = conversations.asked(posts).merge(posts[["post", "votes"]].rename(columns={"votes": "stated"}), on="post")
    assert (asked["answered"] == (asked["stated"] > 0)).all()


def grouped_right(true: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    """Return B-cubed precision and recall (Bagga & Baldwin, 1998) of groups, each text in one true and one found group."""
    same_true, same_found = true[:, None] == true, found[:, None] == found
    both = (same_true & same_found).sum(axis=1)
    return float((both / same_found.sum(axis=1)).mean()), float((both / same_true.sum(axis=1)).mean())


@pytest.mark.heavy
@pytest.mark.skipif("AIRE_DATA" not in os.environ, reason="AIRE_DATA is not set: the Stack Exchange archive is not there")
def test_questions_are_grouped_as_a_person_grouped_a_hundred_of_them():
    labels = pd.read_csv(Path(__file__).parent / "labels" / "need-groups.csv", dtype=str).set_index("question")["problem"]
    asking = conversations.asked(coffee()).sort_values("post", ignore_index=True)
    titles, texts = ([sorted(problems.content_words(one)) for one in asking[column]] for column in ("title", "text"))
    chosen = asking["post"].isin(labels.index).to_numpy()
    true = asking.loc[chosen, "post"].map(labels).to_numpy()
    scores = []
    for heads in (titles, [[] for _ in titles]):  # as it is done, and with titles for nothing more than words of the text
        bodies = texts if heads is titles else [sorted({*t, *b}) for t, b in zip(titles, texts, strict=True)]
        precision, recall = grouped_right(true, np.array(problems.similar(heads, bodies, 0.12))[chosen])
        scores.append(2 * precision * recall / (precision + recall))
        print(f"B-cubed F1 {scores[-1]:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    assert chosen.sum() == 100 and scores[0] >= 0.70 and scores[0] > scores[1]


def found_of(true: list[str], found: list[str]) -> tuple[float, float]:
    """Return recall and precision."""
    both = set(true) & set(found)
    return len(both) / len(set(true)), len(both) / max(len(set(found)), 1)


@pytest.mark.heavy
def test_every_planted_need_is_found_open_and_hardly_anything_else(planted):
    niche, made, truth = planted
    heard = conversations.on_topic(made["posts"], tables.empty("terms"), niche.brief)
    needs, questions = conversations.group_needs(conversations.asked(heard).assign(community=""))
    planted = {url: need["id"] for need in truth["needs"] for url in need["threads"]}
    told = questions.merge(heard[["post", "url"]], on="post").merge(needs[["need", "open"]], on="need")
    told["planted"] = told["url"].map(planted).fillna("none")
    most = told[told["open"]].groupby("need")["planted"].agg(lambda names: names.mode().iloc[0])
    recall, _ = found_of([need["id"] for need in truth["needs"]], most.tolist())
    print(f"needs: recall {recall:.2f}, precision {(most != 'none').mean():.2f}, {len(most)} open groups")
    assert recall == 1 and (most != "none").mean() >= 0.9
    assert not set(told.loc[told["open"], "url"]) & set(truth["answered_decoys"] + truth["rhetorical"])


@pytest.mark.heavy
def test_planted_refusals_rules_mentions_and_personal_posts_are_found(planted):
    niche, made, truth = planted
    posts, pages = made["posts"], made["pages"]
    assert found_of(truth["refusals"], conversations.refusals(posts, pages)["source"].tolist()) == (1, 1)
    rules = conversations.space_rules(posts, pages).set_index("source")
    for rule in truth["rules"]:
        assert rules.loc[rule["source"], ["promotion", "sentence"]].tolist() == [rule["promotion"], rule["sentence"]]
    heard = posts.merge(conversations.mentions(posts, made["sources"].assign(community=""), niche), on="post")
    for name, urls in truth["mentions"].items():
        assert found_of(urls, heard.loc[heard["entity"] == name, "url"].tolist())[0] >= 0.9
    tones = heard.drop_duplicates("url").set_index("url")["tone"].map(lambda tone: (tone > 0) - (tone < 0))
    true = pd.Series(truth["mention_tones"]).map({"plus": 1, "zero": 0, "minus": -1})
    assert (tones.reindex(true.index) == true).mean() >= 0.8
    communities = pd.DataFrame([(source, said["community"] or "") for source, said in truth["sources"].items()])
    terms = topics.distinctive(posts, communities.set_axis(["source", "community"], axis=1), niche.languages)
    kept = conversations.on_topic(posts, terms, niche.brief)
    left_out = posts.loc[~posts["post"].isin(kept["post"]), "url"].tolist()
    recall, precision = found_of(truth["offtopic"], left_out)
    print(f"personal posts: recall {recall:.2f}, precision {precision:.2f}")
    assert recall >= 0.7 and precision >= 0.9
