"""A source or person is forgotten from the archives to the editions."""

import shutil

from helpers import paths
from helpers.collect import forget
from helpers.collect.forget import Removed
from helpers.report import run, stages


def forget_everywhere(name: str, who: str, say: stages.Say | None = stages.say_on_stderr) -> list[str]:
    """Take it out of archives and files, make tables and the edition anew where there were some; return what to print."""
    from helpers.report import render

    made_before = paths.processed_folder(name).is_dir()
    rendered = (paths.reports_folder() / name).is_dir()
    found, removed = forget.erase(name, who)
    for page in sorted((paths.reports_folder() / name).glob("compared-*")):  # of editions as they were; a command makes it anew
        page.unlink()
    if made_before:
        shutil.rmtree(paths.processed_folder(name))
    if rendered:
        run.report(name, {}, say=say)
        render.write_index()
    lines = [*_told(removed), *_kept(name, forget.held(name, found))]
    forget.done(name)
    return lines


def _told(removed: Removed) -> list[str]:
    """Return what was done, in sentences."""
    lines = [f"Removed: {removed.records} records; {removed.mentions} records of others no longer name it."]
    lines += [f"  rewritten: {file}" for file in removed.files]
    lines += [f"  left in the text of others, as a word of everybody: {name}" for name in removed.common]
    lines += [f"  not changed, outside of this niche: {file}" for file in removed.not_ours]
    return [*lines, "A salted hash stays, so that it is never collected again."]


def _kept(name: str, held: dict[str, int]) -> list[str]:
    """Return which editions still name it."""
    folder = paths.reports_folder() / name
    return [f"Still named {times} times in {folder / edition}: delete it to erase that too." for edition, times in held.items()]
