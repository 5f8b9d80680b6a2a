"""What the sections of the client report are put together from: a filled template with its notes, tables, figures."""

import base64
import math
from typing import Any

import pandas as pd

from helpers.editorial import Note
from helpers.report.blocks import Block, fill
from helpers.report.material import Material, rules
from helpers.texts import Texts

OTHERWISE = ("cover", "influencers")  # sections that the community's edition tells in another way


def section(m: Material, anchor: str, in_contents: bool = True, **values: Any) -> Block:
    """Return a section filled from its template, the analyst's notes at its end; nothing where the edition leaves it out."""
    if m.public and anchor not in rules()["public"]["sections"]:
        return Block(anchor, "", "")
    notes = [_note(m, note) for note in m.study.editorial.notes if note.section == anchor and not m.public]
    otherwise = m.public or (anchor == "influencers" and not m.study.approachable)
    name = f"{anchor}.public" if otherwise and anchor in OTHERWISE else anchor
    template = f"sections/{name}.html.j2"
    html = fill(template, m=m, t=m.t, say=m.say, facts=m.facts, anchor=anchor, notes=notes, **values)
    return Block(anchor, m.t(f"report.{name}") if in_contents else "", html)


def _note(m: Material, note: Note) -> dict[str, Any]:
    """Return a note, and whether the number that it comments has changed since it was written."""
    now = m.facts.get(note.about)
    if now is None or note.value is None:
        return {"text": note.text, "changed": False}
    same = str(now) == str(note.value)
    if not same and isinstance(note.value, int | float):
        same = math.isclose(float(now), note.value, rel_tol=0.01, abs_tol=0.005)
    return {"text": note.text, "changed": not same, "was": _cell(m.t, note.value), "now": _cell(m.t, now)}


def _cell(t: Texts, value: Any) -> str:
    if isinstance(value, bool | str):
        return str(value)
    return t.number(value, 0 if float(value).is_integer() else 2)


def table(t: Texts, frame: pd.DataFrame) -> dict[str, Any]:
    """Return a table ready to print: column names, rows of texts, which columns hold numbers."""
    rows = [[_cell(t, value) for value in row] for row in frame.itertuples(index=False)]
    return {
        "columns": list(frame),
        "rows": rows,
        "numeric": [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes],
    }


def figure_of(t: Texts, figure: Any) -> dict[str, Any] | None:
    """Return a figure ready to print, its picture as a data address."""
    if figure is None:
        return None
    kind, content = ("svg+xml", figure.svg) if 0 < len(figure.svg) < len(figure.png) else ("png", figure.png)
    picture = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    rows = None if figure.table is None or figure.table.empty else table(t, figure.table)
    words = {"title": figure.title, "subtitle": figure.subtitle, "caption": figure.caption, "alt": figure.alt}
    return {"picture": picture, "width": figure.width, "height": figure.height, "table": rows, **words}
