"""What a reader should doubt: limits, rated by what was measured, and the claims most likely to fall."""

from dataclasses import replace

from helpers.report.material import Material, rules
from helpers.report.points import Point, point

LEVELS = ("light", "moderate", "severe")


def limits(m: Material) -> list[Point]:
    """Return the limits, the severe ones first, each rated by the thresholds of ``report.yml``."""
    measured = {
        "coverage": m.facts["leaving"],
        "partition": m.facts["ambiguous_links"],
        "ranks": m.facts["rank_width"] / max(1, m.facts["sources"]),
        "thin": m.facts["thin"],
        "undated": m.facts["undated"],
        "reserved": m.facts["reserved"] / max(1, m.facts["sources"]),
        "comments": m.facts["comments_unread"] / max(1, m.facts["opening"]),
        "disagreeing": m.facts["disagreeing"] / max(1, m.facts["opening"]),
        "skipped": _unread(m) / max(1, m.facts["pages"] or m.facts["edges"]),
    }
    rated = [_rated(m, key, share) for key, share in measured.items() if share > 0]
    standing = [key for key in rules()["standing"] if not m.graph or key not in rules()["of_texts"]]
    rated += [replace(point(m, f"limit.{key}"), level=LEVELS[1]) for key in standing]
    return sorted(rated, key=lambda one: -LEVELS.index(one.level))


def _unread(m: Material) -> int:
    """How many records were left out that should have been read."""
    skips = m.tables["skips"]
    return int(skips.loc[~skips["reason"].str.startswith(tuple(rules()["usual"])), "count"].sum())


def _rated(m: Material, key: str, share: float) -> Point:
    level = LEVELS[sum(share >= threshold for threshold in rules()["limits"][key])]
    counted = {"ranks": round(m.facts["rank_width"]), "skipped": _unread(m), "comments": m.facts["comments_unread"]}
    counted |= {name: m.facts[name] for name in ("reserved", "disagreeing")}
    return replace(point(m, f"limit.{key}", number=counted.get(key), share=m.t.percent(share)), level=level)


def fragile(m: Material) -> list[Point]:
    """Return at most five claims that are the most likely to fall, each with what would overturn it."""
    found = [_tenth_place(m), _doubtful_member(m), _link_types(m), _thin_need(m), _partition(m), _first_place(m)]
    return [one for one in found if one][:5]


def _tenth_place(m: Material) -> Point | None:
    """How many citations fewer would put the last of the first ten out of them."""
    ranked = m.sources.sort_values(["cited_rank", "source"])
    if len(ranked) <= 10 or not m.facts["edges"]:
        return None
    tenth, margin = ranked.iloc[9], int(ranked["cited_score"].iloc[9] - ranked["cited_score"].iloc[10]) + 1
    return point(
        m,
        "fragile.tenth",
        "influencers",
        margin,
        name=m.name(str(tenth.name)),
        cited=m.t.number(tenth["cited_score"]),
        low=m.t.number(tenth["cited_rank_low"]),
        high=m.t.number(tenth["cited_rank_high"]),
    )


def _doubtful_member(m: Material) -> Point | None:
    """The best known source of which the community is in doubt."""
    known = m.sources[(m.sources["community"] != "") & (m.sources["combined_rank"] <= 30)]
    placed = known[known["confidence"] < rules()["sure"]]
    if placed.empty or m.verdict == "none":
        return None
    least = placed.sort_values(["confidence", "combined_rank"]).iloc[0]
    return point(
        m,
        "fragile.member",
        "communities",
        name=m.name(str(least.name)),
        community=m.community(least["community"]),
        confidence=m.t.percent(least["confidence"]),
    )


def _link_types(m: Material) -> Point | None:
    """The share of the first ones, were every link counted."""
    share, otherwise = m.t.percent(m.facts["first_share"]), m.t.percent(m.facts["first_share_all"])
    if m.facts["furniture"] < 0.005 or not m.facts["first"] or share == otherwise:
        return None
    return point(m, "fragile.types", "method", first=m.t.number(m.facts["first"]), share=share, otherwise=otherwise)


def _thin_need(m: Material) -> Point | None:
    """The unsolved need that rests on the fewest questions."""
    unsolved = m.tables["needs"][m.tables["needs"]["open"]].sort_values(["posts", "need"])
    if unsolved.empty:
        return None
    least = unsolved.iloc[0]
    return point(m, "fragile.need", "conversations", int(least["posts"]), need=least["text"])


def _partition(m: Material) -> Point | None:
    if not m.facts["communities"] or m.facts["ambiguous_links"] != m.facts["ambiguous_links"]:
        return None
    return point(
        m,
        f"fragile.partition.{m.verdict}",
        "method",
        m.facts["communities"],
        ambiguous=m.t.percent(m.facts["ambiguous_links"]),
    )


def _first_place(m: Material) -> Point | None:
    """Whether the first of the combined score could be another; where several share the lead, none is said to be first."""
    first = m.sources[m.sources["combined_tier"] == 1]
    if len(first) != 1 or first["combined_rank_high"].iloc[0] <= 1:  # tied or not ranked, or never dislodged
        return None
    return point(
        m,
        "fragile.first",
        "influencers",
        name=m.name(str(first.index[0])),
        high=m.t.number(first["combined_rank_high"].iloc[0]),
    )
