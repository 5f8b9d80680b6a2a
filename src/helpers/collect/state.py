"""How far a crawl is: what it brought, what stood in its way, what more time would bring, what was asked of whom."""

from contextlib import closing
from typing import Any

import pandas as pd

from helpers.collect.crawl import beginnings, frontier_path
from helpers.collect.politeness import origin_of
from helpers.collect.settings import rules
from helpers.collect.store import reader
from helpers.collect.turns import SITEMAP
from helpers.collect.walls import rules as walls
from helpers.niche import Niche
from helpers.paths import AireError

COUNTED = ("kept", "refused", "deferred", "failed", "waiting")
KINDS = {"trap": ("calendar", "facets", "growing-path", "mirror", "pagination", "session-id", "soft-404")}


def _read(study: Niche, query: str) -> list[Any]:
    if not begun(study):
        return []
    with closing(reader(frontier_path(study.name))) as db:
        db.create_function("origin", 1, origin_of, deterministic=True)
        return db.execute(query).fetchall()


def begun(study: Niche) -> bool:
    """Tell whether the niche was ever crawled from here."""
    return bool(frontier_path(study.name).is_file())


def summary(study: Niche) -> dict[str, Any]:
    """Return what the frontier holds: pages kept, sources reached and asked, addresses left, what was met (sources, times).

    ``spent``: whether the niche's budget of pages is used up. ``again``: whether there was an edition before this one.

    Raises
    ------
    AireError
        There is no frontier: nothing was crawled, or somebody took it away.
    """
    if not begun(study):
        raise AireError(f"{frontier_path(study.name)}: missing; put it back, or run: aire collect {study.name}")
    kept = _read(study, "select count(*), count(distinct source) from asked where state = 'done' and status = 200")
    pages, sources = kept[0]
    left = _read(study, "select count(*) from asked where state = 'pending'")[0][0]
    met = {
        what: (n, times) for what, n, times in _read(study, "select what, count(*), sum(times) from met group by 1 order by 1")
    }
    spent = _read(study, "select count(*) from asked where state = 'done'")[0][0] >= study.limits.pages
    before = "first_run between 1 and (select max(run) - 1 from runs where anew)"
    again = bool(_read(study, f"select exists (select 1 from asked where {before})")[0][0])
    asked = len(beginnings(study))
    return {"pages": pages, "sources": sources, "asked": asked, "left": left, "met": met, "spent": spent, "again": again}


def more(study: Niche) -> pd.DataFrame:
    """Return what more time would bring: one row a kind of address not asked yet (what, addresses, sources, hours).

    The hours are those of the host that takes longest, one request at a time, at the delay of the niche or of the host.
    """
    rows = []
    kinds = {
        "sources not reached": "place = 0",
        "feeds and recent posts": f"place between 1 and {SITEMAP - 1}",
        "older pages": f"place >= {SITEMAP}",
    }
    for what, where in kinds.items() if begun(study) else []:
        each = f"select host, source, 1 as n from asked where state = 'pending' and {where}"
        addresses, sources = _read(study, f"select coalesce(sum(n), 0), count(distinct source) from ({each})")[0]
        delay = f"max({study.crawl.delay}, coalesce((select max(delay) from hosts where hosts.host = each.host), 0))"
        longest = _read(study, f"select coalesce(max(t), 0) from (select sum(n) * {delay} as t from ({each}) each group by host)")
        rows.append((what, int(addresses), int(sources), round(longest[0][0] / 3600, 2)))
    return pd.DataFrame(rows, columns=["what", "addresses", "sources", "hours"])


def yields(study: Niche) -> tuple[int, int, int]:
    """Return how many sources that the niche does not hold the last pages named first, and the pages before them; of how many.

    Returns
    -------
    Sources new in the last pages, sources new in as many pages before, pages in each half (a hundred, or half of all).
    """
    last = _read(study, "select coalesce(max(nth), 0) from asked")[0][0]
    width = min(100, last // 2)
    at = "select page from cited where source not in (select source from asked)"
    new = _read(
        study, f"select sum(page > {last - width}), sum(page between {last - 2 * width + 1} and {last - width}) from ({at})"
    )
    return int(new[0][0] or 0), int(new[0][1] or 0), width


def outlook(study: Niche) -> str:
    """Return what more time would bring: addresses that wait, and how many new sources the last pages named."""
    if not begun(study):
        return "This niche was not crawled from here: its archives were brought."
    rows = more(study).query("addresses > 0").itertuples()
    told = [f"{row.what}: {row.addresses:,} addresses of {row.sources} sources, about {row.hours} h" for row in rows]
    new, before, pages = yields(study)
    named = f" Sources named for the first time: {new:,} in the last {pages:,} pages, {before:,} in the {pages:,} before them."
    return f"More time would bring {'; '.join(told)}.{named}" if told else f"Nothing is left to ask.{named}"


def hindrances(study: Niche) -> pd.DataFrame:
    """Return what stood in the way or was noted: what, kind (trap, wall, refusal, failure, note), sources, times, one example."""
    query = "select what, count(*), sum(times), min(example) from met group by 1 order by 1"
    frame = pd.DataFrame(_read(study, query), columns=["what", "sources", "times", "example"])
    return frame.assign(kind=[_kind(what) for what in frame["what"]])[["what", "kind", "sources", "times", "example"]]


def _kind(what: str) -> str:
    kinds = KINDS | {"wall": tuple(walls()), "refusal": tuple(rules()["refusals"]), "note": tuple(rules()["notes"])}
    return next((kind for kind, names in kinds.items() if what in names), "failure")


def ledger(study: Niche) -> pd.DataFrame:
    """Return what was asked of whom since the first crawl: one row a site (scheme, host and port).

    Returns
    -------
    site, robots (what its robots.txt asks: open, rules, deferred), delay (seconds it asks between two requests), requests
    (robots.txt, pages asked again and failures included), bytes (of bodies, unpacked), kept (pages), refused (by its robots.txt,
    or left alone), deferred, failed, waiting (addresses), answer (the last one: a status, or how it failed), asked (when, UTC).
    """
    sums = ", ".join(f"sum({what}) as {name}" for name, what in {
        "kept": "state = 'done' and status = 200", "refused": "state = 'refused'", "deferred": "state = 'deferred'",
        "failed": "state = 'failed'", "waiting": "state = 'pending'",
    }.items())  # fmt: skip
    pages = _read(study, f"select origin(url), {sums} from asked group by 1")
    told = _read(study, "select origin, state, delay, requests, bytes, answer, asked from hosts")
    hosts = pd.DataFrame(told, columns=["site", "robots", "delay", "requests", "bytes", "answer", "asked"])
    made = hosts.merge(pd.DataFrame(pages, columns=["site", *COUNTED]), on="site", how="outer")
    numbers = dict.fromkeys(("requests", "bytes", *COUNTED), 0)
    made = made.fillna({"robots": "", "delay": 0.0, "answer": "", "asked": ""} | numbers).astype(dict.fromkeys(numbers, "int64"))
    order = ["site", "robots", "delay", "requests", "bytes", *COUNTED, "answer", "asked"]
    return made.sort_values("site", ignore_index=True)[order]
