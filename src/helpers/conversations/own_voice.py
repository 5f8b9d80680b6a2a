"""What the brand says itself: texts that promote, inform or answer, told by stated rules."""

import re
from functools import cache

import pandas as pd

from helpers import tables, urls
from helpers.conversations.phrases import compiled, fold, rules
from helpers.conversations.team import own_words
from helpers.niche import Niche

EXAMPLES = 3


@cache
def _pattern(block: str) -> re.Pattern[str]:
    return compiled(rules("voice.yml")[block])


def purpose(title: str, text: str, reply: bool = False) -> str:
    """Tell whether a text of the brand's promotes, answers or informs.

    What sells promotes, a reply that sells in one phrase apart; other replies, and pages whose title says so, answer.

    >>> purpose("Le panier inox", "Commandez-le avant mai."), purpose("", "Le joint est en magasin, réf. 40.", reply=True)
    ('promotes', 'answers')
    >>> purpose("L'atelier ferme en août", "Nous revenons le 24.")
    'informs'
    """
    sold = {found.group() for found in _pattern("sells").finditer(fold(f"{title}\n{text}"))}
    if len(sold) >= (rules("voice.yml")["in_reply"] if reply else 1):
        return "promotes"
    return "answers" if reply or _pattern("answers").search(fold(title)) else "informs"


def own_posts(posts: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return what the brand's spaces publish and its team writes anywhere, each with its purpose; home pages and rules apart."""
    own = posts[own_words(posts, study) & (posts["kind"] != "rules") & (posts["original"] == "")]
    home = [urls.is_home(url, source) for url, source in zip(own["url"], own["source"], strict=True)]
    own = own[~pd.Series(home, own.index, dtype="bool")]
    told = [purpose(*row) for row in zip(own["title"], own["text"], own["parent"] != "", strict=True)]
    return own.assign(purpose=pd.Series(told, own.index, dtype="str"))


def own_voice(posts: pd.DataFrame, communities: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the table own_voice: by community and month, how many of the brand's texts promote, inform or answer."""
    own = own_posts(posts, study)
    if own.empty:
        return tables.empty("own_voice")
    place = own["source"].map(communities.set_index("source")["community"]).fillna("")
    own = own.assign(community=place, month=own["published"].str[:7]).sort_values(["published", "post"])
    counted = own.groupby(["community", "month", "purpose"])["post"].agg(
        posts="size", examples=lambda found: " | ".join(found.head(EXAMPLES))
    )
    whole = counted.groupby(["community", "month"])["posts"].transform("sum")
    return counted.assign(share=counted["posts"] / whole).reset_index()
