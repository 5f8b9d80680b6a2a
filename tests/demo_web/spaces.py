"""Forums, the wiki, the feedback board and the profiles."""

import random
from datetime import date, timedelta
from typing import Any

from tests.demo_web.cast import Source, data, slug
from tests.demo_web.model import LAST, Comment, Link, Page, some_day
from tests.demo_web.talk import Asked, Voices
from tests.demo_web.words import Scene, capitalised, noun

FORUMS = {"phpbb": "marmite", "threads": "fournil"}


class Forum:
    """Opens threads on one forum."""

    def __init__(self, source: Source, voices: Voices) -> None:
        self.source, self.voices, self.rng = source, voices, voices.rng
        self.helpers = self.rng.sample(data("names")["people"]["handles"], 4)
        self.circles: dict[str, list[str]] = {}
        self.pages: list[Page] = []

    def open(self, texts: list[Any], day: Any = None) -> Page:
        """A thread: title, question, answers."""
        number = 311 + 7 * len(self.pages)
        place = (
            f"viewtopic.php?f=2&t={number}" if self.source.platform == "phpbb" else f"discussion/{number}-{slug(texts[0])[:40]}"
        )
        page = Page(self.source, self.source.home + place, texts[0], day or some_day(self.rng), "question")
        page.author = self.rng.choice(self.voices.names)
        page.say(texts[1])
        for text in texts[2:]:
            page.comments.append(self.reply(page, text))
        if page.comments:
            page.comments[0].accepted = len(texts) > 3 and self.rng.random() < 0.6
        self.pages.append(page)
        return page

    def reply(self, page: Page, text: str) -> Comment:
        """An answer by somebody else than the one who asks, after those before it."""
        reply = self.voices.comment(page, text)
        thanks = text.startswith(("Problème réglé", "C'était ça", "Collerettes"))
        others = self.helpers if self.rng.random() < 0.5 else self.voices.names
        reply.author = page.author if thanks else self.rng.choice([name for name in others if name != page.author])
        if page.comments:
            reply.day = max(reply.day, page.comments[-1].day)
        return reply

    def usual(self) -> None:
        """The threads of every day, all answered."""
        for texts in data("threads")[FORUMS[self.source.platform]]:
            self.open(texts)

    def ask(self, need: dict[str, Any], asked: Asked, texts: list[list[str]]) -> None:
        """Threads of a need; answered only where the need is a decoy."""
        for title, text in texts:
            page = self.open([title, text, *([self.rng.choice(need["answers"])] if asked.answered else [])])
            asked.add(page, page.url)

    def cite(self, page: Page, links: list[Link]) -> None:
        """Answers that send elsewhere; a thread that is to stay without answer is never given."""
        while links:
            count = min(len(links), self.rng.choice([1, 1, 2]))
            marks = {"link" if i == 0 else "link2": page.token(links.pop()) for i in range(count)}
            pool = [line for line in data("threads")["forumcites"] if line.count("link") == count]
            page.comments.append(self.reply(page, Scene(self.rng, {}, chosen=dict(marks)).say(pool)))


def wiki_pages(source: Source, rng: random.Random) -> list[Page]:
    """Articles of the wiki, one for each of some vegetables."""
    lists = data("vegetal")["lists"]
    names = sorted({name for key, names in lists.items() if key.startswith("legume") for name in names})
    pages = []
    for entry in rng.sample(names, 10):
        scene, legume = Scene(rng, lists), noun(entry)
        scene.chosen["legume"] = legume
        title = capitalised(scene.fill("{legume}"))
        page = Page(source, f"{source.home}wiki/{capitalised(slug(title, '_'))}", title, some_day(rng), "page")
        page.say(*(scene.say(data("threads")["wiki"]) for _ in range(3)))
        page.say(*(scene.say(data("threads")["wiki"]) for _ in range(2)))
        pages.append(page)
    return pages


def profile_pages(source: Source, rng: random.Random) -> list[Page]:
    """Messages of a profile."""
    words, pages = data(source.community), []
    for number in range(rng.randint(4, 6)):
        text = (
            rng.choice(data("threads")["short"]) if rng.random() < 0.6 else Scene(rng, words["lists"], "été").say(words["tips"])
        )
        page = Page(source, f"{source.home}/{48210 + 137 * number}", text[:60].rstrip(" ,:.") + "…", some_day(rng), "message")
        page.say(text)
        pages.append(page)
    pages[-1].day = max(pages[-1].day, some_day(rng, date(2026, 4, 1)))
    return pages


def cite_briefly(page: Page, links: list[Link], pool: list[str], rng: random.Random) -> None:
    """Add to a short text the sentences that send elsewhere."""
    while links:
        count = min(len(links), rng.choice([1, 2]))
        lines = [line for line in pool if line.count("link") == count]
        marks = {"link" if i == 0 else "link2": page.token(links.pop()) for i in range(count)}
        page.say(Scene(rng, {}, chosen=dict(marks)).say(lines))


class Board:
    """The feedback board of the brand: ideas with votes and a status."""

    def __init__(self, source: Source, voices: Voices) -> None:
        self.source, self.voices, self.pages = source, voices, list[Page]()

    def idea(self, title: str, text: str, votes: int, status: str = "open") -> Page:
        """An idea; open ones have no answer."""
        number = 40 + 3 * len(self.pages)
        page = Page(
            self.source,
            f"{self.source.home}idees/{number}-{slug(title)[:40]}",
            title,
            some_day(self.voices.rng),
            "idea",
        )
        page.votes, page.status, page.author = votes, status, self.voices.rng.choice(self.voices.names)
        page.say(text)
        self.pages.append(page)
        return page

    def usual(self) -> None:
        """Ideas that the brand answered."""
        for title, text, votes, status, reply in data("threads")["bureau"]:
            page = self.idea(title, text, votes, status)
            self.official(page, reply)

    def official(self, page: Page, text: str) -> None:
        """The answer of the brand."""
        reply = self.voices.comment(page, text)
        reply.author, reply.day = "Équipe Mijolie", min(LAST, page.day + timedelta(days=9))
        page.comments.append(reply)

    def ask(self, need: dict[str, Any], asked: Asked, text: list[str]) -> None:
        """A need said as an idea."""
        page = self.idea(text[0], text[1], self.voices.rng.randint(15, 90), "planned" if asked.answered else "open")
        asked.add(page, page.url)
        if asked.answered:
            self.official(page, need["answers"][0])
