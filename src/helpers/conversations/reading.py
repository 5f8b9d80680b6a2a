"""Reading one text: does it ask for something, and does a reply answer?"""

import re
from functools import cache
from typing import Any, NamedTuple

from helpers.conversations.phrases import compiled, fold, rules, sentences

ASIDES = re.compile(r"\([^()]*\)|«[^»]*»|\"[^\"]*\"|“[^”]*”|https?://\S+|\S+\.\w+/\S*")


class Reading(NamedTuple):
    """How strongly a text asks, as what (question, complaint or wish), and the marker words that decided."""

    score: float
    kind: str
    why: str


class Marker(NamedTuple):
    """Phrases that count once, for ``weight``."""

    kind: str
    weight: float
    pattern: re.Pattern[str]


def _words_of(block: dict[str, Any]) -> re.Pattern[str]:
    return compiled({lang: block[lang] for lang in ("en", "fr")})


@cache
def markers() -> list[Marker]:
    """Return the markers of ``questions.yml``."""
    return [Marker(x["kind"], x["weight"], _words_of(x)) for x in rules("questions.yml")["markers"]]


@cache
def _pattern(block: str) -> re.Pattern[str]:
    return _words_of(rules("questions.yml")[block])


def asking(text: str) -> list[str]:
    """Return the sentences that end with a question mark and are not rhetorical, folded."""
    folded = [fold(sentence) for sentence in sentences(ASIDES.sub(" ", text))]
    return [x for x in folded if x.endswith("?") and not _pattern("rhetorical").search(x)]


def _marks(title: str, text: str) -> float:
    """Weigh the question marks of a text: in its title, how many, and whether it ends on one."""
    weights = rules("questions.yml")["marks"]
    score = weights["in_title"] if asking(title) else 0.0
    direct = asking(text)
    if direct:
        score += weights["first"] + weights["further"] * min(len(direct) - 1, weights["most"])
        score += weights["last_sentence"] if fold(text).rstrip().endswith(direct[-1]) else 0.0
    return float(score)


def read(text: str, title: str = "") -> Reading:
    """Tell how strongly a text asks for something, from its words alone.

    The weights of ``questions.yml`` add up: question marks outside asides and rhetorical turns, phrases that seek,
    complain or wish, less phrases that advise, less the length of the text.

    >>> read("Quelqu'un sait où trouver de la farine de teff ?").kind
    'question'
    >>> read("Et si on faisait des madeleines ?").score < 0
    True
    """
    whole = fold(f"{title}\n{ASIDES.sub(' ', text)}")
    found = [(marker, match.group()) for marker in markers() if (match := marker.pattern.search(whole))]
    weights = {"question": _marks(title, text), "complaint": 0.0, "wish": 0.0, "reply": 0.0}
    why = ["?"] * (weights["question"] > 0)
    for marker, words in found:
        weights[marker.kind] += marker.weight
        why += [words.strip()] * (marker.weight > 0)
    score = sum(weights.values()) - rules("questions.yml")["length"] * len(whole.split()) / 100
    kind = max(("question", "complaint", "wish"), key=lambda name: weights[name])
    return Reading(round(score, 6), kind, " | ".join(why))


def asks(reading: Reading, kind: str) -> bool:
    """Tell whether a post of this kind (message, article, comment…) is read as asking for something."""
    thresholds = rules("questions.yml")["thresholds"]
    return bool(reading.score >= thresholds.get(kind, thresholds["message"]))


def addresses(text: str) -> bool:
    """Tell whether a comment speaks to somebody: "oui…", "@Marie", "tu peux"…

    >>> addresses("Oui, deux mois au plus."), addresses("Chez nous on ajoute du citron.")
    (True, False)
    """
    return bool(_pattern("addressed").search(fold(text)))


def answers(text: str) -> bool:
    """Tell whether a reply answers, as against "me too", "no idea", thanks or a question back.

    >>> answers("Moi aussi je cherche, je suis preneuse !"), answers("Oui : au magasin bio de la gare.")
    (False, True)
    """
    words = fold(text)
    short = len(words.split()) <= rules("questions.yml")["not_an_answer"]["longest"]
    asks_back = all(sentence.endswith("?") for sentence in sentences(words))
    return not (asks_back or (short and bool(_pattern("not_an_answer").search(words))))
