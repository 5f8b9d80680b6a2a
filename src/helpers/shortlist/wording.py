"""The reasons of each name and the way to approach it, in words of the report's language."""

import pandas as pd

from helpers.conversations import content_words
from helpers.niche import Niche
from helpers.parse.frames import looked_up
from helpers.shortlist.choice import OPEN, settings
from helpers.shortlist.contacts import best_channel
from helpers.texts import Texts, material

TERMS = 3
OWN_KINDS = ("article", "idea", "message", "page", "question")
BRIDGE = 0.9  # percentile of bridging from which a source is said to join communities


def shared_terms(sources: list[str], posts: pd.DataFrame, study: Niche) -> dict[str, list[str]]:
    """Return, for each source, the words of the brief that its texts use more than those of the other sources do."""
    parties = [name for one in (study.brand, *study.competitors) if one for name in (one.name, *one.aliases)]
    no_subject = content_words(" ".join([settings()["no_subject"], *parties]))
    brief = content_words(" ".join([study.brief, *study.keywords]))
    asked = {stem: word for stem, word in brief.items() if stem not in no_subject}
    own = posts[posts["source"].isin(sources) & posts["kind"].isin(OWN_KINDS)]
    used = [
        {asked[stem]: 1 for stem in content_words(f"{title} {text}").keys() & asked.keys()}
        for title, text in zip(own["title"], own["text"], strict=True)
    ]
    shares = pd.DataFrame(used, index=own["source"], columns=sorted(asked.values())).fillna(0).groupby(level=0).mean()
    more = shares - shares.mean()
    found = {source: row[shares.loc[source] > 0].sort_values(ascending=False, kind="stable") for source, row in more.iterrows()}
    return {source: list(found[source].index[:TERMS]) if source in found else [] for source in sources}


def _reason(row: pd.Series, words: Texts) -> str:
    """Say why a source is on the list: who cites it, what it writes about, whether it joins communities and lives."""
    parts = [words.count("shortlist.reason.cited", int(row["cited"]))] if row["cited"] >= 1 else []
    if row["terms"]:
        parts.append(words("shortlist.reason.terms", terms=", ".join(row["terms"])))
    if row["bridging"] >= BRIDGE:
        parts.append(words("shortlist.reason.bridge"))
    if row["tests"]:
        parts.append(words.count("shortlist.reason.tested", int(row["tests"])))
    if row["last_post"]:
        parts.append(words("shortlist.reason.active", date=words.date(row["last_post"])))
    text = words("shortlist.join").join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def critics(tables: dict[str, pd.DataFrame], study: Niche) -> "pd.Series[str]":
    """Return, by source, the day of the first text of its own that spoke against the brand in a crisis."""
    own = tables["crises"].loc[tables["crises"]["entity"] == (study.brand.name if study.brand else ""), "crisis"]
    voices = tables["crisis_voices"]
    against = voices[voices["crisis"].isin(own) & voices["named"] & (voices["side"] == "attacks")]
    opened = tables["posts"].loc[tables["posts"]["parent"] == "", "post"]
    return against[against["post"].isin(opened)].groupby("source")["date"].min()


def _why_not(row: pd.Series, words: Texts) -> str:
    sentence = (row["refusal"] if row["gate"] == "refusal" else row["rule"]).rstrip(".")
    return words(f"shortlist.why.{row['gate']}", sentence=sentence, date=words.date(row["last_post"]))


def door(row: pd.Series) -> str:
    """Return by what a source is reached: its forum, or the most personal channel that it publishes."""
    return "forum" if row["kind"] in ("forum", "board", "wiki") else row["channel"] or "feed"


def _approach(row: pd.Series, words: Texts, study: Niche) -> str:
    """Say how to approach: what for, by which door, under which rule, and what to disclose."""
    if row["gate"] != OPEN:
        return words(f"shortlist.leave.{row['gate']}")
    parts = [words(f"shortlist.how.{study.objective}"), words(f"shortlist.by.{door(row)}")]
    if row["criticised"] and study.brand:
        parts.append(words("shortlist.criticised", brand=study.brand.name, date=words.date(row["criticised"])))
    if row["promotion"] == "limited":
        parts.append(words("shortlist.rules.limited", sentence=row["rule"].rstrip(".")))
    parts.append(words("shortlist.disclosure", client=study.client or words("shortlist.client")))
    parts += [words("shortlist.marking")] if study.objective not in settings()["promotion_free"] else []
    return " ".join(parts)


def _facts(found: pd.DataFrame, tables: dict[str, pd.DataFrame], study: Niche) -> pd.DataFrame:
    """Put beside each candidate what its reason names."""
    influence = tables["influence"]
    cited = influence[influence["definition"] == "cited"].set_index("source")["score"]
    bridging = influence[influence["definition"] == "bridging"].set_index("source")["percentile"]
    channel = best_channel(tables["contacts_seen"])
    key = found["source"]
    return found.assign(
        cited=key.map(cited).fillna(0),
        tests=found.get("tests", pd.Series(0, found.index)),
        bridging=key.map(bridging).fillna(0) if found["group"].any() else 0.0,  # of groups in doubt nobody is a bridge
        promotion=looked_up(key, tables["rules"].set_index("source")["promotion"]),
        rule=looked_up(key, tables["rules"].set_index("source")["sentence"]),
        refusal=looked_up(key, tables["refusals"].set_index("source")["sentence"]),
        channel=looked_up(key, channel.set_index("source")["channel"]),
        criticised=looked_up(key, critics(tables, study)),
    )


def left_alone(found: pd.DataFrame) -> list[str]:
    """Return the gated sources that would otherwise come first, by score or by influence."""
    first = found[found[["score", "influence"]].rank(ascending=False, method="min").min(axis=1) <= settings()["prominent"]]
    return list(first.loc[first["gate"] != OPEN, "source"])


def shortlist(found: pd.DataFrame, chosen: list[str], tables: dict[str, pd.DataFrame], study: Niche) -> pd.DataFrame:
    """Return the table shortlist: the names in order of approach, then those to leave alone, all with words.

    Parameters
    ----------
    found : candidates with a column gate.
    chosen : what ``choose`` returned.
    tables : influence, posts, pages, rules, refusals, contacts_seen, crises, crisis_voices.
    """
    names = [*chosen, *left_alone(found)]
    words = Texts(study.lang, material(tables), study.unit)
    place = {source: number for number, source in enumerate(names, start=1)}
    facts = _facts(found[found["source"].isin(names)], tables, study)
    terms = shared_terms(names, tables["posts"], study)
    facts["terms"] = facts["source"].map(terms)
    reasons = [_reason(row, words) if row["gate"] == OPEN else _why_not(row, words) for _, row in facts.iterrows()]
    approaches = [_approach(row, words, study) for _, row in facts.iterrows()]
    columns = facts[["source", "community", "score", "influence", "relevance", "gate"]]
    listed = columns.assign(rank=facts["source"].map(place), reason=reasons, approach=approaches)
    return listed.sort_values("rank", ignore_index=True)
