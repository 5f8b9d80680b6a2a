"""Articles of blogs: a subject, an anecdote, a recipe or notes, those who are cited, a closing."""

import random
from datetime import date

from tests.demo_web.cast import Source, data
from tests.demo_web.model import MONTHS, SEASONS, Link, Page, address
from tests.demo_web.words import Noun, Scene, capitalised, noun


def scene(source: Source, day: date, rng: random.Random) -> Scene:
    """What a source may speak of on a day."""
    lists = {**data(source.community)["lists"], "ronde": data("common")["ronde"], "métier": data("common")["métier"]}
    here = Scene(rng, lists, SEASONS[day.month - 1])
    here.chosen |= {
        "moi": Noun(source.author.name, source.author.feminine),
        "mois": MONTHS[day.month - 1],
        "an": str(2009 + len(source.key) % 14),
    }
    return here


class Draft:
    """An article that has a subject, a title and an address, and waits for those it is to cite."""

    def __init__(self, source: Source, day: date, taken: set[str], rng: random.Random) -> None:
        self.words, self.rng = data(source.community), rng
        title = self._find_title(source, day, taken)
        self.page = Page(source, address(source, title, day, taken), title, day, author=source.author.name)
        self.page.tags = rng.sample(self.words["tags"], 2)

    def _find_title(self, source: Source, day: date, taken: set[str]) -> str:
        """Draw what to speak of until the title is new, with a subject that the blog did not treat lately."""
        for _ in range(12):
            self.scene = scene(source, day, self.rng)
            self.subject = self.rng.choice(self.words["subjects"])
            self.scene.chosen["plat"] = noun(self.scene.fill(self.subject["noun"]))
            title = capitalised(self.scene.fill(self.rng.choice(self.subject["titles"])))
            marks = {f"{source.key} {self.subject['noun']}", title}
            if not marks & taken:
                break
        taken |= marks
        return title

    def rename(self, title: str, taken: set[str]) -> None:
        """Give another title, and the address that goes with it."""
        taken.discard(self.page.url)
        self.page.title = title
        self.page.url = address(self.page.source, title, self.page.day, taken)

    def write(self, links: list[Link], homes: dict[str, str]) -> Page:
        """Write the article around the links that it holds; `homes` gives the community of each source."""
        self.homes = homes
        say, page, links = self.scene.say, self.page, list(links)
        first, *rest = self._body()
        page.say(say(self.words["openings"]), first)
        credit = self._credit(links)
        sentences, listed = self._citations(links)
        half = len(sentences) // 2 + 1
        page.say(*sentences[:half], *rest)
        self._recipe()
        page.say(say(self.words["middles"]), *sentences[half:])
        if self.rng.random() < 0.6:
            page.say(say(self.words["tips"]))
        page.blocks += listed
        page.say(say(self.words["closings"]), *credit)
        return page

    def _body(self) -> list[str]:
        """What is to say of the subject, in its order; all of it where there is no recipe."""
        lines = self.subject["body"]
        kept = sorted(self.rng.sample(range(len(lines)), 2)) if "ingredients" in self.subject else range(len(lines))
        return [capitalised(self.scene.fill(lines[number])) for number in kept]

    def _recipe(self) -> None:
        if "ingredients" in self.subject and "rhetorical" not in self.page.flags:
            self.page.blocks.append(("ul", [self.scene.fill(line) for line in self.subject["ingredients"]]))
            self.page.flags.add("recipe")
        if "steps" in self.subject and "rhetorical" not in self.page.flags:
            self.page.blocks.append(("ol", [capitalised(self.scene.fill(line)) for line in self.subject["steps"]]))

    def _credit(self, links: list[Link]) -> list[str]:
        """An attribution for one of the links, in a recipe."""
        if not links or "ingredients" not in self.subject or self.rng.random() < 0.55:
            return []
        link = links.pop()
        return [self._cite(data("common")["attributions"], [Link(link.target, link.url, link.anchor, "attribution")])]

    def _citations(self, links: list[Link]) -> tuple[list[str], list[tuple[str, list[str]]]]:
        """Sentences that cite, and a list of readings where there are many."""
        listed: list[tuple[str, list[str]]] = []
        if len(links) >= 5:
            common, chosen = data("common"), [links.pop() for _ in range(len(links) - 2)]
            listed = [
                ("p", [self.rng.choice(common["roundups"])]),
                ("ul", [self._cite(common["items"], [link]) for link in chosen]),
            ]
        sentences = []
        while links:
            few = [links.pop() for _ in range(min(len(links), self.rng.choice([1, 1, 2, 3])))]
            sentences.append(self._cite(self._pool(few), few))
        return sentences, listed

    def _pool(self, links: list[Link]) -> list[str]:
        """Sentences fit to cite these sources: those of the trade among peers, another trade's words for its own."""
        own, common = self.page.source.community, data("common")
        trades = {self.homes[link.target] for link in links}
        lines = common["cites"] + common["more"]
        if not {own, *trades} & {"vin", "restos"}:
            lines = lines + common["kitchen"]
        if trades == {own}:
            lines = lines + self.words["cites"] * 2
        elif len(trades) == 1:
            lines = lines + data(trades.pop())["guests"] * 3
        return [line for line in lines if line.count("link") == len(links)]

    def _cite(self, pool: list[str], links: list[Link]) -> str:
        """One sentence of the pool with the marks of these links in it."""
        for number, link in enumerate(links, 1):
            self.scene.chosen["link" if number == 1 else f"link{number}"] = self.page.token(link)
        return self.scene.say(pool)
