"""Pages without a planted community: the brand and its rivals, shops, popular sites, the link ring, copies."""

import random
from datetime import date, timedelta

from tests.demo_web.cast import Source, data, slug
from tests.demo_web.model import LAST, Comment, Link, Page, some_day
from tests.demo_web.words import Scene, capitalised

RECENT = date(2026, 1, 5)


def firm_pages(firm: Source, rng: random.Random) -> list[Page]:
    """One page of a brand or a shop."""
    words = data("threads")["corporate"]
    title, text = words[firm.title]
    page = Page(firm, f"{firm.home}actualites/{slug(title)}", title, some_day(rng, RECENT), author=firm.title)
    page.say(text)
    return [page]


def decoy_pages(source: Source, rng: random.Random) -> list[Page]:
    """Pages of a source that has nothing to say on the subject."""
    words = data("threads")["decoys"]
    title, text = words[source.subject or source.title]
    pages = []
    for number in range(1 if source.role == "popular" else 2):
        here = capitalised(Scene(rng, {}).fill(title))
        page = Page(source, f"{source.home}{slug(here)}-{number + 1}", here, some_day(rng, RECENT), author=source.title)
        page.say(text)
        pages.append(page)
    return pages


def ring_pages(source: Source, ring: list[Source], rng: random.Random) -> list[Page]:
    """Three pages of a site that lives on links: each cites the whole ring, in its text and below."""
    words, pages = data("threads"), []
    for number in range(3):
        title = capitalised(Scene(rng, {}).fill(rng.choice(words["ringtitles"])))
        page = Page(source, f"{source.home}{slug(title)}-{number + 1}.html", title, some_day(rng, RECENT), author="admin")
        for other in (friend for friend in ring if friend.key != source.key):
            page.token(Link(other.key, other.home, rng.choice(words["ringanchors"]), "ring"))
        marks = [f"[[{place}]]" for place in range(len(page.links))]
        page.say(*rng.sample(words["ring"], 3), *marks[:3])
        page.say(*rng.sample(words["ring"], 2), "À voir aussi :", " - ".join(marks[3:]))
        pages.append(page)
    return pages


def spam(ring: list[Source], pages: list[Page], voices_number: int, rng: random.Random) -> int:
    """Comments that the ring leaves on blogs; the number of the last one."""
    for page in rng.sample(pages, 30):
        site = rng.choice(ring)
        voices_number += 3
        link = Link(site.key, site.home, rng.choice(data("threads")["ringanchors"]), "comment", "nofollow ugc")
        day = min(LAST, page.day + timedelta(days=9))
        page.comments.append(
            Comment(
                link.anchor,
                day,
                "Super article, merci pour le partage. Visitez aussi notre site.",
                link,
                number=voices_number,
            )
        )
    return voices_number


def copies(
    aggregator: Source, copier: Source, articles: list[Page], rng: random.Random
) -> tuple[list[Page], list[dict[str, object]]]:
    """Syndicated copies, with a canonical link, and stolen ones, without; and which page each copies."""
    chosen, pages, truth = rng.sample(articles, 12), list[Page](), list[dict[str, object]]()
    for number, original in enumerate(chosen):
        urls = []
        for source in [aggregator] * (number < 8) + [copier] * (number >= 6):
            pages.append(_copy(original, source, number))
            urls.append(pages[-1].url)
        truth.append({"original": original.url, "copies": urls})
    return pages, truth


def _copy(original: Page, source: Source, number: int) -> Page:
    day = min(LAST, original.day + timedelta(days=2 + number % 3))
    page = Page(
        source,
        f"{source.home}{day:%Y%m}/{slug(original.title)[:50]}",
        original.title,
        day,
        "copy",
        list(original.blocks),
        author=source.title,
    )
    page.links = [Link(link.target, link.url, link.anchor, "syndicated", link.rel) for link in original.links]
    if source.role == "aggregator":
        page.canonical = original.url
        credit = page.token(Link(original.source.key, original.url, original.source.title, "syndicated"))
        page.say(f"Article publié à l'origine sur {credit}.")
    return page
