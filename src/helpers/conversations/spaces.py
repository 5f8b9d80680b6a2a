"""What spaces and sources say of being promoted to: the rules of forums, the refusals of bloggers."""

import re
from functools import cache

import pandas as pd

from helpers.conversations.phrases import compiled, fold, rules, sentences

STRICTEST = ("forbidden", "limited", "allowed", "unsaid")
QUOTE_WORDS = 25


@cache
def _pattern(block: str) -> re.Pattern[str]:
    return compiled(rules("rules.yml")[block])


def promotion(text: str) -> tuple[str, str]:
    """Return what a rules text says of promotion (forbidden, limited, allowed, unsaid) and the sentence that says so.

    >>> promotion("Restez polis. La publicité est interdite, sauf dans la rubrique Annonces.")[0]
    'limited'
    """
    said = {"unsaid": ""}
    for sentence in sentences(text):
        words = fold(sentence)
        if not _pattern("subject").search(words):
            continue
        kinds = [kind for kind in ("limited", "forbidden", "allowed") if _pattern(kind).search(words)]
        for kind in kinds[:1]:
            said.setdefault(kind, sentence)
    strictest = min(said, key=STRICTEST.index)
    return strictest, said[strictest]


def refusal(text: str) -> str:
    """Return the sentence by which a source refuses partnerships, cut at 25 words; empty where there is none.

    >>> refusal("Bienvenue ! Je n'accepte pas de partenariat. À bientôt.")
    "Je n'accepte pas de partenariat."
    """
    if not _pattern("refusal").search(fold(text)):
        return ""
    found = (sentence for sentence in sentences(text) if _pattern("refusal").search(fold(sentence)))
    return quoted(next(found, ""))


def quoted(sentence: str) -> str:
    """Return a sentence cut at 25 words, as much as may be quoted of a publication."""
    words = sentence.split()
    return sentence if len(words) <= QUOTE_WORDS else " ".join(words[:QUOTE_WORDS]) + " …"


def _dated(posts: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Add the date of the capture, and put the posts of each source in order."""
    captured = pages.set_index("page")["captured_at"].str[:10]
    return posts.assign(date=posts["page"].map(captured).fillna("")).sort_values(["source", "url", "post"])


def space_rules(posts: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Return what each space's rules say of promotion; with several pages the strictest counts. The table rules."""
    texts = _dated(posts[posts["kind"] == "rules"], pages)
    read = [promotion(text) for text in texts["text"]]
    said = texts[["source", "url", "date"]].assign(promotion=[kind for kind, _ in read], sentence=[x for _, x in read])
    strictness = said["promotion"].map(STRICTEST.index)
    return (
        said.assign(strictness=strictness)
        .sort_values(["source", "strictness"], kind="stable")
        .drop_duplicates("source")
        .drop(columns="strictness")
    )


def refusals(posts: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Return the sources whose own pages and articles refuse partnerships, with the sentence. The table refusals."""
    own = posts[posts["kind"].isin(["article", "page"]) & (posts["original"] == "")]
    said = _dated(own, pages)
    said = said.assign(sentence=[refusal(text) for text in said["text"]])
    return said.loc[said["sentence"] != "", ["source", "sentence", "url", "date"]].drop_duplicates("source")
