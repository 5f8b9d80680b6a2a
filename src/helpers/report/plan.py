"""The plan in the report: what to decide, whether the time has come, what would tell that it worked."""

from typing import Any

from helpers.conversations import sensitive
from helpers.report.material import Material, rules
from helpers.shortlist import settings
from helpers.shortlist.decision import OPTIONS
from helpers.shortlist.plan import asked
from helpers.texts import Texts

SHARES = ("answered", "voice")


def decided(m: Material) -> dict[str, Any]:
    """Return the option advised, and what was measured for and against it."""
    rows = m.tables["decision"].assign(order=m.tables["decision"]["option"].map(OPTIONS.index))
    told = rows[rows["fact"] != ""].sort_values(["order", "weight", "fact"], ascending=[True, False, True])
    options = [
        {
            "option": option,
            "balance": int(group["balance"].iloc[0]),
            "pro": list(group.loc[group["weight"] > 0, "words"]),
            "con": list(group.loc[group["weight"] < 0, "words"]),
        }
        for option, group in told.groupby("option", sort=False)
    ]
    advised = rows.loc[rows["advised"], "option"]
    return {"advised": advised.iloc[0] if len(advised) else "", "options": options}


def as_read(t: Texts, measure: str, value: float) -> str:
    """Return the value of an outcome as it is read: a share, a tone to two digits, a count."""
    return t.percent(value) if measure in SHARES else t.number(value, 2 if measure == "tone" else 0)


def _outcomes(m: Material) -> list[dict[str, Any]]:
    """Return the measures stated beforehand, their value as it is read."""
    rows = m.tables["outcomes"].sort_values(["community", "measure"], ascending=[False, True]).to_dict("records")
    for row in rows:
        row["now"] = as_read(m.t, row["measure"], row["baseline"])
    return rows


def _commerce(m: Material) -> dict[str, Any] | None:
    """Return how much of what was read is commercial, and the community where it is most."""
    units = m.tables["pressure"].set_index("unit")
    sources, groups = units.loc[units.index == "source"], units.loc[units.index == "community"]
    count, posts = int(sources["commercial"].sum()), int(sources["posts"].sum())
    if not count:
        return None
    most = groups.sort_values(["share", "name"], ascending=[False, True]).head(1)
    where = [m.community(name) for name in most["name"]] if m.verdict == "clear" else []
    return {
        "count": count,
        "share": count / posts,
        "where": where,
        "most": list(most["commercial"] / most["posts"].clip(lower=1)),
    }


def _own(m: Material, row: dict[str, Any]) -> dict[str, Any]:
    """Return the line of a name without what is said to all of them."""
    return row | {part: row[part].replace(m.t(f"plan.{part}.{m.study.objective}"), "").strip() for part in ("bring", "avoid")}


def told(m: Material) -> dict[str, Any] | None:
    """Return what the section of the plan is made of; nothing where no name was chosen, or where nothing was read."""
    plan = m.tables["plan"].sort_values("rank")
    if plan.empty or m.graph:  # a graph file tells nothing of what was said, and so of no plan
        return None
    waiting = plan[plan["ready"] != "now"]
    held = m.tables["closures"].sort_values(["reach", "platform"], ascending=[False, True]).head(rules()["off_map"])
    harms = m.tables["reproaches"].sort_values(["posts", "harm", "target"], ascending=[False, True, True])
    gives = m.study.objective not in settings()["promotion_free"]
    changed = m.tables["rule_changes"].sort_values(["source", "change", "place"]).head(rules()["off_map"])
    return {
        **decided(m),
        "names": [_own(m, row) for row in plan.to_dict("records")],
        "waiting": len(waiting),
        "why": waiting["why"].iloc[0] if waiting["why"].nunique() == 1 else "",
        "law": plan.iloc[0].to_dict() | {"least": asked()["law"]["contract_from"]} if gives else None,
        "outcomes": _outcomes(m),
        "commerce": _commerce(m),
        "closures": held[held["sources"] > 0].to_dict("records"),
        "harms": harms.to_dict("records"),
        "changed": changed.to_dict("records"),
        "sensitive": sensitive(m.study),
    }
