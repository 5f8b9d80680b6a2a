"""The numbers that the report states, each computed once and named, so that a note can say which one it comments."""

from typing import Any

import pandas as pd

from helpers import maps
from helpers.communities import told

Tables = dict[str, pd.DataFrame]

DEFINITIONS = (
    "cited", "authority", "bridging", "active", "relevant", "read", "engaging", "early", "specific", "helping", "combined",
    "cited_all", "cited_recent",
)  # fmt: skip
MEASURES = ("score", "percentile", "contribution", "rank", "rank_low", "rank_high", "tier")
THIN = 3  # pages under which a source is hardly known


def profiles(tables: Tables) -> pd.DataFrame:
    """Return one row a source, by source: its place, its community, and ``<definition>_<measure>`` of its influence."""
    frame = tables["sources"].merge(tables["communities"].drop(columns="plain"), "left", "source")
    frame = frame.fillna({"community": "", "confidence": 0.0, "core": 0.0, "ambiguous": False})
    wide = tables["influence"].pivot(index="source", columns="definition", values=list(MEASURES))
    wide = wide.reindex(columns=pd.MultiIndex.from_product([MEASURES, DEFINITIONS]))
    wide.columns = [f"{definition}_{measure}" for measure, definition in wide.columns]
    return frame.set_index("source").join(wide).fillna(dict.fromkeys(wide.columns, 0.0))


def measure(tables: Tables, sources: pd.DataFrame) -> dict[str, Any]:
    """Return every number that the report states, by name: counts, and shares between 0 and 1."""
    placed, pairs = sources["community"] != "", maps.citations(tables)
    linked = sources.index.isin(pairs["source"]) | sources.index.isin(pairs["target"])
    return {
        "sources": len(sources),
        "placed": int(placed.sum()),
        "isolated": int((~linked).sum()),
        "farmed": int((linked & ~placed).sum()),
        "pages": len(tables["pages"]),
        "posts": len(tables["posts"]),
        "communities": int(told(tables["community_names"]["size"]).sum()),
        "ambiguous_links": partition(tables, "ambiguous_links"),
        "reserved": int(sources["reserved"].str.contains("tdm", regex=False).sum()),
        "off_map": len(tables["off_map"]),
        "prospects": len(likely(tables)),
        **_links(tables, sources),
        **_people(tables),
        **_quality(tables, sources),
    }


def likely(tables: Tables) -> pd.DataFrame:
    """Return the prospects worth naming, the likeliest first: no platform of everybody, none refused, cited by several."""
    listed = tables["prospects"]
    kept = ~listed["ubiquitous"] & (listed["decision"] != "refused") & (listed["sources"] > 1)
    return listed[kept].sort_values("rank")


def period(posts: pd.DataFrame) -> tuple[str, str, int]:
    """Return the first and the last day of the texts, and how many are dated outside: a few wrong dates make no period.

    A date is outside when it lies, before or after the middle 98 %, farther than a tenth of their span.
    """
    days = pd.to_datetime(posts["published"].str[:10], errors="coerce").dropna()
    if days.empty:
        return "", "", 0
    low, high = days.quantile(0.01), days.quantile(0.99)
    held = days[days.between(low - (high - low) / 10, high + (high - low) / 10)]
    return held.min().date().isoformat(), held.max().date().isoformat(), len(days) - len(held)


def partition(tables: Tables, name: str) -> float:
    """Return a measure of the partition; not a number where it was not taken."""
    return float(tables["partition"].set_index("measure")["value"].get(name, float("nan")))


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0


def _links(tables: Tables, sources: pd.DataFrame) -> dict[str, Any]:
    links, edges = tables["links"], tables["edges"]
    pairs = edges[(edges["weight"] > 0) & (edges["source"] != edges["target"])].drop_duplicates(["source", "target"])
    between, cited = links[links["known"]], pairs["target"].value_counts()
    counted, first = int(between["editorial"].sum()), maps.leading(len({*pairs["source"], *pairs["target"]}))
    alike = set(sources.nlargest(10, "cited_score").index) & set(sources.nlargest(10, "cited_all_score").index)
    every = sources["cited_all_score"]
    return {
        "links_read": len(links),
        "links_between": len(between),
        "links_counted": counted,
        "furniture": 1 - _ratio(counted, len(between)) if len(between) else 0.0,
        "leaving": 1 - _ratio(counted, links["editorial"].sum()) if len(links) else 0.0,
        "edges": len(pairs),
        "first": first,
        "first_share": _ratio(cited.nlargest(first).sum(), len(pairs)),
        "first_share_all": _ratio(every.nlargest(first).sum(), every.sum()),
        "median_cited": float(cited.reindex(sources.index, fill_value=0).median()) if len(sources) else 0.0,
        "changed_places": min(10, len(sources)) - len(alike),
    }


def _people(tables: Tables) -> dict[str, Any]:
    shortlist = tables["shortlist"]
    return {
        "questions": len(tables["questions"]),
        "needs": len(tables["needs"]),
        "open_needs": int(tables["needs"]["open"].sum()),
        "mentions": len(tables["mentions"]),
        "shortlisted": int((shortlist["gate"] == "open").sum()),
        "gated": int((shortlist["gate"] != "open").sum()),
    }


def _quality(tables: Tables, sources: pd.DataFrame) -> dict[str, Any]:
    best, posts = sources[sources["combined_rank"] > 0].nsmallest(15, "combined_rank"), tables["posts"]
    return {
        "rank_width": float((best["combined_rank_high"] - best["combined_rank_low"]).median()) if len(best) else 0.0,
        "thin": _ratio((sources["pages"] < THIN).sum(), len(sources)) if len(tables["pages"]) else 0.0,
        "undated": _ratio((posts["published"] == "").sum(), len(posts)),
        "skipped": int(tables["skips"]["count"].sum()),
        "opening": int((posts["parent"] == "").sum()),
        "comments_unread": int((posts["comments"] == -1).sum()),
        "disagreeing": int((posts["disagrees"] != "").sum()),
    }
