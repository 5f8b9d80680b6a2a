"""Words, language and near-duplicates of texts."""

import functools
import re
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml

from helpers import paths

ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W\d_])")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
LEAST_WORDS = 6  # under this, a language is a guess (French .99 right at six words)
READ_FOR_LANGUAGE = 600  # characters; more change the answer of texts in two languages alone (15 in 6,402)
SHINGLE = 4  # words
LEAST_SHINGLES = 30  # under this, texts are alike by chance or courtesy
SKETCH = 8  # smallest shingle hashes kept; two texts alike at .6 share none of eight with p < .001


@functools.cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(paths.data_file("words.yml").read_text(encoding="utf-8"))
    return rules


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, numbers left out, French elisions and English possessives cut off.

    >>> words("L’eau qu'on boit, aujourd'hui : 2 litres (the cook's arc-en-ciel)")
    ['eau', 'on', 'boit', "aujourd'hui", 'litres', 'the', 'cook', 'arc-en-ciel']
    """
    plain = text.lower().replace("’", "'")
    return [word.removesuffix("'s") for word in WORD.findall(ELISION.sub("", plain))]


@functools.cache
def stop_words(lang: str) -> frozenset[str]:
    """Return the words of a language (ISO 639-1) that say nothing of a subject, and those of the web's furniture."""
    listed = _rules()["stop_words"]
    return frozenset(listed.get(lang, "").split()) | frozenset(listed["web"].split())


@functools.cache
def _identifier(candidates: tuple[str, ...]) -> Any:
    """Return a language identifier restricted to candidates (Lui and Baldwin 2012, langid.py)."""
    from py3langid import langid

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    model.set_languages([lang for lang in candidates if lang in model.labels])
    return model


@functools.lru_cache(maxsize=16)  # a page, and then the post that it opens with
def language(text: str, expected: tuple[str, ...] = ()) -> str:
    """Return the language of a text (ISO 639-1), ``und`` under six words.

    Parameters
    ----------
    expected: languages of the niche, looked for beside the usual ones.
    """
    if len(text.split(maxsplit=LEAST_WORDS)) < LEAST_WORDS:
        return "und"
    candidates = tuple(sorted({*_rules()["languages"], *expected}))
    return str(_identifier(candidates).classify(text[:READ_FOR_LANGUAGE])[0])


def shingles(text: str) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """Return the distinct hashes of the runs of four words of a text, in order; none under four words."""
    words_in_order = text.casefold().encode("utf-8", "replace").split()
    hashes = np.fromiter(map(zlib.crc32, words_in_order), dtype=np.uint64, count=len(words_in_order))
    runs = len(hashes) - SHINGLE + 1
    if runs < 1:
        return np.empty(0, dtype=np.uint32)
    mixed = np.zeros(runs, dtype=np.uint64)
    for place in range(SHINGLE):
        mixed = (mixed * np.uint64(0x9E3779B97F4A7C15)) ^ hashes[place : place + runs]
    return np.unique((mixed * np.uint64(0xD6E8FEB86659FD93) >> np.uint64(32)).astype(np.uint32))


def sketch(text: str) -> tuple[int, ...]:
    """Return the smallest shingle hashes of a text: like texts share some of them (Broder 1997); none of a short one."""
    hashes = shingles(text)
    return tuple(hashes[:SKETCH].tolist()) if len(hashes) >= LEAST_SHINGLES else ()


def near_duplicates(texts: Mapping[str, str], sketches: Mapping[str, tuple[int, ...]], alike: float = 0.6) -> dict[str, str]:
    """Return copy → original among texts, the first in order being the original.

    Parameters
    ----------
    texts: text by identifier, originals before their copies.
    sketches: sketch of each text; a text without one is left out.
    alike: least share of shingles in common (Jaccard index, 0 to 1).
    """
    shelves: dict[int, list[str]] = {}
    content = functools.lru_cache(maxsize=4096)(lambda key: shingles(texts[key]))
    copies: dict[str, str] = {}
    for key, mark in sketches.items():
        candidates = sorted({other for value in mark for other in shelves.get(value, ())})
        best = max(((jaccard(content(key), content(other)), other) for other in candidates), default=(0.0, ""))
        if best[0] >= alike:
            copies[key] = best[1]
            continue
        for value in mark:
            shelves.setdefault(value, []).append(key)
    return copies


def jaccard(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """Return the share of what two sets of hashes have in common, 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(1, len(one) + len(other) - common)
