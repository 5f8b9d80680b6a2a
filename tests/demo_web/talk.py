"""What readers say: comments, their questions and the answers, and the needs that nobody answers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.demo_web.cast import Source, data
from tests.demo_web.model import LAST, Comment, Link, Page, some_day

TALKING = ("wordpress", "blogger", "overblog")


class Voices:
    """Names of readers, and numbers for what they write."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.number = rng, 1000
        people = data("names")["people"]
        self.names = people["handles"] + people["f"] + people["m"]

    def comment(self, page: Page, text: str, site: Source | None = None, kind: str = "comment") -> Comment:
        """A comment some days after the page, by a reader or by the author of a site."""
        day = min(LAST, page.day + timedelta(days=self.rng.randint(0, 12)))
        link = Link(site.key, site.home, site.author.name, kind, "nofollow") if site else None
        strangers = [name for name in self.names if name != page.source.author.name]
        name = site.author.name if site else self.rng.choice(strangers)
        return self._numbered(Comment(name, day, text, link))

    def answer(self, page: Page, to: Comment, text: str, author: str = "") -> Comment:
        """Answer a comment, by the author of the page unless named."""
        day = min(LAST, to.day + timedelta(days=self.rng.randint(0, 3)))
        reply = self._numbered(Comment(author or page.source.author.name, day, text))
        to.replies.append(reply)
        return reply

    def _numbered(self, comment: Comment) -> Comment:
        self.number += self.rng.randint(1, 9)
        comment.number = self.number
        return comment


def open_pages(pages: list[Page]) -> list[Page]:
    """Pages of living blogs on which readers can write."""
    kinds = ("article", "personal", "crisis")
    return [p for p in pages if p.source.platform in TALKING and p.kind in kinds and p.source.kind == "blog"]


def chatter(pages: list[Page], visits: dict[str, list[str]], cast: dict[str, Source], voices: Voices) -> None:
    """Praise by visitors who leave their site, by readers who have none, and questions that the author answers."""
    rng = voices.rng
    by_source: dict[str, list[Page]] = {}
    for page in open_pages(pages):
        if page.kind == "article":
            by_source.setdefault(page.source.key, []).append(page)
        elif page.kind == "personal":
            page.comments += [voices.comment(page, text) for text in rng.sample(data("common")["warm"], rng.randint(0, 2))]
    for key in sorted(by_source):
        for visitor in visits.get(key, []):
            page = rng.choice(by_source[key])
            page.comments.append(voices.comment(page, _kind_word(page, rng), cast[visitor]))
        for page in by_source[key]:
            _readers(page, voices)


def _kind_word(page: Page, rng: random.Random) -> str:
    """Praise, of a dish only where one was cooked."""
    said = {comment.text for comment in page.comments}
    pool: list[str] = data("common")["praise" if "recipe" in page.flags else "table"]
    return rng.choice([text for text in pool if text not in said])


def _readers(page: Page, voices: Voices) -> None:
    rng, common = voices.rng, data("common")
    if rng.random() < 0.16:
        page.comments.append(voices.comment(page, _kind_word(page, rng)))
    if rng.random() < 0.18:
        question, reply = rng.choice(common["qa" if "recipe" in page.flags else "tableqa"])
        asked = voices.comment(page, question)
        answered = voices.answer(page, asked, reply)
        if rng.random() < 0.3:
            answered.replies.append(voices.comment(page, rng.choice(common["thanks"])))
            answered.replies[-1].author, answered.replies[-1].day = asked.author, answered.day
        page.comments.append(asked)


@dataclass
class Asked:
    """A need as it was planted: the words that tell it, and where it is said."""

    name: str
    theme: list[str]
    answered: bool
    threads: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def add(self, page: Page, url: str) -> None:
        """Note where it was said."""
        self.threads.append(url)
        self.sources.append(page.source.key)


def needs(rng: random.Random) -> Iterator[tuple[dict[str, Any], Asked, list[list[str]]]]:
    """The needs of this web and the threads that say them; the last ones are answered each time."""
    pool = rng.sample(data("needs"), len(data("needs")))
    for rank, need in enumerate(pool):
        texts = rng.sample(need["threads"], rng.randint(3, len(need["threads"])))
        yield need, Asked(need["id"], need["theme"], rank >= 12), texts


def ask_in_comments(need: dict[str, Any], asked: Asked, texts: list[list[str]], pages: list[Page], voices: Voices) -> None:
    """Plant threads of a need as comments, each on another blog of a community where it is natural."""
    rng = voices.rng
    fit = [
        p for p in open_pages(pages) if p.kind == "article" and p.source.community in need["places"] and p.source.alive == "alive"
    ]
    used = set[str]()
    for _, text in texts:
        page = rng.choice([p for p in fit if p.source.key not in used])
        used.add(page.source.key)
        comment = voices.comment(page, text)
        comment.day = some_day(rng, page.day, LAST)
        page.comments.append(comment)
        asked.add(page, page.anchor(comment))
        if asked.answered:
            voices.answer(page, comment, rng.choice(need["answers"]))
