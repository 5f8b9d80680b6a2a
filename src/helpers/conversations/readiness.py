"""Readiness: how well a brand stands on the day that it goes wrong, in parts that are each stated."""

import math

import pandas as pd

from helpers import tables
from helpers.conversations.team import own_words, spaces_of
from helpers.niche import Niche

WEEKS = 12  # before the data's date, in which the brand is heard or not
SLOW = 30  # days until an answer, from which it helps nobody


def _weeks(own: pd.DataFrame, date: str) -> float:
    """Return in how many of the last weeks the brand wrote something."""
    ages = (pd.Timestamp(date) - pd.to_datetime(own["published"].str[:10], errors="coerce")).dt.days.dropna()
    return float((ages[ages.between(0, 7 * WEEKS - 1)] // 7).nunique())


def _answered(posts: pd.DataFrame, own: pd.Series, study: Niche) -> tuple[float, float]:
    """Return the share of what others opened on its spaces that the brand answered (nan without any), and median days."""
    there = posts["source"].isin(spaces_of(study.brand, study.site)) & (posts["kind"] != "page") & (posts["kind"] != "rules")
    opened = posts[there & ~own & (posts["parent"] == "")]
    replies = posts[own & (posts["parent"] != "")].sort_values(["published", "post"]).drop_duplicates("thread")
    pairs = opened.merge(replies[["thread", "published"]].add_prefix("reply_"), left_on="post", right_on="reply_thread")
    dates = [pd.to_datetime(pairs[name].str[:10], errors="coerce") for name in ("reply_published", "published")]
    return (len(pairs) / len(opened) if len(opened) else math.nan), float((dates[0] - dates[1]).dt.days.clip(lower=0).median())


def ready(posts: pd.DataFrame, mentions: pd.DataFrame, study: Niche, date: str) -> pd.DataFrame:
    """Return the table readiness: what a brand has to meet a crisis with, each part measured and scored 0 to 1.

    A part that nothing tells of has no row; without a brand there is none. The score of a number of days falls with its
    logarithm, from one on the same day to nothing after ``SLOW`` days.

    Parameters
    ----------
    date : the data's date.
    """
    if study.brand is None:
        return tables.empty("readiness")
    own = own_words(posts, study)
    share, days = _answered(posts, own, study)
    spoken = mentions.loc[(mentions["entity"] == study.brand.name) & (mentions["tone"] != 0), "tone"]
    held = float(bool(set(spaces_of(study.brand, study.site)) & set(posts["source"])))
    weeks = _weeks(posts[own], date) if date else math.nan
    speed = max(0.0, 1 - math.log1p(days) / math.log1p(SLOW)) if days == days else math.nan
    pleased = float((spoken > 0).mean()) if len(spoken) else math.nan
    parts = [
        ("ground", held, held),
        ("present", weeks, weeks / WEEKS),
        ("answers", share, share),
        ("speed", days, speed),
        ("allies", pleased, pleased),
    ]
    told = pd.DataFrame(parts, columns=["part", "measured", "score"]).dropna()
    return told.round(6)
