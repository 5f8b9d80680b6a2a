"""French nouns and sentences with slots: articles, contractions, elisions and agreements come out right."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

SLOT = re.compile(r"\{([^{}]+)\}")
ENTRY = re.compile(r"(?P<gender>[mf])(?P<plural>p?) (?P<aspirated>\*?)(?P<text>.+)", re.DOTALL)
SEASONAL = re.compile(r"\[(\w+)\] ")


@dataclass(frozen=True)
class Noun:
    """A noun with what French needs to agree with it."""

    text: str
    feminine: bool = False
    plural: bool = False
    aspirated: bool = False

    @property
    def elides(self) -> bool:
        """Whether an article before it loses its vowel."""
        return not self.aspirated and self.text[:1].lower() in "aeiouhàâäéèêëîïôöùûœæ"

    def choose(self, masculine: str, feminine: str, plural: str, plural_feminine: str = "") -> str:
        """One of four forms, by gender and number."""
        if self.plural:
            return plural_feminine if self.feminine and plural_feminine else plural
        return feminine if self.feminine else masculine


def noun(entry: str) -> Noun | str:
    """Read "f courgette", "mp *haricots"; a text without such a mark stays a text."""
    match = ENTRY.fullmatch(entry)
    if match is None:
        return entry
    return Noun(match["text"], match["gender"] == "f", bool(match["plural"]), bool(match["aspirated"]))


def _elided(n: Noun, whole: str, short: str) -> str:
    return f"{short}'{n.text}" if n.elides and not n.plural else f"{whole} {n.text}"


def _de(n: Noun) -> str:
    return f"d'{n.text}" if n.elides else f"de {n.text}"


def _possessive(letter: str) -> Callable[[Noun], str]:
    def form(n: Noun) -> str:
        singular = f"{letter}on" if n.elides or not n.feminine else f"{letter}a"
        return f"{letter}es {n.text}" if n.plural else f"{singular} {n.text}"

    return form


FORMS: dict[str, Callable[[Noun], str]] = {
    "le": lambda n: _elided(n, n.choose("le", "la", "les"), "l"),
    "un": lambda n: f"{n.choose('un', 'une', 'des')} {n.text}",
    "du": lambda n: _elided(n, n.choose("du", "de la", "des"), "de l"),
    "de": _de,
    "au": lambda n: _elided(n, n.choose("au", "à la", "aux"), "à l"),
    "ce": lambda n: f"{n.choose('cet' if n.elides else 'ce', 'cette', 'ces')} {n.text}",
    "mon": _possessive("m"),
    "son": _possessive("s"),
    "quel": lambda n: f"{n.choose('quel', 'quelle', 'quels', 'quelles')} {n.text}",
    "tout": lambda n: f"{n.choose('tout', 'toute', 'tous', 'toutes')} {FORMS['le'](n)}",
    "bon": lambda n: f"{n.choose('un bon', 'une bonne', 'de bons', 'de bonnes')} {n.text}",
    "joli": lambda n: f"{n.choose('un joli', 'une jolie', 'de jolis', 'de jolies')} {n.text}",
    "petit": lambda n: f"{n.choose('un petit', 'une petite', 'de petits', 'de petites')} {n.text}",
    "il": lambda n: n.choose("il", "elle", "ils", "elles"),
    "lui": lambda n: n.choose("lui", "elle", "eux", "elles"),
    "celui": lambda n: n.choose("celui", "celle", "ceux", "celles"),
    "e": lambda n: n.choose("", "e", "s", "es"),
    "est": lambda n: n.choose("est", "est", "sont"),
    "a": lambda n: n.choose("a", "a", "ont"),
    "nt": lambda n: n.choose("", "", "nt"),
}


def capitalised(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


@dataclass
class Scene:
    """What a text speaks of: word lists, the season, and the words already chosen, which stay chosen."""

    rng: random.Random
    lists: Mapping[str, list[str]]
    season: str = ""
    chosen: dict[str, Noun | str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def word(self, slot: str) -> Noun | str:
        """The word of a slot; "legume2" is another one of the list "legume"."""
        if slot not in self.chosen:
            stem = slot.rstrip("0123456789")
            taken = set(self.chosen.values())
            options = self.lists.get(f"{stem}@{self.season}") or self.lists[stem]
            fresh = [option for option in options if noun(option) not in taken] or options
            self.chosen[slot] = noun(self.fill(self.rng.choice(fresh)))
        return self.chosen[slot]

    def fill(self, template: str) -> str:
        """The template with its slots filled: {légume}, {le légume}, {De légume}, {ou bien|ou}."""
        return SLOT.sub(self._slot, template)

    def _slot(self, match: re.Match[str]) -> str:
        inside = str(match[1])
        if "|" in inside:
            return self.rng.choice(inside.split("|"))
        form, _, slot = inside.rpartition(" ")
        slot = slot if form else inside[0].lower() + inside[1:]
        word = self.word(slot)
        if not form:
            text = word.text if isinstance(word, Noun) else word
            return capitalised(text) if slot != inside else text
        plain = word if isinstance(word, Noun) else Noun(word)
        text = FORMS[form.lower()](plain)
        return capitalised(text) if form[0].isupper() else text

    def say(self, pool: list[str]) -> str:
        """One sentence of a pool, in season and not yet said here, with its slots filled."""
        fit = [line for line in pool if self._in_season(line)]
        fresh = [line for line in fit if line not in self.used] or fit
        line = self.rng.choice(fresh)
        self.used.add(line)
        return capitalised(self.fill(SEASONAL.sub("", line)))

    def _in_season(self, line: str) -> bool:
        match = SEASONAL.match(line)
        return match is None or match[1] == self.season
