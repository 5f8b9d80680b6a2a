"""What each community and each source speaks of: its themes, how they rise, fall and come back, and the texts that show them."""

import numpy as np
import pandas as pd

from helpers import tables
from helpers.conversations import themes
from helpers.conversations.courses import UNTOLD, courses
from helpers.conversations.phrases import rules
from helpers.conversations.quotes import PERSON, PUBLISHERS
from helpers.conversations.themes import Spoken
from helpers.conversations.threads import OPENING_KINDS
from helpers.niche import Niche

MORE = 3  # texts added to those of a unit, so that two of two are no habit


def spoken(posts: pd.DataFrame, communities: pd.DataFrame, sources: pd.DataFrame, study: Niche) -> Spoken:
    """Return which post speaks of which theme.

    The title of a source, which templates put into those of its posts, is no word of theirs; the name of a person is no theme.

    Returns
    -------
    The posts have these columns more: community; opens (a thread, and is no copy); public (a publication, no person's words).
    """
    known = posts.reset_index(drop=True)
    by_source = sources.set_index("source")
    sites = known["source"].map(by_source["title"]).fillna("").astype(str)
    own = [
        title.replace(site, " ").strip(" -–—|·:") if site else title for title, site in zip(known["title"], sites, strict=True)
    ]
    known = known.assign(
        title=pd.Series(own, known.index, dtype="str"),
        community=known["source"].map(communities.set_index("source")["community"]).fillna(""),
        opens=(known["parent"] == "") & known["kind"].isin(OPENING_KINDS) & (known["original"] == ""),
        public=(known["kind"] == "article") & known["source"].map(by_source["kind"]).isin(PUBLISHERS),
    )
    known["public"] &= ~known["source"].str.contains(PERSON)
    authors = frozenset(posts["author"]) - {""}
    publications = {study.pseudonym(title) for title in sources["title"]} if authors else set()
    return themes.learn(known, authors - publications, study)


def topics(told: Spoken, date: str) -> pd.DataFrame:
    """Return the table topics: the themes of each community and of each source, the foremost first, with their course.

    Parameters
    ----------
    date : the data date, in whose month the last year ends.
    """
    if not told.terms:
        return tables.empty("topics")
    opens = told.posts[told.posts["opens"]]
    text, theme = told.turns.nonzero()
    pairs = pd.DataFrame({"text": text, "theme": theme})
    rows = [_of(unit, opens.assign(name=opens[unit]), pairs, told, date) for unit in ("community", "source")]
    found = pd.concat([one for one in rows if len(one)] or [tables.empty("topics")])
    return tables.conform(found[list(tables.column_types("topics"))], "topics")


def _of(unit: str, texts: pd.DataFrame, pairs: pd.DataFrame, told: Spoken, date: str) -> pd.DataFrame:
    """Return the themes of the communities, or of the sources."""
    texts = texts.loc[texts["name"] != "", ["name", "source", "published"]].assign(day=lambda x: x["published"].str[:10])
    said = pairs.join(texts, on="text", how="inner")
    rows = _ranked(unit, _counted(unit, said, texts, told))
    if rows.empty:
        return rows
    names = [told.terms[theme] for theme in rows["theme"]]
    rows = rows.assign(unit=unit, topic=[one[0] for one in names], terms=[" | ".join(one) for one in names])
    return rows.join(courses(rows, said, texts, date)).fillna(UNTOLD)


def _counted(unit: str, said: pd.DataFrame, texts: pd.DataFrame, told: Spoken) -> pd.DataFrame:
    """Return each theme of each unit that enough of its texts speak of, with what it weighs.

    That is its share of the texts of the unit, times how far it exceeds its share of all, times the share of its texts
    that it heads (after class-based TF-IDF; Grootendorst, 2022).
    """
    by = said.groupby(["name", "theme"])
    found = by.agg(posts=("text", "size"), sources=("source", "nunique"), last=("day", "max")).reset_index()
    first = said[said["day"] != ""].groupby(["name", "theme"])["day"].min().rename("first")
    found = found.join(first, on=["name", "theme"]).fillna({"first": ""})
    every = said.groupby("theme").size()
    whole = found["name"].map(texts.groupby("name").size())
    base, share = found["theme"].map(every) / len(texts), found["posts"] / (whole + MORE)
    headed = np.minimum(1, told.headed[found["theme"]] / found["theme"].map(every))
    found = found.assign(share=found["posts"] / whole, weight=share**2 / (share + base) * headed)
    enough = (found["posts"] >= rules("topics.yml")["texts"][unit]) & ((found["sources"] > 1) | (unit == "source"))
    return found[enough]


def _ranked(unit: str, found: pd.DataFrame) -> pd.DataFrame:
    """Return the foremost themes of each unit, in order."""
    ordered = found.assign(weight=found["weight"].round(9)).sort_values(
        ["name", "weight", "theme"], ascending=[True, False, True]
    )
    kept = ordered.groupby("name").head(rules("topics.yml")["told"][unit]).reset_index(drop=True)
    return kept.assign(rank=kept.groupby("name").cumcount() + 1)
