"""What a crawler would have got from each source, answer by answer."""

from collections.abc import Iterator

from jinja2 import Environment
from tests.demo_web import archive, feeds, render
from tests.demo_web.cast import Source
from tests.demo_web.model import Page


def captures(sources: list[Source], pages: list[Page]) -> Iterator[archive.Capture]:
    """All responses, source by source."""
    env = render.environment()
    by_source: dict[str, list[Page]] = {}
    for page in pages:
        by_source.setdefault(page.source.key, []).append(page)
    for source in sorted(sources, key=lambda source: source.key):
        yield from _captures_of(source, by_source.get(source.key, []), env)


def _captures_of(source: Source, pages: list[Page], env: Environment) -> Iterator[archive.Capture]:
    if source.alive == "gone":
        gone = "410 Gone" if len(source.key) % 2 else "404 Not Found"
        yield archive.Capture(
            source.home, b"<html><title>Page introuvable</title><h1>Ce blog n'existe plus</h1></html>", status=gone
        )
        return
    if "robots" in source.traits:
        rules = "User-agent: *\nDisallow: /wp-admin/\n" if source.platform == "wordpress" else "User-agent: *\nDisallow:\n"
        yield archive.Capture(f"https://{source.prefix}{source.key}/robots.txt", rules.encode(), "text/plain")
    dated = sorted((p for p in pages if p.kind not in ("home", "about", "rules")), key=lambda p: (p.day, p.url), reverse=True)
    for page in pages:
        kind = "text/html" if source.platform == "handmade" else "text/html; charset=utf-8"
        yield archive.Capture(page.url, render.render(env, page, dated), kind)
    if "feed" in source.traits:
        for url, kind, text in feeds.feeds(source, dated, env):
            yield archive.Capture(url, text.encode(), kind)
    if source.alias:
        yield archive.Capture(f"https://{source.alias}/", b"", status="301 Moved Permanently", location=source.home)
