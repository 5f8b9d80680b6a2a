"""The sentences of "En bref": findings and actions, computed, then ordered and worded by the analyst."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from helpers.editorial import Wording
from helpers.report import facts
from helpers.report.material import Material, rules


@dataclass(frozen=True)
class Point:
    """A sentence, what makes it precise, and the anchor of its figure; ``level`` rates a limit."""

    id: str
    text: Markup
    detail: Markup = Markup()
    anchor: str = ""
    reworded: bool = False
    level: str = ""


def point(m: Material, key: str, anchor: str = "", number: int | None = None, **values: Any) -> Point:
    """Return the point whose sentence the catalogue holds under ``key``, its detail under ``key.detail``."""
    return Point(key.split(".")[1], m.say(key, number, **values), m.say(f"{key}.detail", number, **values), anchor)


def findings(m: Material) -> list[Point]:
    """Return three to five findings, those without material left out, as the analyst orders and words them."""
    found = [_concentration(m), _partition(m), _leaders(m), _needs(m), _mentions(m), _furniture(m), _coverage(m)]
    return _edited([one for one in found if one], () if m.public else m.study.editorial.findings)[: rules()["findings"]]


def actions(m: Material) -> list[Point]:
    """Return three actions that the tables call for, the first ones first."""
    found = [_approach(m), _answer(m), _leave_alone(m), _complete(m), _read_again(m), _ask(m)]
    return _edited([one for one in found if one], m.study.editorial.actions)[: rules()["actions"]]


def _edited(points: list[Point], wordings: Sequence[Wording]) -> list[Point]:
    """Apply the analyst's wording, order and omissions."""
    said = {wording.id: wording for wording in wordings}
    kept: list[tuple[float, Point]] = []
    for place, one in enumerate(points, 1):
        wording = said.get(one.id)
        if wording is None:
            kept.append((place, one))
        elif not wording.hide:
            own = replace(one, text=escape(wording.text), reworded=True) if wording.text else one
            kept.append((place if wording.order is None else wording.order - 0.5, own))
    return [one for _, one in sorted(kept, key=lambda pair: pair[0])]


def _concentration(m: Material) -> Point | None:
    facts, t = m.facts, m.t
    if not facts["first"]:
        return None
    return point(
        m,
        "finding.concentration",
        "map",
        first=t(f"map.first.{facts['first']}"),
        sources=t.number(facts["sources"]),
        share=t.percent(facts["first_share"]),
        median=t.number(facts["median_cited"]),
    )


def _partition(m: Material) -> Point | None:
    if not m.facts["edges"] or m.communities.empty or (m.verdict != "none" and not m.facts["communities"]):
        return None
    largest = m.communities.loc[m.communities["size"].idxmax()]
    return point(
        m,
        f"finding.communities.{m.verdict}",
        "communities",
        m.facts["communities"],
        name=largest["name"],
        size=m.t.number(largest["size"]),
        inside=m.t.percent(largest["inside"]),
        ambiguous=m.t.percent(m.facts["ambiguous_links"]),
    )


def _leaders(m: Material) -> Point | None:
    first = m.sources[m.sources["combined_tier"] == 1].sort_values("combined_rank")
    if first.empty or not m.facts["edges"]:
        return None
    names, others = [m.name(source) for source in first.index[:3]], len(first) - 3
    low, high = first["combined_rank_low"].min(), first["combined_rank_high"].max()
    span = {"low": m.t.number(low), "high": m.t.number(high)}
    if low == high:
        return replace(point(m, "finding.leaders.steady", "influencers", names=m.listed(names)), id="leaders")
    if others <= 0:
        return point(m, "finding.leaders", "influencers", len(names), names=m.listed(names), **span)
    several = Markup(", ").join(m.listed([name]) for name in names)
    return point(m, "finding.leaders.more", "influencers", others, names=several, **span)


def _unsolved(m: Material) -> pd.DataFrame:
    """Return the needs that nobody answered, the most repeated first."""
    needs = m.tables["needs"]
    return needs[needs["open"]].sort_values(["posts", "need"], ascending=[False, True])


def _needs(m: Material) -> Point | None:
    unsolved = _unsolved(m)
    if unsolved.empty:
        return None
    first = unsolved.iloc[0]
    return point(
        m,
        "finding.needs",
        "conversations",
        len(unsolved),
        need=first["text"],
        last=m.t.month(first["last"]),
        posts=m.t.count("report.posts", int(first["posts"])),
        sources=m.t.count("report.sources", int(first["sources"])),
    )


def _furniture(m: Material) -> Point | None:
    if m.facts["furniture"] < 0.005:
        return None
    changed = m.facts["changed_places"]
    key = "finding.furniture.changing" if changed else "finding.furniture"
    return point(m, key, "method", changed, share=m.t.percent(m.facts["furniture"]))


def _mentions(m: Material) -> Point | None:
    mentions, brand = m.tables["mentions"], m.study.brand
    own = mentions[mentions["entity"] == brand.name] if brand else mentions.head(0)
    dated = own[own["date"] != ""]
    if dated.empty or brand is None:
        return None
    months = dated.groupby(dated["date"].str[:7])["tone"].agg(["size", "mean"])
    busiest = months.loc[months["size"].idxmax()]
    told = {"month": m.t.month(str(busiest.name)), "most": m.t.number(busiest["size"]), "tone": m.tone(busiest["mean"])}
    return point(m, "finding.mentions", "conversations", len(own), brand=brand.name, **told)


def _coverage(m: Material) -> Point | None:
    if m.facts["leaving"] < 0.05 or m.tables["off_map"].empty:
        return None
    return point(m, "finding.coverage", "off-map", share=m.t.percent(m.facts["leaving"]), spaces=m.t.number(m.facts["off_map"]))


def _gated(m: Material, is_open: bool) -> list[str]:
    """Return the names of the shortlist, in order, on one side of its gate."""
    rows = m.tables["shortlist"].sort_values("rank")
    return [m.name(source) for source in rows.loc[(rows["gate"] == "open") == is_open, "source"]]


def _approach(m: Material) -> Point | None:
    names = _gated(m, True)
    if not names:
        return None
    return point(m, f"action.{m.study.objective}", "influencers", len(names), names=m.listed(names[:3]))


def _answer(m: Material) -> Point | None:
    unsolved = _unsolved(m)
    if unsolved.empty:
        return None
    first = unsolved.iloc[0]
    return point(m, "action.answer", "conversations", need=first["text"], where=m.community(first["community"]))


def _leave_alone(m: Material) -> Point | None:
    names = _gated(m, False)
    if not names:
        return None
    rows = m.tables["shortlist"].sort_values("rank")
    why = m.enumerated([m.t(f"action.leave.{gate}") for gate in rows.loc[rows["gate"] != "open", "gate"].unique()])
    return point(m, "action.leave", "influencers", len(names), names=m.listed(names[:2]), why=why)


def _complete(m: Material) -> Point | None:
    named = [m.name(source) for source in facts.likely(m.tables)["source"].head(3)]
    return point(m, "action.complete", "prospects", names=m.listed(named)) if named else None


def _read_again(m: Material) -> Point | None:
    unsure = int(m.sources["ambiguous"].sum())
    return point(m, "action.read", "communities", unsure) if unsure and m.verdict != "none" else None


def _ask(m: Material) -> Point | None:
    return point(m, "action.ask", "limits") if m.study.approachable and m.tables["shortlist"].empty else None
