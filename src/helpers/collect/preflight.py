"""Before a crawl: each seed is asked for robots.txt, home page and feed, and told as one row with what to mend."""

from collections.abc import Iterator

import pandas as pd

from helpers import paths, text, urls
from helpers.collect import walls
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
}


def preflight(study: Niche, network: Network | None = None, own: dict[str, object] | None = None) -> pd.DataFrame:
    """Ask every seed for robots.txt, home page and feed only; return one row a seed, with what to mend.

    Returns
    -------
    source, reachable, allowed, platform, feed, lang, last_post, scripts, wall, pages (expected), hours (at the niche's
    delay), mend (empty where nothing is amiss).
    """
    crawl(study, network=network, most_place=FEED, own=own)
    db = reader(frontier_path(study.name))
    met: dict[str, list[str]] = {}
    for source, what in db.execute("select source, what from met order by what"):
        met.setdefault(source, []).append(what)
    queued = dict(db.execute("select source, count(*) from asked group by 1"))
    asked = {source: (state, status) for source, state, status in db.execute(
        "select source, state, status from asked where place = 0 order by hops, id")}  # fmt: skip
    db.close()
    captured = _captured(study)
    rows = [
        _row(study, source, asked[source], met.get(source, []), queued[source], captured.get(source, {}))
        for source in sorted(asked)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    study: Niche, source: str, home: tuple[str, int], met: list[str], queued: int, seen: dict[str, str]
) -> dict[str, object]:
    state, status = home
    stand = [what for what in met if what in walls.rules()]
    reachable = state == "done" and status == 200
    mends = [MENDS[what] for what in met if what in MENDS]
    if not reachable and not mends:
        mends = [
            f"its home page answers {status}: correct the seed"
            if status
            else "nobody answers: try again later, or correct the seed"
        ]
    space = urls.space_of(source)
    return {
        "source": source,
        "reachable": reachable,
        "allowed": not {"robots-refused", "robots-deferred"} & {*met},
        "platform": space.platform if space else "",
        "feed": bool(seen.get("feed")),
        "lang": seen.get("lang", "und"),
        "last_post": seen.get("last_post", ""),
        "scripts": "script" in stand,
        "wall": ", ".join(stand),
        "pages": queued if reachable else 0,
        "hours": round(queued * study.crawl.delay / 3600, 2) if reachable else 0.0,
        "mend": "; ".join(mends),
    }


def _captured(study: Niche) -> dict[str, dict[str, str]]:
    """Return what the captured home pages and feeds tell of their source: language, feed, date of the last post."""
    known, found = prefixes(study), dict[str, dict[str, str]]()
    for record in _records(study):
        told = found.setdefault(urls.source_of(urls.canonical(record.url), known), {})
        kind = decode.kind_of(record)
        if kind == "feed":
            dates = [date for _, date in feeds.entries(record.body, record.url) if date]
            told |= {"feed": record.url, "last_post": max([told.get("last_post", ""), *dates])}
        elif kind == "page" and "lang" not in told:
            told["lang"] = text.language(walls.visible(decode.text_of(record.body, record.charset)))
    return found


def _records(study: Niche) -> Iterator[archive.Record]:
    limits = (study.limits.archive_mb, study.limits.record_mb)
    for path in sorted((paths.niche_folder(study.name) / "crawl").glob("crawl-*.warc.gz")):
        yield from archive.records(path, path.name, limits, [])
