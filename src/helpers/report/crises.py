"""What the report tells of a crisis and of the next one: how it went, how ready the brand is, what to do."""

from typing import Any

from helpers.figures.crisis import gravest
from helpers.report import evidence
from helpers.report.material import Material

SPREAD = 8  # sources named on the path
SHARES = ("answers", "allies")
BUSY, BUSIEST = 5, 6  # questions from which a space is told of, and how many of them


def crisis(m: Material) -> dict[str, Any] | None:
    """Return the gravest crisis with who began it, by which path it went and who defended; None where there was none."""
    worst = gravest(m.tables)
    if worst is None:
        return None
    voices = m.tables["crisis_voices"].query("crisis == @worst['crisis']").sort_values("step")
    opened = voices[voices["named"] & (voices["side"] != "neutral")].merge(m.tables["posts"][["post", "kind"]], on="post")
    path = opened.drop_duplicates("source").to_dict("records")
    defenders = opened[(opened["side"] == "defends") & opened["kind"].isin(["article", "page"])]
    first = evidence.asked(m, worst["first_post"])
    return {
        **worst,
        "began": first[0] if first else None,
        "proof": evidence.asked(m, " | ".join(opened["post"].head(3))),
        "path": path[:SPREAD],
        "further": max(0, len(path) - SPREAD),
        "defenders": sorted({m.name(source) for source in defenders["source"]}),
        "where": [m.name(one) for one in opened.loc[opened["side"] != "defends", "source"].value_counts().head(3).index],
    }


def readiness(m: Material) -> dict[str, Any] | None:
    """Return the parts of the brand's readiness and their mean, the weakest first; None without a brand."""
    parts = m.tables["readiness"].sort_values(["score", "part"])
    return None if parts.empty else {"score": parts["score"].mean(), "parts": [_part(m, row) for row in parts.to_dict("records")]}


def _part(m: Material, row: dict[str, Any]) -> dict[str, Any]:
    """Return a part with its measure in words."""
    if row["part"] == "ground":
        return {**row, "said": m.t("readiness.ground" if row["score"] else "readiness.no_ground")}
    said = m.t.percent(row["measured"]) if row["part"] in SHARES else m.t.number(row["measured"])
    return {**row, "said": m.t(f"readiness.{row['part']}", said=said)}


def service(m: Material) -> list[dict[str, Any]]:
    """Return how the questions of the busiest spaces are served, those with ``BUSY`` questions or more."""
    frame = m.tables["service"]
    busy = frame[frame["questions"] >= BUSY].sort_values(["questions", "source"], ascending=[False, True]).head(BUSIEST)
    return [{str(key): value for key, value in row.items()} for row in busy.to_dict("records")]


def product_ideas(m: Material) -> list[str]:
    """Return the needs that nobody answers, as ideas for a product, where no brand says what it solves."""
    if m.public or (m.study.brand and m.study.brand.solves):
        return []
    unmet = m.tables["needs"].query("open").sort_values(["posts", "need"], ascending=[False, True])
    return [str(text) for text in unmet["text"].head(BUSY)]
