"""All that a report is made of, read once: the question, the tables, the numbers, the words, the date of the data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import yaml
from babel.lists import format_list
from markupsafe import Markup, escape

from helpers import marked_yaml, paths, tables, texts
from helpers.niche import Niche
from helpers.parse import data_date
from helpers.paths import AireError
from helpers.report import facts, public
from helpers.texts import Texts

PERSON = re.compile(r"person-([0-9a-f]{4})[0-9a-f]{4}")
VERDICTS = ("clear", "blurred", "none")
EVEN = 0.15  # tone, -1 to 1, up to which it leans neither way


def rules() -> dict[str, Any]:
    """Return the report's own rules: how many of what, and from where a limit weighs."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("report.yml").read_text(encoding="utf-8"))
    return loaded


def as_member(name: str, t: Texts) -> str:
    """Return a name as it is shown: the pseudonym of a person becomes « membre 3fa2 »."""
    return PERSON.sub(lambda found: t("report.member", code=found.group(1)), name)


@dataclass(frozen=True)
class Material:
    """What the sections are written from; ``sources`` has a row a source, ``communities`` a row a community."""

    study: Niche
    tables: facts.Tables
    sources: pd.DataFrame
    communities: pd.DataFrame
    facts: dict[str, Any]
    t: Texts
    date: str

    @property
    def edition(self) -> str:
        """The name of the edition: its date, and the suffix of niche.yml where there is one."""
        return "-".join(part for part in (self.date, self.study.edition) if part)

    @property
    def graph(self) -> bool:
        """Whether a finished graph is all that was read."""
        return texts.material(self.tables) == "graph"

    @property
    def public(self) -> bool:
        """Whether the people it speaks of are its readers."""
        return public.is_public(self.study)

    @property
    def title(self) -> str:
        """The short name of the niche."""
        return self.study.title or self.study.name

    @property
    def verdict(self) -> str:
        """What is known of the partition, in a word: clear, blurred or none."""
        said = [word for word in self.tables["partition"]["words"] if word in VERDICTS]
        return said[0] if said and len(self.communities) else "none"

    def name(self, source: str) -> str:
        """Return the public title of a source; what is none is named by its address."""
        return str(self.sources.at[source, "title"]) if source in self.sources.index else as_member(source, self.t)

    def community(self, key: str) -> str:
        """Return the name of a community, or that of the sources in none."""
        return str(self.communities.at[key, "name"]) if key in self.communities.index else self.t("report.others")

    def colour(self, key: str) -> int:
        """Return the place of a community in the palette, 0 to 8."""
        return min(8, int(self.communities.at[key, "colour"])) if key in self.communities.index else 8

    def tone(self, value: float) -> str:
        """Return a tone, -1 to 1, in words: the lexicon behind it cannot tell finer."""
        return self.t("tone.good" if value > EVEN else "tone.bad" if value < -EVEN else "tone.even")

    def leaning(self, row: dict[str, Any]) -> str:
        """Return a mean tone in words, with its interval; where that holds zero the tone leans neither way."""
        word = self.tone(row["tone"]) if row["low"] * row["high"] > 0 else self.t("tone.even")
        low, high = (self.t.number(row[end], 2).replace("-", "−") for end in ("low", "high"))
        return self.t("tone.interval", word=word, low=low, high=high)

    def say(self, key: str, number: int | None = None, **values: object) -> Markup:
        """Return a message as markup: the catalogue's own tags are kept, every value is escaped."""
        safe = {name: escape(value) for name, value in values.items()}
        return Markup(self.t(key, **safe) if number is None else self.t.count(key, number, **safe))

    def listed(self, names: list[str]) -> Markup:
        """Return names in bold as the language lists them: A, B et C."""
        return self.enumerated([Markup("<strong>{}</strong>").format(name) for name in names])

    def enumerated(self, parts: Sequence[str]) -> Markup:
        """Return words as the language lists them: A, B et C."""
        return Markup(format_list([str(escape(part)) for part in parts], locale=self.t.lang))


def _refuse_unknown(study: Niche, measured: dict[str, Any]) -> None:
    """Refuse a note about a number that the report does not state: its warning could never come."""
    for place, note in enumerate(study.editorial.notes):
        if note.about and note.about not in measured:
            path = paths.niche_folder(study.name) / "editorial.yml"
            where = f"{path}, line {marked_yaml.read(path)[1]['notes', place, 'about']}, key 'notes.{place}.about'"
            raise AireError(f"{where}: expected one of {', '.join(sorted(measured))}; found {note.about!r}")


def read(study: Niche) -> Material:
    """Return the material of a niche's report.

    Raises
    ------
    AireError
        A stage has not been run, nothing carries a date, or a note comments a number that there is not.
    """
    frames = public.withheld(study, rules()["public"]["tables"], tables.read_all(study.name))
    t = Texts(study.lang, texts.material(frames), study.unit)
    titles = [as_member(title or source, t) for source, title in frames["sources"][["source", "title"]].to_numpy()]
    frames["sources"] = frames["sources"].assign(title=pd.Series(titles, dtype="str"))
    called = [as_member(name, t) for name in frames["community_names"]["name"]]
    frames["community_names"] = frames["community_names"].assign(name=pd.Series(called, dtype="str"))
    sources, named = facts.profiles(frames), frames["community_names"].set_index("community")
    measured = facts.measure(frames, sources)
    _refuse_unknown(study, measured)
    return Material(study, frames, sources, named, measured, t, data_date(study, frames["pages"], frames["posts"]))
