"""From a niche to an edition: run what changed, render it, put it in its place."""

from pathlib import Path
from typing import Any

from helpers import conversations, earlier, manifest, niche, paths, tables
from helpers.report import editions, stages

Say = stages.Say
VALIDATION = "90-validate-methods"


def build(name: str, given: dict[str, Any], force: bool = False, say: Say | None = stages.say_on_stderr) -> list[str]:
    """Run the stages that are not up to date; return their names.

    Raises
    ------
    AireError
        A fault in the niche's files, in the data, in a parameter or of the machine.
    """
    niche.load(name)
    ran = stages.run_stages(name, given, force, say)
    told = {"left out, and counted in the table skips": _left_out, "of communities and moves, the sources not found": _unplaced}
    for words, asked in told.items() if ran else ():
        if found := asked(name):
            stages.tell(say, f"  {words}: {found}")
    return ran


def needs_since(name: str, say: Say | None = stages.say_on_stderr) -> list[str]:
    """Bring the tables up to date and return what became of the needs, in lines; nothing where no edition came before."""
    from helpers import parse

    if not earlier.folders(name, "9999"):
        return []
    build(name, {}, say=say)
    pages, posts = tables.read(name, "pages"), tables.read(name, "posts")
    before = earlier.folder(name, parse.data_date(niche.load(name), pages, posts))
    return conversations.changes_told(tables.read(name, "need_changes"), before.name[:10]) if before else []


def _left_out(name: str) -> str:
    """Return what was left out by reason, the most frequent first; of decisions, the names that found no source."""
    skips = tables.read(name, "skips")
    counts = skips.groupby("reason")["count"].sum().sort_values(ascending=False, kind="stable")
    names = {row.reason: f" ({row.example})" for row in skips.itertuples() if row.input == "editorial.yml"}
    return ", ".join(f"{count:,} {reason}{names.get(reason, '')}" for reason, count in counts.items())


def _unplaced(name: str) -> str:
    """Return the sources that a decision on communities names and that are not there."""
    return ", ".join(tables.read(name, "partition").query("measure == 'unplaced'")["words"])


def report(name: str, given: dict[str, Any], force: bool = False, say: Say | None = stages.say_on_stderr) -> list[str]:
    """Bring the edition of a niche up to date; return the lines that tell a newcomer what to do next."""
    from helpers.report import material

    study = niche.load(name)
    editions.check_writable()
    for repaired in editions.repair(name):
        stages.tell(say, f"  {repaired}")
    ran = build(name, given, force, say)
    edition = material.read(study).edition
    parameters = {"niche": name, **given}
    current = not force and not ran and editions.is_current(name, edition, parameters)
    if current:
        stages.tell(say, "Nothing has changed: the edition is the one these data give (--force redoes it).")
    else:
        _render(study, edition, parameters, say)
    return _closing_lines(study, edition)


def validate(name: str, say: Say | None = stages.say_on_stderr) -> list[str]:
    """Run notebook 90 on a niche whose truth is known, and render it beside its editions; return where."""
    from helpers.report import material, render

    build(name, {}, say=say)
    stages.tell(say, f"  running {VALIDATION}")
    executed = stages.clean(stages.execute(VALIDATION, {"niche": name, "real": True}))
    path = paths.reports_folder() / name / "validation.html"
    tables.write_file(path, render.audit_page(material.read(niche.load(name)), {VALIDATION: executed}).encode())
    return [path.as_uri()]


def _executed(name: str) -> dict[str, stages.Notebook]:
    """Return the executed notebook of each stage before the report."""
    import nbformat

    kept = {stage: stages.executed_path(name, stage) for stage in manifest.STAGES if stage != editions.STAGE}
    return {stage: nbformat.read(path, as_version=4) for stage, path in kept.items()}


def _render(study: niche.Niche, edition: str, parameters: dict[str, Any], say: Say | None) -> None:
    """Run the report's notebook, write the edition beside its place, swap it in, list it."""
    from helpers.report import render

    stages.tell(say, f"  rendering edition {edition}")
    executed = _executed(study.name)
    executed[editions.STAGE] = stages.clean(stages.execute(editions.STAGE, {"niche": study.name}))
    place = editions.edition_folder(study.name, edition)
    editions.build(place, lambda folder: render.write_edition(study, executed, folder))
    render.write_index()
    editions.record(study.name, edition, parameters)


def _closing_lines(study: niche.Niche, edition: str) -> list[str]:
    """Return one address, and three lines: what the map says, what to open next, how to start your own."""
    from helpers.report import material, render

    place = editions.edition_folder(study.name, edition)
    own = "aire new cuisine --from mysite.example"
    return [
        "",
        (place / "report.html").as_uri(),
        f"  {render.headline(material.read(study))}",
        f"  Next: {_shown(place / 'audit.html')} shows the work, {_shown(place / 'workbook.xlsx')} holds the tables.",
        f"  Your own niche: .venv/bin/{own}",
    ]


def _shown(path: Path) -> str:
    """Return the path from the workspace down."""
    return path.relative_to(paths.home()).as_posix()
