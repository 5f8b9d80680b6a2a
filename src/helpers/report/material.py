"""All that a report is made of, read once: the question, the tables, the numbers, the words, the date of the data."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
import yaml
from babel.lists import format_list
from markupsafe import Markup, escape

from helpers import paths, tables
from helpers.niche import Niche
from helpers.paths import AireError
from helpers.report import facts
from helpers.texts import Texts

PERSON = re.compile(r"person-([0-9a-f]{4})[0-9a-f]{4}")
VERDICTS = ("clear", "blurred", "none")


def rules() -> dict[str, Any]:
    """Return the report's own rules: how many of what, and from where a limit weighs."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("report.yml").read_text(encoding="utf-8"))
    return loaded


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
    def title(self) -> str:
        """The short name of the niche."""
        return self.study.title or self.study.name

    @property
    def verdict(self) -> str:
        """What is known of the partition, in a word: clear, blurred or none."""
        said = [word for word in self.tables["partition"]["words"] if word in VERDICTS]
        return said[0] if said and len(self.communities) else "none"

    def name(self, source: str) -> str:
        """Return the public title of a source; a person is shown as « membre 3fa2 »."""
        title = str(self.sources.at[source, "title"]) if source in self.sources.index else ""
        return PERSON.sub(lambda found: self.t("report.member", code=found.group(1)), title or source)

    def community(self, key: str) -> str:
        """Return the name of a community, or that of the sources in none."""
        return str(self.communities.at[key, "name"]) if key in self.communities.index else self.t("report.others")

    def colour(self, key: str) -> int:
        """Return the place of a community in the palette, 0 to 8."""
        return min(8, int(self.communities.at[key, "colour"])) if key in self.communities.index else 8

    def say(self, key: str, number: int | None = None, **values: object) -> Markup:
        """Return a message as markup: the catalogue's own tags are kept, every value is escaped."""
        safe = {name: escape(value) for name, value in values.items()}
        return Markup(self.t(key, **safe) if number is None else self.t.count(key, number, **safe))

    def listed(self, names: list[str]) -> Markup:
        """Return names in bold as the language lists them: A, B et C."""
        bold = [str(Markup("<strong>{}</strong>").format(name)) for name in names]
        return Markup(format_list(bold, locale=self.t.lang))


def data_date(study: Niche, frames: facts.Tables) -> str:
    """Return the date of the data, ISO: ``date:`` of niche.yml, else the last capture, else the last post.

    Raises
    ------
    AireError
        Nothing carries a date.
    """
    found = [study.date, frames["pages"]["captured_at"].max(), frames["posts"]["published"].max()]
    dated = [value[:10] for value in found if isinstance(value, str) and value]
    if not dated:
        path = paths.niche_folder(study.name) / "niche.yml"
        raise AireError(f"{path}: nothing in the data carries a date; add one, such as date: 2026-03-01")
    return dated[0]


def read(study: Niche) -> Material:
    """Return the material of a niche's report.

    Raises
    ------
    AireError
        A stage has not been run, or nothing carries a date.
    """
    frames = tables.read_all(study.name)
    sources, named = facts.profiles(frames), frames["community_names"].set_index("community")
    measured = facts.measure(frames, sources)
    return Material(study, frames, sources, named, measured, Texts(study.lang), data_date(study, frames))
