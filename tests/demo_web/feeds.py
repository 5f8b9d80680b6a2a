"""Feeds of the sources and of their comments (RSS 2.0, Atom: RFC 4287)."""

from collections.abc import Iterator
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment
from tests.demo_web.cast import Source
from tests.demo_web.model import Page
from tests.demo_web.spelling import excerpt, plain

PATHS = {"wordpress": "feed/", "overblog": "rss", "blogger": "feeds/posts/default"}


def feeds(source: Source, posts: list[Page], env: Environment) -> Iterator[tuple[str, str, str]]:
    """Address, type and text of the feed of a source, and of the feed of its comments where it has one."""
    if source.platform not in PATHS:
        return
    kind = "atom" if source.platform == "blogger" else "rss"
    items = [_item(page.title, page.url, page.day, excerpt(page)) for page in posts]
    yield source.home + PATHS[source.platform], f"application/{kind}+xml", _render(env, kind, source.title, items)
    said = [(page, comment) for page in posts for comment in page.comments]
    if source.platform == "wordpress" and "about" in source.traits and said:
        items = [_item(f"Par : {c.author}", page.anchor(c), c.day, plain(c.text, page), c.author) for page, c in said]
        title = f"Commentaires sur {source.title}"
        yield f"{source.home}comments/feed/", "application/rss+xml", _render(env, "rss", title, items)


def _item(title: str, url: str, day: date, text: str, author: str = "") -> dict[str, Any]:
    moment = format_datetime(datetime(day.year, day.month, day.day, 8))
    return {"title": title, "url": url, "day": day, "moment": moment, "text": text, "author": author}


def _render(env: Environment, kind: str, title: str, items: list[dict[str, Any]]) -> str:
    return env.get_template(f"{kind}.xml").render(title=title, items=items)
