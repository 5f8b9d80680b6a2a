"""What is listened to: personal posts are left out before anything is read, and all is counted."""

import pandas as pd

from helpers.conversations.needs import content_words
from helpers.conversations.phrases import compiled, fold, rules


def on_topic(posts: pd.DataFrame, terms: pd.DataFrame, asked_about: str) -> pd.DataFrame:
    """Return the posts without the personal ones, such as photos of a kitten.

    A post is personal when it names several subjects of private life (``offtopic.yml``) and hardly any word of the
    niche. Rules and pages are kept.

    Parameters
    ----------
    terms : distinctive terms of the communities.
    asked_about : brief and keywords, whose words belong to the niche as well.
    """
    setting = rules("offtopic.yml")
    subjects = compiled(setting["subjects"])
    niche = set(content_words(" ".join([asked_about, *terms["term"]])))
    personal = []
    for kind, title, text in zip(posts["kind"], posts["title"], posts["text"], strict=True):
        named = len({match.group() for match in subjects.finditer(fold(f"{title} {text}"))})
        own = content_words(f"{title} {text}").keys()
        known = len(own & niche) / max(len(own), 1)
        personal.append(kind not in ("rules", "page") and named >= setting["least"] and known < setting["vocabulary"])
    return posts[~pd.Series(personal, index=posts.index, dtype=bool)]


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
