"""What a map says: its title is a finding that states only what was computed."""

from typing import TypedDict

import pandas as pd

from helpers.communities import told
from helpers.maps.network import Network, Tables, standing_out
from helpers.texts import Texts


class Wording(TypedDict):
    """The words around a map."""

    title: str
    subtitle: str
    caption: str
    alt: str


def words(tables: Tables, net: Network, texts: Texts, date: str) -> Wording:
    """Return title, subtitle, caption and alternative text of a map."""
    drawn = tables["sources"]["source"].isin(net.nodes["source"])
    kind = "blogs" if (tables["sources"].loc[drawn, "kind"] == "blog").all() else "sources"
    known = {"sources": texts.count(f"map.{kind}", len(net.nodes)), "citations": texts.count("map.citations", len(net.edges))}
    return {
        "title": _title(net, texts, kind, known),
        "subtitle": _subtitle(tables, net, texts, known, date),
        "caption": _caption(net, texts, date),
        "alt": _alt(net, texts, known),
    }


def leading(linked: int) -> int:
    """Return how many sources count as the first ones: 20, 10 or 5, at most a sixth of those that are linked.

    From 12 on 3 do; among fewer, to say what the first ones hold would say nothing.

    >>> leading(300), leading(72), leading(12), leading(11)
    (20, 10, 3, 0)
    """
    return next((step for step in (20, 10, 5) if 6 * step <= linked), 3 if linked >= 12 else 0)


def _title(net: Network, texts: Texts, kind: str, known: dict[str, str]) -> str:
    """Return how much of the citations the first sources receive; in a small niche, how many there are."""
    cited = net.nodes["cited"].sort_values(ascending=False)
    first = leading(len(cited))
    if not first:
        return texts("map.title.few", **known)
    share = texts.percent(cited.head(first).sum() / cited.sum())
    return texts("map.title", first=texts(f"map.first.{first}"), kind=texts(f"map.kind.{kind}"), share=share)


def _subtitle(tables: Tables, net: Network, texts: Texts, known: dict[str, str], date: str) -> str:
    parts = [*known.values(), _counted(tables, net, texts) if net.verdict == "clear" else texts(f"map.verdict.{net.verdict}")]
    if date:
        parts.append(texts("map.date", date=texts.date(date)))
    return texts("map.separator").join(parts)


def _counted(tables: Tables, net: Network, texts: Texts) -> str:
    """Return how many communities there are, and how many of them have a colour where the palette is too short."""
    count = int(told(tables["community_names"]["size"]).sum())
    counted = texts.count("map.communities", count)
    return counted if count == len(net.names) else f"{counted}, {texts.count('map.communities.coloured', len(net.names))}"


def _caption(net: Network, texts: Texts, date: str) -> str:
    parts = [texts("map.caption.layout" if net.verdict == "clear" else "map.caption.layout.plain")]
    parts += [texts(f"map.caption.{net.verdict}")] if net.verdict != "clear" else []
    drawn = len(standing_out(net))
    if drawn < len(net.edges):
        parts.append(texts("map.caption.backbone", n=texts.number(drawn), every=texts.number(len(net.edges))))
    parts += [texts.count("map.caption.left_out", net.left_out)] if net.left_out else []
    parts += [texts.count("map.caption.unlinked", net.unlinked)] if net.unlinked else []
    return " ".join(parts)


def _alt(net: Network, texts: Texts, known: dict[str, str]) -> str:
    first = net.nodes.sort_values(["cited", "source"], ascending=[False, True]).head(3)
    leaders = ", ".join(f"{row.title} ({texts.number(row.cited)})" for row in first.itertuples())
    groups = ", ".join(f"{row.name} ({texts.number(row.size)})" for row in net.names.itertuples(index=False))
    shown = texts("map.alt.communities", groups=groups) if net.verdict == "clear" and groups else texts("map.alt.plain")
    return texts("map.alt", leaders=leaders, shown=shown, **known)


def table(net: Network, texts: Texts, most: int = 50) -> pd.DataFrame:
    """Return the most cited sources as words: name, community, how many sources cite it, how many it cites."""
    nodes = net.nodes.assign(cites=net.edges["citing"].value_counts()).fillna({"cites": 0})
    nodes = nodes.merge(net.names[["community", "name"]], on="community", how="left").fillna({"name": ""})
    nodes = nodes.sort_values(["cited", "source"], ascending=[False, True]).head(most)
    columns = {"title": "source", "name": "community", "cited": "cited", "cites": "cites"}
    shown = nodes[list(columns)].assign(cited=nodes["cited"].map(texts.number), cites=nodes["cites"].map(texts.number))
    return shown.set_axis([texts(f"map.column.{column}") for column in columns.values()], axis=1).reset_index(drop=True)
