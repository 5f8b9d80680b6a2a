"""The definitions that rest on what sources publish. Each returns (1 + runs) × n scores, the first row as things are."""

import numpy as np
import pandas as pd

from helpers import graph, topics
from helpers.graph.network import Array
from helpers.influence.resampling import UNSEEN, redrawn, redrawn_means
from helpers.niche import Niche

LEAST = 3  # publications, or targets, under which a mean says nothing of a source

Scores = dict[str, Array]


def by_posts(names: list[str], posts: pd.DataFrame, study: Niche, runs: int) -> Scores:
    """Return the scores of the definitions that rest on posts: active, relevant, engaging, helping.

    One that tells no source from another, for want of text, of dates or of a brief, is left out: it would be a column of noughts.
    """
    place = pd.Series(range(len(names)), names, dtype="int64")
    heard = posts[(posts["original"] == "") & posts["source"].isin(names)].sort_values("post")
    own = heard[heard["kind"].isin(graph.rules("weights.yml")["publications"])]
    found = {
        "active": redrawn(_counted(own[_recent(own, study)], place), runs, study.seed),
        "relevant": redrawn_means(topics.likeness(own, study), _owners(own, place), len(names), runs, study.seed),
        "engaging": _engaging(heard, own, place, runs, study.seed),
        "helping": _helping(heard, place, runs, study.seed),
    }
    return {name: rows for name, rows in found.items() if _tells(rows[0])}


def _tells(scores: Array) -> bool:
    """Whether scores tell one source from another; those of sources without material are not numbers."""
    known = scores[~np.isnan(scores)]
    return bool(len(known) and np.ptp(known) > 0)


def _owners(posts: pd.DataFrame, place: pd.Series) -> Array:
    return posts["source"].map(place).to_numpy(dtype=np.int64)


def _counted(posts: pd.DataFrame, place: pd.Series) -> Array:
    return np.bincount(_owners(posts, place), minlength=len(place))


def _recent(posts: pd.DataFrame, study: Niche) -> pd.Series:
    """Whether each post is of the 24 months before the data date."""
    latest = study.date or (posts["published"].max() if len(posts) else "")
    since = months_before(latest) if latest else ""
    return (posts["published"] > since) & (posts["published"] != "")


def months_before(day: str) -> str:
    """Return the day 24 months before one, ISO 8601 (``recent_months`` of ``weights.yml``)."""
    months = pd.DateOffset(months=graph.rules("weights.yml")["recent_months"])
    return str((pd.Timestamp(day[:10]) - months).date())


def _engaging(heard: pd.DataFrame, own: pd.DataFrame, place: pd.Series, runs: int, seed: int) -> Array:
    """Return the mean over the publications of a source of log2(1 + answers and comments by others): one that all discuss
    is no more than one. Publications whose comments a script loads are left out."""
    opening = own[(own["parent"] == "") & (own["comments"] >= 0)]
    author = opening.set_index("post")["author"]
    replies = heard[(heard["parent"] != "") & (heard["author"] != "")]
    mine = replies.loc[replies["author"] == replies["thread"].map(author), "thread"].value_counts()
    drawn = opening["comments"] - opening["post"].map(mine).astype(float).fillna(0)
    owner = _owners(opening, place)
    return _enough(redrawn_means(np.log2(1 + drawn.clip(lower=0).to_numpy()), owner, len(place), runs, seed), owner)


def _enough(rows: Array, owner: Array) -> Array:
    """Return means that are not numbers where they rest on fewer than three values."""
    return np.where(np.bincount(owner, minlength=rows.shape[1]) >= LEAST, rows, np.nan)


def _helping(heard: pd.DataFrame, place: pd.Series, runs: int, seed: int) -> Array:
    """Return how many answers were accepted on each source; where none was, nobody may say so, and nothing is known."""
    count = _counted(heard[heard["accepted"]], place)
    return np.where(count > 0, redrawn(count, runs, seed), np.nan)


def early(names: list[str], links: pd.DataFrame, first_post: pd.Series, drawn: tuple[int, int]) -> Scores:
    """Return how often a source links first what others link later, 0 to 1: the mean over what it links of the share of
    those others that came after it; who did not publish yet when the earlier link was made is not counted as late.

    Parameters
    ----------
    links: source, target_source, editorial, published. first_post: date by source. drawn: runs and seed.
    """
    dated = links[links["editorial"] & (links["published"] != "") & links["source"].isin(names)]
    first = dated.groupby(["target_source", "source"], as_index=False)["published"].min()
    days = _days(first["published"])
    began = dated.groupby("source")["published"].min().combine(first_post[first_post != ""], min, fill_value="9999-12-31")
    target = pd.factorize(first["target_source"])[0].astype(np.int64)
    later, sooner = _order(target, days, _days(first["source"].map(began)))
    told = later + sooner > 0
    owner = first["source"].map(pd.Series(range(len(names)), names, dtype="int64")).to_numpy(dtype=np.int64)[told]
    ahead, size = (later / np.maximum(later + sooner, 1))[told], len(names)
    # half a target linked first by all, half a target linked last (Jeffreys' prior): three of three are no certainty
    every = np.concatenate([owner, np.arange(size), np.arange(size)])
    values, weight = (
        np.concatenate([ahead, np.ones(size), np.zeros(size)]),
        np.where(np.arange(len(every)) < len(owner), 1, UNSEEN),
    )
    rows = _enough(redrawn_means(values, every, size, *drawn, weight), owner)
    return {"early": rows} if _tells(rows[0]) else {}


def _days(dates: pd.Series) -> Array:
    return np.asarray(pd.to_datetime(dates.str[:10], errors="coerce").to_numpy("datetime64[D]").astype(np.int64))


def _order(target: Array, days: Array, began: Array) -> tuple[Array, Array]:
    """Return, for each first link, how many others link the same target later, having begun before it, and how many did
    sooner, when it had begun itself."""
    span = np.int64(1) << 32  # more than there are days: the links of one target lie together
    linked, open_since = np.sort(target * span + days), np.sort(target * span + began)
    now, start = target * span + days, target * span + began
    later = np.searchsorted(open_since, now, "right") - np.searchsorted(linked, now, "right")
    return later, np.searchsorted(linked, now, "left") - np.searchsorted(linked, start, "left")
