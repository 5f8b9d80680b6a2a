"""What is listened to: personal posts are left out before anything is read, and all is counted."""

import re

import pandas as pd

from helpers.conversations.needs import content_words
from helpers.conversations.phrases import compiled, fold, rules

READ = 1_000  # characters of an article that tell how much of it belongs to the niche


def on_topic(posts: pd.DataFrame, terms: pd.DataFrame, asked_about: str, sources: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the posts without the personal articles, such as photos of a kitten.

    A short article is personal when it names subjects of private life (``offtopic.yml``) and far fewer words of the niche
    than articles do there; one that its author shelves with private life, when it holds fewer of them than most. Whatever
    belongs to an exchange is kept.

    Parameters
    ----------
    terms : distinctive terms of the communities.
    asked_about : brief and keywords, whose words belong to the niche as well.
    sources : source, title; templates repeat the title of a blog, which says nothing of its posts.
    """
    setting, niche = rules("offtopic.yml"), content_words(" ".join([asked_about, *terms["term"]])).keys()
    subjects, shelves = compiled(setting["subjects"]), compiled(setting["shelves"])
    articles = posts[(posts["kind"] == "article") & (posts["original"] == "")]
    said = articles["title"] + " " + articles["text"].str.slice(0, READ)
    sites = (
        {} if sources is None else {key: content_words(title).keys() for key, title in sources[["source", "title"]].to_numpy()}
    )
    own = [content_words(one).keys() - sites.get(key, ()) for one, key in zip(said, articles["source"], strict=True)]
    known = pd.Series([float(len(words & niche)) for words in own], articles.index, dtype=float)
    share = known / pd.Series([max(1.0, len(words)) for words in own], articles.index, dtype=float)
    named = pd.Series(0.0, articles.index)
    short = articles[articles["text"].str.count(" ") < setting["longest"]]
    named[short.index] = [_named(subjects, *said) for said in zip(short["title"], short["text"], strict=True)]
    shelved = short.index[[_shelved(shelves, tags) for tags in short["terms"]]]
    rare = (known <= named) | (share < setting["share"] * share.median())
    personal = ((named >= setting["least"]) & rare) | (articles.index.isin(shelved) & (share < share.median()))
    return posts[~posts["post"].isin(articles.loc[personal, "post"])]


def _shelved(shelves: re.Pattern[str], tags: str) -> bool:
    """Tell whether a post stands on a shelf of private life, by its tags."""
    return any(shelves.fullmatch(fold(tag).strip(" #")) for tag in tags.split("|"))


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
