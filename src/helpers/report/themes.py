"""What the report tells of themes: those of a community or of a source with a text that shows each, and what newcomers say."""

from typing import Any

from helpers.report import evidence
from helpers.report.material import Material

KEY = ["unit", "name", "topic"]
NEWCOMERS = 8  # themes of first posts
IDEAS = 10


def of(m: Material, unit: str, name: str) -> dict[str, Any] | None:
    """Return the themes of a community or of a source, foremost first, and what of it moves; None where there are none."""
    own = m.tables["topics"].query("unit == @unit and name == @name").sort_values("rank")
    if own.empty:
        return None
    shown = m.tables["passages"].query("place == 1")[[*KEY, "source", "passage", "url", "date"]]
    rows = own.drop(columns="sources").merge(shown, how="left", on=KEY).fillna("").to_dict("records")
    told = [
        {**row, "course": _course(m, row), "by": evidence.where(m, row["source"], row["url"]) if row["source"] else ""}
        for row in rows
    ]
    moves, compared = _moves(m, rows), any(row["trend"] for row in rows)
    return {"rows": told, "moves": moves, "still": compared and not moves, "shown": any(row["url"] for row in rows)}


def _course(m: Material, row: dict[str, Any]) -> str:
    """Say whether a theme rises or falls, how much, and when in the year it comes back."""
    said = []
    if row["trend"] in ("rise", "fall"):
        said.append(m.t(f"themes.{row['trend']}", ratio=m.t.number(row["ratio"], 1)))
    if row["season"] not in ("", "none"):
        said.append(_quarter(m, row["season"]))
    return " · ".join(said)


def _quarter(m: Material, first: str) -> str:
    """Return three months on end in words, the first of them given; French elides before a vowel ("d’avril à juin")."""
    name, last = m.t.date(f"2000-{first}-01", "MMMM"), (int(first) + 1) % 12 + 1
    key = "themes.season.elided" if name[0] in "ao" else "themes.season"
    return m.t(key, first=name, last=m.t.date(f"2000-{last:02d}-01", "MMMM"))


def _moves(m: Material, rows: list[dict[str, Any]]) -> str:
    """Say which themes rise, which fall and which come back with the seasons; nothing where none does beyond chance."""
    said = []
    for trend in ("rise", "fall"):
        names = [row["topic"] for row in rows if row["trend"] == trend]
        said += [m.t(f"themes.moves.{trend}", names=", ".join(names))] if names else []
    back = [f"{row['topic']} ({_quarter(m, row['season'])})" for row in rows if row["season"] not in ("", "none")]
    return " ".join([*said, *([m.t("themes.moves.season", names=", ".join(back))] if back else [])])


def newcomers(m: Material) -> dict[str, Any] | None:
    """Return how many newcomers were heard, how often they were answered, and of what they speak; None where there were none."""
    rows = m.tables["newcomers"]
    every = rows[rows["topic"] == ""].to_dict("records")
    if not every:
        return None
    themes = rows[rows["topic"] != ""].sort_values(["people", "posts", "topic"], ascending=[False, False, True]).head(NEWCOMERS)
    told = [{**row, "where": evidence.asked(m, row["examples"])} for row in themes.to_dict("records")]
    return {**every[0], "themes": told}


def ideas(m: Material) -> list[dict[str, Any]]:
    """Return the ideas for content or events that weigh most: asked again and again, hardly covered; none for the public."""
    rows = m.tables["ideas"].sort_values(["weight", "need"], ascending=[False, True])
    told = [] if m.public else rows[rows["weight"] >= 1].head(IDEAS).to_dict("records")
    return [
        {
            **row,
            "season": _quarter(m, row["season"]) if row["season"] else "",
            "where": evidence.asked(m, row["examples"])[:1],
        }
        for row in told
    ]
