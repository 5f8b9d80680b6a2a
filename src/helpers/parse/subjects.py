"""``unit: topic``: the tags that pages give themselves, and which are given together, in the place of sites and links."""

import numpy as np
import pandas as pd

from helpers import tables
from helpers.niche import Niche
from helpers.parse.members import in_spaces, sources_of
from helpers.paths import AireError

LEAST = 2  # posts that a tag is given to, or it tells of one post alone


def _tagged(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts that bear tags, one row a tag: topic is the tag in small letters, used how many posts bear it."""
    told = posts[posts["terms"] != ""]
    told = told.assign(tag=told["terms"].str.split(" | ", regex=False)).explode("tag")
    told = told.assign(tag=told["tag"].str.lstrip("# ").str.strip()).query("tag != ''")
    told = told.assign(topic=told["tag"].str.casefold()).drop_duplicates(["post", "topic"])
    told = told.assign(used=told.groupby("topic")["post"].transform("size"))
    return told[told["used"] >= LEAST]


def _pairs(tagged: pd.DataFrame) -> pd.DataFrame:
    """Return the table edges: tags given to one post are tied, either way; weight is log2(1 + pages)."""
    told = tagged[["post", "page", "topic"]]
    both = told.merge(told[["post", "topic"]], on="post", suffixes=("", "_other"))
    both = both[both["topic"] != both["topic_other"]].rename(columns={"topic": "source", "topic_other": "target"})
    made = both.groupby(["source", "target"]).agg(pages=("page", "nunique"), links=("post", "size")).reset_index()
    told_of = {"layer": "tags", "editorial_pages": made["pages"], "weight": np.log2(1 + made["pages"])}
    return tables.conform(made.assign(**told_of), "edges")


def _threads(posts: pd.DataFrame, tagged: pd.DataFrame) -> pd.DataFrame:
    """Return the posts of the threads that bear tags, each under the rarest of them: what it tells more of than any other."""
    rarest = tagged.sort_values(["used", "topic"]).drop_duplicates("post").set_index("post")["topic"]
    opening = posts["thread"].where(posts["thread"] != "", posts["post"])
    placed = posts.assign(source=opening.map(rarest).fillna(posts["post"].map(rarest)))
    return tables.conform(placed[placed["source"].notna()], "posts")


def of_topics(made: dict[str, pd.DataFrame], study: Niche, today: str) -> dict[str, pd.DataFrame]:
    """Return the tables of stage 02 with tags in the place of sources; links and contacts, which are of sites, left out.

    Raises
    ------
    AireError
        No tag is given twice.
    """
    spaces = in_spaces(study, made["sources"])
    pages, posts = (made[name][made[name]["source"].isin(spaces)] for name in ("pages", "posts"))
    tagged = _tagged(posts)
    if tagged.empty:
        raise AireError(f"{study.name}: unit: topic maps the tags of the pages read, and none of them is given to two posts")
    written = (
        tagged.groupby(["topic", "tag"]).size().reset_index(name="times").sort_values(["times", "tag"], ascending=[False, True])
    )
    known = sources_of(tagged.assign(by=tagged["topic"]), "topic", today)
    known["title"] = known["source"].map(written.drop_duplicates("topic").set_index("topic")["tag"])
    nothing = {name: tables.empty(name) for name in ("links", "off_map", "contacts_seen", "aliases")}
    told = {"pages": pages, "sources": known, "edges": _pairs(tagged), "posts": _threads(posts, tagged)}
    return {**made, **nothing, **told}
