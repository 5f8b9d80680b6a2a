"""What changed in the rules of spaces since the edition before."""

import pandas as pd

from helpers import earlier, tables
from helpers.conversations.phrases import sentences

READ = ["source", "promotion", "date", "text"]


def _gone(one: str, other: str) -> list[tuple[int, str]]:
    """Return the sentences of a text that another does not hold, with their places."""
    known = set(sentences(other))
    return [(place, said) for place, said in enumerate(sentences(one)) if said not in known]


def rule_changes(rules: pd.DataFrame, niche: str, today: str) -> pd.DataFrame:
    """Return the table rule_changes; empty in a first edition, or after one that kept no text of rules.

    Parameters
    ----------
    rules : table rules. today : the data date; the edition before is the last one earlier than that.
    """
    edition = earlier.folder(niche, today)
    if edition is None or not earlier.holds(edition, {"rules": READ}):
        return tables.empty("rule_changes")
    both = rules.merge(earlier.read(edition, "rules", READ), on="source", suffixes=("", "_before"))
    rows = [
        {"source": row.source, "change": change, "place": place, "sentence": said, "since": row.date_before, "date": row.date}
        | {"promotion": row.promotion, "promotion_before": row.promotion_before}
        for row in both.itertuples()
        for change, pair in (("added", (row.text, row.text_before)), ("removed", (row.text_before, row.text)))
        for place, said in _gone(*pair)
    ]
    return pd.DataFrame(rows) if rows else tables.empty("rule_changes")
