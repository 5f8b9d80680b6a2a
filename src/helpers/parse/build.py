"""Archives and imports of a niche → the tables of stage 02."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from helpers import paths, tables, text, urls
from helpers.niche import AireError, Niche
from helpers.parse import archive, batches, edges, furniture, people, sources
from helpers.parse.archive import Record, Skip
from helpers.parse.decode import kind_of
from helpers.parse.page import Reading

TABLES = ("skips", "sources", "pages", "posts", "links", "edges", "off_map", "contacts_seen")
SMALL = 400_000      # bytes of archives under which starting processes takes longer than reading
GONE = (404, 410)


class Captures(NamedTuple):
    """All that was read of the captures, before pages, posts and links are held against each other."""

    pages: pd.DataFrame
    posts: pd.DataFrame
    links: pd.DataFrame
    contacts: pd.DataFrame
    sketches: dict[str, tuple[int, ...]]
    skips: list[Skip]
    gone: set[str]


def prefixes(study: Niche) -> dict[str, str]:
    """Return prefix → source of the niche: seeds, their aliases, and the sources that the analyst merged."""
    known = urls.known_prefixes((seed.url, seed.aliases) for seed in study.sources_asked)
    merged = {made.source: made.merge_into for made in study.editorial.sources if made.merge_into}
    known |= {source: source for source in merged if source not in known}
    return {prefix: merged.get(source, source) for prefix, source in known.items()}


def reading(study: Niche) -> Reading:
    """Return what the pages of a niche are read with."""
    known = prefixes(study)
    shared = frozenset(prefix.partition("/")[0] for prefix in known if "/" in prefix)
    return Reading(known, shared, tuple(study.languages), study.limits.html_depth, study.limits.links_per_page)


def records(study: Niche, skips: list[Skip]) -> Iterator[Record]:
    """Yield every record of the niche's archives; what cannot be read is added to ``skips``."""
    limits = (study.limits.archive_mb, study.limits.record_mb)
    for name, path in paths.archives(study.name, study.archives):
        yield from archive.records(path, name, limits, skips)


def _pages(study: Niche, known: Mapping[str, str], skips: list[Skip], gone: set[str]) -> Iterator[Record]:
    """Yield the captures of pages, within the limits; count the others; note the home pages that are no more."""
    hidden = {made.source for made in study.editorial.sources if made.hide}
    read: Counter[str] = Counter()
    for record in records(study, skips):
        kind, address = kind_of(record), urls.canonical(record.url)
        source = urls.source_of(address, known) if address else ""
        if record.status in GONE and urls.is_home(address, source, known):
            gone.add(source)
        reason = _left_out(kind, source, source in hidden)
        if not reason and (read.total() >= study.limits.pages or read[source] >= study.limits.pages_per_source):
            reason = "beyond-limit"
        if reason:
            skips.append(Skip(record.archive, reason, record.url))
            continue
        read[source] += 1
        yield record


def _left_out(kind: str, source: str, hidden: bool) -> str:
    """Return why a record is no page to be read; empty where it is one."""
    if kind != "page":
        return f"no-page ({kind})"
    if not source:
        return "no-address"
    return "hidden-source" if hidden else ""


def _joined(parts: list[pd.DataFrame], name: str) -> pd.DataFrame:
    """Return the frames one below the other; without any, one that has the columns."""
    full = [part for part in parts if len(part)]
    if full:
        return pd.concat(full, ignore_index=True)
    return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in batches.columns(name).items()})


def _captures(study: Niche, workers: int) -> Captures:
    """Read every page of the niche's archives."""
    skips: list[Skip] = []
    gone: set[str] = set()
    setting = reading(study)
    size = sum(path.stat().st_size for _, path in paths.archives(study.name, study.archives))
    given = batches.batches(_pages(study, setting.known, skips, gone), setting)
    made = list(batches.in_order(batches.read_batch, given, workers if size > SMALL else 1))
    frames = {name: _joined([getattr(batch, name) for batch in made], name) for name in batches.FRAMES}
    sketches = {post: mark for batch in made for post, mark in batch.sketches.items()}
    return Captures(**frames, sketches=sketches, skips=skips + [skip for batch in made for skip in batch.skips], gone=gone)


def _latest(found: Captures) -> Captures:
    """Keep the latest capture of each page, and of each post the one on the page that opens with it."""
    pages = found.pages.sort_values(["captured_at", "capture"], kind="stable")
    older = pages[pages.duplicated("page", keep="last")]
    pages = pages.drop(older.index).sort_values("page", ignore_index=True)
    kept = set(pages["capture"])
    posts, links, contacts = (frame[frame["capture"].isin(kept)] for frame in (found.posts, found.links, found.contacts))
    own = (posts["post"] != posts["page"]).rename("listed")
    posts = posts.assign(listed=own).sort_values(["listed", "page", "post"], kind="stable").drop_duplicates("post")
    skips = [Skip(row.warc, "duplicate-url", row.url) for row in older.itertuples()]
    return found._replace(pages=pages, posts=posts.sort_values("post", ignore_index=True), links=links,
                          contacts=contacts, skips=found.skips + skips, gone=found.gone - set(pages.loc[pages["home"], "source"]))


def _with_originals(found: Captures) -> Captures:
    """Tell which posts are copies: by their canonical address, else by their text, the earliest being the original."""
    posts = found.posts.set_index("post", drop=False)
    stated = posts["original"].where(posts["original"].isin(posts.index) & (posts["original"] != posts.index), "")
    undated = posts.assign(undated=posts["published"] == "", copied=stated != "")
    order = undated.sort_values(["copied", "undated", "published", "source", "url"]).index
    marks = {post: found.sketches[post] for post in order if post in found.sketches}
    copies = text.near_duplicates(posts["text"].to_dict(), marks)
    original = stated.where(stated != "", pd.Series(posts.index.map(copies).fillna(""), posts.index, dtype="str"))
    copied = set(posts.loc[original != "", "page"])
    return found._replace(posts=posts.assign(original=original).reset_index(drop=True),
                          pages=found.pages.assign(copied=found.pages["page"].isin(copied)))


def _without_people(found: Captures, study: Niche) -> Captures:
    """Put pseudonyms in the place of authors, commenters and profile handles."""
    hidden = people.masks(study, [*found.pages["source"], *found.links["target_source"]])
    links = people.hide_handles(found.links, hidden, "target_source", ("target_url", "anchor", "context"))
    by_commenter = links["zone"] == "comment"
    links = links.assign(anchor=links["anchor"].where(~by_commenter, ""), context=links["context"].where(~by_commenter, ""))
    return found._replace(
        pages=people.hide_handles(found.pages, hidden, "source", ("url", "title", "name", "site")),
        posts=people.name_authors(people.hide_handles(found.posts, hidden, "source", ("url", "title")), study),
        links=people.hide_handles(links, hidden, "source", ()),
        contacts=people.hide_handles(found.contacts, hidden, "source", ()),
    )


def data_date(study: Niche, pages: pd.DataFrame, posts: pd.DataFrame) -> str:
    """Return the date of the data: ``date:`` of niche.yml, else the latest capture or post (YYYY-MM-DD).

    Raises
    ------
    AireError
        Nothing carries a date.
    """
    dates = [study.date] if study.date else [*pages["captured_at"].str[:10], *posts["published"]]
    if not any(dates):
        path = paths.niche_folder(study.name) / "niche.yml"
        raise AireError(f"{path}: nothing in the data carries a date; add one, such as date: 2026-03-01")
    return max(dates)


def skips_table(skips: list[Skip]) -> pd.DataFrame:
    """Return the table skips: one row a file and reason, with the first example."""
    rows = pd.DataFrame(skips, columns=["input", "reason", "example", "count"]).astype({"count": "int64"})
    made = rows.groupby(["input", "reason"], sort=True).agg(count=("count", "sum"), example=("example", "first"))
    return tables.conform(made.reset_index(), "skips")


def _archives(study: Niche, workers: int) -> dict[str, pd.DataFrame]:
    """Return the tables that the archives give."""
    found = _without_people(_with_originals(_latest(_captures(study, workers))), study)
    said = sources.declared(study, prefixes(study))
    hidden = people.masks(study, [*said, *found.gone])
    said = {hidden.get(source, source): seed for source, seed in said.items()}
    known = sources.table(found.pages, found.posts, said, found.gone)
    dated = study.date or any(found.pages["captured_at"]) or any(found.posts["published"])
    today = data_date(study, found.pages, found.posts) if dated else ""
    links = furniture.settle(found.links, found.pages)
    links = furniture.to_shops(links, set(known.loc[known["kind"] == "shop", "source"]))
    links = links.assign(known=links["target_source"].isin(known["source"]),
                         published=links["page"].map(found.pages.set_index("page")["published"]))
    repeated = [Skip("niche.yml", "duplicate-seed", times=study.duplicate_seeds)] if study.duplicate_seeds else []
    contacts = found.contacts.drop_duplicates(["source", "channel", "value"])
    made = {"sources": sources.alive(known, found.gone, today), "pages": found.pages, "posts": found.posts,
            "links": links, "edges": edges.edges(links), "off_map": edges.off_map(links), "contacts_seen": contacts}
    columns = {name: tables.column_types(name) for name in made}
    return {"skips": skips_table(found.skips + repeated)} | {
        name: tables.conform(frame[[column for column in frame if column in columns[name]]], name)
        for name, frame in made.items()
    }


def build(study: Niche, workers: int = 2) -> dict[str, pd.DataFrame]:
    """Return the tables of stage 02: from the archives, from the graph files that niche.yml names, or from both.

    Parameters
    ----------
    workers: processes that read pages; the result does not depend on it.

    Raises
    ------
    AireError
        A file that niche.yml names is absent or cannot be read at all.
    """
    made = _archives(study, workers)
    if not study.imports:
        return made
    from helpers.parse import graphs

    return _merged(made, graphs.read_imports(study))


def _merged(made: dict[str, pd.DataFrame], brought: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Add what graph files bring: what was captured of a source or an edge is kept, the files add the others."""
    joined = dict(made)
    for name, frame in brought.items():
        key = tables.contract(name)["key"]
        both = pd.concat([frame for frame in (made[name], tables.conform(frame, name)) if len(frame)] or [frame])
        joined[name] = tables.conform(both.drop_duplicates(key), name)
    labels = brought["sources"].set_index("source")["declared_label"] if "sources" in brought else pd.Series(dtype="str")
    known = joined["sources"]
    label = known["declared_label"].where(known["declared_label"] != "", known["source"].map(labels).fillna(""))
    joined["sources"] = known.assign(declared_label=label)
    return joined
