"""Pages that carry the brand's name: official, unofficial, or nobody knows, each with what shows it."""

import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from helpers import parse, tables, urls
from helpers.conversations.mentions import name_pattern
from helpers.conversations.phrases import compiled, fold, rules, sentences
from helpers.conversations.spaces import quoted
from helpers.conversations.team import spaces_of
from helpers.niche import Brand, Niche
from helpers.parse.frames import looked_up

LONG = 6  # letters of a name from which a word of a host may begin or end with it: "clubmolvane"
THEIRS = ("comment", "ugc")  # links of the brand's own pages that its visitors placed


class Verdict(NamedTuple):
    """The status of a page, by what it is known, and the words or the page that show it."""

    status: str
    evidence: str
    sentence: str = ""
    url: str = ""


@cache
def _pattern(block: str) -> re.Pattern[str]:
    return compiled(rules("voice.yml")[block])


def carries(brand: Brand, source: str, title: str = "") -> bool:
    """Tell whether the host, the handle or the title of a source carries the name of a brand.

    >>> mill = Brand(name="Molvane")
    >>> [carries(mill, key) for key in ("club-molvane.example", "clubmolvane.example", "instagram.com/molvane", "moulin.example")]
    [True, True, True, False]
    >>> carries(mill, "moulin.example", "Molvane et moi")
    True
    """
    if name_pattern(brand).search(fold(title)):
        return True
    names = {parse.compact(name) for name in (brand.name, *brand.aliases)} - {""}
    parts = [part for part in re.split(r"[./@]+", source) if part]
    words = [parse.compact(word) for part in parts for word in (part, *re.split(r"[-_]+", part))]
    near = [name for name in names if len(name) >= LONG]
    return any(word in names or any(word.startswith(name) or word.endswith(name) for name in near) for word in words)


def _known(made: dict[str, pd.DataFrame], searched: pd.DataFrame) -> dict[str, str]:
    """Return source → title of all that could carry the name: held, linked to, or found on a page of results."""
    links = made["links"].loc[~made["links"]["known"], "target_source"].unique()
    home = [urls.is_home(*pair) for pair in zip(searched["url"], searched["source"], strict=True)]
    homes = searched[pd.Series(home, searched.index, dtype="bool")]
    found = {**dict.fromkeys([*searched["source"], *links], ""), **dict(zip(homes["source"], homes["title"], strict=True))}
    return {**found, **dict(zip(made["sources"]["source"], made["sources"]["title"], strict=True))}


def _linked(links: pd.DataFrame, own: list[str]) -> dict[str, str]:
    """Return source → page of a declared space that links to it, its visitors' links apart."""
    visitors = links["type"].isin(THEIRS) | (links["zone"] == "comment") | links["rel"].str.contains(r"\bugc\b")
    ours = links[links["source"].isin(own) & ~visitors].sort_values("link").drop_duplicates("target_source")
    return dict(zip(ours["target_source"], ours["page"], strict=True))


def _says(words: list[tuple[str, str]], block: str) -> tuple[str, str]:
    """Return the first sentence in which a source speaks of itself so, cut at 25 words, and its page."""
    for said, url in words:
        for sentence in sentences(said):
            if _pattern(block).search(fold(re.sub(r"[-_./@]+", " ", sentence))):
                return quoted(sentence), url
    return "", ""


def _verdict(source: str, words: list[tuple[str, str]], own: list[str], linked: dict[str, str]) -> Verdict:
    """Return the status of one source; what it says against itself counts before a link of the brand's."""
    if source in own:
        return Verdict("official", "declared")
    denied, where = _says(words, "unofficial")
    if denied:
        return Verdict("unofficial", "says", denied, where)
    if source in linked:
        return Verdict("official", "linked", "", linked[source])
    claimed, where = _says(words, "claims")
    return Verdict("unknown", "claims" if claimed else "none", claimed, where)


def namesakes(made: dict[str, pd.DataFrame], searched: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the table namesakes: the sources whose title, host or handle carries the brand's name, and whose they are.

    Official is what niche.yml declares, or what a declared space links to, its visitors' links apart; unofficial what says so
    in its title, its handle or its own pages, whoever links to it; of the others nobody knows.

    Parameters
    ----------
    made : tables sources, pages, posts, links. searched : what ``searched`` returns.
    """
    if study.brand is None:
        return tables.empty("namesakes")
    own, known = spaces_of(study.brand, study.site), _known(made, searched)
    named = {key: title for key, title in known.items() if key and (key in own or carries(study.brand, key, title))}
    linked, posts = _linked(made["links"], own), made["posts"]
    told = posts[posts["source"].isin(named) & (posts["kind"] == "page")].sort_values(["source", "url", "post"])
    pages: dict[str, list[tuple[str, str]]] = {}
    for source, text, url in told[["source", "text", "url"]].to_numpy():
        pages.setdefault(source, []).append((text, url))
    verdicts = [_verdict(key, [(title, ""), (key, ""), *pages.get(key, [])], own, linked) for key, title in named.items()]
    found = pd.DataFrame(verdicts, columns=list(Verdict._fields)).assign(source=list(named), title=list(named.values()))
    found["url"] = found["url"].where(
        found["evidence"] != "linked", looked_up(found["url"], made["pages"].set_index("page")["url"])
    )
    cited = made["links"].groupby("target_source")["source"].nunique()
    return found.assign(cited=looked_up(found["source"], cited, 0), held=found["source"].isin(made["sources"]["source"]))
