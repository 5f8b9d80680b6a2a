"""What became of the niche since the edition before: events, ranks, questions, and small maps side by side."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from babel.lists import format_list

from helpers import earlier, maps
from helpers.communities.identity import READ as GROUPS
from helpers.conversations.changes import READ as NEEDS
from helpers.influence.moves import READ as RANKS
from helpers.report.blocks import Block
from helpers.report.material import Material, rules
from helpers.report.parts import figure_of, section
from helpers.texts import Texts

MULTIPLES = 3  # earlier editions drawn beside this one
# what each part of a comparison needs of the tables of an earlier edition
READ: dict[str, Mapping[str, Iterable[str]]] = {"ranks": RANKS, "groups": GROUPS, "needs": NEEDS, "maps": maps.NEEDED}


def changes(m: Material) -> Block:
    """What became of communities and ranks since the edition before; nothing in the first one."""
    before = earlier.folder(m.study.name, m.date)
    if before is None:
        return Block("changes", "", "")
    events = m.tables["community_changes"].query("event != 'kept'")
    moves = m.tables["moves"].assign(by=lambda rows: rows["rank_before"] - rows["rank"])
    ranked = {cause: rows.sort_values(["rank", "source"]) for cause, rows in moves.groupby("cause")}
    told = {cause: rows.head(rules()["moves"]).to_dict("records") for cause, rows in ranked.items()}
    counts = Counter(moves["cause"])
    figure = small_maps(m.tables, earlier.folders(m.study.name, m.date)[-MULTIPLES:], m.t, m.date)
    needs = m.tables["need_changes"].sort_values(["posts", "text"], ascending=[False, True])
    asked = {change: rows["text"].head(rules()["moves"]).tolist() for change, rows in needs.groupby("change")}
    since = {
        "figure": figure,
        "asked": asked,
        "since": before.name[:10],
        "untold": untold(before),
        "lacking": lacking(m.t, before, untold(before)),
        "events": events.to_dict("records") if m.verdict != "none" else [],
    }
    return section(m, "changes", told=told, counts=counts, **since)


def untold(edition: Path) -> list[str]:
    """Return the parts of a comparison that an edition is too old to tell, its tables having fewer columns then."""
    return [part for part, needed in READ.items() if not earlier.holds(edition, needed)]


def lacking(t: Texts, edition: Path, parts: list[str]) -> str:
    """Return in a sentence which parts cannot be compared with an edition; nothing where there are none."""
    named = format_list([t(f"changes.part.{part}") for part in parts], locale=t.lang)
    return t("changes.lacking", date=t.date(edition.name[:10]), parts=named) if parts else ""


def small_maps(tables: dict[str, pd.DataFrame], before: list[Path], t: Texts, date: str) -> dict[str, Any] | None:
    """Return the maps of some earlier editions and of this one side by side, ready to print; older ones kept no places."""
    made = [(one.name[:10], drawn_before(one)) for one in before if earlier.holds(one, maps.NEEDED)]
    return figure_of(t, maps.multiples(tables, made, t, date))


def drawn_before(edition: Path) -> dict[str, pd.DataFrame]:
    """Return what a map needs of the tables of an earlier edition."""
    return {table: earlier.numbers(edition, table, columns) for table, columns in maps.NEEDED.items()}
