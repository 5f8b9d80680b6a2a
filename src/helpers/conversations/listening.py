"""What is listened to: personal posts are left out before anything is read, and all is counted."""

import re

import pandas as pd

from helpers.conversations.needs import content_words
from helpers.conversations.phrases import compiled, fold, rules

READ = 1_000  # characters of an article that tell how much of it belongs to the niche


def on_topic(posts: pd.DataFrame, terms: pd.DataFrame, asked_about: str) -> pd.DataFrame:
    """Return the posts without the personal articles, such as photos of a kitten.

    A short article is personal when it names subjects of private life (``offtopic.yml``) and far fewer words of the niche
    than articles do there. Whatever belongs to an exchange is kept.

    Parameters
    ----------
    terms : distinctive terms of the communities.
    asked_about : brief and keywords, whose words belong to the niche as well.
    """
    setting, niche = rules("offtopic.yml"), content_words(" ".join([asked_about, *terms["term"]])).keys()
    subjects = compiled(setting["subjects"])
    articles = posts[(posts["kind"] == "article") & (posts["original"] == "")]
    own = [content_words(said).keys() for said in articles["title"] + " " + articles["text"].str.slice(0, READ)]
    known = pd.Series([float(len(words & niche)) for words in own], articles.index, dtype=float)
    share = known / pd.Series([max(1.0, len(words)) for words in own], articles.index, dtype=float)
    named = pd.Series(0.0, articles.index)
    short = articles[articles["text"].str.count(" ") < setting["longest"]]
    named[short.index] = [_named(subjects, *said) for said in zip(short["title"], short["text"], strict=True)]
    rare = (known <= named) | (share < setting["share"] * share.median())
    return posts[~posts["post"].isin(articles.loc[(named >= setting["least"]) & rare, "post"])]


def _named(subjects: re.Pattern[str], title: str, text: str) -> float:
    """Count the distinct subjects that a text names; one in the title counts for two."""
    return 0.0 + len({match.group() for match in subjects.finditer(fold(f"{title} {text}"))}) + bool(subjects.search(fold(title)))


def listening(posts: pd.DataFrame, heard: pd.DataFrame, questions: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the table listening: how many posts were read, left out, asked, were answered; how many needs recur."""
    counts = {
        "posts": len(posts),
        "off_topic": len(posts) - len(heard),
        "copies": (heard["original"] != "").sum(),
        "questions": len(questions),
        "answered": questions["answered"].sum(),
        "needs": len(needs),
        "open_needs": needs["open"].sum(),
    }
    return pd.DataFrame({"measure": list(counts), "value": [float(count) for count in counts.values()]})
