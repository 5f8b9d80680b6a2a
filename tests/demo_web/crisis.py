"""A small crisis about the brand: who spoke first, who joined, who defended it, by which path."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.demo_web.cast import Source, data
from tests.demo_web.model import Link, Page, address
from tests.demo_web.planted import BRAND
from tests.demo_web.spaces import Board, Forum
from tests.demo_web.talk import TALKING, Voices
from tests.demo_web.ties import Ties

START = date(2026, 7, 6)


@dataclass
class Crisis:
    """The truth of it."""

    first_mover: str = ""
    posts: list[str] = field(default_factory=list)
    attackers: list[str] = field(default_factory=list)
    defenders: list[str] = field(default_factory=list)
    path: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, page: Page, side: list[str]) -> None:
        """Add a post to one side."""
        self.posts.append(page.url)
        side.append(page.url)
        self.path.append((page.day.isoformat(), page.source.community, page.source.key))


def _cast(sources: list[Source], ties: Ties, rng: random.Random) -> tuple[Source, list[Source], list[Source]]:
    """The first mover, a pastry blog of some weight; attackers, wave after wave, those who cite it first; defenders."""
    talking = [s for s in sources if s.platform in TALKING and s.kind == "blog" and s.alive == "alive" and s.role != "isolated"]
    first = rng.choice([s for s in talking[8:60] if s.community == "patisserie"])
    order = sorted(talking, key=lambda s: ((s.key, first.key) not in ties.editorial, rng.random()))
    order.remove(first)
    waves = [("patisserie", 4), ("quotidien", 4), ("vegetal", 1), ("monde", 1)]
    attackers = [s for name, count in waves for s in [s for s in order if s.community == name][:count]]
    rest = [s for s in order if s not in attackers and s.community in ("patisserie", "quotidien", "vegetal")]
    return first, attackers, rng.sample(rest, 4)


def _article(source: Source, texts: list[str], day: date, taken: set[str]) -> Page:
    page = Page(
        source,
        address(source, texts[0], day, taken),
        texts[0],
        day,
        "crisis",
        author=source.author.name,
        tags=["coup de gueule"],
    )
    page.say(texts[1])
    return page


def break_out(sources: list[Source], ties: Ties, taken: set[str], voices: Voices) -> tuple[list[Page], Crisis]:
    """The articles of the crisis with their comments."""
    words, rng, crisis, pages = data("crisis"), voices.rng, Crisis(), list[Page]()
    first, attackers, defenders = _cast(sources, ties, rng)
    pages.append(_article(first, words["opener"], START, taken))
    crisis.first_mover = first.key
    crisis.note(pages[0], crisis.attackers)
    for number, (source, texts) in enumerate(zip(attackers, words["attackers"], strict=False)):
        pages.append(_article(source, texts, START + timedelta(days=1 + number // 2), taken))
        crisis.note(pages[-1], crisis.attackers)
        if (source.key, first.key) in ties.editorial:
            link = pages[-1].token(Link(first.key, pages[0].url, first.title, "editorial"))
            pages[-1].say(f"Tout est parti du billet de {link}, que je vous invite à lire en entier.")
    for number, (source, texts) in enumerate(zip(defenders, words["defenders"], strict=False)):
        pages.append(_article(source, texts, START + timedelta(days=4 + 2 * number), taken))
        crisis.note(pages[-1], crisis.defenders)
    for page in pages:
        _react(page, crisis, voices)
    return pages, crisis


def _react(page: Page, crisis: Crisis, voices: Voices) -> None:
    words, rng = data("crisis"), voices.rng
    angry = page.url in crisis.attackers
    for text in rng.sample(words["angry"], 3 if angry else 1) + rng.sample(words["calm"], 1 if angry else 2):
        page.comments.append(voices.comment(page, text))
        page.comments[-1].day = min(page.comments[-1].day, page.day + timedelta(days=2))


def elsewhere(forums: list[Forum], board: Board, brand: Source, crisis: Crisis) -> list[Page]:
    """The same anger on the forums and the board, and what the brand said in the end."""
    words = data("crisis")
    for forum, texts in zip(forums, words["threads"], strict=True):
        crisis.note(forum.open(texts, START + timedelta(days=1)), crisis.attackers)
    title, text, votes, status, reply = words["ideas"][0]
    idea = board.idea(title, text, votes, status)
    idea.day = START + timedelta(days=2)
    board.official(idea, reply)
    crisis.note(idea, crisis.attackers)
    title, text = words["statement"]
    page = Page(brand, f"{brand.home}actualites/mise-a-jour-du-6-juillet", title, START + timedelta(days=8), author=BRAND)
    page.say(text)
    return [page]
