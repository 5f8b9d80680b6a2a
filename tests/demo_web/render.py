"""Pages as HTML, in the manner of each platform, and their feeds."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from tests.demo_web.cast import Source, slug
from tests.demo_web.model import MONTHS, Comment, Page

MARK = re.compile(r"\[\[(\d+)\]\]")
STATUS = {"open": "Ouverte", "planned": "Prévue", "done": "Réalisée", "declined": "Refusée"}
HEADINGS = ["Mes blogs préférés", "Blogs amis", "Je les lis", "Liens gourmands", "Blogoliste", "Par ici aussi"]


def _spell(text: str, source: Source) -> str:
    """Curly apostrophes and spaces that do not break, for the sources that mind them."""
    if "curly" in source.traits:
        text = text.replace("'", "’")
    if "spaced" in source.traits:
        text = re.sub(r" ([?!:;»])", "\N{NO-BREAK SPACE}\\1", text).replace("« ", "«\N{NO-BREAK SPACE}")
    return text


def words(text: str) -> Markup:
    """A text as HTML; quotation marks and apostrophes stay as they are."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def text_of(text: str, page: Page) -> Markup:
    """A text as HTML, its marks replaced by links."""
    parts = MARK.split(_spell(text, page.source))
    html = [words(part) if number % 2 == 0 else _anchor(page, int(part)) for number, part in enumerate(parts)]
    return Markup("".join(html))


def _anchor(page: Page, number: int) -> str:
    link = page.links[number]
    rel = f' rel="{link.rel}"' if link.rel else ""
    return f'<a href="{escape(link.url)}"{rel}>{words(_spell(link.anchor, page.source))}</a>'


def plain(text: str, page: Page) -> str:
    """A text without links."""
    return MARK.sub(lambda match: page.links[int(match[1])].anchor, text)


def french(day: date) -> str:
    """A date in words."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def digits(thing: Page | Comment) -> int:
    """A number that is always the same for one page or comment."""
    name = thing.url if isinstance(thing, Page) else f"{thing.number}"
    return int(sha256(name.encode()).hexdigest()[:8], 16)


def hour(thing: Page | Comment) -> str:
    """Hour and minute of a page or comment."""
    return f"{7 + digits(thing) % 16:02}:{digits(thing) // 16 % 60:02}"


def excerpt(page: Page) -> str:
    """First sentence of a page."""
    return _spell(plain(page.blocks[0][1][0], page), page.source)


def count(page: Page) -> int:
    """Comments and answers of a page."""
    waiting, total = list(page.comments), 0
    while waiting:
        waiting += waiting.pop().replies
        total += 1
    return total


def environment() -> Environment:
    """Templates with what they need to write dates and texts."""
    env = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.filters |= {"text": text_of, "french": french, "hour": hour, "excerpt": excerpt, "count": count, "slug": slug, "words": words}
    env.filters |= {"status": STATUS.__getitem__, "number": lambda page: digits(page) % 9000 + 100}
    return env


def render(env: Environment, page: Page, posts: list[Page]) -> bytes:
    """One page as its platform would send it."""
    kind = page.kind if page.kind in ("home", "about", "rules") else "post"
    roll = [link for link in page.furniture if link.type == "blogroll"]
    context: dict[str, Any] = {
        "page": page, "site": page.source, "kind": kind, "posts": posts, "roll": roll, "structured": _structured(page, kind),
        "tells": "about" in page.source.traits or page.source.refuses,
        "badges": [link for link in page.furniture if link.type == "badge"],
        "foot": [link for link in page.furniture if link.type == "footer"],
        "share": [link for link in page.furniture if link.type == "share"],
        "heading": HEADINGS[len(page.source.key) % len(HEADINGS)],
    }
    platform = "board" if page.source.kind == "board" else page.source.platform
    return env.get_template(f"{platform}.html").render(context).encode()


def _structured(page: Page, kind: str) -> Markup:
    """JSON-LD of the pages that have some."""
    if kind != "post" or "structured" not in page.source.traits:
        return Markup("")
    described = _thread(page) if page.kind == "question" else _recipe(page) if "recipe" in page.flags else _posting(page)
    body = json.dumps({"@context": "https://schema.org", **described}, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{body}</script>')


def _posting(page: Page) -> dict[str, Any]:
    return {"@type": "BlogPosting", "headline": page.title, "datePublished": f"{page.day}", "author": {"@type": "Person", "name": page.author}}


def _recipe(page: Page) -> dict[str, Any]:
    lists = {kind: [plain(item, page) for item in items] for kind, items in page.blocks if kind != "p"}
    steps = [{"@type": "HowToStep", "text": step} for step in lists.get("ol", [])]
    ingredients = next(items for kind, items in page.blocks if kind == "ul")
    return {**_posting(page), "@type": "Recipe", "name": page.title, "recipeIngredient": ingredients, "recipeInstructions": steps}


def _person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def _thread(page: Page) -> dict[str, Any]:
    """QAPage for threads with an answer that was accepted or none, DiscussionForumPosting for the others (schema.org)."""
    text = " ".join(plain(item, page) for _, items in page.blocks for item in items)
    replies = [{"@type": "Comment", "url": page.anchor(c), "text": plain(c.text, page), "datePublished": f"{c.day}", "author": _person(c.author)} for c in page.comments]
    common = {"datePublished": f"{page.day}", "author": _person(page.author), "text": text}
    if page.comments and not page.comments[0].accepted:
        return {"@type": "DiscussionForumPosting", "headline": page.title, "url": page.url, **common, "comment": replies}
    answers = [{**reply, "@type": "Answer"} for reply in replies]
    question = {"@type": "Question", "name": page.title, "answerCount": len(answers), **common}
    question |= {"acceptedAnswer": answers[0], "suggestedAnswer": answers[1:]} if answers else {}
    return {"@type": "QAPage", "mainEntity": question}


def feeds(source: Source, posts: list[Page]) -> Iterator[tuple[str, str, str]]:
    """Address, type and text of the feed of a source, and of the feed of its comments where it has one."""
    if source.platform == "blogger":
        entries = "".join(f'<entry><title>{escape(p.title)}</title><link rel="alternate" href="{p.url}"/><published>{p.day}T08:00:00Z</published></entry>' for p in posts)
        yield f"{source.home}feeds/posts/default", "application/atom+xml", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(source.title)}</title>{entries}</feed>'
    elif source.platform in ("wordpress", "overblog"):
        path = "feed/" if source.platform == "wordpress" else "rss"
        yield source.home + path, "application/rss+xml", _rss(source.title, [(p.title, p.url, p.day, excerpt(p), "") for p in posts])
    if source.platform == "wordpress" and "about" in source.traits:
        comments = [(f"Par : {c.author}", p.anchor(c), c.day, plain(c.text, p), c.author) for p in posts for c in p.comments]
        if comments:
            yield f"{source.home}comments/feed/", "application/rss+xml", _rss(f"Commentaires sur {source.title}", comments)


def _rss(title: str, items: list[tuple[str, str, date, str, str]]) -> str:
    body = "".join(
        f"<item><title>{escape(name)}</title><link>{url}</link><pubDate>{format_datetime(datetime(day.year, day.month, day.day, 8))}</pubDate>"
        + (f"<dc:creator>{escape(author)}</dc:creator>" if author else "")
        + f"<description>{escape(text)}</description></item>"
        for name, url, day, text, author in items
    )
    return f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{escape(title)}</title>{body}</channel></rss>'
