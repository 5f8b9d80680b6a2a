"""Ideas for content or events: what a community asks again and again and hardly anybody writes about."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import tables
from helpers.conversations.needs import content_words

IDEAS = 10  # for each community
ALPHA = 0.05  # chance of a season where there is none
READ = 1_000  # characters of an article that tell its subject


def _covered(needs: pd.DataFrame, posts: pd.DataFrame) -> list[int]:
    """Return how many articles speak of each need: those that hold two of its terms, all where it has fewer."""
    articles = posts[(posts["kind"] == "article") & (posts["original"] == "")]
    said = [content_words(text).keys() for text in articles["title"] + " " + articles["text"].str.slice(0, READ)]
    themes = [content_words(text.replace(",", " ")).keys() for text in needs["text"]]
    return [sum(len(theme & words) >= min(2, len(theme)) for words in said) if theme else 0 for theme in themes]


def _by_month(dates: pd.Series) -> NDArray[np.int64]:
    """Count dates by month of the calendar."""
    return np.bincount(dates[dates.str.len() >= 7].str[5:7].astype(int) - 1, minlength=12)


def season(asked: pd.Series, whole: pd.Series) -> str:
    """Return the first of the three months on end (01 to 12) in which a theme is asked more than the niche speaks; else empty.

    The chance of so many questions in the clearest of the twelve quarters, were they dated like all that is said (binomial,
    Bonferroni), has to be ``ALPHA`` at most.

    Parameters
    ----------
    asked, whole : dates of the questions, of all posts.
    """
    from scipy.stats import binom

    held, year = _by_month(asked), _by_month(whole)
    if not held.sum():
        return ""
    quarters = [counts + np.roll(counts, -1) + np.roll(counts, -2) for counts in (held, year)]
    chances = binom.sf(quarters[0] - 1, held.sum(), quarters[1] / year.sum())
    return f"{chances.argmin() + 1:02d}" if 12 * chances.min() <= ALPHA else ""


def ideas(needs: pd.DataFrame, questions: pd.DataFrame, posts: pd.DataFrame, solutions: pd.DataFrame) -> pd.DataFrame:
    """Return the table ideas: for each community, the ``IDEAS`` themes most asked for the articles that cover them.

    A theme weighs its questions divided by one more than its articles; what is open weighs twice.
    """
    if needs.empty:
        return tables.empty("ideas")
    asked = questions[questions["need"] != ""].merge(posts[["post", "published"]], on="post")
    seasons = {str(need): season(dates, posts["published"]) for need, dates in asked.groupby("need")["published"]}
    told = needs.assign(covered=_covered(needs, posts), season=needs["need"].map(seasons).fillna(""))
    told["weight"] = told["posts"] * (1 + told["open"]) / (1.0 + told["covered"])
    told = told.merge(solutions[["need", "solution"]], on="need", how="left").fillna({"solution": ""})
    ranked = told.sort_values(["community", "weight", "need"], ascending=[True, False, True])
    kept = ranked.groupby("community").head(IDEAS).rename(columns={"solution": "adds"})
    return kept[["community", "need", "text", "posts", "covered", "season", "weight", "adds", "examples"]]
