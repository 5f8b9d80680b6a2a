"""Sources with several addresses: learnt from redirects, canonical addresses, ``rel=me``, a move that is told."""

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from helpers import urls
from helpers.niche import Niche
from helpers.parse.captures import Captures
from helpers.parse.fields import rules
from helpers.parse.frames import looked_up

HOPS = 5  # redirects followed one after the other
MANY = 3  # addresses that may have moved to one source; to where more lead is no new home of theirs
COLUMNS = ["alias", "source", "evidence", "url"]


def landed(address: str, moved: Mapping[str, str]) -> str:
    """Return where the redirects of an address end, as the archives have them.

    >>> landed("https://bit.ly/a", {"bit.ly/a": "http://b.example/", "b.example": "https://blog.example/"})
    'https://blog.example/'
    """
    for _ in range(HOPS):
        address = moved.get(urls.identity(address), address)
    return address


def followed(found: Captures, known: Mapping[str, str]) -> Captures:
    """Return the captures with their links leading to whom their redirects lead.

    A shortened address may lead to anybody, another one to a source of the niche only: many redirect to a place where one
    logs in or consents.
    """
    if not found.moved:
        return found
    captured = {*found.pages["source"], *known.values()}

    def target(address: str, source: str) -> str:
        """Return the source that a link leads to in the end."""
        end = landed(address, found.moved)
        other = urls.source_of(end, known) if end != address else source
        return other if other in captured or urls.leads_on(source) else source

    ends = [target(*pair) for pair in zip(found.links["target_url"], found.links["target_source"], strict=True)]
    return found._replace(links=_outward(found.links.assign(target_source=pd.Series(ends, found.links.index, dtype="str"))))


def _outward(links: pd.DataFrame) -> pd.DataFrame:
    return links[(links["target_source"] != links["source"]) & (links["target_source"] != "")]


def _redirected(found: Captures, known: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the homes that redirect to another home."""
    for identity in sorted(found.moved):
        address = f"https://{identity}" + "/" * ("/" not in identity)
        yield from _from_home(address, landed(address, found.moved), "redirect", known)


def _from_home(address: str, target: str, evidence: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the pair of two homes of which one gives the other as its address."""
    source, other = (urls.source_of(each, known) for each in (address, target))
    elsewhere = other not in ("", source, urls.space_of(source).platform)
    if elsewhere and urls.is_home(address, source, known) and urls.is_home(target, other, known):
        yield source, other, evidence, address


def _canonical(found: Captures, known: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the homes whose canonical address is another home."""
    homes = found.pages[found.pages["home"] & (found.pages["canonical"] != "")].sort_values("url")
    for home in homes.itertuples():
        yield from _from_home(home.url, home.canonical, "canonical", known)


def _both_say_me(found: Captures, known: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the sources that each say, on their home, that the other is the same person."""
    homes = found.pages[found.pages["home"] & (found.pages["me"] != "")].sort_values("url")
    said = {(row.source, urls.source_of(me, known)): row.url for row in homes.itertuples() for me in row.me.split()}
    pages = found.pages["source"].value_counts()
    for (one, other), url in said.items():
        rank = [(not urls.space_of(each).person, int(pages.get(each, 0)), each) for each in (one, other)]
        if (other, one) in said and rank[0] < rank[1]:
            yield one, other, "rel-me", url


def _told(found: Captures, known: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the sources that tell of their move, and pages of links of one person, where the new home links back."""
    back = set(zip(found.links["target_source"], found.links["source"], strict=True))
    ends = zip(found.links["source"], found.links["target_source"], found.links["target_url"], strict=True)
    mutual = [(source, target) in back and urls.is_home(url, target, known) for source, target, url in ends]
    links = found.links[pd.Series(mutual, found.links.index, dtype=bool)].sort_values(["page", "link"])
    links["alone"] = links.groupby("page")["target_source"].transform("nunique") == 1
    words, titles = (re.compile("|".join(rules()[name]), re.IGNORECASE) for name in ("moved", "moved_titles"))
    for link in links.merge(found.pages[["page", "title", "url"]], on="page").itertuples():
        listed = urls.leads_on(link.source)
        if link.alone and (listed or titles.search(link.title)) or words.search(link.context):
            yield link.source, link.target_source, "link-in-bio" if listed else "moved", link.url


def learn(found: Captures, study: Niche, known: Mapping[str, str]) -> pd.DataFrame:
    """Return alias, source, evidence, url of the page that shows it: which sources are one, and how one knows.

    The address that niche.yml names is kept; where it names both, they stay apart (evidence "declared apart").
    """
    rows = [*_redirected(found, known), *_canonical(found, known), *_both_say_me(found, known), *_told(found, known)]
    made = pd.DataFrame(rows, columns=COLUMNS).astype("str").drop_duplicates(["alias", "source"])
    captured = {*found.pages["source"], *known.values()}
    made = made[made["source"].isin(captured) & (made.groupby("source")["alias"].transform("nunique") <= MANY)]
    named = {urls.prefix_of(seed.url) for seed in study.sources_asked}
    swap = made["alias"].isin(named) & ~made["source"].isin(named)
    made.loc[swap, ["alias", "source"]] = made.loc[swap, ["source", "alias"]].to_numpy()
    apart = made["alias"].isin(named) & made["source"].isin(named)
    return made.assign(evidence=made["evidence"].mask(apart, "declared apart")).reset_index(drop=True)


def joined(found: Captures, learnt: pd.DataFrame) -> Captures:
    """Return the captures with each source under its one name."""
    one: dict[str, str] = {}

    def name(source: str) -> str:
        """Return the one name of a source."""
        while source in one:
            source = one[source]
        return source

    for row in learnt[learnt["evidence"] != "declared apart"].itertuples():
        if name(row.alias) != name(row.source):
            one[name(row.alias)] = name(row.source)
    if not one:
        return found
    names = {source: name(source) for source in one}

    def under(frame: pd.DataFrame, column: str = "source") -> pd.DataFrame:
        """Return a frame with its sources under their one name."""
        return frame.assign(**{column: looked_up(frame[column], names).mask(lambda made: made == "", frame[column])})

    settled = set(found.pages.loc[found.pages["home"], "source"])  # with a home under the name that is kept
    former = [names.get(source) in settled for source in found.pages["source"]]
    pages = found.pages.assign(home=found.pages["home"] & ~pd.Series(former, found.pages.index, dtype=bool))
    return found._replace(
        pages=under(pages),
        posts=under(found.posts),
        links=_outward(under(under(found.links), "target_source")),
        contacts=under(found.contacts),
        gone=found.gone - set(one),
    )
