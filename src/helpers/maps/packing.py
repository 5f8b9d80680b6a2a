"""A network in few bytes: columns of small whole numbers, one value a node in order of fame, for the viewer to unpack."""

import base64
from typing import Any

import numpy as np
import pandas as pd

from helpers.look import palette, typeface
from helpers.maps import halos, hollow
from helpers.maps.layout import Integers
from helpers.maps.network import Network, Tables

STEPS = 16  # positions are kept to a sixteenth of a unit
PARTS = ("cited", "authority", "bridging", "active", "relevant", "read", "engaging", "early", "specific", "helping")
INTERVAL = ("rank", "rank_low", "rank_high")
PASSAGES = 2  # shown for a source; the report's evidence has more
PASSAGE = 200  # characters of a passage
QUOTED = 400  # most cited sources that are told with passages


def varints(values: Any) -> str:
    """Return whole numbers from 0 to 2^32 - 1 as unsigned LEB128 in base64: below 128 in one byte, below 16,384 in two.

    >>> varints([1, 300])
    'AawC'
    """
    numbers, place = np.asarray(values, dtype=np.uint64).reshape(-1, 1), np.arange(5, dtype=np.uint64)
    length = 1 + (numbers >= np.uint64(1) << np.uint64(7) * place[1:]).sum(axis=1, keepdims=True)
    groups = (numbers >> np.uint64(7) * place & np.uint64(127)) + np.uint64(128) * (place + 1 < length)
    return base64.b64encode(groups[place < length].astype(np.uint8).tobytes()).decode()


def by_fame(net: Network) -> Integers:
    """Return the rows of the nodes, most cited first."""
    order = net.nodes.sort_values(["cited", "source"], ascending=[False, True]).index
    return order.to_numpy(dtype=np.int64)


def pack(net: Network, placed: pd.DataFrame, tables: Tables) -> dict[str, Any]:
    """Return what the viewer reads: columns of numbers, titles and addresses a line a node, communities, grounds, passages.

    ``placed`` holds source, x, y as ``positions`` gives them.
    """
    nodes = net.nodes.assign(group=net.community_code + 1).iloc[by_fame(net)]
    at = placed.set_index("source").reindex(nodes["source"])[["x", "y"]].fillna(0.0)
    scores = _scores(tables, nodes["source"])
    columns = {
        "x": varints((at["x"] * STEPS).round()),
        "y": varints((at["y"] * STEPS).round()),
        "received": varints(nodes["cited"]),
        "colour": varints(nodes["colour"].clip(upper=palette.OTHERS)),
        "group": varints(nodes["group"] if net.verdict == "clear" else nodes["group"] * 0),
        **_links(net),
        **{name: varints(scores[name]) for name in scores},
    }
    return {
        "count": len(nodes),
        "steps": STEPS,
        "radius": {"least": float(nodes["radius"].min()), "largest": float(nodes["radius"].max())},
        "columns": columns,
        "measures": list(scores),
        "titles": "\n".join(typeface.short(title, 80) for title in nodes["title"]),
        "urls": "\n".join(url if _is_web(url) else "" for url in nodes["url"]),
        "groups": _groups(net),
        "grounds": _grounds(net, placed),
        "hollow": _hollow(net, placed, tables),
        "passages": _passages(tables, nodes["source"].tolist()),
        "palette": _palette(),
    }


def _is_web(url: str) -> bool:
    return str(url).lower().startswith(("http://", "https://")) and not any(sign.isspace() for sign in str(url))


def _links(net: Network) -> dict[str, str]:
    """Return how many sources each one cites, and which: rows in order, each as its distance from the one before."""
    row = np.argsort(by_fame(net), kind="stable")
    citing, cited = row[net.edges["citing"].to_numpy()], row[net.edges["cited"].to_numpy()]
    order = np.lexsort((cited, citing))
    citing, cited = citing[order], cited[order]
    first = np.r_[True, citing[1:] != citing[:-1]]
    steps = np.where(first, cited, np.diff(cited, prepend=0))
    return {"degree": varints(np.bincount(citing, minlength=len(row))), "targets": varints(steps)}


def _scores(tables: Tables, sources: pd.Series) -> pd.DataFrame:
    """Return the combined rank and its interval, and what each definition brings to the score, in hundredths."""
    influence = tables["influence"].set_index(["definition", "source"])
    known = influence.index.get_level_values(0)
    found = {name: _column(influence.loc["combined"], name, sources) for name in INTERVAL if "combined" in known}
    brings = [name for name in PARTS if name in known and influence.loc[name]["contribution"].any()]
    found |= {name: _column(influence.loc[name], "contribution", sources) * 100 for name in brings}
    return pd.DataFrame(found).round().astype(int).reset_index(drop=True)


def _column(influence: pd.DataFrame, name: str, sources: pd.Series) -> pd.Series:
    return influence[name].reindex(sources).fillna(0.0)


def _groups(net: Network) -> list[dict[str, Any]]:
    """Return the communities of the legend: name, colour, members drawn; none unless the partition is clear."""
    sizes = np.bincount(net.community_code + 1, minlength=len(net.names) + 1)[1:]
    rows = zip(net.names["name"], net.names["colour"], sizes, strict=True) if net.verdict == "clear" else ()
    return [{"name": typeface.short(str(name), 60), "colour": int(colour), "size": int(size)} for name, colour, size in rows]


def _grounds(net: Network, placed: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the ground of each community: closed lines as x, y, x, y… in units, every other point of the outline."""
    place = placed.set_index("source").reindex(net.nodes["source"])[["x", "y"]].fillna(0.0).to_numpy()
    group = {int(row.colour): code + 1 for code, row in enumerate(net.names.itertuples())}
    drawn = halos.outlines(net, place, (1000.0, 690.0))
    return [
        {"group": group[colour], "colour": colour, "line": piece[::2].round().astype(int).ravel().tolist()}
        for colour, pieces in drawn
        for piece in pieces
    ]


def _hollow(net: Network, placed: pd.DataFrame, tables: Tables) -> list[dict[str, Any]]:
    """Return the spaces off the map that several sources cite, and by which rows."""
    place = placed.set_index("source").reindex(net.nodes["source"])[["x", "y"]].fillna(0.0).to_numpy()
    fame = np.argsort(by_fame(net), kind="stable")
    return [
        {"x": row.x, "y": row.y, "radius": row.radius, "words": row.words, "by": sorted(fame[row.citing].tolist())}
        for row in hollow.spaces(tables, net, place).itertuples()
    ]


def _palette() -> dict[str, Any]:
    ranks = range(palette.OTHERS + 1)
    shades = {"discs": [palette.disc(rank) for rank in ranks], "words": [palette.word(rank) for rank in ranks]}
    return {**shades, "paper": palette.colour("paper"), "ink": palette.colour("ink")}


def _passages(tables: Tables, sources: list[str]) -> dict[int, list[list[str]]]:
    """Return, by row, the passages that cite the most cited sources: who, date, address, words."""
    row = {source: place for place, source in enumerate(sources[:QUOTED])}
    links = tables["links"][tables["links"]["known"] & tables["links"]["editorial"] & (tables["links"]["context"] != "")]
    links = links[links["target_source"].isin(list(row))].merge(tables["pages"][["page", "url"]], on="page")
    links = links.sort_values(["target_source", "source", "link"]).drop_duplicates(["target_source", "source"])
    titles = dict(zip(tables["sources"]["source"], tables["sources"]["title"], strict=True))
    found: dict[int, list[list[str]]] = {}
    for link in links.groupby("target_source").head(PASSAGES).itertuples():
        who = typeface.short(titles.get(link.source) or link.source, 60)
        words = typeface.short(link.context, PASSAGE)
        found.setdefault(row[link.target_source], []).append([who, link.published, link.url if _is_web(link.url) else "", words])
    return found
