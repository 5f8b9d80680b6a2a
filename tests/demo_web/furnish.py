"""Home pages, and what stands beside the texts: blogrolls, badges, footers, buttons."""

from hashlib import sha256
from typing import TYPE_CHECKING

from tests.demo_web.cast import Source
from tests.demo_web.model import LAST, Link, Page

if TYPE_CHECKING:
    from tests.demo_web.make import World


def furnish(world: "World") -> None:
    """Home pages, and on each page the links that repeat."""
    known = {source.key: source for source in world.sources}
    homes = [Page(source, source.home, source.title, LAST, "home") for source in world.sources if source.alive != "gone"]
    world.pages = homes + world.pages
    ring = [source for source in world.outsiders if source.role == "ring"]
    firms = [source for source in world.outsiders if source.role in ("brand", "board")]
    for page in world.pages:
        page.furniture = _furniture(page, world, known) if page.source.community else []
        if page.source.role == "ring":
            page.furniture = [Link(s.key, s.home, s.title, "footer") for s in ring if s is not page.source]
        elif page.source.role in ("brand", "board"):
            page.furniture = [Link(s.key, s.home, s.title, "navigation") for s in firms if s is not page.source]


def _furniture(page: Page, world: "World", known: dict[str, Source]) -> list[Link]:
    """What stands beside the texts of a source: on all its pages, or on its home page only."""
    source = page.source
    if page.kind != "home" and "everywhere" not in source.traits:
        widgets = [key for key in world.tied.widgets.get(source.key, []) if source.key.endswith("." + key)]
        return [_widget(known[key]) for key in widgets]
    links = [Link(key, known[key].home, known[key].title, "blogroll") for key in world.tied.friends.get(source.key, [])]
    links += [_widget(known[key]) for key in world.tied.widgets.get(source.key, [])]
    for event in world.ledger.rounds:
        if source.key in event["guests"] and len(source.key) % 2:  # type: ignore[operator]
            host = known[str(event["host"])]
            links.append(Link(host.key, host.home, f"Participant : {event['name']}", "badge"))
    return links + _platforms(source)


def _platforms(source: Source) -> list[Link]:
    """Where a blog is on rented ground, and a button to share; handles are invented."""
    number, handle = (
        int(sha256(source.key.encode()).hexdigest(), 16),
        f"{source.key.split('.')[0].replace('-', '')}_demo",
    )
    places = [
        ("www.instagram.com", f"{handle}/", "Suivez-moi sur Instagram"),
        ("www.youtube.com", f"@{handle}", "Ma chaîne YouTube"),
        ("www.facebook.com", f"sharer/sharer.php?u={source.home}", "Partager"),
    ]
    chosen = [place for bit, place in zip((3, 7, 5), places, strict=True) if number % bit == 0]
    return [Link(host, f"https://{host}/{path}", text, "share") for host, path, text in chosen] if source.kind == "blog" else []


def _widget(decoy: Source) -> Link:
    kinds = {"badge": "badge", "directory": "badge", "charity": "badge", "counter": "footer", "host": "footer"}
    return Link(decoy.key, decoy.home, decoy.text, kinds.get(decoy.subject, "blogroll"))
