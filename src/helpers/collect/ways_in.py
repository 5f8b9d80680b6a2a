"""Whatever starts a niche, read into addresses: the crawler's first list. Nothing here touches the network."""

import configparser
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from helpers import paths, urls
from helpers.niche import MAX_CSV_BYTES, Niche, read_csv
from helpers.parse import decode
from helpers.paths import AireError
from helpers.start import HOMES, SEVERAL, URL_COLUMNS

Rows = Iterator[tuple[str, str]]  # address, what it is: home, feed, page, post
REFUSED = ("out", "discovered", "undecided")  # status of a web entity that its Hyphe corpus does not hold


def feed(content: bytes, base: str = "") -> pd.DataFrame:
    """Return what a feed tells (RSS, Atom, JSON Feed): url, kind, title, published; an ill-formed one is no error.

    Parameters
    ----------
    base: address of the feed, for relative links.
    """
    import feedparser

    try:
        found = feedparser.parse(content, response_headers={"content-location": base, "content-type": "application/xml"})
    except (ValueError, LookupError, AssertionError, AttributeError, TypeError, KeyError):
        found = feedparser.FeedParserDict(feed={}, entries=[])  # some hostile markup passes its own guards
    entries = found.get("entries") or _json_entries(content)
    home = (found.get("feed") or {}).get("link", "")
    rows = [(urls.canonical(home, base), "home", (found.get("feed") or {}).get("title", ""), "")] if home else []
    rows += [
        (urls.canonical(str(one.get("link") or ""), base), "post", str(one.get("title") or ""), _day(one)) for one in entries
    ]
    return pd.DataFrame([row for row in rows if row[0]], columns=["url", "kind", "title", "published"]).astype("str")


def _day(entry: dict[str, object]) -> str:
    parsed = entry.get("published_parsed")
    return "-".join(f"{part:02d}" for part in parsed[:3]) if isinstance(parsed, tuple) else str(entry.get("day", ""))


def _json_entries(content: bytes) -> list[dict[str, object]]:
    """Return the items of a JSON Feed (version 1.1, jsonfeed.org); none of anything else."""
    try:
        items = json.loads(content)["items"]
        told = {"link": "url", "title": "title", "day": "date_published"}
        entries = [{name: str(one.get(key, "")) for name, key in told.items()} for one in items]
        return [{**one, "day": one["day"][:10]} for one in entries]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def discovered(html: str, base: str) -> list[str]:
    """Return the feeds that a page announces (``<link rel=alternate>``), in its order.

    >>> discovered('<link rel="alternate" type="application/atom+xml" href="/feed">', "https://blog.example/a")
    ['https://blog.example/feed']
    """
    from selectolax.lexbor import LexborHTMLParser

    said = [node.attributes for node in LexborHTMLParser(html).css("link[rel~=alternate][href]")]
    feeds = [one for one in said if (one.get("type") or "").endswith(("+xml", "feed+json"))]
    found = [urls.canonical(one.get("href") or "", base) for one in feeds]
    return list(dict.fromkeys(filter(None, found)))


def _xml(path: Path, content: bytes) -> Rows:
    """Yield the addresses of an OPML outline, a sitemap or its index, else of a feed; gzipped or not."""
    from lxml import etree

    content = decode.ungzipped(content, MAX_CSV_BYTES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    root = etree.fromstring(content, parser) if content.strip() else None
    if root is None:
        raise AireError(f"{path.name}: expected OPML, a sitemap or a feed; found nothing readable")
    outlines = list(root.iter("{*}outline"))
    for one in outlines:
        said = {name.lower(): value for name, value in one.items()}
        yield said.get("htmlurl") or said.get("url", ""), "home"
        yield said.get("xmlurl", ""), "feed"
    places = [] if outlines else [((loc.text or "").strip(), loc.getparent()) for loc in root.iter("{*}loc")]
    yield from ((text, "sitemap" if etree.QName(up).localname == "sitemap" else "page") for text, up in places)
    if not outlines and not places:
        yield from feed(content)[["url", "kind"]].itertuples(index=False, name=None)


def _planet(path: Path, content: bytes) -> Rows:
    """Yield the addresses of a planet's list of feeds (Pluto, Venus, Planet)."""
    reader = configparser.RawConfigParser(strict=False, allow_no_value=True, default_section="no such section")
    try:
        reader.read_string("[planet]\n" + content.decode("utf-8-sig", "replace"))
    except configparser.Error as error:
        raise AireError(f"{path.name}: expected the list of a planet; {' '.join(str(error).split())}") from None
    for name in reader.sections():
        yield reader.get(name, "link", fallback="") or "", "home"
        yield reader.get(name, "feed", fallback=name if "://" in name else "") or "", "feed"


def _text(path: Path, content: bytes) -> Rows:
    """Yield the addresses of a text: one a line, what follows # left out."""
    lines = content.decode("utf-8-sig", "replace").splitlines()
    yield from ((line.partition(" #")[0].strip(), "home") for line in lines if line[:1] != "#")


def _csv(path: Path, content: bytes) -> Rows:
    """Yield the addresses of a table: seeds, search results, a Hyphe or an IssueCrawler export."""
    columns, rows = read_csv(path)
    named = {name.strip().lower(): name for name in columns}
    one = next((named[name] for name in (*HOMES[:2], *URL_COLUMNS, *HOMES[2:]) if name in named), "")
    several = [named[name] for name in SEVERAL if name in named]
    if not one and not several:
        wanted = ", ".join((*URL_COLUMNS, *HOMES, *SEVERAL))
        raise AireError(f"{path.name}, line 1: expected a column among {wanted}; found {', '.join(columns)}")
    for _, row in rows:
        if (row.get(named.get("status", "")) or "").strip().lower() in REFUSED:
            continue
        addresses = [(row.get(name) or "").split() for name in [one, *several] if name]
        yield next((first[0] for first in addresses if first), ""), "home"


def _html(path: Path, content: bytes) -> Rows:
    """Yield what a saved page links to: a blogroll, a list of favourites, bookmarks exported by a browser."""
    from selectolax.lexbor import LexborHTMLParser

    links = LexborHTMLParser(content.decode("utf-8", "replace")).css("a[href]")
    yield from (((link.attributes.get("href") or "").strip(), "home") for link in links)


READERS: dict[str, Callable[[Path, bytes], Rows]] = {
    ".opml": _xml, ".xml": _xml, ".rss": _xml, ".atom": _xml, ".gz": _xml, ".ini": _planet, ".csv": _csv, ".tsv": _csv,
    ".txt": _text, ".htm": _html, ".html": _html,
    ".json": lambda path, content: ((row[0], row[1]) for row in feed(content)[["url", "kind"]].itertuples(index=False)),
}  # fmt: skip


def read_list(path: Path) -> pd.DataFrame:
    """Return the addresses of one file: url (canonical), kind (home, feed, page, post, sitemap); each once, in order.

    Raises
    ------
    AireError
        Its kind is none of ours, it is larger than 50 MB, or holds no address.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise AireError(f"{path.name}: kind of list {path.suffix!r} unknown; expected {', '.join(READERS)}")
    if path.stat().st_size > MAX_CSV_BYTES:
        raise AireError(f"{path.name}: larger than 50 MB")
    rows = [(_address(text), kind) for text, kind in reader(path, path.read_bytes())]
    frame = pd.DataFrame([row for row in rows if row[0]], columns=["url", "kind"]).astype("str").drop_duplicates("url")
    if frame.empty:
        raise AireError(f"{path.name}: holds no web address")
    return frame.reset_index(drop=True)


def _address(text: str) -> str:
    """Return a canonical address, that of a bare host completed; empty where it is none."""
    whole = "://" in text or not text or text[0] in "/#?" or ":" in text.partition("/")[0]
    return urls.canonical(text if whole else f"https://{text}")


def starts(study: Niche, accepted: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return where a crawl begins: url, source, origin (seed, site, or the list's name, prospect); sorted, each once.

    Parameters
    ----------
    accepted: the table prospects, where there is one; those accepted to the depth that niche.yml states are added.
    """
    known = urls.known_prefixes((seed.url, seed.aliases) for seed in study.sources_asked)
    rows = [(urls.canonical(seed.url), "1 seed") for seed in study.sources_asked]
    rows += [(urls.canonical(study.site), "2 site")] * bool(study.site)
    for file in study.lists:
        rows += [(url, f"3 {file}") for url in read_list(paths.locate(study.name, file))["url"]]
    if accepted is not None:
        rows += [(_address(host), "4 prospect") for host in accepted.loc[accepted["decision"] == "accepted", "source"]]
    made = [(url, urls.source_of(url, known), origin) for url, origin in sorted(rows, key=lambda row: row[1]) if url]
    frame = pd.DataFrame(made, columns=["url", "source", "origin"]).astype("str").drop_duplicates("url")
    return frame.assign(origin=frame["origin"].str[2:]).sort_values(["source", "url"], ignore_index=True)
