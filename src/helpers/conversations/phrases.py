"""Phrases kept as data: lists of regular expressions tried on whole words, whatever the case and the accents."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import yaml

from helpers import paths

ACCENTS = re.compile("[\u0300-\u036f]+")
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " "})


@lru_cache(maxsize=4_096)  # a text is folded for its questions, its mentions, its rules and more
def fold(text: str) -> str:
    """Return the text in lower case, without accents, with plain apostrophes and spaces.

    >>> fold("Où ça, l’Été ?")
    "ou ca, l'ete ?"
    """
    decomposed = unicodedata.normalize("NFD", text.translate(APOSTROPHES).lower())
    return unicodedata.normalize("NFC", ACCENTS.sub("", decomposed))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text: cut after . ! ? … and at line ends; a web address is not cut.

    >>> sentences("Bonjour. Quelqu'un sait ?\\nMerci")
    ['Bonjour.', "Quelqu'un sait ?", 'Merci']
    """
    parts = re.split(r"(?<=[.!?…])\s+|\n+", text)
    return [part.strip() for part in parts if part.strip()]


@cache
def rules(file: str) -> dict[str, Any]:
    """Return the content of a rule file of ``helpers/data``."""
    content: dict[str, Any] = yaml.safe_load(paths.data_file(file).read_text(encoding="utf-8"))
    return content


def compiled(by_language: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern for the phrases (one a line) of all languages, to be tried on folded text."""
    phrases = [fold(x.strip()) for language in sorted(by_language) for x in by_language[language].splitlines()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrase for phrase in phrases if phrase)})(?!\w)", re.MULTILINE)
