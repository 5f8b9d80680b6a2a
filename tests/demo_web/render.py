"""Pages as HTML, in the manner of each platform."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from tests.demo_web import spelling, structured
from tests.demo_web.cast import slug
from tests.demo_web.model import Page

STATUS = {"open": "Ouverte", "planned": "Prévue", "done": "Réalisée", "declined": "Refusée"}
HEADINGS = ["Mes blogs préférés", "Blogs amis", "Je les lis", "Liens gourmands", "Blogoliste", "Par ici aussi"]


def environment() -> Environment:
    """Templates with what they need to write dates and texts."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("french", "hour", "excerpt", "count", "words"):
        env.filters[name] = getattr(spelling, name)
    env.filters |= {"text": spelling.text_of, "slug": slug, "status": STATUS.__getitem__}
    env.filters["number"] = lambda page: spelling.digits(page) % 9000 + 100
    return env


def render(env: Environment, page: Page, posts: list[Page]) -> bytes:
    """One page as its platform would send it."""
    kind = page.kind if page.kind in ("home", "about", "rules") else "post"
    roll = [link for link in page.furniture if link.type == "blogroll"]
    context: dict[str, Any] = {
        "page": page,
        "site": page.source,
        "kind": kind,
        "posts": posts,
        "roll": roll,
        "structured": structured.described(page, kind),
        "tells": "about" in page.source.traits or page.source.refuses,
        "badges": [link for link in page.furniture if link.type == "badge"],
        "foot": [link for link in page.furniture if link.type == "footer"],
        "nav": [link for link in page.furniture if link.type == "navigation"],
        "share": [link for link in page.furniture if link.type == "share"],
        "heading": HEADINGS[len(page.source.key) % len(HEADINGS)],
    }
    platform = "board" if page.source.kind == "board" else page.source.platform
    html = env.get_template(f"{platform}.html").render(context)
    return html.encode("cp1252", "xmlcharrefreplace") if "latin" in page.source.traits else html.encode()
