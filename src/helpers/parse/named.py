"""Credits that name a source without a link ("vu chez La Table d'Anne"): rows of their own among the links."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.parse.fields import squeezed
from helpers.parse.links import says
from helpers.parse.places import BEFORE, PASSAGE

SHORTEST = 8  # letters of a name of two words or more; shorter ones, and single words, are said of other things
REL = "named"  # what the column rel holds where there is no hyperlink: such a credit weighs nothing


def _names(known: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return first word → (whole name, source), of the names that one source alone has."""
    titled = known[~known["kind"].isin(["profile", "brand", "shop"])]
    rows = [(squeezed(title).strip(), source) for title, source in zip(titled["title"], titled["source"], strict=True)]
    rows += [(squeezed(source).strip(), source) for source in titled["source"] if "/" not in source]
    found = pd.DataFrame(rows, columns=["name", "source"]).drop_duplicates()
    found = found[(found["name"].str.len() >= SHORTEST) & found["name"].str.contains(" ") & ~found["name"].duplicated(keep=False)]
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, source in sorted(found.itertuples(index=False, name=None), key=lambda row: (-len(row[0]), row)):
        names[name.partition(" ")[0]].append((name, source))
    return names


def _credited(text: str, names: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Yield the names that a text credits, with their sources; of two that begin at one place, the longer."""
    said = f" {squeezed(text)} "
    taken: set[int] = set()
    for first in sorted(names.keys() & set(said.split())):
        for name, source in names[first]:
            if f" {name} " not in said:
                continue
            for place in (match.start() for match in re.finditer(rf" {name} ", said)):
                if place not in taken and says(said[max(0, place - 45) : place + 1], "attribution", "before"):
                    yield name, source
                taken.add(place)


def _passage(text: str, name: str) -> tuple[str, str]:
    """Return a name as a text writes it, and the passage around it."""
    found = re.search(r"\W+".join(map(re.escape, name.split())), text, re.IGNORECASE)
    if not found:
        return name, name
    return found[0], " ".join(text[max(0, found.start() - BEFORE) : found.start() - BEFORE + PASSAGE].split())


def credits_of(posts: pd.DataFrame, known: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return a row of links for each source that an article credits by its name, and to which its page has no link."""
    names, homes = _names(known), dict(zip(known["source"], known["url"], strict=True))
    linked = set(zip(links["page"], links["target_source"], strict=True))
    rows: list[dict[str, Any]] = []
    for post in posts[(posts["kind"] == "article") & (posts["original"] == "")].sort_values("post").itertuples():
        found = {source: name for name, source in _credited(post.text, names)}
        for number, source in enumerate(sorted(found), 1):
            if source != post.source and (post.page, source) not in linked:
                anchor, context = _passage(post.text, found[source])
                where = {"page": post.page, "source": post.source, "target_source": source, "target_url": homes[source]}
                said = {"zone": "content", "rel": REL, "type": "attribution", "anchor": anchor, "context": context}
                rows.append({"link": f"{post.page}-n{number:03}", **where, **said, "editorial": False})
    return pd.DataFrame(rows, columns=[*links.columns]) if rows else links[:0]
