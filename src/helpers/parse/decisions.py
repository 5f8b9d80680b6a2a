"""The analyst's decisions in editorial.yml that name a source which is not there: a typing error, or one that has left."""

import pandas as pd

from helpers import urls
from helpers.niche import Niche
from helpers.parse import graphs, people
from helpers.parse.archive import Skip


def _met(study: Niche, made: dict[str, pd.DataFrame]) -> set[str]:
    """Return every source that the material names, those included that the analyst has merged or hidden."""
    plain = urls.known_prefixes((seed.url, seed.aliases) for seed in study.sources_asked)
    addresses = {*made["pages"]["url"], *made["links"]["target_url"], *(seed.url for seed in study.sources_asked)}
    hidden = made["skips"]["reason"].str.extract(r"^hidden-source \((.+)\)$", expand=False).dropna()
    return {*made["sources"]["source"], *hidden, *(urls.source_of(one, plain) for one in addresses), *graphs.names(study)}


def titled(sources: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the sources with the titles that the analyst gives."""
    given = {one.source: one.title for one in reversed(study.editorial.sources) if one.title}
    titles = [given.get(source, title) for source, title in zip(sources["source"], sources["title"], strict=True)]
    return sources.assign(title=pd.Series(titles, index=sources.index, dtype="str"))


def without_source(study: Niche, made: dict[str, pd.DataFrame]) -> list[Skip]:
    """Return what is to be counted: one entry that lists the names, none where every decision finds its source."""
    decisions, known = study.editorial.sources, set(made["sources"]["source"])
    taken = [one.source for one in decisions if one.hide or one.merge_into]
    kept = [one.merge_into for one in decisions] + [one.source for one in decisions if one.title]
    if not taken and not any(kept):
        return []
    met = _met(study, made) if taken else set()
    absent = {name for name in taken if name not in met} | {name for name in kept if name and name not in known}
    lost = sorted(name for name in absent if people.masked(study, name) == name)  # a person's profile is in no table
    return [Skip("editorial.yml", "decision-without-source", ", ".join(lost), len(lost))] if lost else []
