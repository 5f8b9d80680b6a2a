"""The edition for the people it speaks of (``edition: community``): nobody's words, nobody's name, nobody's plan."""

from typing import Any

import pandas as pd

from helpers import text
from helpers.niche import COMMUNITY, Niche

LONGEST = 3  # words of a person's name


def is_public(study: Niche) -> bool:
    """Whether the edition asked for is the one that the community reads."""
    return study.edition == COMMUNITY


def withheld(study: Niche, allowed: dict[str, list[str]], frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of the edition: whole for the client; for the community those that name no person and no plan.

    A table that is not allowed is empty, the columns listed beside one are blank, and terms that are the name of
    somebody who wrote in the niche are left out: the pseudonym that a name would have is that of an author.
    """
    if not is_public(study):
        return frames
    authors = set(frames["posts"]["author"]) - {study.pseudonym(title) for title in frames["sources"]["title"]} - {""}
    kept = {name: _blank(frame, allowed[name]) if name in allowed else frame.head(0) for name, frame in frames.items()}
    kept["terms"] = kept["terms"][~kept["terms"]["term"].map(lambda term: _names(study, term, authors))]
    kept["topics"] = kept["topics"][~kept["topics"]["terms"].map(lambda terms: _names(study, terms, authors)).astype(bool)]
    said = [", ".join(one for one in terms.split(", ") if not _names(study, one, authors)) for terms in kept["needs"]["text"]]
    return kept | {"needs": kept["needs"].assign(text=pd.Series(said, kept["needs"].index, dtype="str"))}


def _blank(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return a frame of which some columns of text say nothing."""
    return frame.assign(**{name: pd.Series("", frame.index, dtype=frame[name].dtype) for name in columns})


def _names(study: Niche, said: str, authors: set[str]) -> bool:
    """Whether some words of a text, one to three together, are the name of an author."""
    words = text.words(said)
    runs = [" ".join(words[at : at + long]) for long in range(1, LONGEST + 1) for at in range(len(words) - long + 1)]
    return any(study.pseudonym(run) in authors for run in runs)


def sentences(notebook: Any) -> Any:
    """Return an executed notebook of which the cells show their sentences and nothing else."""
    shown = notebook.copy()
    shown.cells = [cell.copy() for cell in notebook.cells]
    for cell in shown.cells:
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if "text/markdown" in one.get("data", ())]
    return shown
