"""``unit: person``: the people of the spaces that niche.yml names, and who answers whom, in the place of sites and links."""

import numpy as np
import pandas as pd

from helpers import tables, urls
from helpers.niche import Niche
from helpers.parse import sources
from helpers.parse.captures import prefixes

LAYERS = {"comment": "comment"}  # by kind of post; the others answer in a conversation


def in_spaces(study: Niche, known: pd.DataFrame) -> set[str]:
    """Return the spaces that are meant: those that niche.yml names, all where it names none."""
    asked = prefixes(study)
    named = {urls.source_of(urls.canonical(seed.url), asked) for seed in study.sources_asked}
    return named & {*known["source"]} or {*known["source"]}


def sources_of(posts: pd.DataFrame, kind: str, today: str) -> pd.DataFrame:
    """Return the table sources of what posts are of, told in the column ``by``: it has no other name, and no address to visit."""
    about = posts.groupby("by").agg(
        space=("source", "first"),
        lang=("lang", lambda rows: rows.mode().iloc[0]),
        pages=("page", "nunique"),
        posts=("post", "nunique"),
        first_post=("published", "min"),
        last_post=("published", "max"),
    )
    made = about.rename_axis("source").reset_index().assign(kind=kind, langs=about["lang"].to_numpy())
    made = made.assign(title=made["source"], life=made["last_post"])
    return tables.conform(sources.alive(made, set(), today), "sources")


def _answers(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the table edges: from who was answered to who answered, so that who helps many is cited by many.

    The direction is that of Zhang, Ackerman and Adamic (2007). Weight: log2(1 + answers).
    """
    asked = posts.set_index("post")["author"]
    told = posts.assign(asked=posts["parent"].map(asked).fillna(""), layer=posts["kind"].map(LAYERS).fillna("reply"))
    told = told[(told["asked"] != "") & (told["asked"] != told["author"])]
    made = told.groupby(["asked", "author", "layer"]).agg(pages=("page", "nunique"), links=("post", "size")).reset_index()
    made = made.rename(columns={"asked": "source", "author": "target"})
    return tables.conform(made.assign(editorial_pages=made["pages"], weight=np.log2(1 + made["links"])), "edges")


def of_people(made: dict[str, pd.DataFrame], study: Niche, today: str) -> dict[str, pd.DataFrame]:
    """Return the tables of stage 02 with persons in the place of sources: a post is of who wrote it.

    Links, contacts and what is off the map are of sites, and left out; nobody is looked up elsewhere.
    """
    spaces = in_spaces(study, made["sources"])
    pages, posts = (made[name][made[name]["source"].isin(spaces)] for name in ("pages", "posts"))
    posts = posts[posts["author"] != ""]
    known, edges = sources_of(posts.assign(by=posts["author"]), "profile", today), _answers(posts)
    nothing = {name: tables.empty(name) for name in ("links", "off_map", "contacts_seen", "aliases")}
    theirs = tables.conform(posts.assign(source=posts["author"]), "posts")
    return {**made, **nothing, "pages": pages, "sources": known, "edges": edges, "posts": theirs}
