"""What spaces and sources say of being promoted to: the rules of forums, the refusals of bloggers."""

import re
from functools import cache

import pandas as pd

from helpers.conversations.phrases import compiled, fold, rules, sentences

STRICTEST = ("forbidden", "limited", "allowed", "unsaid")
QUOTE_WORDS = 25
KEPT = 20_000  # characters of a rules page that are kept, to be compared with those of the next edition


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


def closure(text: str) -> tuple[str, str]:
    """Return what may close an account (a rule of promotion or of conduct, "" where nothing is said), and its sentence.

    >>> closure("Toute publicité entraîne la fermeture du compte.")[0], closure("Restez polis.")[0]
    ('promotion', '')
    """
    said = [sentence for sentence in sentences(text) if _pattern("closure").search(fold(sentence))]
    sold = [sentence for sentence in said if _pattern("subject").search(fold(sentence))]
    return ("promotion", sold[0]) if sold else ("conduct", said[0]) if said else ("", "")


def cap(kind: str, sentence: str) -> int:
    """Return how many approaches of a month a space bears: as its rule says, else by what it says of promotion.

    >>> cap("limited", "La promotion est tolérée une fois par mois."), cap("forbidden", "Aucune publicité.")
    (1, 0)
    """
    setting = rules("rules.yml")
    most = int(setting["caps"][kind])
    found = [match for pattern in setting["often"].values() if (match := re.search(pattern, fold(sentence)))]
    if kind != "limited" or not found:
        return most
    times, unit = found[0]["times"], found[0]["unit"]
    return (int(times) if times.isdigit() else int(setting["numbers"][times])) * int(setting["months"].get(unit, 1))


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


def _without_addresses(text: str) -> str:
    """Return a rules text to keep: whom to write to is a contact, and contacts do not travel."""
    return re.sub(r"\S+@\S+", "…", text[:KEPT])


def space_rules(posts: pd.DataFrame, pages: pd.DataFrame) -> pd.DataFrame:
    """Return what each space's rules say of promotion and of closed accounts; the strictest page counts. The table rules."""
    texts = _dated(posts[posts["kind"] == "rules"], pages)
    read = [(*promotion(text), *closure(text)) for text in texts["text"]]
    said = pd.DataFrame(read, index=texts.index, columns=["promotion", "sentence", "closure", "closure_sentence"], dtype="str")
    said = pd.concat([texts[["source", "url", "date"]], said], axis=1).assign(text=texts["text"].map(_without_addresses))
    said["cap"] = [cap(kind, sentence) for kind, sentence in zip(said["promotion"], said["sentence"], strict=True)]
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
