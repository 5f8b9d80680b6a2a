"""From a number to the pages behind it: up to three passages, and the count of the others."""

from typing import Any, TypedDict

import pandas as pd

from helpers import urls
from helpers.report import provenance
from helpers.report.material import PERSON, Material, as_member, rules

# Kinds of source whose words are publications; those of a member of a forum are given by count only
PUBLISHERS = ("blog", "site", "media", "wiki", "shop", "brand")


def excerpt(passage: str, most: int) -> str:
    """Return the words around a link, cut between words; dots stand for what was there before and after.

    >>> excerpt("a tour of the oven. Then bread", 22)
    '… a tour of the oven. …'
    """
    short = passage if len(passage) <= most else passage[:most].rpartition(" ")[0]
    before = "… " if short[:1].islower() else ""
    return f"{before}{short}{'' if short == passage and short[-1:] in '.!?…»”' else ' …'}"


class Evidence(TypedDict):
    """What stands behind a number: how many, from how many sources, and the passages shown."""

    total: int
    sources: int
    passages: list[dict[str, Any]]


def _quotable(material: Material, links: pd.DataFrame) -> pd.DataFrame:
    """Return the links that publications make in their own text."""
    kinds = material.sources["kind"].reindex(links["source"]).to_numpy()
    own_words = pd.Series(kinds, index=links.index).isin(PUBLISHERS) & ~links["source"].str.fullmatch(PERSON)
    return links[own_words & (links["type"] != "comment")]


def _passages(material: Material, links: pd.DataFrame, number: int) -> list[dict[str, Any]]:
    """Return the passages of the most cited citing sources, one a source, with the page that holds each."""
    rank = material.sources["cited_rank"]
    ordered = _quotable(material, links).assign(rank=lambda frame: rank.reindex(frame["source"]).to_numpy())
    chosen = ordered.sort_values(["rank", "source", "link"]).drop_duplicates("source").head(number)
    pages = material.tables["pages"].drop(columns=["source", "published", "lang"])
    joined = chosen.merge(pages, "left", "page").astype({"offset": object}).fillna("")
    return [{**row, "name": material.name(row["source"]), "context": _said(material, row)} for row in joined.to_dict("records")]


def _said(material: Material, row: dict[str, Any]) -> str:
    return excerpt(as_member(row["context"], material.t), rules()["passage_length"]) if row["context"] else ""


def _evidence(material: Material, links: pd.DataFrame, number: int) -> Evidence:
    return {"total": len(links), "sources": links["source"].nunique(), "passages": _passages(material, links, number)}


def _imported(material: Material, edges: pd.DataFrame, number: int) -> Evidence:
    """Return where a graph file says so: of the most cited citing sources, the file, the edge in it, and the file's hash."""
    said = edges[(edges["record"] != "") & (edges["source"] != edges["target"])]
    hashes = provenance.inputs(material)
    rank = material.sources["cited_rank"].reindex(said["source"]).to_numpy()
    chosen = said.assign(rank=rank).sort_values(["rank", "source", "target"]).head(number)
    passages = [
        {
            **dict.fromkeys(("context", "url", "title", "published", "captured_at"), ""),
            "name": f"{material.name(row.source)} → {material.name(row.target)}",
            "record": row.record,
            "sha256": next((digest for file, digest in hashes.items() if row.record.startswith(f"{file}, ")), ""),
        }
        for row in chosen.itertuples()
    ]
    return {"total": len(said), "sources": said["source"].nunique(), "passages": passages}


def _counted(material: Material) -> pd.DataFrame:
    links = material.tables["links"]
    return links[links["editorial"] & links["known"] & (links["source"] != links["target_source"])]


def citations(material: Material, source: str, number: int) -> Evidence:
    """Return what cites a source: the links counted towards it."""
    links, edges = _counted(material), material.tables["edges"]
    if links.empty:
        return _imported(material, edges[edges["target"] == source], number)
    return _evidence(material, links[links["target_source"] == source], number)


def inside(material: Material, community: str, number: int) -> Evidence:
    """Return what holds a community together: the links counted between its members."""
    links, place, edges = _counted(material), material.sources["community"], material.tables["edges"]
    if links.empty:
        here = [place.reindex(edges[end]).to_numpy() == community for end in ("source", "target")]
        return _imported(material, edges[here[0] & here[1]], number)
    both = [place.reindex(links[end]).to_numpy() == community for end in ("source", "target_source")]
    return _evidence(material, links[both[0] & both[1]], number)


def towards(material: Material, space: str, number: int) -> Evidence:
    """Return what leads to a space that was not captured."""
    links = material.tables["links"]
    return _evidence(material, links[(links["target_source"] == space) & links["editorial"]], number)


def asked(material: Material, examples: str) -> list[dict[str, Any]]:
    """Return the pages where a need was read: address, date and capture, never the words of a person."""
    posts = material.tables["posts"].set_index("post").reindex(examples.split(" | ")).dropna(subset="page")
    pages = material.tables["pages"].set_index("page")[["sha256", "record", "captured_at"]]
    rows: list[dict[str, Any]] = posts.join(pages, on="page").fillna("").to_dict("records")
    return [{**row, "name": where(material, row["source"], row["url"])} for row in rows]


def where(material: Material, source: str, url: str) -> str:
    """Return on what source a post stands; of a person, the site: beside its address a pseudonym would tell the name."""
    return urls.source_of(urls.canonical(url)) if material.study.unit != "site" and url else material.name(source)
