"""The brand's own voice, and page one of the search engines as the analyst noted it."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.demo_web.cast import Source, data, slug
from tests.demo_web.crisis import START, Crisis
from tests.demo_web.model import LAST, Comment, Link, Page, some_day
from tests.demo_web.planted import BRAND, RIVALS
from tests.demo_web.spaces import Forum

if TYPE_CHECKING:
    from tests.demo_web.make import World

SEEN = LAST - timedelta(days=10)
STANDINGS = {"own": "owned", "profile": "owned", "against": "hostile", "forum": "hostile", "minus": "hostile"}
STANDINGS |= {"for": "earned", "plus": "earned", "blog": "earned", "shop": "other", "rival": "other", "press": "other"}


@dataclass
class Voice:
    """What the brand wrote, by purpose, and what stands on page one: query, rank, address, title, standing."""

    purposes: dict[str, str] = field(default_factory=dict)
    results: list[tuple[str, int, str, str, str]] = field(default_factory=list)


def publish(firm: Source, voice: Voice, rng: random.Random) -> list[Page]:
    """The news of the brand's site."""
    pages = []
    for purpose, title, text in data("brand")["pages"]:
        page = Page(firm, f"{firm.home}actualites/{slug(title)}", title, some_day(rng, date(2026, 1, 5)), author=BRAND)
        profile = data("brand")["profile"]
        mark = page.token(Link("www.instagram.com", profile, "Instagram", "share")) if "{profile}" in text else ""
        page.say(text.replace("{profile}", mark))
        voice.purposes[page.url] = purpose
        pages.append(page)
    return pages


def reply(forums: list[Forum], crisis: Crisis, voice: Voice) -> None:
    """An answer of the brand in each forum's thread of the crisis, after its statement."""
    threads = [page for forum in forums for page in forum.pages if page.url in crisis.posts]
    for number, (page, text) in enumerate(zip(threads, data("brand")["replies"], strict=True)):
        page.comments.append(Comment(BRAND, START + timedelta(days=9 + number), text, number=90_001 + number))
        voice.purposes[page.anchor(page.comments[-1])] = "answers"


def _found(world: "World") -> dict[str, list[tuple[str, str]]]:
    """What results may be taken from: addresses and titles by sort."""
    crisis, tones, by_url = world.outbreak, world.ledger.tones, {page.url: page for page in world.pages}
    firms = {source.title: source for source in world.outsiders}
    own = [source for source in world.outsiders if source.role in ("brand", "board")]
    silent = [
        page
        for page in world.pages
        if page.kind == "article" and page.source.community == "quotidien"
        if page.url not in world.ledger.named and not page.flags and BRAND not in str(page.blocks)
    ]
    articles = {sort: [url for url in urls if by_url[url].kind == "crisis"] for sort, urls in _sides(crisis).items()}
    articles |= {
        sort: [url for url, tone in sorted(tones.items()) if tone == sort and BRAND in str(by_url[url].blocks)]
        for sort in ("plus", "minus")
    }
    articles["forum"] = [url for url in crisis.attackers if by_url[url].kind == "question"]
    articles["blog"] = [page.url for page in {page.source.key: page for page in silent}.values()]
    found = {sort: [(url, by_url[url].title) for url in urls] for sort, urls in articles.items()}
    found |= {"own": [(source.home, source.title) for source in own]}
    found |= {"shop": [(s.home, s.title) for s in world.outsiders if s.role == "shop"]}
    found |= {"rival": [(firms[name].home, name) for name in RIVALS]}
    found |= {"press": [(s.home, s.title) for s in world.outsiders if s.decoy and s.subject == "press"]}
    found |= {"unheld": [(source.home, source.title) for source in world.unheld]}
    return found | {"profile": [(data("brand")["profile"], f"{BRAND} (@mijolie_officiel)")]}


def _sides(crisis: Crisis) -> dict[str, list[str]]:
    return {"against": crisis.attackers, "for": crisis.defenders}


def search(world: "World") -> None:
    """Page one of each query, no address twice in one."""
    words, found = data("brand"), _found(world)
    for query, sorts in words["searches"].items():
        left = {sort: list(rows) for sort, rows in found.items()}
        for rank, sort in enumerate(sorts, start=1):
            if sort in words["given"]:
                url, title, standing = words["given"][sort]
            else:
                (url, title), standing = left[sort].pop(0), STANDINGS.get(sort, "unknown")
            world.voice.results.append((query, rank, url, title, standing))


def write(world: "World", folder: Path) -> None:
    """Write search.csv as the analyst would have noted it."""
    with (folder / "search.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["query", "rank", "url", "title", "date"])
        rows.writerows([query, rank, url, title, SEEN.isoformat()] for query, rank, url, title, _ in world.voice.results)
