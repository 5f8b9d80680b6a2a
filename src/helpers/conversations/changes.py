"""What became of the needs of the edition before: new, risen, solved, gone."""

from pathlib import Path

import pandas as pd

from helpers import earlier, tables
from helpers.conversations.needs import stem

SAME = 0.5  # share of their terms that two needs have in common where they are the same
RISEN = 2.0  # standard deviations of a count (its square root) beyond which it has risen
CHANGES = ("new", "risen", "solved", "gone")
LISTED = 5  # needs named for each change
READ = {"needs": {"text": "str", "posts": "int64", "open": "str"}}


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for term in text.split(", ") for word in term.split())


def _pairs(now: pd.DataFrame, before: pd.DataFrame) -> dict[int, int]:
    """Return row now → row before of the same need, each used once, the likest first (Jaccard index of their terms)."""
    said = [[_stems(text) for text in frame["text"]] for frame in (now, before)]
    likeness = [(len(a & b) / len(a | b), -i, -j) for i, a in enumerate(said[0]) for j, b in enumerate(said[1]) if a & b]
    found: dict[int, int] = {}
    for share, i, j in sorted(likeness, reverse=True):
        if share >= SAME and -i not in found and -j not in found.values():
            found[-i] = -j
    return found


def _change(now: pd.Series, before: pd.Series) -> str:
    if before["open"] and not now["open"]:
        return "solved"
    return "risen" if now["posts"] > before["posts"] + RISEN * before["posts"] ** 0.5 else ""


def need_changes(edition: Path | None, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the table need_changes: needs that are new, risen, solved or gone since an edition; empty in the first one and
    where the edition is too old to tell.

    Parameters
    ----------
    edition : folder of the edition before, None where there is none.

    Raises
    ------
    AireError
        Its table of needs cannot be read.
    """
    if edition is None or not earlier.holds(edition, READ):
        return tables.empty("need_changes")
    before = earlier.numbers(edition, "needs", READ["needs"]).assign(open=lambda x: x["open"] == "True")
    same = _pairs(needs, before)
    rows = []
    for i, (_, now) in enumerate(needs.iterrows()):
        past = before.iloc[same[i]] if i in same else None
        change = "new" if past is None else _change(now, past)
        rows.append((change, now["text"], 0 if past is None else int(past["posts"]), int(now["posts"])))
    gone = before.drop(index=list(same.values()))
    rows += [("gone", text, int(posts), 0) for text, posts in zip(gone["text"], gone["posts"], strict=True)]
    told = pd.DataFrame(rows, columns=["change", "text", "posts_before", "posts"])
    return told[told["change"] != ""].drop_duplicates(["change", "text"])


def changes_told(found: pd.DataFrame, since: str) -> list[str]:
    """Return what became of the needs in a few lines, for a terminal: how many of each change, and the most stated ones.

    Parameters
    ----------
    found : table need_changes. since : date of the edition before.
    """
    counts = found["change"].value_counts()
    lines = [f"Needs since the edition of {since}: {', '.join(f'{counts.get(change, 0)} {change}' for change in CHANGES)}."]
    for change in CHANGES:
        rows = found[found["change"] == change].assign(most=lambda told: told[["posts", "posts_before"]].max(axis=1))
        for row in rows.sort_values(["most", "text"], ascending=[False, True]).head(LISTED).itertuples():
            lines.append(f"  {change:<6}  {row.text} ({row.posts_before} → {row.posts} posts)")
        lines += [f"  {change:<6}  and {len(rows) - LISTED} more"] if len(rows) > LISTED else []
    return lines
