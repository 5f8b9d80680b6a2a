"""The words that clients read, in French and English: gettext catalogues, numbers and dates by Babel (Unicode CLDR)."""

import functools
import re
from collections.abc import Mapping, Sized
from datetime import date as calendar_date
from pathlib import Path

import yaml
from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

from helpers import paths

LANGUAGES = ("fr", "en")


def catalogue_files(lang: str) -> list[Path]:
    """Return the catalogues of a language, in order."""
    return sorted((Path(__file__).parent / "locale" / lang).glob("*.po"))


@functools.cache
def messages(lang: str) -> dict[str, tuple[str, ...]]:
    """Return message key → its forms: one, or singular and plural."""
    found: dict[str, tuple[str, ...]] = {}
    for path in catalogue_files(lang):
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=lang)
        for message in catalogue:
            if message.id:
                key = message.id[0] if isinstance(message.id, tuple | list) else message.id
                forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
                found[str(key)] = tuple(str(form) for form in forms)
    return found


def material(tables: Mapping[str, Sized]) -> str:
    """Return what a niche was read from, as the messages know it: "graph" where no page and no post stands behind the links."""
    return "" if len(tables["pages"]) or len(tables["posts"]) else "graph"


def _renamed(form: str, names: Mapping[str, str]) -> str:
    """Return a message in which words give way to others, capitals kept; what stands in braces, or names a file, is no word.

    >>> _renamed("Sources citées : {sources}, dont {n} source", {"source": "personne", "sources": "personnes"})
    'Personnes citées : {sources}, dont {n} personne'
    """

    def worded(found: re.Match[str]) -> str:
        """Return one word as it is to be said."""
        said = names.get(found[0].lower(), found[0])
        return said[:1].upper() + said[1:] if found[0][0].isupper() else said

    return re.sub(r"\{[^{}]*\}|[\w-]+(?:[./][\w-]+)*", worded, form)


@functools.cache
def _said(lang: str, unit: str, material: str) -> dict[str, tuple[str, ...]]:
    """Return the messages of a language in the words of a unit (``units.yml``), its own and the material's first."""
    every = messages(lang)
    said = every | {key.removesuffix(f".{material}"): every[key] for key in every if material and key.endswith(f".{material}")}
    if unit == "site":
        return said
    names = yaml.safe_load(paths.data_file("units.yml").read_text(encoding="utf-8"))[lang][unit]
    renamed = {key: tuple(_renamed(form, names) for form in forms) for key, forms in said.items()}
    return renamed | {key.removesuffix(f".{unit}"): every[key] for key in every if key.endswith(f".{unit}")}


class Texts:
    """The report's words in one language: call it with a key, and with the values that the message names."""

    def __init__(self, lang: str, material: str = "", unit: str = "site") -> None:
        """Take the messages of a language; those whose key ends in ``.<material>`` or ``.<unit>`` stand for the plain ones."""
        if lang not in LANGUAGES:
            raise ValueError(f"language {lang!r}: expected one of {', '.join(LANGUAGES)}")
        self.lang = lang
        self._messages = _said(lang, unit, material)

    def __call__(self, key: str, **values: object) -> str:
        """Return the message; its ``{names}`` are filled from the values."""
        return self._messages[key][0].format(**values) if values else self._messages[key][0]

    def has(self, key: str) -> bool:
        """Whether the catalogue holds the message."""
        return key in self._messages

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the singular or plural message with ``{n}`` as a number of the language.

        French takes the singular below 2, English at exactly 1 (CLDR plural rules).
        """
        singular = abs(number) < 2 if self.lang == "fr" else number == 1
        form = self._messages[key][0 if singular else -1]
        return form.format(n=self.number(number), **values)

    def number(self, value: float, digits: int = 0) -> str:
        """Return the number in the language's own form: 1 686 or 1,686."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return numbers.format_decimal(round(value, digits) + 0, format=pattern, locale=self.lang)  # + 0: no "-0"

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share between 0 and 1 as a percentage: 40 % or 40%; one that would round to nought is less than 1 %."""
        least = 0.01 / 10**digits
        if 0 < share < least / 2:
            return self("percent.less", share=self.percent(least, digits))
        pattern = numbers.parse_pattern("#,##0" + ("." + "0" * digits if digits else "") + "%")
        tail = "\u202f%" if self.lang == "fr" else "%"
        return f"{pattern.apply(share, self.lang).removesuffix('%').rstrip()}{tail}"

    def growth(self, share: float) -> str:
        """Return by how much something grew or shrank: +12 % or −12 %, to one in a hundred."""
        return ("−" if round(share, 2) < 0 else "+") + self.percent(round(abs(share), 2))

    def language(self, code: str) -> str:
        """Return what a language (ISO 639-1) is called in this one; the code where it has no name here."""
        return str(Locale(self.lang).languages.get(code, code))

    def interval(self, low: float, high: float) -> str:
        """Return the ranks between which a source stays: 2 à 5, or a single one."""
        if low == high:
            return self.number(low)
        return self("table.from_to", low=self.number(low), high=self.number(high))

    def date(self, iso: str, form: str = "long") -> str:
        """Return an ISO date in words: 1 mars 2026; an unknown date is a dash."""
        if not iso:
            return "–"
        return dates.format_date(calendar_date.fromisoformat(iso[:10]), format=form, locale=self.lang)

    def month(self, iso: str) -> str:
        """Return the month of an ISO date in words: mars 2026."""
        if not iso:
            return "–"
        return dates.format_date(calendar_date.fromisoformat(f"{iso[:7]}-01"), format="MMMM yyyy", locale=self.lang)
