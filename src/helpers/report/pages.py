"""Pages that need nothing: style, type and script are inside, and a policy lets nothing else run."""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from helpers.look import palette, typeface
from helpers.report import branding, sanitise
from helpers.report.blocks import FRAME, SECTION, fill, templates
from helpers.texts import Texts

Notebook = Any
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; "
    "style-src 'unsafe-inline'; script-src {hashes}"
)
HEADING = re.compile(r"(</?h)([1-5])\b")


def policy(scripts: Iterable[str]) -> str:
    """Return the Content-Security-Policy under which these scripts, and no other, may run (W3C CSP 3, hashes)."""
    digests = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    return POLICY.format(hashes=" ".join(f"'sha256-{digest}'" for digest in sorted(digests)))


def colours(accent: str = "") -> dict[str, str]:
    """Return the palette as CSS custom properties, the accent of the house in the place of ours."""
    named = {name: palette.colour(name) for name in ("paper", "ink", "secondary", "rule", "accent")}
    discs = {f"disc-{rank}": palette.disc(rank) for rank in range(9)}
    named |= {"accent": accent} if accent else {}
    return named | discs | {f"word-{rank}": palette.word(rank) for rank in range(9)}


def page(kind: str, t: Texts, body: str, scripts: Iterable[str] = (), **told: Any) -> str:
    """Return a whole page; ``body`` is HTML made or cleaned by us, ``told`` its title, contents, running title, brand, accent."""
    told = {"brand": branding.OURS, "accent": ""} | told
    script, style = ((templates() / name).read_text(encoding="utf-8") for name in ("page.js", "style.css"))
    look = {
        "colours": colours(told["accent"]),
        "typeface": Markup(typeface.css()),
        "css": Markup(style),
        "script": Markup(script),
    }
    rules = policy([script, *scripts])
    return str(fill("page.html.j2", kind=kind, t=t, body=Markup(body), policy=Markup(rules), **look, **told)) + "\n"


def frame(about: dict[str, Any]) -> str:
    """Return the sandboxed frame that holds a map: it has no origin, and reaches the page by messages only."""
    about = {**about, "height": int(about["height"])}
    return str(fill("frame.html.j2", **about))


def frames(notebooks: Iterable[Notebook]) -> list[str]:
    """Return the scripts of the maps that the notebooks display."""
    outputs = (output for notebook in notebooks for cell in notebook.cells for output in cell.get("outputs", []))
    return [script for output in outputs if FRAME in output.get("data", {}) for script in output["data"][FRAME]["scripts"]]


def contents(notebook: Notebook) -> list[tuple[str, str]]:
    """Return (anchor, title) of each section of an executed report that has a line in the contents."""
    data = [output["data"] for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return [(one[SECTION]["anchor"], one[SECTION]["title"]) for one in data if SECTION in one and one[SECTION]["title"]]


def demote(html: str) -> str:
    """Return HTML with each heading one level lower: the page has its own first one."""
    return HEADING.sub(lambda found: f"{found.group(1)}{int(found.group(2)) + 1}", html)


def _markdown(source: str) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    return str(MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source))


def convert(notebook: Notebook, template: str, **told: Any) -> str:
    """Return a notebook through one of our nbconvert templates, everything of it sanitised on the way.

    nbconvert's HTMLExporter writes its page anew after the template; nothing may come after the sanitiser.
    """
    from nbconvert import TemplateExporter
    from nbconvert.filters import Highlight2HTML

    filters = {"clean": sanitise.clean, "plain": sanitise.plain, "demote": demote, "frame": frame}
    exporter = TemplateExporter(
        template_name=template,
        template_file="index.html.j2",
        extra_template_basedirs=[str(templates())],
        filters={**filters, "markdown": _markdown, "coloured": Highlight2HTML(pygments_lexer="python3")},
    )
    body, _ = exporter.from_notebook_node(notebook, {"aire": {"section": SECTION, "frame": FRAME, **told}})
    return str(body)
