"""Who asked, and was it answered: read from the structure of the threads, then from the words of the replies."""

import pandas as pd

from helpers.conversations.phrases import rules
from helpers.conversations.reading import addresses, answers, asks, read

OPENING_KINDS = ("article", "idea", "message", "question")
REPLY_KINDS = ("answer", "comment", "message")
PAIR = ["opening", "opening_author", "reply", "author", "kind", "accepted", "text"]


def openings(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts that may ask for something: those that open a thread, and comments; no copies, no long articles."""
    opens = (posts["parent"] == "") & posts["kind"].isin(OPENING_KINDS)
    long = (posts["kind"] == "article") & (posts["text"].str.count(" ") >= rules("questions.yml")["longest_article"])
    return posts[(opens | (posts["kind"] == "comment")) & (posts["original"] == "") & ~long]


def asked(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts read as questions, complaints or wishes, with why, answers and answered."""
    candidates = openings(posts)
    readings = [read(text, title) for text, title in zip(candidates["text"], candidates["title"], strict=True)]
    asking = [asks(reading, kind) for reading, kind in zip(readings, candidates["kind"], strict=True)]
    said = candidates.assign(kind=[x.kind for x in readings], why=[x.why for x in readings])
    found = said[pd.Series(asking, said.index, dtype=bool)]
    return found.merge(_answered(found, posts), on="post", validate="one_to_one")


def replies_to(asking: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """Return each reply beside what it replies to: opening, opening_author, reply, author, kind, accepted, text.

    A thread's opening is answered by the posts of its thread; a comment by those whose parent it is and by later
    comments of the article's author that speak to somebody, since many blogs do not nest comments.
    """
    replies = posts[(posts["parent"] != "") & posts["kind"].isin(REPLY_KINDS)]
    opening = asking[["post", "thread", "author", "published"]].add_prefix("opening_")
    comments = opening[opening["opening_post"] != opening["opening_thread"]]
    hosts = posts.loc[posts["author"] != "", ["post", "author"]].rename(columns={"post": "thread", "author": "host"})
    flat = replies[(replies["parent"] == replies["thread"]) & replies["text"].map(addresses).astype(bool)]
    by_host = comments.merge(flat.merge(hosts, on="thread"), left_on="opening_thread", right_on="thread")
    later = (by_host["author"] == by_host["host"]) & (by_host["published"] >= by_host["opening_published"])
    pairs = pd.concat(
        [
            opening.merge(replies, left_on="opening_post", right_on="thread"),
            opening.merge(replies, left_on="opening_post", right_on="parent"),
            by_host[later],
        ]
    )
    pairs = pairs.rename(columns={"opening_post": "opening", "post": "reply"})[PAIR]
    return pairs[pairs["opening"] != pairs["reply"]].drop_duplicates(["opening", "reply"], ignore_index=True)


def _answered(asking: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """Count the replies of others to each post, and tell whether one of them answers.

    The asker may answer too where the site calls the reply an answer, not where it is a comment or a message.
    """
    pairs = replies_to(asking, posts)
    by_other = (pairs["author"] != pairs["opening_author"]) | (pairs["author"] == "")
    pairs["other"] = by_other
    fit = by_other | (pairs["kind"] == "answer")
    pairs["good"] = pairs["accepted"] | (fit & pairs["text"].map(answers).astype(bool))
    counted = pairs.groupby("opening")[["other", "good"]].agg({"other": "sum", "good": "any"})
    whole = counted.reindex(asking["post"]).fillna(0)
    return pd.DataFrame(
        {
            "post": asking["post"].to_numpy(),
            "answers": whole["other"].astype("int64").to_numpy(),
            "answered": whole["good"].astype(bool).to_numpy(),
        }
    )
