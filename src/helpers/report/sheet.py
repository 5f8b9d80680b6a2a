"""The sheet of a niche: its size, growth, density, commerce and languages in one column, several niches side by side."""

from datetime import date

import pandas as pd

from helpers import graph, manifest, niche, parse, paths, tables
from helpers.communities import told as told_of
from helpers.communities.cohesion import cohesion

SOLD = ("affiliate", "sponsored")
SELLERS = ("shop", "brand")
NEEDED = ("sources", "pages", "posts", "links", "edges", "partition", "community_names")
LANGUAGES = 3


def _years_before(day: str, years: int) -> str:
    """Return the same day so many years before.

    >>> _years_before("2024-02-29", 1)
    '2023-02-28'
    """
    then = date.fromisoformat(day)
    last = min(then.day, 28) if then.month == 2 else then.day
    return then.replace(year=then.year - years, day=last).isoformat()


def _growth(now: float, before: float) -> str:
    """Return how much more there is than before; a dash where there was nothing to grow from.

    >>> _growth(150, 100), _growth(5, 0)
    ('+50%', '–')
    """
    return f"{now / before - 1:+.0%}" if before else "–"


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _activity(made: dict[str, pd.DataFrame], day: str) -> dict[str, str]:
    """Return what was captured of the last twelve months, and how much more it is than of the twelve before."""
    ago = [_years_before(day, years) for years in (1, 2)]
    spans = [(ago[0], day), (ago[1], ago[0])]
    posts = made["posts"].loc[made["posts"]["parent"] == "", "published"].str[:10]
    written = [int(((posts > since) & (posts <= until)).sum()) for since, until in spans]
    cited = [int((graph.dated_between(made["links"], *span)["weight"] > 0).sum()) for span in spans]
    return {
        "publications captured, last 12 months": f"{written[0]:,} ({_growth(*written)})",
        "citations captured, last 12 months": f"{cited[0]:,} ({_growth(*cited)})",
    }


def _commerce(made: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Return how much is sold: who sells, and the pages with a sponsored or affiliate link, or with one to a seller."""
    sources, links = made["sources"], made["links"]
    sellers = set(sources.loc[sources["kind"].isin(SELLERS), "source"])
    sells = links["type"].isin(SOLD) | (links["target_source"].isin(sellers) & links["editorial"])
    return {
        "shops and brands among the sources": _share(len(sellers), len(sources)),
        "pages that sell or link to who does": _share(links.loc[sells, "page"].nunique(), len(made["pages"])),
    }


def sheet(name: str) -> pd.Series:
    """Return the sheet of a niche: measure → words.

    Raises
    ------
    AireError
        Stages 02 and 03 have not been run.
    """
    made, study = {table: tables.read(name, table) for table in NEEDED}, niche.load(name)
    sources, said = made["sources"], made["partition"].set_index("measure")
    held = cohesion(graph.build(made["edges"], sources))
    spoken = sources.loc[sources["lang"] != "und", "lang"].value_counts(normalize=True, sort=False)
    spoken = spoken.sort_index().sort_values(ascending=False, kind="stable").head(LANGUAGES)
    told = {
        "sources": f"{len(sources):,}",
        "alive": _share((sources["alive"] == "alive").sum(), (sources["alive"] != "unknown").sum()),
        "links that count": f"{int((made['edges']['weight'] > 0).sum()):,}",
        "communities": f"{int(told_of(made['community_names']['size']).sum())} ({said.at['ambiguous_links', 'words']})",
        "density": f"{held['density']:.2%}",
        "links returned": f"{held['returned']:.0%}",
        **_activity(made, parse.data_date(study, made["pages"], made["posts"])),
        **_commerce(made),
        "languages": ", ".join(f"{lang} {share:.0%}" for lang, share in spoken.items()) or "–",
    }
    return pd.Series(told, name=name)


def beside(names: list[str]) -> pd.DataFrame:
    """Return the sheets of several niches side by side, a column each; see ``sheet``."""
    return pd.concat([sheet(name) for name in dict.fromkeys(names)], axis=1)


def built() -> pd.DataFrame:
    """Return the sheets of all niches of this workspace whose communities were found."""
    ready = [name for name in paths.known_niches() if manifest.table_entry(name, "03-find-communities", "partition")]
    return beside(ready) if ready else pd.DataFrame()


def known(names: list[str]) -> list[str]:
    """Return those of some names that are names of niches."""
    return [name for name in names if paths.NICHE_NAME.fullmatch(name) and (paths.niche_folder(name) / "niche.yml").is_file()]
