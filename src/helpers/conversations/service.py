"""Service: who helps, how many questions are answered, how soon, how personally, by whom, and on how many days."""

import re
from functools import cache

import numpy as np
import pandas as pd

from helpers import tables
from helpers.conversations.phrases import compiled, fold, rules
from helpers.conversations.reading import addresses, answers
from helpers.conversations.team import team
from helpers.conversations.threads import replies_to
from helpers.niche import Niche

LEAST = 4  # threads of others that a helper has answered, and twice what is usual there
UNKNOWN = -1.0
THREADS = ("idea", "message", "question")


@cache
def _intents() -> dict[str, re.Pattern[str]]:
    return {when: compiled(rules("service.yml")[when]) for when in ("before", "after")}


def intent(text: str) -> str:
    """Tell whether a question comes before a purchase, after it, or neither can be told.

    >>> intent("Lequel choisir pour deux ?"), intent("Mon appareil ne chauffe plus"), intent("Un citron ou deux ?")
    ('before', 'after', '')
    """
    words = fold(text)
    found = [when for when, pattern in _intents().items() if pattern.search(words)]
    return found[0] if len(found) == 1 else ""


def given(asking: pd.DataFrame, posts: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return each answer by somebody else: opening, asked, source, author, date, days, staff, personal.

    What opens a thread of a forum is answered too where it asks for nothing in so many words (``asked`` tells). A reply
    is personal where it speaks to somebody in words that no other reply repeats.
    """
    threads = posts[(posts["parent"] == "") & posts["kind"].isin(THREADS) & (posts["original"] == "")]
    opening = pd.concat([asking, threads]).drop_duplicates("post").assign(asked=lambda x: x["post"].isin(asking["post"]))
    pairs = replies_to(opening, posts).drop(columns="text")
    said = pairs.merge(posts[["post", "source", "published", "text"]].rename(columns={"post": "reply"}), on="reply")
    said = said.merge(opening[["post", "published", "asked"]].set_axis(["opening", "since", "asked"], axis=1), on="opening")
    said = said[((said["author"] != said["opening_author"]) | (said["author"] == "")) & said["text"].map(answers).astype(bool)]
    dates = [pd.to_datetime(said[name].str[:10], errors="coerce") for name in ("published", "since")]
    copied = said["text"].duplicated(keep=False)
    return said.assign(
        date=said["published"].str[:10],
        days=(dates[0] - dates[1]).dt.days.clip(lower=0),
        staff=said["author"].isin(team(posts, study)),
        personal=said["text"].map(addresses).astype(bool) & ~copied,
    )


def regulars(answered: pd.DataFrame) -> pd.DataFrame:
    """Return the table helpers: persons who answer others again and again, and the brand's team where it answers."""
    named = answered[answered["author"] != ""]
    if named.empty:
        return tables.empty("helpers")
    told = named.groupby(["source", "author"], as_index=False).agg(
        answers=("opening", "nunique"), days=("date", "nunique"), last=("date", "max"), staff=("staff", "any")
    )
    usual = told.groupby("source")["answers"].transform("median")
    return told[(told["answers"] >= np.maximum(LEAST, 2 * usual)) | told["staff"]]


def served(asking: pd.DataFrame, answered: pd.DataFrame, regular: pd.DataFrame) -> pd.DataFrame:
    """Return the table service: for each source on which anybody asks, how its questions are served.

    Parameters
    ----------
    asking : what ``asked`` returns.
    answered : what ``given`` returns.
    regular : the table helpers.
    """
    if asking.empty:
        return tables.empty("service")
    intents = pd.Series([intent(f"{x} {y}") for x, y in zip(asking["title"], asking["text"], strict=True)], asking.index)
    asked = asking.assign(before=intents == "before", after=intents == "after")
    answered = answered[answered["asked"]]
    first = answered.sort_values(["opening", "days", "reply"]).drop_duplicates("opening")
    by_asked, by_reply, by_first = (frame.groupby("source") for frame in (asked, answered, first))
    counted = {"questions": ("post", "size"), "answered": ("answered", "mean")}
    whole = by_asked.agg(**counted, before=("before", "sum"), after=("after", "sum"))
    served = pd.DataFrame({"days": by_first["days"].median(), "staff": by_first["staff"].mean()})
    served = served.join(by_reply["personal"].mean()).join(by_reply["date"].nunique().rename("present"))
    whole = whole.join(served).join(regular[~regular["staff"]].groupby("source").size().rename("helpers"))
    counts = {name: whole[name].fillna(0).astype("int64") for name in ("present", "helpers", "before", "after")}
    shares = {name: whole[name].astype(float).fillna(UNKNOWN) for name in ("days", "staff", "personal")}
    return whole.assign(**counts, **shares).reset_index()
