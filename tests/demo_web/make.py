"""From a seed to the folder of the demonstration niche: cast, ties, pages, archive, truth."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.demo_web import (
    archive,
    brand,
    capture,
    cast,
    circles,
    crisis,
    furnish,
    others,
    plan,
    planted,
    spaces,
    talk,
    ties,
    truth,
    writing,
)
from tests.demo_web.cast import Source, data
from tests.demo_web.model import Link, Page
from tests.demo_web.prose import Draft

UNHELD = 16


@dataclass
class World:
    """Everything that one seed gives."""

    seed: int
    residents: list[Source]
    outsiders: list[Source]
    tied: ties.Ties
    voices: talk.Voices
    taken: set[str] = field(default_factory=set)
    pages: list[Page] = field(default_factory=list)
    ledger: planted.Ledger = field(default_factory=planted.Ledger)
    needs: list[talk.Asked] = field(default_factory=list)
    outbreak: crisis.Crisis = field(default_factory=crisis.Crisis)
    copies: list[dict[str, object]] = field(default_factory=list)
    affiliate: int = 0
    forums: list[spaces.Forum] = field(default_factory=list)
    unheld: list[Source] = field(default_factory=list)
    voice: brand.Voice = field(default_factory=brand.Voice)

    @property
    def sources(self) -> list[Source]:
        """All sources, those with a planted community first, strongest first."""
        return self.residents + self.outsiders

    def rng(self, part: str) -> random.Random:
        """Random numbers of one part, the same whatever the others draw."""
        return random.Random(f"{self.seed}/{part}")


def imagine(seed: int) -> World:
    """Draw the whole web of a seed."""
    people = random.Random(f"{seed}/cast")
    residents, outsiders = cast.residents(people), cast.outsiders(people)
    tied = ties.draw(residents, outsiders, random.Random(f"{seed}/ties"))
    world = World(seed, residents, outsiders, tied, talk.Voices(random.Random(f"{seed}/voices")))
    drafts, forums, board = _publish(world)
    world.forums = forums
    _cite(world, drafts, forums)
    _plant(world, drafts, forums, board)
    _gather_others(world)
    furnish.furnish(world)
    _hold_back(world)
    brand.search(world)
    return world


def _publish(world: World) -> tuple[list[Draft], list[spaces.Forum], spaces.Board]:
    """Everything that has a date and an address, before it cites anybody."""
    rng = world.rng("posts")
    drafts = [draft for s in world.residents if s.kind == "blog" for draft in plan.blog_drafts(s, world.tied, world.taken, rng)]
    planted.rhetorical(drafts, world.taken, world.ledger, world.rng("rhetorical"))
    forums = [spaces.Forum(source, world.voices) for source in world.residents if source.kind == "forum"]
    board = spaces.Board(next(source for source in world.outsiders if source.kind == "board"), world.voices)
    board.usual()
    for forum in forums:
        forum.usual()
    for source in world.residents:
        if source.kind == "wiki":
            world.pages += spaces.wiki_pages(source, rng)
        elif source.kind == "profile":
            world.pages += spaces.profile_pages(source, rng)
    return drafts, forums, board


def _cite(world: World, drafts: list[Draft], forums: list[spaces.Forum]) -> None:
    """Give each page the citations that the ties ask for."""
    rng = world.rng("citations")
    where = plan.Addresses(world.residents, [draft.page for draft in drafts], rng)
    by_url = {draft.page.url: draft for draft in drafts} | {page.url: forum for forum in forums for page in forum.pages}
    pages = [draft.page for draft in drafts] + world.pages + [page for forum in forums for page in forum.pages]
    homes = {source.key: source.community for source in world.residents}
    for source in world.residents:
        own = [page for page in pages if page.source is source]
        cited = plan.spread(source, world.tied, own, rng)
        for page in own:
            links = [where.link(target, page.day) for target in cited[page.url]]
            _write(page, links, by_url.get(page.url), rng, homes)
    world.pages += [draft.page for draft in drafts]


def _write(page: Page, links: list[Link], writer: Draft | spaces.Forum | None, rng: random.Random, homes: dict[str, str]) -> None:
    """Write a page around its links, in the manner of its kind."""
    if isinstance(writer, Draft):
        writer.write(links, homes)
    elif isinstance(writer, spaces.Forum):
        writer.cite(page, links)
    else:
        spaces.cite_briefly(page, links, data("threads")["wikicites" if page.source.kind == "wiki" else "shortcites"], rng)


def _plant(world: World, drafts: list[Draft], forums: list[spaces.Forum], board: spaces.Board) -> None:
    """Rounds, money, mentions, needs, crisis, chatter."""
    articles = [draft.page for draft in drafts]
    by_source = {source.key: [p for p in articles if p.source is source] for source in world.residents}
    planted.take_part(plan.rounds(world.residents, world.rng("rounds")), by_source, world.ledger, world.rng("badges"))
    fit = [page for page in articles if page.source.role != "isolated"]
    planted.sponsor(fit, world.outsiders, world.ledger, world.rng("sponsors"))
    world.affiliate = planted.affiliate(fit, world.outsiders, world.rng("affiliates"))
    planted.mention(articles, world.ledger, world.rng("mentions"))
    living = [source for source in world.residents if source.kind == "blog" and source.alive == "alive"]
    world.pages += planted.personal(living, world.ledger, world.taken, world.rng("personal"))
    angry, world.outbreak = crisis.break_out(world.residents, world.tied, world.taken, world.voices)
    firm = next(source for source in world.outsiders if source.role == "brand")
    world.pages += angry + crisis.elsewhere(forums, board, firm, world.outbreak)
    world.pages += brand.publish(firm, world.voice, world.rng("brand"))
    brand.reply(forums, world.outbreak, world.voice)
    _ask(world, forums, board)
    talk.chatter(world.pages, world.tied.visits, {source.key: source for source in world.residents}, world.voices)
    circles.gather(next(forum for forum in forums if forum.source.platform == "phpbb"), talk.Voices(world.rng("circles")))
    world.pages += board.pages + [page for forum in forums for page in forum.pages]


def _ask(world: World, forums: list[spaces.Forum], board: spaces.Board) -> None:
    """Spread the threads of each need: on a forum, on the board where it fits, the others under articles."""
    rng = world.rng("needs")
    marmite, fournil = sorted(forums, key=lambda forum: forum.source.community == "patisserie")
    for need, asked, texts in talk.needs(rng):
        forum = fournil if "patisserie" in need["places"] and rng.random() < 0.7 else marmite
        on_forum, rest = texts[: 1 + (len(texts) > 4)], texts[1 + (len(texts) > 4) :]
        forum.ask(need, asked, on_forum)
        if need.get("board"):
            board.ask(need, asked, rest.pop())
        talk.ask_in_comments(need, asked, rest, world.pages, world.voices)
        world.needs.append(asked)


def _gather_others(world: World) -> None:
    """Pages of those who have no community, copies, spam, pages about the sources, rules."""
    rng = world.rng("others")
    ring = [source for source in world.outsiders if source.role == "ring"]
    articles = [
        p
        for p in world.pages
        if p.kind == "article" and not p.flags & {"sponsored", "rhetorical"} and p.url not in world.ledger.named
    ]
    aggregator, copier = (next(s for s in world.outsiders if s.role == role) for role in ("aggregator", "copier"))
    copied, world.copies = others.copies(aggregator, copier, articles, rng)
    others.spam(ring, talk.open_pages(articles), world.voices.number, rng)
    for source in world.outsiders:
        if source.role == "ring":
            world.pages += others.ring_pages(source, ring, rng)
        elif source.decoy and source.role not in ("aggregator", "copier"):
            world.pages += others.decoy_pages(source, rng)
        elif not source.decoy and source.kind != "board":
            world.pages += others.firm_pages(source, rng)
    world.pages += copied
    world.pages += [planted.about_page(source, rng) for source in world.residents if _tells(source)]
    world.pages += truth.rules_pages(world.sources)


def _hold_back(world: World) -> None:
    """Leave out ordinary blogs with which nothing was planted: the others cite them, the analyst does not know them yet."""
    told = json.dumps(truth.plantings(world))
    ordinary = [s for s in world.residents[40:] if (s.kind, s.role, s.alive, s.alias) == ("blog", "regular", "alive", "")]
    world.unheld = [source for source in ordinary if source.key not in told][::2][:UNHELD]
    world.residents = [source for source in world.residents if source not in world.unheld]
    world.pages = [page for page in world.pages if page.source not in world.unheld]


def _tells(source: Source) -> bool:
    """Whether a source has a page about itself."""
    return source.kind == "blog" and source.alive != "gone" and ("about" in source.traits or source.refuses)


def generate(seed: int, folder: Path) -> World:
    """Write the niche of a seed to a folder: archive, niche.yml, seeds.csv, editorial.yml, people.key, truth.json."""
    world = imagine(seed)
    folder.mkdir(parents=True, exist_ok=True)
    archive.write(folder / "crawl" / "demo.warc.gz", capture.captures(world.sources, world.pages))
    writing.write(world.sources, seed, folder)
    brand.write(world, folder)
    truth.write(world, folder)
    return world
