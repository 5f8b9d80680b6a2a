"""What the cells of the client report display: a block of the page, or the interactive map."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

SECTION = "application/vnd.aire.section+json"
FRAME = "application/vnd.aire.frame+json"


def templates() -> Path:
    """Return the folder of the templates."""
    return Path(__file__).parents[1] / "templates"


@functools.cache
def environment() -> Environment:
    """Return the templates' environment: all that they print is escaped, and an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, **values: Any) -> Markup:
    """Return a template filled with the values."""
    return Markup(environment().get_template(template).render(**values))


@dataclass(frozen=True)
class Block:
    """A part of the page, shown as such in JupyterLab; ``title`` is its line in the contents, empty for none."""

    anchor: str
    title: str
    html: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html, SECTION: {"anchor": self.anchor, "title": self.title}}


@dataclass(frozen=True)
class Frame:
    """A page within the page: it may run its own scripts, and reach nothing."""

    title: str
    document: str
    scripts: list[str]
    height: int

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        about = {"title": self.title, "document": self.document, "scripts": self.scripts, "height": self.height}
        return {"text/html": str(fill("frame.html.j2", **about)), FRAME: about}
