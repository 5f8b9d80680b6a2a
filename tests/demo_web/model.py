"""Pages, their texts and their links, before they are rendered."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.demo_web.cast import Source, slug

FIRST, LAST = date(2025, 4, 1), date(2026, 9, 30)
SEASONS = [
    "hiver",
    "hiver",
    "printemps",
    "printemps",
    "printemps",
    "été",
    "été",
    "été",
    "automne",
    "automne",
    "automne",
    "hiver",
]
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True)
class Link:
    """One hyperlink; `target` is the key of a source, or a host that is none."""

    target: str
    url: str
    anchor: str
    type: str
    rel: str = ""


@dataclass
class Comment:
    """A comment or an answer, with what answers it."""

    author: str
    day: date
    text: str
    site: Link | None = None
    replies: list["Comment"] = field(default_factory=list)
    number: int = 0
    accepted: bool = False


@dataclass
class Page:
    """A page of a source. Texts hold [[0]], [[1]]… where its links stand."""

    source: Source
    url: str
    title: str
    day: date
    kind: str = "article"
    blocks: list[tuple[str, list[str]]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    canonical: str = ""
    author: str = ""
    votes: int = 0
    status: str = ""
    furniture: list[Link] = field(default_factory=list)

    def token(self, link: Link) -> str:
        """Keep a link and return the mark that stands for it in a text."""
        self.links.append(link)
        return f"[[{len(self.links) - 1}]]"

    def say(self, *texts: str) -> None:
        """Add a paragraph."""
        self.blocks.append(("p", list(texts)))

    @property
    def season(self) -> str:
        """Season of its date."""
        return SEASONS[self.day.month - 1]

    def anchor(self, comment: Comment) -> str:
        """Address of a comment, as its platform writes it."""
        mark = {"blogger": "c", "phpbb": "p", "threads": "reponse-"}.get(self.source.platform, "comment-")
        return f"{self.url}#{mark}{comment.number}"


def some_day(rng: random.Random, first: date = FIRST, last: date = LAST) -> date:
    """A day between two, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def address(source: Source, title: str, day: date, taken: set[str]) -> str:
    """Address of a post in the manner of its platform, once only."""
    name, number = "-".join(slug(title).split("-")[:5]), 1
    while True:
        stem = name if number == 1 else f"{name}-{number}"
        url = source.home + _path(source.platform, stem, day)
        if url not in taken:
            taken.add(url)
            return url
        number += 1


def _path(platform: str, stem: str, day: date) -> str:
    if platform == "wordpress":
        return f"{day:%Y/%m}/{stem}/"
    if platform in ("blogger", "overblog"):
        return f"{day:%Y/%m}/{stem}.html"
    return f"recettes/{stem}.htm"
