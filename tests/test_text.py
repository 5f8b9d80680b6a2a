"""Words, language and near-duplicates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import text

RECIPE = (
    "Mélanger la farine et le sucre, ajouter les œufs un à un, puis le beurre fondu et la levure. Verser dans un moule beurré."
)


@pytest.mark.parametrize(
    ("written", "expected"),
    {
        "L’eau qu’on boit": ["eau", "on", "boit"],
        "aujourd'hui, quelqu’un": ["aujourd'hui", "quelqu'un"],
        "arc-en-ciel - 12 h": ["arc-en-ciel", "h"],
        "the cook's pan": ["the", "cook", "pan"],
        "don't": ["don't"],
        "Œufs à la NEIGE": ["œufs", "à", "la", "neige"],
        "": [],
    }.items(),
)
def test_a_text_is_cut_into_words(written, expected):
    assert text.words(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    {
        RECIPE: "fr",
        "C'est trop bon ce truc là, je le refais": "fr",
        "J'ai fait ça hier soir avec les restes du frigo": "fr",
        "Preheat the oven, then whisk the eggs with the sugar": "en",
        "Das Mehl mit dem Zucker und den Eiern gut verrühren": "de",
        "Le pain maison": "und",
        "": "und",
    }.items(),
)
def test_a_text_has_a_language_from_six_words_on(written, expected):
    assert text.language(written, ("fr",)) == expected


@pytest.mark.parametrize(
    ("lang", "word"), [("fr", "le"), ("fr", "avec"), ("en", "the"), ("fr", "commentaires"), ("en", "cookies")]
)
def test_stop_words_hold_the_words_of_a_language_and_of_the_web(lang, word):
    assert word in text.stop_words(lang)


@pytest.mark.parametrize("word", ["farine", "gluten", "levain", "rust", "compiler"])
def test_stop_words_hold_no_subject(word):
    assert word not in text.stop_words("fr") | text.stop_words("en")


def long(start: str) -> str:
    return " ".join(f"{start}{number}" for number in range(80))


def copies(**texts: str) -> dict[str, str]:
    return text.near_duplicates(texts, {key: text.sketch(value) for key, value in texts.items()})


def test_a_copy_with_a_title_and_a_signature_is_found():
    assert copies(a=long("mot"), b=f"Un titre. {long('mot')} Signé Jeanne", c=long("autre")) == {"b": "a"}


def test_copies_of_a_copy_lead_to_the_original():
    assert copies(a=long("mot"), b=long("mot") + " x", c=long("mot") + " x y") == {"b": "a", "c": "a"}


def test_short_texts_are_never_copies():
    assert copies(a="Merci, très bonne recette !", b="Merci, très bonne recette !") == {}


@given(st.lists(st.sampled_from(["farine", "sucre", "œuf", "lait"]), max_size=60).map(" ".join))
def test_a_text_is_alike_itself(written):
    hashes = text.shingles(written)
    assert list(hashes) == sorted(set(hashes.tolist()))
    assert text.jaccard(hashes, hashes) == (1.0 if len(hashes) else 0.0)
