"""What a community reproaches a product and its makers with, for their advocate to bring home; and niches to handle with care."""

import re
from functools import cache

import pandas as pd

from helpers.conversations.mentions import parties
from helpers.conversations.phrases import compiled, fold, rules, sentences
from helpers.niche import Niche

EXAMPLES = 3
MAKERS = "makers"  # the target where no name is said


@cache
def _harms() -> dict[str, re.Pattern[str]]:
    return {name: compiled(words) for name, words in rules("reproaches.yml")["harms"].items()}


@cache
def _pattern(block: str) -> re.Pattern[str]:
    return compiled(rules("reproaches.yml")[block])


def reproached(text: str, names: dict[str, re.Pattern[str]]) -> set[tuple[str, str]]:
    """Return (harm, target) of what a text reproaches: a sentence names the harm; it, or the one before, who did it."""
    whole, found, target = fold(text), set[tuple[str, str]](), ""
    accused = any(pattern.search(whole) for pattern in (*names.values(), _pattern("makers")))
    if not accused or not any(harm.search(whole) for harm in _harms().values()):
        return found
    for sentence in map(fold, sentences(text)):
        named = next((name for name, pattern in names.items() if pattern.search(sentence)), "")
        target = named or (MAKERS if _pattern("makers").search(sentence) else "") or target
        if target and not sentence.endswith("?") and not _pattern("denied").search(sentence):
            found |= {(harm, target) for harm, pattern in _harms().items() if pattern.search(sentence)}
        target = named or target if named else ""
    return found


def reproaches(posts: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the table reproaches: by harm and target, how many posts say so, where, since when; never in one person's words.

    Without a brand or a competitor there is no product that anything could be held against.
    """
    names = parties(study)
    heard = posts[(posts["original"] == "") & (posts["kind"] != "rules") & bool(names)].sort_values("post")
    rows = [
        (harm, target, post, source, day)
        for post, source, day, title, text in heard[["post", "source", "published", "title", "text"]].to_numpy()
        for harm, target in sorted(reproached(f"{title}\n{text}", names))
    ]
    said = pd.DataFrame(rows, columns=["harm", "target", "post", "source", "day"], dtype="str")
    dated = said.assign(day=said["day"].where(said["day"] != ""))
    grouped = dated.groupby(["harm", "target"])
    made = grouped.agg(posts=("post", "size"), sources=("source", "nunique"), first=("day", "min"), last=("day", "max"))
    examples = grouped["post"].agg(lambda found: " | ".join(found.head(EXAMPLES)))
    return made.assign(examples=examples).fillna("").reset_index()


def sensitive(study: Niche) -> list[str]:
    """Return what the question, the brief or the keywords name of what art. 9 of the GDPR protects."""
    asked = fold(" ".join([study.question, study.title, study.brief, *study.keywords]))
    return [name for name, words in rules("reproaches.yml")["sensitive"].items() if compiled(words).search(asked)]
