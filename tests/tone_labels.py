"""Real sentences that were labelled by hand for their tone, looked up by hash: none of their text is kept here."""

import csv
import hashlib
import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from tests.test_conversations import coffee

from helpers.conversations.phrases import sentences

LABELS = Path(__file__).parent / "labels"
ARCHIVES = ("recettes-fr/recipe-pages-fr.tar.gz", "extraction/trafilatura-subset-html.tar.gz")
PROSE = "p,li,blockquote,dd,[itemprop=reviewBody],.comment,.comment-content,.comment-body"
SIGNS = {"plus": 1, "zero": 0, "minus": -1}


def key(sentence: str) -> str:
    """Return the name under which a sentence is labelled."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def held_out(sentence: str) -> bool:
    """Tell whether a sentence belongs to the half that nobody looked at while the lexicon was widened (odd hashes)."""
    return int(key(sentence), 16) % 2 == 1


def french() -> Iterator[str]:
    """Give the sentences of real French pages, and of others among them."""
    for archive in ARCHIVES:
        with tarfile.open(Path(os.environ["AIRE_DATA"]) / archive) as pages:
            for member in pages.getmembers():
                if member.isfile() and not member.name.endswith(".json"):
                    tree = LexborHTMLParser(pages.extractfile(member).read().decode("utf-8", "replace"))
                    for furniture in tree.css("script,style,nav,footer,noscript,form"):
                        furniture.decompose()
                    for block in tree.css(PROSE):
                        yield from sentences(re.sub(r"\s+", " ", block.text(separator=" ")).strip())


def english() -> Iterator[str]:
    """Give the sentences of the Stack Exchange archive."""
    for text in coffee()["text"]:
        yield from sentences(text)


def labelled(lang: str) -> dict[str, int]:
    """Return sentence → -1, 0 or 1 for the sentences labelled in a language that are on this machine."""
    with (LABELS / f"tone-{lang}.csv").open(encoding="utf-8") as file:
        truth = {row["sentence"]: SIGNS[row["tone"]] for row in csv.DictReader(file)}
    spoken = french() if lang == "fr" else english()
    return {said: truth[key(said)] for said in spoken if key(said) in truth}
