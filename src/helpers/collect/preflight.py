"""Before a crawl: each seed is asked for robots.txt, home page and feed, and told as one row with what to mend."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers import paths, text, urls
from helpers.collect import size, walls
from helpers.collect.crawl import crawl, frontier_path
from helpers.collect.guard import Network
from helpers.collect.store import reader
from helpers.collect.turns import FEED
from helpers.niche import Niche
from helpers.parse import archive, decode, feeds
from helpers.parse.captures import prefixes

COLUMNS = [
    "source", "reachable", "allowed", "platform", "feed", "lang", "last_post", "scripts", "wall", "pages", "hours", "mend",
]  # fmt: skip
UNKNOWN = {"feed": False, "lang": "und", "last_post": ""}
MENDS = {
    "moved-home": "it moved: put the new address into seeds, the old one into aliases",
    "robots-refused": "its robots.txt refuses robots: leave it, or ask its owner",
    "robots-deferred": "its robots.txt cannot be read: try again later",
    "address": "no public address: correct the seed",
    "script": "its pages need scripts: bring an archive of it (archives:)",
    "consent": "a consent wall stands before it: bring an archive of it",
    "age": "an age wall stands before it: bring an archive of it",
    "challenge": "it turns robots away: leave it, or ask its owner",
    "login": "it asks for an account: leave it",
    "no-host": "no such host: correct the seed",
    "long-delay": "its robots.txt asks for a long time between two pages: few are read; ask its owner, or bring an archive of it",
}


def preflight(study: Niche, network: Network | None = None, own: dict[str, object] | None = None) -> pd.DataFrame:
    """Ask every seed for robots.txt, home page and feed only; return one row a seed, with what to mend.

    Returns
    -------
    source, reachable, allowed, platform, feed, lang, last_post, scripts, wall, pages (expected), hours (at the niche's
    delay, or at that of its robots.txt), mend (empty where nothing is amiss).
    """
    crawl(study, network=network, most_place=FEED, own=own)
    db = reader(frontier_path(study.name))
    met = defaultdict[str, list[str]](list)
    for source, what in db.execute("select source, what from met order by what"):
        met[source].append(what)
    slow = "select max(hosts.delay) from hosts join asked other on hosts.host = other.host where other.source = asked.source"
    homes = db.execute(f"select source, state, status, ({slow}), (select count(*) from asked a where a.source = asked.source)"
                       " from asked where place = 0 order by hops, id").fetchall()  # fmt: skip
    db.close()
    captured = _captured(study)
    rows = {
        source: UNKNOWN
        | _cost(study, captured[source], queued, delay or 0.0)
        | captured[source]
        | _row(source, (state == "done", status), met[source])
        for source, state, status, delay, queued in homes
    }
    return pd.DataFrame([rows[source] for source in sorted(rows)], columns=COLUMNS)


def _row(source: str, home: tuple[bool, int], met: list[str]) -> dict[str, object]:
    done, status = home
    stand = [what for what in met if what in walls.rules()]
    reachable = done and status == 200
    mends = [MENDS[what] for what in met if what in MENDS]
    if not reachable and not mends:
        answered = f"its home page answers {status}: correct the seed"
        mends = [answered if status else "nobody answers: try again later, or correct the seed"]
    space = urls.space_of(source)
    row = {
        "source": source,
        "reachable": reachable,
        "allowed": not {"robots-refused", "robots-deferred"} & {*met},
        "platform": space.platform if space else "",
        "scripts": "script" in stand,
        "wall": ", ".join(stand),
        "mend": "; ".join(mends),
    }
    return row if reachable else {**row, "pages": 0, "hours": 0.0}


def _cost(study: Niche, seen: dict[str, Any], queued: int, delay: float) -> dict[str, object]:
    """Return how many pages of a source are expected, within its budget, and the hours that they take one after the other."""
    html, url = seen.pop("home", ("", ""))
    pages = min(size.expected(html, url, queued, seen.pop("dates", [])), study.limits.pages_per_source)
    return {"pages": pages, "hours": round(pages * max(delay, study.crawl.delay) / 3600, 2)}


def _captured(study: Niche) -> defaultdict[str, dict[str, Any]]:
    """Return what the captured home pages and feeds tell of their source: language, feed, date of the last post.

    ``home``: text and address of its first page; ``dates``: of the posts in its feed.
    """
    known, found = prefixes(study), defaultdict[str, dict[str, Any]](dict)
    for record in _records(study):
        told = found[urls.source_of(urls.canonical(record.url), known)]
        kind = decode.kind_of(record)
        if kind == "feed":
            dates = [date for _, date in feeds.entries(record.body, record.url) if date]
            told |= {"feed": True, "dates": [*told.get("dates", []), *dates]}
            told["last_post"] = max(told["dates"], default="")
        elif kind == "page" and "home" not in told:
            html = decode.text_of(record.body, record.charset)
            told |= {"lang": text.language(walls.visible(html)), "home": (html, record.url)}
    return found


def _records(study: Niche) -> Iterator[archive.Record]:
    limits = (study.limits.archive_mb, study.limits.record_mb)
    for path in sorted((paths.niche_folder(study.name) / "crawl").glob("crawl-*.warc.gz")):
        yield from archive.records(path, path.name, limits, [])
