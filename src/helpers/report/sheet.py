"""The sheet of a niche: its size, growth, density, commerce and languages in one column, several niches side by side."""

from datetime import date
from typing import Any

import pandas as pd

from helpers import graph, manifest, niche, parse, paths, tables
from helpers.communities import told as told_of
from helpers.communities.cohesion import cohesion
from helpers.texts import Texts

SOLD = ("affiliate", "sponsored")
SELLERS = ("shop", "brand")
OF_LINKS = ("citations", "sellers", "selling")  # told where links of sites were read
NEEDED = ("sources", "pages", "posts", "links", "edges", "partition", "community_names")
LANGUAGES = 3
MEASURES = (
    "sources", "alive", "edges", "communities", "density", "returned", "publications", "citations", "sellers", "selling",
    "languages",
)  # fmt: skip


def _years_before(day: str, years: int) -> str:
    """Return the same day so many years before.

    >>> _years_before("2024-02-29", 1)
    '2023-02-28'
    """
    then = date.fromisoformat(day)
    last = min(then.day, 28) if then.month == 2 else then.day
    return then.replace(year=then.year - years, day=last).isoformat()


def _growth(now: float, before: float) -> float:
    """Return how much more there is than before, as a share; not a number where there was nothing to grow from.

    >>> _growth(150, 100), _growth(5, 0)
    (0.5, nan)
    """
    return now / before - 1 if before else float("nan")


def _activity(made: dict[str, pd.DataFrame], day: str) -> dict[str, Any]:
    """Return what was captured of the last twelve months, and how much more it is than of the twelve before."""
    ago = [_years_before(day, years) for years in (1, 2)]
    spans = [(ago[0], day), (ago[1], ago[0])]
    posts = made["posts"].loc[made["posts"]["parent"] == "", "published"].str[:10]
    written = [int(((posts > since) & (posts <= until)).sum()) for since, until in spans]
    cited = [int((graph.dated_between(made["links"], *span)["weight"] > 0).sum()) for span in spans]
    return {"publications": (written[0], _growth(*written)), "citations": (cited[0], _growth(*cited))}


def _commerce(made: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return how much is sold: who sells, and the pages with a sponsored or affiliate link, or with one to a seller."""
    sources, links = made["sources"], made["links"]
    sellers = set(sources.loc[sources["kind"].isin(SELLERS), "source"])
    sells = links["type"].isin(SOLD) | (links["target_source"].isin(sellers) & links["editorial"])
    return {
        "sellers": len(sellers) / max(len(sources), 1),
        "selling": links.loc[sells, "page"].nunique() / max(len(made["pages"]), 1),
    }


def measured(made: dict[str, pd.DataFrame], day: str) -> dict[str, Any]:
    """Return what the sheet of a niche tells at a day, by measure; what there is no material for is left out.

    Counts are whole numbers, shares lie between 0 and 1; ``publications`` and ``citations`` are a count and its growth,
    ``communities`` a count and the verdict, ``languages`` pairs of language and share.

    Parameters
    ----------
    made: the tables of ``NEEDED``.
    """
    sources, said = made["sources"], made["partition"].set_index("measure")["words"]
    held = cohesion(graph.build(made["edges"], sources))
    known, spoken = sources[sources["alive"] != "unknown"], sources.loc[sources["lang"] != "und", "lang"]
    shares = spoken.value_counts(normalize=True, sort=False).sort_index().sort_values(ascending=False, kind="stable")
    told: dict[str, Any] = {
        "sources": len(sources),
        "alive": (known["alive"] == "alive").mean() if len(known) else None,
        "edges": int((made["edges"]["weight"] > 0).sum()),
        "communities": (int(told_of(made["community_names"]["size"]).sum()), said.get("ambiguous_links", "none")),
        "density": held["density"],
        "returned": held["returned"],
        **(_activity(made, day) | _commerce(made) if len(made["pages"]) else {}),
        "languages": list(shares.head(LANGUAGES).items()) or None,
    }
    return {name: value for name, value in told.items() if value is not None and (name not in OF_LINKS or len(made["links"]))}


def words(t: Texts, told: dict[str, Any]) -> dict[str, str]:
    """Return what is measured in the words of a language: measure → value as it is read."""
    said = {name: t.number(told[name]) for name in ("sources", "edges")}
    said |= {name: t.percent(told[name], 1) for name in ("density", "returned", "alive", "sellers", "selling") if name in told}
    for name in ("publications", "citations"):
        if name in told:
            count, grown = told[name]
            said[name] = t.number(count) if grown != grown else t("sheet.growth", n=t.number(count), share=t.growth(grown))
    count, verdict = told["communities"]
    said["communities"] = t(f"sheet.verdict.{verdict}", n=t.number(count))
    spoken = told.get("languages", [])
    return said | ({"languages": ", ".join(f"{t.language(code)} {t.percent(share)}" for code, share in spoken)} if spoken else {})


def rows(t: Texts, made: dict[str, pd.DataFrame], day: str) -> dict[str, str]:
    """Return the sheet of a niche at a day, ready to read: what is measured, in words → value, in words."""
    said = words(t, measured(made, day))
    return {t(f"sheet.{name}"): said[name] for name in MEASURES if name in said}


def sheet(name: str) -> pd.Series:
    """Return the sheet of a niche: measure → words, in English.

    Raises
    ------
    AireError
        Stages 02 and 03 have not been run.
    """
    made = {table: tables.read(name, table) for table in NEEDED}
    day = parse.data_date(niche.load(name), made["pages"], made["posts"])
    return pd.Series(rows(Texts("en"), made, day), name=name)


def beside(names: list[str]) -> pd.DataFrame:
    """Return the sheets of several niches side by side, a column each; see ``sheet``."""
    told = pd.concat([sheet(name) for name in dict.fromkeys(names)], axis=1).fillna("–")
    return told.reindex([label for label in map(Texts("en"), [f"sheet.{name}" for name in MEASURES]) if label in told.index])


def built() -> pd.DataFrame:
    """Return the sheets of all niches of this workspace whose communities were found."""
    ready = [name for name in paths.known_niches() if manifest.table_entry(name, "03-find-communities", "partition")]
    return beside(ready) if ready else pd.DataFrame()


def known(names: list[str]) -> list[str]:
    """Return those of some names that are names of niches."""
    return [name for name in names if paths.NICHE_NAME.fullmatch(name) and (paths.niche_folder(name) / "niche.yml").is_file()]
