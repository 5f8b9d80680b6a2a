"""What a source was paid for: texts that say so, links that earn, and how much of what it publishes that makes."""

import re
from functools import cache

import pandas as pd

from helpers.conversations.phrases import compiled, fold, rules, sentences
from helpers.conversations.spaces import quoted, refusal

SIGNS = ("sponsored", "affiliate")
CAUTION = 3  # publications without commerce that every source is credited with: one paid text of two is no habit


@cache
def _pattern(block: str) -> re.Pattern[str]:
    return compiled(rules("commerce.yml")[block])


def _holds(words: str, stems: list[str]) -> bool:
    return any(stem in words for stem in stems)


def disclosed(text: str) -> dict[str, str]:
    """Return by what signs (sponsored, affiliate) a text says that it was paid for, and the sentence that says so.

    >>> disclosed("Cet article est sponsorisé par une marque de fours. Le riz est cuit.")
    {'sponsored': 'Cet article est sponsorisé par une marque de fours.'}
    >>> disclosed("Cet article n'est pas sponsorisé.")
    {}
    """
    said, stems = dict[str, str](), rules("commerce.yml")["stems"]
    if not _holds(fold(text), stems):
        return said
    for sentence in sentences(text):
        words = fold(sentence)
        if not _holds(words, stems) or _pattern("denied").search(words) or refusal(sentence):
            continue
        for sign in SIGNS:
            if _pattern(sign).search(words):
                said.setdefault(sign, quoted(sentence))
    return said


def _said(own: pd.DataFrame) -> pd.DataFrame:
    """Return the publications that say so: post, sign, how, sentence, firm."""
    found = [(post, disclosed(f"{title}\n{text}")) for post, title, text in own[["post", "title", "text"]].to_numpy()]
    rows = [(post, sign, "words", sentence, "") for post, told in found for sign, sentence in told.items()]
    return pd.DataFrame(rows, columns=["post", "sign", "how", "sentence", "firm"], dtype="str")


def _linked(own: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return the publications whose page links to a firm for money: by the address (affiliate), or by ``rel`` sponsored."""
    paid = links[links["type"].isin(SIGNS) & links["page"].isin(own["page"])].sort_values("link")
    by_rel = paid["rel"].str.split().map(lambda words: "sponsored" in words)
    paid = paid[(paid["type"] == "affiliate") | by_rel].assign(how=by_rel.map({True: "rel", False: "address"}))
    first = paid.drop_duplicates(["page", "type"])[["page", "type", "how", "context", "target_source"]]
    first.columns = ["page", "sign", "how", "sentence", "firm"]
    return first.assign(sentence=first["sentence"].map(quoted)).merge(own[["page", "post"]], on="page").drop(columns="page")


def commercial(posts: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return the table commercial: publications that were paid for or that earn, each sign with what shows it.

    Articles and messages are read, copies and the words of commenters are not; of a page that holds several texts only what
    each says of itself counts.
    """
    own = posts[posts["kind"].isin(["article", "message"]) & (posts["original"] == "") & (posts["parent"] == "")]
    alone = own[~own["page"].duplicated(keep=False)]
    found = pd.concat([_said(own), _linked(alone, links)], ignore_index=True).drop_duplicates(["post", "sign"])
    made = found.merge(own[["post", "source", "url", "kind", "published"]], on="post").rename(columns={"published": "date"})
    quotable = made["kind"] == "article"  # a message is a person's: it is counted, not quoted
    return made.assign(sentence=made["sentence"].where(quotable, "")).drop(columns="kind")


def pressure(found: pd.DataFrame, posts: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """Return the table pressure: of each source and community, how much of what it publishes is commercial.

    ``share`` is cautious, (commercial) / (publications + 3), so that one paid text of two is no habit.

    Parameters
    ----------
    found : table commercial.
    """
    own = posts[posts["kind"].isin(["article", "message"]) & (posts["original"] == "") & (posts["parent"] == "")]
    place = dict(zip(communities["source"], communities["community"], strict=True))
    made = [_counted(found, own, "source", own["source"], found["source"])]
    made += [_counted(found, own, "community", *(frame["source"].map(lambda key: place.get(key, "")) for frame in (own, found)))]
    return pd.concat(made, ignore_index=True)


def _counted(found: pd.DataFrame, own: pd.DataFrame, unit: str, owner: pd.Series, payee: pd.Series) -> pd.DataFrame:
    """Count publications by owner, and those of them that are commercial."""
    counts = pd.DataFrame({"posts": owner.value_counts()})
    for sign in SIGNS:
        counts[sign] = found.loc[found["sign"] == sign].groupby(payee)["post"].nunique()
    counts["commercial"] = found.groupby(payee)["post"].nunique()
    counts["firms"] = found[found["firm"] != ""].groupby(payee)["firm"].nunique()
    counts = counts.fillna(0).astype("int64")
    counts["share"] = counts["commercial"] / (counts["posts"] + CAUTION)
    named = counts.rename_axis("name").reset_index().assign(unit=unit)
    return named[named["name"] != ""]
