"""What is planted in the articles: rounds, money, mentions of the brand, personal notes, rhetorical titles."""

import random
from dataclasses import dataclass, field

from tests.demo_web.cast import Source, data
from tests.demo_web.model import LAST, Link, Page, some_day
from tests.demo_web.prose import Draft, scene
from tests.demo_web.words import Noun, Scene

BRAND, RIVALS, SHOPS = (
    "Mijolie",
    ("Vaporine", "Cuisélia"),
    ("boutique-fouetetspatule", "epicerie-duport", "ustensiles-pascher", "cave-en-ligne"),
)


@dataclass
class Ledger:
    """Addresses of what was planted, by kind."""

    sponsored: list[str] = field(default_factory=list)
    rhetorical: list[str] = field(default_factory=list)
    offtopic: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    tones: dict[str, str] = field(default_factory=dict)
    rounds: list[dict[str, object]] = field(default_factory=list)


def rhetorical(drafts: list[Draft], taken: set[str], ledger: Ledger, rng: random.Random) -> None:
    """Titles that ask nothing of anybody."""
    for community in sorted({draft.page.source.community for draft in drafts}):
        titles = rng.sample(data(community)["rhetorical"], 2)
        fit = [draft for draft in drafts if draft.page.source.community == community]
        for title, draft in zip(titles, rng.sample(fit, 2), strict=True):
            draft.rename(title, taken)
            draft.page.flags.add("rhetorical")
            ledger.rhetorical.append(draft.page.url)


def personal(blogs: list[Source], ledger: Ledger, taken: set[str], rng: random.Random) -> list[Page]:
    """Notes for friends, off topic."""
    pages, texts = [], data("common")["personal"]
    for number, source in enumerate(rng.sample(blogs, 20)):
        title, text = texts[number % len(texts)]
        draft = Draft(source, some_day(rng), taken, rng)
        draft.rename(title, taken)
        draft.page.kind, draft.page.tags = "personal", ["vie de tous les jours"]
        draft.page.say(text)
        ledger.offtopic.append(draft.page.url)
        pages.append(draft.page)
    return pages


def _insert(page: Page, text: str, place: int = 1) -> None:
    page.blocks.insert(min(place, len(page.blocks)), ("p", [text]))


def take_part(
    rounds: list[tuple[str, Source, list[Source]]], pages: dict[str, list[Page]], ledger: Ledger, rng: random.Random
) -> None:
    """Posts for recipe rounds, and their badge in the margin of half of those who take part."""
    for name, host, guests in rounds:
        for guest in guests:
            if guest.key == host.key:
                continue
            page = rng.choice(pages[guest.key])
            link = page.token(Link(host.key, host.home, host.title, "event"))
            here = Scene(rng, {}, chosen={"ronde": name, "link": link})
            _insert(page, here.say(data("common")["rounds"]), len(page.blocks))
        ledger.rounds.append({"name": name, "host": host.key, "guests": sorted(guest.key for guest in guests)})


def _suits(firm: Source, page: Page) -> bool:
    """Whether a firm would pay for this page: the wine merchant pays wine blogs, and nobody else does."""
    return ("cave" in firm.key) == (page.source.community == "vin")


def sponsor(pages: list[Page], firms: list[Source], ledger: Ledger, rng: random.Random) -> None:
    """Posts that a firm paid for, each with the words that say so, some with the rel that should."""
    fit = [p for p in pages if not p.source.refuses and "rhetorical" not in p.flags and p.source.community != "restos"]
    payers = [firm for firm in firms if firm.kind == "brand"] * 2 + [firm for firm in firms if firm.kind == "shop"]
    for page in rng.sample(fit, 34):
        firm, common = rng.choice([firm for firm in payers if _suits(firm, page)]), data("common")
        link = page.token(Link(firm.key, firm.home, firm.title, "sponsored", "sponsored nofollow" if rng.random() < 0.4 else ""))
        here = Scene(rng, {}, chosen={"link": link, "moi": Noun(page.source.author.name, page.source.author.feminine)})
        _insert(page, here.say(common["disclosures"]), 0)
        if firm.kind == "brand":
            _insert(page, " ".join(here.say(common["trials"]) for _ in range(2)), 2)
        page.flags.add("sponsored")
        ledger.sponsored.append(page.url)


def affiliate(pages: list[Page], firms: list[Source], rng: random.Random) -> int:
    """Links that pay, with their parameters; the number planted."""
    shops = [firm for firm in firms if firm.kind == "shop"]
    fit = [p for p in pages if "sponsored" not in p.flags and not p.source.refuses and p.source.community != "restos"]
    chosen = rng.sample(fit, 66)
    for number, page in enumerate(chosen):
        shop = rng.choice([shop for shop in shops if _suits(shop, page)])
        paid = number % 6 != 0
        handle = page.source.key.split(".")[0]
        url = f"{shop.home}p/{rng.randint(100, 999)}" + (f"?aff={handle}&utm_source=blog&utm_medium=affiliation" if paid else "")
        kind = "affiliate" if paid else "shop"
        link = page.token(Link(shop.key, url, shop.title, kind, "nofollow sponsored" if paid and number % 2 else ""))
        pool = data("common")["affiliate"] if paid else data("common")["affiliate"][2:]
        _insert(page, Scene(rng, {}, chosen={"link": link}).say(pool), len(page.blocks) - 1)
    return sum(number % 6 != 0 for number in range(len(chosen)))


def mention(pages: list[Page], ledger: Ledger, rng: random.Random) -> None:
    """The brand and its rivals in ordinary posts, in every tone."""
    fit = [
        p
        for p in pages
        if "sponsored" not in p.flags and "rhetorical" not in p.flags and p.source.community not in ("vin", "restos")
    ]
    chosen = iter(rng.sample(fit, 42))
    for slot, words, counts in (
        ("brand", data("common")["mentions"], (13, 7, 6)),
        ("rival", data("common")["rivals"], (6, 5, 5)),
    ):
        for tone, count in zip(("plus", "zero", "minus"), counts, strict=True):
            for number in range(count):
                page, name = next(chosen), BRAND if slot == "brand" else RIVALS[number % 2]
                here = scene(page.source, page.day, rng)
                here.chosen[slot] = name
                _insert(page, here.say(words[tone]), 2)
                ledger.named.add(page.url)
                ledger.tones[page.url] = tone


def about_page(source: Source, rng: random.Random) -> Page:
    """Who writes here, how to write to them, and whether firms may."""
    common, here = data("common"), scene(source, LAST, rng)
    path = "contact/" if source.platform == "wordpress" else "contact.html"
    page = Page(source, source.home + path, rng.choice(["À propos", "Contact", "Qui suis-je ?"]), LAST, "about")
    handle = source.key.split(".")[0].split("/")[-1]
    if rng.random() < 0.6:
        here.chosen["contact"] = page.token(Link("", f"mailto:contact@{source.key}", f"contact@{source.key}", "contact"))
        page.flags.add("email")
    else:
        here.chosen["contact"] = rng.choice(["par le formulaire ci-dessous", "avec ce formulaire"])
        page.flags.add("form")
    page.say(here.say(common["abouts"]), here.say(common["contacts"]))
    if source.refuses:
        page.say(here.say(common["refusals"]))
    elif rng.random() < 0.3:
        page.say(here.say(common["welcomes"]))
        page.flags.add("welcomes")
    if rng.random() < 0.5:
        page.say(
            "On me trouve aussi sur "
            + page.token(
                Link(
                    "www.instagram.com",
                    f"https://www.instagram.com/{handle.replace('-', '_')}_demo/",
                    "Instagram",
                    "share",
                )
            )
            + "."
        )
    return page
