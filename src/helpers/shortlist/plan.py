"""The plan: for each name what to do before, in and after an approach, and whether the time has come."""

from collections import Counter
from functools import cache
from typing import Any

import pandas as pd

from helpers.conversations.phrases import rules
from helpers.niche import Niche
from helpers.parse.frames import looked_up
from helpers.shortlist.choice import OPEN, settings
from helpers.shortlist.contacts import best_channel
from helpers.shortlist.wording import critics, door, shared_terms
from helpers.tables import column_types
from helpers.texts import Texts, material

TAGS = 3
GIVEN = ("given", "promised")


@cache
def asked() -> dict[str, Any]:
    """Return ``plan.yml``: what is asked before an approach, and what the law asks."""
    return rules("plan.yml")


def _worth(log: pd.DataFrame, study: Niche, today: str) -> pd.DataFrame:
    """Return, by source, what was given or promised in kind this year for the objective, and the same with payments."""
    year = log[(log["date"].str[:4] == today[:4]) & log["objective"].isin(["", study.objective])]
    in_kind = year[year["kind"].isin(GIVEN)].groupby("source")["value"].sum()
    paid = year[year["kind"] == "paid"].groupby("source")["value"].sum()
    return pd.DataFrame({"in_kind": in_kind, "total": in_kind.add(paid, fill_value=0)}).fillna(0.0)


def _counted(log: pd.DataFrame, today: str) -> pd.DataFrame:
    """Return, by source, distinct days listened, useful contributions, approaches in the month of the data date."""
    done = {kind: log[log["kind"] == kind] for kind in ("listened", "helped", "approached")}
    month = done["approached"][lambda rows: rows["date"].str[:7] == today[:7]]
    counts = {
        "listened": done["listened"].groupby("source")["date"].nunique(),
        "helped": done["helped"].groupby("source").size(),
        "approaches": month.groupby("source").size(),
    }
    return pd.DataFrame(counts).fillna(0).astype("int64")


def _ready(row: pd.Series, study: Niche) -> str:
    """Return whether a name may be approached: now, listen-first, cap-reached or promotion-forbidden."""
    if study.objective in settings()["promotion_free"]:
        return "now"
    if row["promotion"] == "forbidden":
        return "promotion-forbidden"
    if row["listened"] < asked()["listen_days"] or row["helped"] < asked()["useful"]:
        return "listen-first"
    return "cap-reached" if row["approaches"] >= row["cap"] else "now"


def _tags(names: list[str], posts: pd.DataFrame) -> dict[str, list[str]]:
    """Return the tags that each source gives its texts most often."""
    own = posts[posts["source"].isin(names) & (posts["terms"] != "") & (posts["parent"] == "")]
    counts: dict[str, Counter[str]] = {}
    for source, terms in own[["source", "terms"]].to_numpy():
        counts.setdefault(source, Counter()).update(tag.lstrip("#") for tag in terms.casefold().split(" | "))
    return {
        source: [tag for tag, _ in sorted(said.items(), key=lambda one: (-one[1], one[0]))[:TAGS]]
        for source, said in counts.items()
    }


def _themes(tables: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return the foremost themes of each source: what it speaks of, where it tags nothing."""
    own = tables["topics"].query("unit == 'source'").sort_values("rank")
    return {str(source): rows["topic"].head(TAGS).tolist() for source, rows in own.groupby("name")}


def _bring(row: pd.Series, needs: pd.DataFrame, words: Texts, study: Niche) -> str:
    """Say what to bring: what the community lacks where that is known, then what the objective offers."""
    lacking = needs[needs["open"] & (needs["community"] == row["community"]) & (needs["community"] != "")]
    first = lacking.sort_values(["posts", "need"], ascending=[False, True])["text"].head(1)
    parts = [words("plan.bring.need", need=text) for text in first]
    return " ".join([words(f"plan.bring.{study.objective}"), *parts])


def _avoid(row: pd.Series, words: Texts, study: Niche) -> str:
    """Say what not to do there."""
    parts = [words(f"plan.avoid.{study.objective}")]
    if row["promotion"] in ("limited", "forbidden"):
        parts.append(words("plan.avoid.rule", sentence=row["rule"].rstrip(".")))
    if row["closure"]:
        parts.append(words("plan.avoid.closure", sentence=row["closure_sentence"].rstrip(".")))
    if row["criticised"]:
        parts.append(words("plan.avoid.criticised", date=words.date(row["criticised"])))
    if row["commercial"]:
        parts.append(words.count("plan.avoid.solicited", int(row["commercial"]), posts=words.number(row["posts"])))
    return " ".join(parts)


def _facts(listed: pd.DataFrame, tables: dict[str, pd.DataFrame], log: pd.DataFrame, study: Niche, today: str) -> pd.DataFrame:
    """Put beside each open name what its line is made of."""
    names = listed[listed["gate"] == OPEN]
    key, spaces = names["source"], tables["rules"]
    caps = spaces.set_index("source")["cap"] if len(spaces) else pd.Series(dtype="int64")
    pressed = tables["pressure"][tables["pressure"]["unit"] == "source"].set_index("name")
    known = tables["sources"].set_index("source")["kind"]
    facts = names.assign(
        kind=looked_up(key, known),
        channel=looked_up(key, best_channel(tables["contacts_seen"]).set_index("source")["channel"]),
        promotion=looked_up(key, spaces.set_index("source")["promotion"]),
        rule=looked_up(key, spaces.set_index("source")["sentence"]),
        closure=looked_up(key, spaces.set_index("source")["closure"]),
        closure_sentence=looked_up(key, spaces.set_index("source")["closure_sentence"]),
        cap=key.map(caps).fillna(rules("rules.yml")["caps"]["unsaid"]).astype("int64"),
        criticised=looked_up(key, critics(tables, study)),
        commercial=key.map(pressed["commercial"]).fillna(0),
        posts=key.map(pressed["posts"]).fillna(0),
    )
    facts = facts.join(_counted(log, today), on="source").join(_worth(log, study, today), on="source")
    numbers = ["listened", "helped", "approaches"]
    facts[["in_kind", "total"]] = facts[["in_kind", "total"]].fillna(0.0)
    return facts.assign(**{name: facts[name].fillna(0).astype("int64") for name in numbers})


def plan(listed: pd.DataFrame, tables: dict[str, pd.DataFrame], log: pd.DataFrame, study: Niche, today: str) -> pd.DataFrame:
    """Return the table plan: a line for each open name of the shortlist.

    Parameters
    ----------
    tables : sources, posts, topics, needs, rules, pressure, contacts_seen, pages, crises, crisis_voices.
    log : what ``relations.read`` returned. today : the data date.
    """
    words, law = Texts(study.lang, material(tables), study.unit), asked()["law"]
    made = _facts(listed, tables, log, study, today)
    names = list(made["source"])
    tags, themes = _tags(names, tables["posts"]), _themes(tables)
    terms = shared_terms(names, tables["posts"], study)
    client = study.client or words("shortlist.client")
    made["ready"] = [_ready(row, study) for _, row in made.iterrows()]
    made["why"] = [_why(row, words) for _, row in made.iterrows()]
    made["cares"] = [", ".join(tags.get(name) or themes.get(name) or terms.get(name) or []) for name in names]
    made["bring"] = [_bring(row, tables["needs"], words, study) for _, row in made.iterrows()]
    made["reach"] = [words(f"shortlist.by.{door(row)}") for _, row in made.iterrows()]
    made["disclose"] = words("shortlist.disclosure", client=client)
    made["avoid"] = [_avoid(row, words, study) for _, row in made.iterrows()]
    made["contract"] = made["total"] >= law["contract_from"]
    gives = study.objective not in settings()["promotion_free"]
    made["marking"] = law["marking"][study.lang] if gives else ""
    made["sources"] = " | ".join(law["texts"]) if gives else ""
    return made[[name for name in made if name in column_types("plan")]]


def _why(row: pd.Series, words: Texts) -> str:
    """Say why it is time, or why not yet."""
    said = {"listened": words.number(row["listened"]), "helped": words.number(row["helped"]), "cap": words.number(row["cap"])}
    asked_for = {"days": words.number(asked()["listen_days"]), "useful": words.number(asked()["useful"])}
    return words(f"plan.ready.{row['ready']}", **said, **asked_for)
