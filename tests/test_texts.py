"""The words that clients read: complete in both languages, numbers and dates in the language's own form."""

import re

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from helpers import texts
from helpers.texts import Texts

NUMBERS = [
    (0, 0, "0", "0"), (999, 0, "999", "999"), (1686, 0, "1\u202f686", "1,686"), (-5, 0, "-5", "-5"),
    (-0.4, 0, "0", "0"), (-0.001, 2, "0,00", "0.00"), (0.5, 2, "0,50", "0.50"),
    (1234567.8, 1, "1\u202f234\u202f567,8", "1,234,567.8"),
]  # fmt: skip
SHARES = [
    (0, 0, "0\u202f%", "0%"),
    (0.4, 0, "40\u202f%", "40%"),
    (0.1234, 1, "12,3\u202f%", "12.3%"),
    (1.5, 0, "150\u202f%", "150%"),
]
DATES = [
    ("2026-03-01", "1 mars 2026", "March 1, 2026"), ("2026-12-31T23:59:59Z", "31 décembre 2026", "December 31, 2026"),
    ("", "–", "–"),
]  # fmt: skip
MONTHS = [("2026-08", "août 2026", "August 2026"), ("2026-08-31", "août 2026", "August 2026"), ("", "–", "–")]
# law 9 and French typography: a non-breaking space before : ; ! ? » and after «
UNTIED = re.compile(r"[ \t](?=[:;!?»])|(?<=«)[ \t]|(?<=[\w)])(?=[;!?»])|(?<=\w)(?=: )")
MARKUP = re.compile(r"<[^>]*>|https?://\S+|&\w+;|\{[^}]*\}")


def both(cases):
    """Return the cases of each language: lang, given…, expected."""
    return [("fr", *case[:-2], case[-2]) for case in cases] + [("en", *case[:-2], case[-1]) for case in cases]


def catalogues():
    """Return every catalogue with its language."""
    return [(lang, path) for lang in texts.LANGUAGES for path in texts.catalogue_files(lang)]


def entries(lang, path):
    """Return the messages of a catalogue: key, forms."""
    with path.open("rb") as stream:
        for message in read_po(stream, locale=lang):
            if message.id:
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                yield message.id[0] if isinstance(message.id, tuple) else message.id, forms


@pytest.mark.parametrize(("lang", "value", "digits", "expected"), both(NUMBERS))
def test_a_number_takes_the_form_of_its_language(lang, value, digits, expected):
    assert Texts(lang).number(value, digits) == expected


@pytest.mark.parametrize(("lang", "share", "digits", "expected"), both(SHARES))
def test_a_share_is_a_percentage_in_the_form_of_its_language(lang, share, digits, expected):
    assert Texts(lang).percent(share, digits) == expected


@pytest.mark.parametrize(("lang", "iso", "expected"), both(DATES))
def test_a_date_is_told_in_words(lang, iso, expected):
    assert Texts(lang).date(iso) == expected


@pytest.mark.parametrize(("lang", "iso", "expected"), both(MONTHS))
def test_a_month_is_told_in_words(lang, iso, expected):
    assert Texts(lang).month(iso) == expected


@given(st.integers(-(10**12), 10**12))
def test_a_number_reads_back(number):
    for lang in texts.LANGUAGES:
        shown = Texts(lang).number(number)
        assert int(re.sub("[\u202f,]", "", shown)) == number and " " not in shown


@pytest.mark.parametrize(
    ("lang", "number", "form"), [("fr", 0, 0), ("fr", 1, 0), ("fr", 2, 1), ("en", 0, 1), ("en", 1, 0), ("en", 2, 1)]
)
def test_zero_is_singular_in_french_and_plural_in_english(lang, number, form):
    t = Texts(lang)
    key = next(key for key, forms in texts.messages(lang).items() if len(set(forms)) == 2 and set(names(forms)) == {"n"})
    assert t.count(key, number) == texts.messages(lang)[key][form].format(n=number)


def names(forms):
    """Return the names in braces of a message's forms."""
    return re.findall(r"{(\w+)", " ".join(forms))


def test_a_value_with_braces_is_shown_as_it_is():
    t = Texts("fr")
    key, forms = next((key, forms) for key, forms in texts.messages("fr").items() if len(forms) == 1 and len(names(forms)) == 1)
    assert "{x} {{y}}" in t(key, **{names(forms)[0]: "{x} {{y}}"})


def test_a_language_that_we_do_not_write_is_refused():
    with pytest.raises(ValueError, match="language 'de': expected one of fr, en"):
        Texts("de")


@pytest.mark.parametrize(("lang", "path"), catalogues(), ids=lambda value: getattr(value, "name", value))
def test_a_catalogue_gives_each_key_once_and_no_other_catalogue_gives_it(lang, path):
    own = [key for key, _ in entries(lang, path)]
    others = [key for other in texts.catalogue_files(lang) if other != path for key, _ in entries(lang, other)]
    assert len(own) == len(set(own)) and not set(own) & set(others)
    assert path.name in {other.name for other in texts.catalogue_files("en" if lang == "fr" else "fr")}


def test_french_ties_its_high_punctuation_with_spaces_that_do_not_break():
    found = []
    for key, forms in texts.messages("fr").items():
        for form in forms:
            plain = MARKUP.sub("x", form)
            found += [(key, plain[max(0, m.start() - 12) : m.end() + 6]) for m in UNTIED.finditer(plain)]
    assert found == []


@pytest.mark.parametrize("loose", ["Qui ?", "Qui?", "« oui\u00a0»", "Note : x", "Note: x", "fin !"])
def test_a_loose_space_would_be_seen(loose):
    assert UNTIED.search(loose) and not UNTIED.search("«\u00a0Qui\u00a0?\u00a0» à 12:30")


@pytest.mark.parametrize(
    ("lang", "share", "digits", "expected"),
    [("fr", 0.004, 0, "moins de 1\u202f%"), ("en", 0.004, 0, "less than 1%"), ("en", 0.0002, 1, "less than 0.1%")],
)
def test_a_share_that_would_round_to_nought_is_not_told_as_nought(lang, share, digits, expected):
    assert Texts(lang).percent(share, digits) == expected


@pytest.mark.parametrize(("low", "high", "expected"), [(1, 1, "1"), (2, 5, "2 à 5")])
def test_an_interval_of_one_rank_is_that_rank(low, high, expected):
    assert Texts("fr").interval(low, high) == expected


OTHERWISE = {"graph": {"material": "graph"}, "person": {"unit": "person"}, "topic": {"unit": "topic"}}


@pytest.mark.parametrize("end", OTHERWISE)
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_what_is_said_of_a_graph_of_people_or_of_topics_replaces_a_message_of_the_same_form(lang, end):
    said = texts.messages(lang)
    own = {key: forms for key, forms in said.items() if key.endswith(f".{end}")}
    plain = {key: said[key.removesuffix(f".{end}")] for key in own}
    assert own and all(len(forms) == len(plain[key]) for key, forms in own.items())
    slots = {key: [set(re.findall(r"{\w+}", forms[0])) for forms in (own[key], plain[key])] for key in own}
    assert not [key for key, (mine, theirs) in slots.items() if not mine <= theirs]
    assert all(Texts(lang, **OTHERWISE[end])(key.removesuffix(f".{end}")) == forms[0] for key, forms in own.items())
    assert all(Texts(lang)(key.removesuffix(f".{end}")) == plain[key][0] for key in own)


@pytest.mark.parametrize("unit", ["person", "topic"])
@pytest.mark.parametrize(("lang", "word"), [("fr", r"\bsources?\b"), ("en", r"\bsources?\b")])
def test_a_map_of_people_or_of_topics_is_not_told_in_the_words_of_sites(lang, word, unit):
    said = Texts(lang, unit=unit)
    plain = [key for key in texts.messages(lang) if not key.endswith(tuple(f".{end}" for end in OTHERWISE))]
    left = [key for key in plain if re.search(word, MARKUP.sub("", re.sub(r"tables/\S+", "", said(key))), re.IGNORECASE)]
    assert left == ["voice.page_one.read"]  # page one of a search engine holds sites, whatever is mapped


def test_a_word_of_a_unit_keeps_what_stands_in_braces_and_names_files():
    said = Texts("fr", unit="person")
    assert said("report.sources") == "{n} personne" and "{sources}" in said("finding.concentration")
    assert "tables/sources.csv" in said("limit.reserved.detail")
