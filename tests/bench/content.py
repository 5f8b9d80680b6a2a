"""What is kept of real pages: main text by the official metric of its set, and recipes, authors, dates of French pages.

``body_f1`` is that of scrapinghub/article-extraction-benchmark (evaluate.py): precision and recall of runs of four
words, averaged over pages. Its pages are split in two halves by a hash of their names: rules were tuned on one only.
"""

import gzip
import hashlib
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from helpers.parse import page, structured
from helpers.parse.archive import Record
from helpers.parse.sheet import Reading

BARS = {"body_f1": 0.955, "ingredients": 0.95, "steps": 0.95, "authors": 1.0, "dates": 1.0}
READING = Reading({}, frozenset(), ("fr", "en"), 2000, 5000)
DATED = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d\d-\d\d)')


def read(body: bytes, address: str) -> dict[str, Any]:
    """Return the post that a page opens with."""
    record = Record("set", 0, "", "response", address, "2099-01-01T00:00:00Z", 200, "text/html", "", body)
    found = page.read(record, READING)
    return found.posts[0] if isinstance(found, page.Parsed) and found.posts else {"text": "", "author": "", "published": ""}


class Overlap(NamedTuple):
    """Runs of four words: in both texts, only in what was read, only in the truth."""

    both: int
    added: int
    lost: int

    @property
    def precision(self) -> float:
        return self.both / (self.both + self.added) if self.both + self.added else 1.0

    @property
    def recall(self) -> float:
        return self.both / (self.both + self.lost) if self.both + self.lost else 1.0


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def overlap(truth: str, text: str) -> Overlap:
    """Return what two texts have in common."""
    one, other = runs(truth), runs(text)
    return Overlap((one & other).total(), (other - one).total(), (one - other).total())


def f1(found: list[Overlap]) -> float:
    """Return the harmonic mean of precision and recall, each averaged over pages that have something to say of it."""
    precision = mean(each.precision for each in found if each.both + each.added)
    recall = mean(each.recall for each in found if each.both + each.lost)
    return 2 * precision * recall / (precision + recall)


def held_out(name: str) -> bool:
    """Tell whether a page was never looked at while rules were tuned."""
    return bool(int(hashlib.sha256(name.encode()).hexdigest()[-1], 16) % 2)


def bodies(data: Path) -> dict[str, Overlap]:
    """Return what is kept of each page of the scrapinghub set."""
    truth = json.loads((data / "extraction" / "scrapinghub-ground-truth.json").read_text(encoding="utf-8"))
    with tarfile.open(data / "extraction" / "scrapinghub-html.tar") as pages:
        names = {Path(member.name).name.partition(".")[0]: member for member in pages if member.isfile()}
        content = {name: gzip.decompress(pages.extractfile(names[name]).read()) for name in truth}  # type: ignore[union-attr]
    return {name: overlap(said["articleBody"], read(content[name], said["url"])["text"]) for name, said in truth.items()}


def kept(said: list[str], text: str) -> float:
    """Return the share of the words of some lines that a text has, each as often."""
    words, has = (Counter(re.findall(r"\w+", each.lower())) for each in (" ".join(said), text))
    return (words & has).total() / max(1, words.total()) if words else 1.0


def same(name: str, truth: str) -> bool:
    """Tell whether two names are one, or one within the other: "Larousse", "Éditions Larousse"."""
    one, other = (" ".join(["", *re.findall(r"[^\W_]+", each.lower()), ""]) for each in (name, truth))
    return bool(one.strip() and other.strip()) and (one in other or other in one)


def recipes(data: Path) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Yield name, markup, truth and opening post of the pages of recettes-fr."""
    with tarfile.open(data / "recettes-fr" / "recipe-pages-fr.tar.gz") as files:
        content = {member.name: files.extractfile(member).read() for member in files if member.isfile()}  # type: ignore[union-attr]
    for name in sorted(name for name in content if name.endswith(".json")):
        body = content[name.removesuffix(".json") + ".html"]
        truth = json.loads(content[name])
        yield name, body.decode("utf-8", "replace"), truth, read(body, truth["canonical_url"])


def has_recipe(markup: str) -> bool:
    """Tell whether a page carries Recipe data."""
    return any("recipe" in structured.types(item) for item in structured.items(LexborHTMLParser(markup), markup))


def of_recipes(data: Path) -> dict[str, float]:
    """Return the least share of ingredients and of steps that a page keeps; the share of authors and dates told right.

    The truth names authors, not dates: these are held against the page's own ``datePublished``, found in its bytes.
    """
    ingredients, steps, authors, dates = list[float](), list[float](), list[bool](), list[bool]()
    for name, markup, truth, post in recipes(data):
        author, date = truth.get("author"), DATED.search(markup)
        authors += [same(post["author"], author)] if author else []
        dates += [post["published"] == date[1]] if date else []
        if has_recipe(markup):
            ingredients.append(kept(truth["ingredients"], post["text"]))
            steps.append(kept(truth.get("instructions_list", []), post["text"]))
            print(f"{name}: ingredients {ingredients[-1]:.2f}, steps {steps[-1]:.2f}")
        if author and not authors[-1]:
            print(f"{name}: by {post['author']!r}, not {author!r}")
    return {"ingredients": min(ingredients), "steps": min(steps), "authors": mean(authors), "dates": mean(dates)}


def run(data: Path) -> dict[str, float]:
    """Measure both sets."""
    found = bodies(data)
    halves = {part: [each for name, each in found.items() if held_out(name) == part] for part in (False, True)}
    return {
        "body_f1": f1(list(found.values())), "body_f1_tuned_on": f1(halves[False]), "body_f1_held_out": f1(halves[True]),
        **of_recipes(data),
    }  # fmt: skip
