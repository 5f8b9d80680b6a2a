"""Ideas for content or events: what a community asks again and again and hardly anybody writes about."""

import numpy as np
import pandas as pd

from helpers import tables
from helpers.conversations.needs import content_words

IDEAS = 10  # for each community
HALF = 0.5  # share of the questions within three months on end from which a theme has a season
DATED = 4  # dated questions from which a season is told
READ = 1_000  # characters of an article that tell its subject


def _covered(needs: pd.DataFrame, posts: pd.DataFrame) -> list[int]:
    """Return how many articles speak of each need: those that hold two of its terms, all where it has fewer."""
    articles = posts[(posts["kind"] == "article") & (posts["original"] == "")]
    said = [content_words(text).keys() for text in articles["title"] + " " + articles["text"].str.slice(0, READ)]
    themes = [content_words(text.replace(",", " ")).keys() for text in needs["text"]]
    return [sum(len(theme & words) >= min(2, len(theme)) for words in said) if theme else 0 for theme in themes]


def _season(dates: pd.Series) -> str:
    """Return the first of the three months on end (01 to 12) in which most is asked, empty where it is asked all year."""
    months = dates[dates.str.len() >= 7].str[5:7].astype(int) - 1
    if len(months) < DATED:
        return ""
    year = np.bincount(months, minlength=12)
    three = year + np.roll(year, -1) + np.roll(year, -2)
    return f"{int(three.argmax()) + 1:02d}" if three.max() > HALF * len(months) else ""


def ideas(needs: pd.DataFrame, questions: pd.DataFrame, posts: pd.DataFrame, solutions: pd.DataFrame) -> pd.DataFrame:
    """Return the table ideas: for each community, the ``IDEAS`` themes most asked for the articles that cover them.

    A theme weighs its questions divided by one more than its articles; what is open weighs twice.
    """
    if needs.empty:
        return tables.empty("ideas")
    asked = questions[questions["need"] != ""].merge(posts[["post", "published"]], on="post")
    seasons = {str(need): _season(dates) for need, dates in asked.groupby("need")["published"]}
    told = needs.assign(covered=_covered(needs, posts), season=needs["need"].map(seasons).fillna(""))
    told["weight"] = told["posts"] * (1 + told["open"]) / (1.0 + told["covered"])
    told = told.merge(solutions[["need", "solution"]], on="need", how="left").fillna({"solution": ""})
    ranked = told.sort_values(["community", "weight", "need"], ascending=[True, False, True])
    kept = ranked.groupby("community").head(IDEAS).rename(columns={"solution": "adds"})
    return kept[["community", "need", "text", "posts", "covered", "season", "weight", "adds", "examples"]]
