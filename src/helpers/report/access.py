"""By which doors the chosen sources can be reached, and what the spaces of the niche say of being promoted to."""

from typing import Any

from markupsafe import Markup

from helpers.report.material import Material, rules


def doors(m: Material, chosen: list[str]) -> list[Markup]:
    """Say which of the chosen sources publish a way to be written to, and how to reach the others in public."""
    if m.graph:
        return []
    contacts = m.tables["contacts"]
    private = set(contacts.loc[contacts["channel"].isin(rules()["doors"]), "source"])
    if chosen and not private & set(chosen):
        return [m.say("access.none", len(chosen))]
    told = {"published": [one for one in chosen if one in private], "public": [one for one in chosen if one not in private]}
    return [
        m.say(f"access.{door}", len(sources), all=m.t.number(len(chosen)), names=m.listed([m.name(one) for one in sources]))
        for door, sources in told.items()
        if sources
    ]


def spaces(m: Material) -> list[dict[str, Any]]:
    """Return what the rules of each space say of promotion, the strictest first."""
    strictness = ["forbidden", "limited", "allowed", "unsaid"]
    read = m.tables["rules"].assign(strictness=m.tables["rules"]["promotion"].map(strictness.index))
    found: list[dict[str, Any]] = read.sort_values(["strictness", "source"]).to_dict("records")
    return found


def refusals(m: Material) -> list[dict[str, Any]]:
    """Return the sources that publish that they take no partnership, by name."""
    found: list[dict[str, Any]] = m.tables["refusals"].to_dict("records")
    return sorted(found, key=lambda row: (m.name(row["source"]).casefold(), row["source"]))
