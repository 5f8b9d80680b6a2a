"""The table of sources: title, kind, language, activity, drawn from their pages and from niche.yml."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from helpers import urls
from helpers.niche import Niche, Seed
from helpers.parse.fields import rules
from helpers.parse.frames import looked_up
from helpers.parse.reserved import by_source

PUBLICATIONS = ("article", "question", "idea", "message")
ASLEEP = timedelta(days=365)
SUFFIX = r"\s[|–—·:«»-]+\s+([^|–—·«»]{2,80})$"  # the name of a site after the title of a page
WELCOME = re.compile(r"^(?:home|accueil|welcome|bienvenue|index)\b\W*|\W*\b(?:home|accueil)$", re.IGNORECASE)
TWICE = r"^(.+?)\s+[|–—·:«»-]+\s+\1$"
FEW = 3
SPOKEN = 0.15  # share of the pages of a source from which it speaks a language
A_BLOG = 6  # articles from which a source that speaks of baskets and deliveries is still no shop
NOTHING = Seed(url="https://nothing.invalid/")  # stands for a source that niche.yml does not name


def _usual(names: pd.Series, sources: pd.Series, least: float) -> pd.Series:
    """Return the most frequent non-empty name of each source, where so large a share of its pages carries it."""
    size = sources.groupby(sources).size()
    said = pd.DataFrame({"source": sources, "name": names})[names != ""]
    if said.empty:
        return pd.Series(dtype="str")
    counted = said.groupby(["source", "name"]).size().reset_index(name="count")
    counted = counted.sort_values(["source", "count", "name"], ascending=[True, False, True]).drop_duplicates("source")
    enough = counted["count"] >= least * looked_up(counted["source"], size, 0)
    return counted[enough].set_index("source")["name"]


def _titles(pages: pd.DataFrame) -> pd.Series:
    """Return the title of each source: the name its pages give it, what ends their titles, the title of its home."""
    suffix = pages["name"].str.extract(SUFFIX, expand=False).fillna("")
    plenty = pages.groupby("source")["page"].transform("size") >= FEW
    home = pages[pages["home"]].drop_duplicates("source").set_index("source")["name"]
    said = _usual(pages["site"], pages["source"], 0.3)
    ending = _usual(suffix.where(plenty, ""), pages["source"], 0.5)
    home = home.str.replace(WELCOME, "", regex=True).str.replace(TWICE, r"\1", regex=True)
    titles = pd.concat([said, ending, home])
    return titles[(titles != "") & ~titles.index.duplicated()]


def _languages(pages: pd.DataFrame) -> pd.Series:
    """Return the languages in which each source speaks on a good part of its pages, the most frequent first."""
    counted = pages[pages["lang"] != "und"].groupby(["source", "lang"]).size().reset_index(name="count")
    counted = counted[counted["count"] >= SPOKEN * counted.groupby("source")["count"].transform("sum")]
    counted = counted.sort_values(["source", "count", "lang"], ascending=[True, False, True])
    return counted.groupby("source")["lang"].agg(" | ".join)


def own_titles(pages: pd.DataFrame) -> pd.Series:
    """Return the title of each page; where most pages of a source carry the same, what their windows say beside it."""
    plenty = pages.groupby("source")["page"].transform("size") >= FEW
    repeated = looked_up(pages["source"], _usual(pages["title"].where(plenty, ""), pages["source"], 0.5))
    same = (repeated != "") & (pages["title"] == repeated) & ~pages["home"]
    names = [
        name.replace(title, "").strip(" |–—·:«»-") if alike else title
        for name, title, alike in zip(pages["name"], pages["title"], same, strict=True)
    ]
    return pd.Series(names, pages.index, dtype="str").where(lambda made: made != "", pages["title"])


def _engine_kind(engine: str) -> str:
    return next((kind for kind, names in rules()["engines"].items() if any(name in engine for name in names)), "")


def _kinds(pages: pd.DataFrame, posts: pd.DataFrame) -> pd.Series:
    """Return the kind of each source: by its platform, its engine, then by what is posted on it."""
    engines = _usual(pages["engine"], pages["source"], 0.2).map(_engine_kind)
    opening = posts[posts["parent"] == ""]
    by_kind = pd.crosstab(opening["source"], opening["kind"]).reindex(columns=[*PUBLICATIONS, "page"], fill_value=0)
    talk = by_kind["message"] + by_kind["question"]
    made = pd.Series("site", index=pd.Index(sorted(pages["source"].unique()), name="source"))
    made[by_kind.index[by_kind["article"] > 0]] = "blog"
    made[by_kind.index[talk > 0.5 * by_kind["article"]]] = "forum"
    made[by_kind.index[by_kind["idea"] > by_kind["article"]]] = "board"
    few = by_kind.index[(by_kind["article"] < A_BLOG) & (talk == 0)]
    made.update(_shops(posts[posts["source"].isin(few)]))
    made.update(engines[engines != ""])
    space = pd.Series({source: urls.space_of(source).kind for source in made.index}, dtype="str")
    made.update(space[space.isin(["profile", "forum", "wiki", "board", "shop"])])
    return made


def _shops(posts: pd.DataFrame) -> pd.Series:
    """Return "shop" for those sources whose lists and standing pages say two or more of a shop's words."""
    texts = posts[posts["kind"] == "page"].groupby("source")["text"].agg("\n".join).str.lower()
    said = [texts.str.contains(rf"\b{word}\b", regex=True).astype(int) for word in rules()["shop_words"]]
    sold = sum(said, pd.Series(0, texts.index)) > 1
    return pd.Series("shop", index=texts.index[sold], dtype="str")


def _activity(posts: pd.DataFrame) -> pd.DataFrame:
    """Return posts, first_post, last_post of each source, and its last sign of life, comments included."""
    published = posts[posts["kind"].isin(PUBLICATIONS) & (posts["parent"] == "")]
    dated = published[published["published"] != ""].groupby("source")["published"].agg(["min", "max"])
    life = posts[posts["published"] != ""].groupby("source")["published"].max()
    counts = published.groupby("source").size()
    return pd.DataFrame({"posts": counts, "first_post": dated["min"], "last_post": dated["max"], "life": life})


def _alive(life: pd.Series, gone: Iterable[str], today: str) -> pd.Series:
    """Return alive, asleep, gone or unknown for each source."""
    since = (date.fromisoformat(today) - ASLEEP).isoformat()
    state = pd.Series("asleep", index=life.index).mask(life >= since, "alive").mask(life == "", "unknown")
    return state.mask(life.index.isin(list(gone)), "gone")


def declared(study: Niche, known: Mapping[str, str]) -> dict[str, Seed]:
    """Return what niche.yml says of sources, by their key: seeds, own site, spaces of the brand and its competitors."""
    brands = [brand for brand in (study.brand, *study.competitors) if brand]
    spaces = [Seed(url=space, title=brand.name, kind="brand") for brand in brands for space in brand.spaces]
    site = [Seed(url=study.site)] if study.site else []
    said: dict[str, Seed] = {}
    for seed in (*spaces, *site, *study.sources_asked[::-1]):
        prefix = urls.prefix_of(seed.url)
        source = known.get(prefix, prefix)
        kind = seed.kind or said.get(source, NOTHING).kind
        said[source] = seed.model_copy(update={"kind": kind})
    return said


def table(pages: pd.DataFrame, posts: pd.DataFrame, said: dict[str, Seed], gone: set[str]) -> pd.DataFrame:
    """Return the table sources, but for alive: those that have pages, and those that niche.yml names.

    Parameters
    ----------
    pages: with home, name, site and engine of each page.
    said: what niche.yml says of sources, by their key.
    gone: sources whose home page answered that it is no more.
    """
    index = pd.Index(sorted({*pages["source"], *said, *gone}), name="source", dtype="str")
    made = pd.DataFrame({"source": index}, index=index)
    made["title"], made["kind"] = _titles(pages).reindex(index), _kinds(pages, posts).reindex(index).fillna("site")
    home = pages[pages["home"]].sort_values("url").drop_duplicates("source").set_index("source")["url"]
    made["url"] = home.reindex(index).fillna(made["source"].map(lambda source: f"https://{source}/"))
    made["space"] = [urls.space_of(source).platform for source in index]
    spoken = _usual(pages["lang"].where(pages["lang"] != "und", ""), pages["source"], 0)
    made["lang"] = spoken.reindex(index).fillna("und")
    made["langs"] = _languages(pages).reindex(index).fillna("")
    made["reserved"] = by_source(pages).reindex(index).fillna("")
    made["pages"] = pages.groupby("source").size().reindex(index).fillna(0).astype("int64")
    return (
        _as_declared(made, said)
        .join(_activity(posts))
        .fillna({"posts": 0, "first_post": "", "last_post": "", "life": ""})
        .reset_index(drop=True)
    )


def alive(made: pd.DataFrame, gone: set[str], today: str) -> pd.DataFrame:
    """Return the sources with alive: a sign of life in the twelve months before the date of the data, or none."""
    state = _alive(made["life"].set_axis(made["source"]), gone, today) if today else "unknown"
    return made.assign(alive=list(state) if today else state).drop(columns="life")


def _as_declared(made: pd.DataFrame, said: dict[str, Seed]) -> pd.DataFrame:
    """Let what niche.yml says of a source overrule what its pages say."""
    seeds = [said.get(source, NOTHING) for source in made.index]
    titles = pd.Series([seed.title for seed in seeds], made.index, dtype="str")
    kinds = pd.Series([seed.kind for seed in seeds], made.index, dtype="str")
    made["title"] = titles.where(titles != "", made["title"].fillna(made["source"]))
    spaces = (kinds == "brand") & ~made["kind"].isin(["site", "blog", "media"])  # a brand's own board stays a board
    made["kind"] = kinds.where((kinds != "") & ~spaces, made["kind"])
    made["declared_label"] = [seed.label for seed in seeds]
    made["seed"] = [seed is not NOTHING for seed in seeds]
    return made
