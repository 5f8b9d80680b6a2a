"""Who is there: the sources, their community, strength, role, people and addresses."""

import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"
COMMUNITIES = ("quotidien", "patisserie", "vegetal", "vin", "restos", "monde", "sansgluten")
TOP = [
    "patisserie",
    "quotidien",
    "vegetal",
    "patisserie",
    "quotidien",
    "vin",
    "monde",
    "vegetal",
    "patisserie",
    "restos",
]


@cache
def data(name: str) -> Any:
    """One of the generator's data files."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Person:
    """Who writes: a first name or a handle, and a gender for agreements."""

    name: str
    feminine: bool


@dataclass
class Source:
    """One source of the web, with what was planted in it."""

    key: str
    title: str
    community: str = ""
    kind: str = "blog"
    role: str = "regular"
    strength: float = 0.0
    platform: str = "handmade"
    region: str = ""
    alive: str = "alive"
    author: Person = Person("La rédaction", True)
    decoy: bool = False
    share: float = 0.0
    text: str = ""
    subject: str = ""
    alias: str = ""
    refuses: bool = False
    traits: set[str] = field(default_factory=set)

    @property
    def home(self) -> str:
        """Address of its home page."""
        return f"https://{self.key}" if "/" in self.key else f"https://{self.prefix}{self.key}/"

    @property
    def prefix(self) -> str:
        """ "www." for some of those that have a domain of their own."""
        return "www." if "www" in self.traits else ""


def slug(text: str, joint: str = "-") -> str:
    """The text as it stands in an address."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe")).encode("ascii", "ignore").decode().lower()
    return joint.join(re.findall(r"[a-z0-9]+", plain))


def _host(title: str, platform: str, rng: random.Random) -> str:
    """A domain of its own or a name on a platform, in one of several shapes."""
    short = re.sub(r"^(Le |La |Les |L'|Un |Une |Mon |Ma )", "", title) if rng.random() < 0.45 else title
    name = slug(short, rng.choice(["", "", "-"]))[:34].strip("-")
    hosted = data("extras")["platforms"].get(platform)
    return f"{name}.{hosted}" if hosted and rng.random() < 0.6 else f"{name}.example"


def strengths(count: int) -> list[float]:
    """Expected numbers of distinct citing sources, strongest first: a steep head, a long tail."""
    head = [76 * 0.905**rank for rank in range(10)]
    tail = [25 * (11 / rank) ** 0.66 for rank in range(11, count + 1)]
    return (head + tail)[:count]


def _order(rng: random.Random) -> list[str]:
    """The community of each rank, strongest first; the smallest communities are not asked for the very first ranks."""
    extras = data("extras")
    top = rng.sample(TOP[:3], 3) + rng.sample(TOP[3:], 7)
    fixed = {space["rank"] - 1: space["community"] for space in extras["spaces"]}
    rest = [name for name in COMMUNITIES for _ in range(extras["sizes"][name])]
    for name in [*top, *fixed.values()]:
        rest.remove(name)
    rng.shuffle(rest)
    order = top
    while rest or len(order) in fixed:
        order.append(fixed[len(order)] if len(order) in fixed else rest.pop())
    return order


def _people(rng: random.Random) -> Iterator[Person]:
    names = data("names")["people"]
    both = [Person(name, True) for name in names["f"]] + [Person(name, False) for name in names["m"]]
    while True:
        yield from rng.sample(both, len(both))


def _blog(title: str, community: str, person: Person, rng: random.Random) -> Source:
    platform = rng.choices(["wordpress", "blogger", "overblog", "handmade"], [45, 22, 18, 15])[0]
    blog = Source(_host(title, platform, rng), title, community, platform=platform, author=person)
    if not blog.key.endswith(tuple(data("extras")["platforms"].values())) and rng.random() < 0.35:
        blog.traits.add("www")
    for trait, share in {
        "structured": 0.7,
        "feed": 0.25,
        "robots": 0.12,
        "curly": 0.5,
        "spaced": 0.5,
        "everywhere": 0.22,
        "about": 0.18,
    }.items():
        if rng.random() < share:
            blog.traits.add(trait)
    if platform == "handmade" and rng.random() < 0.3:
        blog.traits.add("latin")
    return blog


def residents(rng: random.Random) -> list[Source]:
    """The sources with a planted community, strongest first."""
    names = {community: rng.sample(data("names")[community], len(data("names")[community])) for community in COMMUNITIES}
    spaces = {space["rank"] - 1: space for space in data("extras")["spaces"]}
    people, order, cast = _people(rng), _order(rng), list[Source]()
    for rank, (community, strength) in enumerate(zip(order, strengths(len(order)), strict=True)):
        if rank in spaces:
            fields = {name: value for name, value in spaces[rank].items() if name != "rank"}
            source = Source(**fields, author=next(people))
        else:
            source = _blog(names[community].pop(), community, next(people), rng)
        source.strength = round(strength, 3)
        source.region = rng.choice(data("names")["regions"])
        source.traits |= {"structured"} if source.platform == "threads" else set()
        cast.append(source)
    _give_roles(cast, rng)
    return cast


def _give_roles(cast: list[Source], rng: random.Random) -> None:
    """Leaders, bridges, periphery, isolated; and among the weaker ones sleepers, gone, moved, refusing."""
    for source in cast[:10]:
        source.role = "leader"
    blogs = [source for source in cast[10:] if source.kind == "blog"]
    for source in rng.sample(blogs[10:70], 10):
        source.role = "bridge"
    for source in blogs[-70:]:
        source.role = "periphery"
    weak = rng.sample(blogs[60:], 34)
    for source in weak[:14]:
        source.alive, source.role = "asleep", "sleeper"
    for source in weak[14:18]:
        source.alive, source.role = "gone", "sleeper"
    for source in weak[18:26]:
        source.role, source.strength = "isolated", 0.0
    for source in weak[26:34] + rng.sample(blogs[:40], 5):
        source.refuses = True
    for source in rng.sample([s for s in blogs[:120] if s.alive == "alive" and "/" not in s.key], 5):
        source.alias = f"{slug(source.title, '')[:20]}.{rng.choice(['pagesperso', 'monblogmiam'])}.example"


def outsiders(rng: random.Random) -> list[Source]:
    """Brands, shops and decoys: no planted community."""
    extras = data("extras")
    cast = [Source(platform="corporate", **firm) for firm in extras["firms"]]
    cast += [Source(platform="corporate", decoy=True, **decoy) for decoy in extras["decoys"]]
    for title in extras["ring"]:
        host = f"{slug(title, rng.choice(['', '-']))}.example"
        cast.append(Source(host, title, kind="site", role="ring", platform="handmade", decoy=True))
    return cast
