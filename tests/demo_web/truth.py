"""What was planted, as the tests read it. The pipeline never does.

truth.json: who is there (`sources`, `communities`, `top10`, `bridges`), what is said (`needs`, `answered_decoys`,
`answered_questions`, `rhetorical`, `offtopic`, `mentions`, `crisis`), what is paid (`sponsored_posts`, `affiliate_links`),
rules, refusals, contacts, aliases, copies; `unheld` are cited by the others, and neither seeds nor in the archive (with
their community). truth-links.csv.gz: pages of a source that hold a link of a type to a target.

A source has a planted community if it is a blog, forum, wiki or profile of the niche with at least one editorial link,
given or received. The brands, their board, the shops and the decoys have none; nor have the blogs that nobody cites and
that cite nobody (role `isolated`; `subject` says what they write about). `strength` is the number of distinct citing
sources that was asked for; what was drawn departs from it a little. Types `editorial` and `attribution` are editorial;
`ring` is a link of the link ring in a text. `circles`: members of a forum who mostly answer one another, by theme;
`mixing` is the share of their answers that go to somebody outside their circle; `helpers` answer everybody.
Keys of profiles are handles: the pipeline shows their pseudonyms.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.demo_web import circles
from tests.demo_web.archive import member
from tests.demo_web.cast import COMMUNITIES, Source, data
from tests.demo_web.model import LAST, Comment, Page
from tests.demo_web.planted import BRAND, RIVALS
from tests.demo_web.spelling import plain

if TYPE_CHECKING:
    from tests.demo_web.make import World

EDITORIAL = ("editorial", "attribution")
Row = tuple[str, str, str]


def rules_pages(sources: list[Source]) -> list[Page]:
    """Rules pages of the forums, the wiki and the board."""
    known, pages, words = {source.key: source for source in sources}, [], data("threads")
    paths = {"phpbb": "charte", "threads": "reglement", "wiki": "wiki/Regles"}
    for key, _, sentence, title in words["rules"]:
        source = known[key]
        page = Page(source, source.home + paths.get(source.platform, "regles"), title, LAST, "rules")
        page.say(words["rulesmore"][0], sentence)
        page.say(*words["rulesmore"][1:])
        pages.append(page)
    return pages


def _sites(comments: list[Comment]) -> list[str]:
    return [c.site.target for c in comments if c.site] + [key for c in comments for key in _sites(c.replies)]


def links(pages: list[Page]) -> Counter[Row]:
    """Pages that hold a link, by (source, target, type)."""
    total = Counter[Row]()
    for page in pages:
        found = {(link.target, link.type) for link in page.links + page.furniture}
        found |= {(key, "comment") for key in _sites(page.comments)}
        total.update((page.source.key, target, kind) for target, kind in sorted(found) if target not in ("", page.source.key))
    return total


def placed(rows: Counter[Row]) -> set[str]:
    """Sources with an editorial link, given or received."""
    return {key for (source, target, kind) in rows if kind in EDITORIAL for key in (source, target)}


def _source(source: Source, where: set[str]) -> dict[str, Any]:
    described = {
        "title": source.title,
        "community": source.community if source.key in where else "",
        "role": source.role,
        "strength": source.strength,
        "alive": source.alive,
        "kind": source.kind,
        "decoy": source.decoy,
    }
    if source.community and source.key not in where:
        described["subject"] = source.community
    if source.region:
        described["region"] = source.region
    return described


def _contacts(pages: list[Page]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for page in pages:
        if page.kind == "about":
            channel = "email" if "email" in page.flags else "form"
            value = f"contact@{page.source.key}" if channel == "email" else page.url
            found[page.source.key] = [{"channel": channel, "value": value, "url": page.url}]
    return found


def spoken(comments: list[Comment]) -> Iterator[Comment]:
    """Comments and, after each, what answers it."""
    for comment in comments:
        yield comment
        yield from spoken(comment.replies)


def _mentions(pages: list[Page], name: str) -> list[str]:
    """Posts and comments whose words name a brand."""
    found = {
        page.url
        for page in pages
        if name in " ".join([page.title, *(plain(text, page) for _, items in page.blocks for text in items)])
    }
    found |= {page.anchor(c) for page in pages for c in spoken(page.comments) if name in plain(c.text, page)}
    homes = {page.url for page in pages if page.kind == "home"}
    return sorted(found - homes)


def _answered(pages: list[Page]) -> list[str]:
    """Threads and comments that ask and got an answer."""
    threads = [page.url for page in pages if page.kind in ("question", "idea") and page.comments]
    return sorted(threads + [page.anchor(c) for page in pages for c in page.comments if c.replies])


def _talk(world: "World") -> dict[str, Any]:
    open_needs = [need for need in world.needs if not need.answered]
    return {
        "needs": [
            {"id": n.name, "theme": n.theme, "threads": n.threads, "answered": False, "sources": n.sources} for n in open_needs
        ],
        "answered_decoys": sorted(url for need in world.needs if need.answered for url in need.threads),
        "rhetorical": sorted(world.ledger.rhetorical),
        "sponsored_posts": sorted(world.ledger.sponsored),
        "affiliate_links": world.affiliate,
        "offtopic": sorted(world.ledger.offtopic),
        "mentions": {name: _mentions(world.pages, name) for name in (BRAND, *RIVALS)},
        "answered_questions": _answered(world.pages),
        "helpers": {forum.source.key: sorted(forum.helpers) for forum in world.forums},
        "circles": {forum.source.key: forum.circles for forum in world.forums if forum.circles},
        "mixing": {forum.source.key: round(circles.mixing(forum), 3) for forum in world.forums if forum.circles},
        "mention_tones": dict(sorted(world.ledger.tones.items())),
        "rounds": world.ledger.rounds,
        "own_voice": dict(sorted(world.voice.purposes.items())),
        "page_one": [[query, rank, standing] for query, rank, _, _, standing in world.voice.results],
        "namesakes": data("brand")["namesakes"],
    }


def _spaces(world: "World") -> dict[str, Any]:
    rules = {page.source.key: page.url for page in world.pages if page.kind == "rules"}
    days = [day for day, _, _ in world.outbreak.path]
    return {
        "refusals": sorted(source.key for source in world.residents if source.refuses),
        "welcomes": sorted(page.source.key for page in world.pages if "welcomes" in page.flags),
        "rules": [
            {"source": key, "url": rules[key], "promotion": verdict, "sentence": sentence}
            for key, verdict, sentence, _ in data("threads")["rules"]
        ],
        "crisis": {
            "first": min(days),
            "last": max(days),
            "first_mover": world.outbreak.first_mover,
            "posts": world.outbreak.posts,
            "attackers": world.outbreak.attackers,
            "defenders": world.outbreak.defenders,
            "path": sorted(world.outbreak.path),
        },
        "syndicated": world.copies,
        "aliases": {source.alias: source.key for source in world.residents if source.alias},
        "contacts": _contacts(world.pages),
    }


def plantings(world: "World") -> dict[str, Any]:
    """Everything planted but the sources and their links."""
    return _talk(world) | _spaces(world)


def describe(world: "World") -> dict[str, Any]:
    """The truth of a web, but for its links."""
    rows = links(world.pages)
    where = placed(rows)
    kinds = sorted({kind for _, _, kind in rows})
    return {
        "seed": world.seed,
        "data_date": LAST.isoformat(),
        "communities": {
            name: sorted(s.key for s in world.residents if s.community == name and s.key in where) for name in COMMUNITIES
        },
        "sources": {s.key: _source(s, where) for s in sorted(world.sources, key=lambda s: s.key)},
        "top10": [source.key for source in world.residents[:10]],
        "bridges": sorted(source.key for source in world.residents if source.role == "bridge"),
        "unheld": {source.key: source.community for source in world.unheld},
        **plantings(world),
        "counts": {
            "pages": len(world.pages),
            "links": {kind: sum(pages for row, pages in rows.items() if row[2] == kind) for kind in kinds},
        },
    }


def write(world: "World", folder: Path) -> None:
    """Write truth.json, one key a line, and truth-links.csv.gz: source, target, type, pages that hold such a link."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in describe(world).items()
    ]
    (folder / "truth.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    rows = sorted(links(world.pages).items())
    table = "source,target,type,pages\n" + "".join(f"{a},{b},{kind},{pages}\n" for (a, b, kind), pages in rows)
    (folder / "truth-links.csv.gz").write_bytes(member(table.encode()))


def read(folder: Path) -> dict[str, Any]:
    """The truth with its links: rows (source, target, type, pages)."""
    told: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rows = gzip.decompress((folder / "truth-links.csv.gz").read_bytes()).decode().splitlines()[1:]
    told["links"] = [(a, b, kind, int(pages)) for a, b, kind, pages in (row.split(",") for row in rows)]
    return told
