"""Comments that the feeds of an archive tell: those that no page shows join the posts; what is heard counts."""

import re
from typing import Any

import pandas as pd

from helpers import text
from helpers.parse.frames import looked_up
from helpers.parse.posts import identifier, said_of
from helpers.parse.structured import Message

Heard = list[tuple[str, Message]]  # canonical address of the page, comment


def _row(address: str, message: Message, opening: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the comment as a row of posts, from the row of the post that its page opens with."""
    identity = {"post": identifier(address, message.anchor), "url": f"{opening['url']}#{message.anchor}"}
    place = {name: opening[name] for name in ("page", "source", "capture")}
    return {**said_of(message), **identity, **place, "thread": opening["post"], "lang": text.language(message.text, languages)}


def _key(address: str, anchor: str) -> tuple[str, str]:
    """Return page and number of a comment, by which those that answer it refer to it."""
    return identifier(address), re.sub(r"\D", "", anchor)


def with_heard(posts: pd.DataFrame, heard: Heard, languages: tuple[str, ...]) -> pd.DataFrame:
    """Return the posts with the comments of feeds on pages that were captured, each once; what a page shows is kept."""
    openings = posts[posts["post"] == posts["page"]].set_index("page", drop=False)
    known = openings.to_dict("index")
    told = [(address, message, known[identifier(address)]) for address, message in heard if identifier(address) in known]
    numbered = {_key(address, message.anchor): identifier(address, message.anchor) for address, message, _ in told}
    shown = set(posts["post"])
    told = [each for each in told if identifier(each[0], each[1].anchor) not in shown]
    if not told:
        return posts
    made = pd.DataFrame([_row(*each, languages) for each in told])
    made["parent"] = [numbered.get(_key(address, message.parent), opening["post"]) for address, message, opening in told]
    return pd.concat([posts, made.drop_duplicates("post")[list(posts.columns)]], ignore_index=True)


def counted(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts with comments at least as many as those that were read of the thread that each opens."""
    read = posts.loc[posts["parent"] != "", "thread"].value_counts()
    heard = looked_up(posts["post"], read, 0)
    return posts.assign(comments=posts["comments"].where(heard == 0, posts["comments"].clip(lower=heard)))
