"""Two editions of a niche side by side: what the community changed, and what the collection changed."""

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from helpers import communities, earlier, figures, influence, niche, paths, tables
from helpers.influence.moves import READ as RANKS
from helpers.paths import AireError
from helpers.report import branding, exports, pages, render
from helpers.report.blocks import fill
from helpers.report.material import as_member
from helpers.report.parts import figure_of
from helpers.report.plan import as_read
from helpers.report.since import drawn_before, lacking, small_maps, untold
from helpers.tables import write_file
from helpers.texts import Texts

OUTCOMES = {"outcomes": {"measure": "str", "words": "str", "baseline": "float64", "better": "str"}}
SOURCES = {"source": "str", "title": "str", "first_post": "str"}
TITLES = {"sources": {"source": "str", "title": "str"}}
LAST = "9999"  # later than any edition


def chosen(name: str, asked: list[str]) -> tuple[Path, Path]:
    """Return the folders of the two editions to compare, the earlier one first: those named, else the last ones.

    Raises
    ------
    AireError
        There are not two, or one that is named is not there.
    """
    known = {path.name: path for path in earlier.folders(name, LAST)}
    unknown = [one for one in asked if one not in known]
    if unknown or len(asked) > 2:
        raise AireError(f"{name}: no edition {', '.join(unknown or asked)}; expected two of {', '.join(known) or 'none yet'}", 2)
    wanted = sorted({*asked, *[one for one in known if one not in asked][-(2 - len(asked)) :]} if len(asked) < 2 else {*asked})
    if len(wanted) < 2:
        raise AireError(f"{name}: two editions are needed to compare; there are {', '.join(known) or 'none yet'}", 2)
    return known[wanted[0]], known[wanted[1]]


def _held(edition: Path, needed: dict[str, dict[str, str]]) -> dict[str, pd.DataFrame]:
    """Return tables of an edition as they were handed over, the ones empty that it is too old to hold."""
    return {
        table: earlier.numbers(edition, table, columns) if earlier.holds(edition, {table: columns}) else tables.empty(table)
        for table, columns in needed.items()
    }


def compared(name: str, before: Path, after: Path, runs: int = 200) -> dict[str, pd.DataFrame]:
    """Return the tables moves and community_changes between two editions, and what their figure is drawn from.

    What one of the two is too old to tell has not changed.
    """
    study, now = niche.load(name), _held(after, {"sources": SOURCES, **RANKS, "partition": {"words": "str"}})
    lost = {*untold(before), *untold(after)}
    made = {**now, **{table: tables.empty(table) for table in ("moves", "community_changes", "communities", "community_names")}}
    if "groups" not in lost:
        said = communities.handed(after)
        made |= {"communities": said.communities, "community_names": said.names}
    if "groups" not in lost and "none" not in set(now["partition"]["words"]):  # a partition that is not drawn is not compared
        made["community_changes"] = communities.changes(communities.handed(before), said.communities)
    return {**made, "moves": influence.moves(before, now, study, runs)} if "ranks" not in lost else made


def _outcomes(t: Texts, before: Path, after: Path) -> list[dict[str, str]]:
    """Return the measures stated in the earlier edition, then and now, and whether each went where it was hoped."""
    then, now = (_held(edition, OUTCOMES)["outcomes"].set_index("measure") for edition in (before, after))
    rows = []
    for measure in [one for one in then.index if one in now.index]:
        was, became = then.at[measure, "baseline"], now.at[measure, "baseline"]
        hoped = (became > was) == (then.at[measure, "better"] == "up")
        said = {"words": str(now.at[measure, "words"]), "then": as_read(t, measure, was), "now": as_read(t, measure, became)}
        rows.append(said | {"went": "same" if said["then"] == said["now"] else "hoped" if hoped else "against"})
    return rows


def _titles(t: Texts, *editions: Path) -> dict[str, str]:
    """Return the title of each source, by the last edition that knows it."""
    known = pd.concat([_held(edition, TITLES)["sources"][["source", "title"]] for edition in editions])
    return {source: as_member(title or source, t) for source, title in known.itertuples(index=False)}


def write(name: str, asked: list[str]) -> list[Path]:
    """Write the page that compares two editions, and its table, beside them; return both."""
    study, (before, after) = niche.load(name), chosen(name, asked)
    t, made = Texts(study.lang, unit=study.unit), compared(name, before, after)
    folder = paths.reports_folder() / name
    stem = f"compared-{before.name}-{after.name}"
    html = _page(study, t, made, (before, after))
    moves = made["moves"].map(exports.neutral)
    write_file(folder / f"{stem}.html", html.encode())
    write_file(folder / f"{stem}.csv", moves.to_csv(index=False, lineterminator="\n").encode())
    render.write_index()
    return [folder / f"{stem}.html", folder / f"{stem}.csv"]


def _page(study: niche.Niche, t: Texts, made: dict[str, pd.DataFrame], editions: tuple[Path, Path]) -> str:
    """Return the page, which needs nothing outside itself."""
    titles, names = _titles(t, *editions), made["community_names"].set_index("community")["name"]
    moves = made["moves"].sort_values(["rank", "rank_before", "source"])
    rows = {cause: found.to_dict("records") for cause, found in moves.groupby("cause")}
    events = made["community_changes"].query("event != 'kept'")
    since, until = (edition.name[:10] for edition in editions)
    told = {
        "events": [_event(t, one, names) for one in events.to_dict("records")],
        "rows": rows,
        "counts": Counter(moves["cause"]),
        "name": lambda source: titles.get(source, source),
        "figure": figure_of(t, figures.changed(made, t, until)),
        "maps": _maps(t, editions, until),
        "outcomes": _outcomes(t, *editions),
        **_untold(t, editions),
    }
    title = t("compare.title", niche=study.title or study.name, before=t.date(since), after=t.date(until))
    body = fill("compare.html.j2", t=t, title=title, since=since, until=until, study=study, **told)
    brand = {"brand": branding.name(study), "accent": study.branding.accent}
    anchors = ("ranks", "groups", "held", *(["outcomes"] if told["outcomes"] else []))
    contents = [(anchor, t(f"compare.{anchor}")) for anchor in anchors]
    return pages.page("compare", t, body, title=title, running=f"{brand['brand']} · {study.name}", contents=contents, **brand)


def _untold(t: Texts, editions: tuple[Path, Path]) -> dict[str, Any]:
    """Return what one edition or the other is too old to tell: in parts, and in sentences."""
    lost = {edition: [part for part in untold(edition) if part != "needs"] for edition in editions}
    told = [lacking(t, edition, parts) for edition, parts in lost.items() if parts]
    return {"untold": [part for parts in lost.values() for part in parts], "lacking": told}


def _maps(t: Texts, editions: tuple[Path, Path], until: str) -> dict[str, Any] | None:
    """Return the two maps side by side; None where an edition kept no places."""
    kept = "maps" not in untold(editions[1])
    return small_maps(drawn_before(editions[1]), [editions[0]], t, until) if kept else None


def _event(t: Texts, row: dict[str, str], names: "pd.Series[str]") -> Markup:
    """Return what became of a community, in a sentence."""
    given = {"name": escape(names.get(row["community"], row["community"])), "before": escape(row["name_before"])}
    return Markup(t(f"changes.{row['event']}", **given))
