"""Who publishes how much, when, and which of its pages hold which citations."""

import random
from collections import defaultdict
from datetime import date

from tests.demo_web.cast import Source, data
from tests.demo_web.model import FIRST, LAST, Link, Page, some_day
from tests.demo_web.prose import Draft
from tests.demo_web.ties import Ties


def blog_drafts(source: Source, ties: Ties, taken: set[str], rng: random.Random) -> list[Draft]:
    """Drafts of a blog, oldest first: enough to hold its citations."""
    if source.alive == "gone":
        return []
    cited = sum(pages for (citing, _), pages in ties.editorial.items() if citing == source.key)
    count = max(1 + (cited > 3), min(8, round(cited / 5.8 + rng.uniform(0, 0.8))))
    last = date(2025, 8, 31) if source.alive == "asleep" else LAST
    days = sorted(some_day(rng, FIRST, last) for _ in range(count))
    if source.alive == "alive":
        days[-1] = max(days[-1], some_day(rng, date(2026, 3, 1), LAST))
    drafts = [Draft(source, day, taken, rng) for day in days]
    for draft in drafts:
        draft.scene.used = drafts[0].scene.used
    return drafts


def spread(source: Source, ties: Ties, pages: list[Page], rng: random.Random) -> dict[str, list[str]]:
    """Targets that each page (by address) cites: each target on as many distinct pages as its tie says."""
    cited: dict[str, list[str]] = {page.url: [] for page in pages}
    for (citing, target), times in sorted(ties.editorial.items()):
        if citing == source.key and pages:
            order = sorted(cited, key=lambda url: (len(cited[url]) + rng.random() * 2, url))
            for url in order[:times]:
                cited[url].append(target)
    return cited


class Addresses:
    """Where a citation leads: a post of the source that was there already, or its home page."""

    def __init__(self, cast: list[Source], pages: list[Page], rng: random.Random) -> None:
        self.cast = {source.key: source for source in cast}
        self.pages: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            self.pages[page.source.key].append(page)
        self.rng = rng

    def link(self, target: str, day: date, kind: str = "editorial") -> Link:
        """A link to a source, in one of the ways in which people write them."""
        source, rng = self.cast[target], self.rng
        older = [page for page in self.pages[target] if page.day < day]
        url = rng.choice(older).url if older and rng.random() < 0.6 else source.home
        if source.alias and rng.random() < 0.35:
            url = f"https://{source.alias}/"
        named = source.kind == "blog" and rng.random() < 0.18
        return Link(target, url, source.author.name if named else source.title.removesuffix(" (Tablée)"), kind)


def rounds(cast: list[Source], rng: random.Random) -> list[tuple[str, Source, list[Source]]]:
    """Recipe rounds: name, who launched it, who takes part."""
    blogs = [source for source in cast if source.kind == "blog" and source.alive == "alive" and source.role != "isolated"]
    names = data("common")["ronde"]
    return [(name, rng.choice(blogs[5:60]), rng.sample(blogs, rng.randint(7, 12))) for name in names]
