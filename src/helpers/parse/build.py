"""Archives and imports of a niche → the tables of stage 02."""

import pandas as pd

from helpers import paths, tables, text
from helpers.niche import AireError, Niche
from helpers.parse import (
    aliases,
    captures,
    decisions,
    edges,
    extraction,
    furniture,
    graphs,
    heard,
    members,
    named,
    owners,
    people,
    sources,
    subjects,
)
from helpers.parse.archive import Skip
from helpers.parse.captures import Captures
from helpers.parse.frames import looked_up

UNITS = {"person": members.of_people, "topic": subjects.of_topics}  # what stands in the place of sites and links


def _latest(found: Captures) -> Captures:
    """Keep the latest capture of each page, and of each post the one on the page that opens with it."""
    pages = found.pages.sort_values(["captured_at", "capture"], kind="stable")
    older = pages[pages.duplicated("page", keep="last")]
    pages = pages.drop(older.index).sort_values("page", ignore_index=True)
    kept = set(pages["capture"])
    posts, links, contacts = (frame[frame["capture"].isin(kept)] for frame in (found.posts, found.links, found.contacts))
    posts = posts.assign(listed=posts["post"] != posts["page"]).sort_values(["listed", "page", "post"], kind="stable")
    posts = posts.drop(columns="listed").drop_duplicates("post").sort_values("post", ignore_index=True)
    skips = [Skip(row.warc, "duplicate-url", row.url) for row in older.itertuples()]
    gone = found.gone - set(pages.loc[pages["home"], "source"])
    return found._replace(pages=pages, posts=posts, links=links, contacts=contacts, skips=found.skips + skips, gone=gone)


def _described(found: Captures) -> Captures:
    """Complete titles and dates of pages by what other pages and the feeds of their site tell."""
    pages = found.pages.assign(title=sources.own_titles(found.pages))
    told = looked_up(pages["page"], found.told)
    fit = (pages["published"] == "") & ~pages["listing"] & (told <= pages["captured_at"].str[:10])
    pages["published"] = pages["published"].mask(fit, told)
    opening = found.posts["post"] == found.posts["page"]
    known = pages.set_index("page")
    posts = found.posts.copy()
    ours = opening & (posts["kind"] != "idea")
    posts.loc[ours, "title"] = looked_up(posts.loc[ours, "page"], known["title"])
    undated = opening & (posts["published"] == "")
    posts.loc[undated, "published"] = looked_up(posts.loc[undated, "page"], known["published"])
    return found._replace(pages=pages, posts=posts)


def _with_heard(found: Captures, study: Niche) -> Captures:
    """Add the comments that feeds tell, and count those of each thread."""
    posts = heard.with_heard(found.posts, found.heard, tuple(study.languages))
    return found._replace(posts=heard.counted(posts))


def _with_originals(found: Captures) -> Captures:
    """Tell which posts are copies: by their canonical address, else by their text, the earliest being the original."""
    posts = found.posts.set_index("post", drop=False)
    stated = posts["original"].where(posts["original"].isin(posts.index) & (posts["original"] != posts.index), "")
    order = posts.assign(undated=posts["published"] == "", copied=stated != "")
    order = order.sort_values(["copied", "undated", "published", "source", "url"])
    marks = {post: found.sketches[post] for post in order.index if post in found.sketches}
    prose = {
        post: extraction.without(said, lines.split(" | ")) if lines else said  # equal ingredients make no copy of a recipe
        for post, said, lines in zip(posts.index, posts["text"], posts["ingredients"], strict=True)
    }
    alike = text.near_duplicates(prose, marks)
    original = stated.where(stated != "", looked_up(posts["post"], alike))
    copied = set(posts.loc[original != "", "page"])
    return found._replace(
        posts=posts.assign(original=original).reset_index(drop=True),
        pages=found.pages.assign(copied=found.pages["page"].isin(copied)),
    )


def _without_people(found: Captures, study: Niche) -> Captures:
    """Put pseudonyms in the place of commenters and profile handles."""
    hidden = people.masks(study, [*found.pages["source"], *found.links["target_source"]])
    links = people.hide_handles(found.links, hidden, "target_source", ("target_url",))
    links = links.assign(target_url=people.unasked(links["target_source"], links["target_url"]))
    own = links["zone"] != "comment"  # what a commenter's link says is the commenter's name
    words = {name: people.unnamed(links[name].where(own, ""), hidden) for name in ("anchor", "context")}
    links = links.assign(**words)
    posts = found.posts.assign(text=people.unnamed(found.posts["text"], hidden))
    posts = people.untitled(people.hide_handles(posts, hidden, "source", ("url",)), hidden)
    return found._replace(
        pages=people.untitled(people.hide_handles(found.pages, hidden, "source", ("url",)), hidden),
        posts=posts,
        links=people.hide_handles(links, hidden, "source", ()),
        contacts=people.hide_handles(found.contacts, hidden, "source", ()),
    )


def data_date(study: Niche, pages: pd.DataFrame, posts: pd.DataFrame) -> str:
    """Return the date of the data (YYYY-MM-DD): ``date:`` of niche.yml, else the latest capture or post, else that of
    the graph files.

    Raises
    ------
    AireError
        Nothing carries a date.
    """
    dates = [study.date] if study.date else [*pages["captured_at"].str[:10], *posts["published"]]
    dates = dates if any(dates) else [graphs.data_date(study)]
    if not any(dates):
        path = paths.niche_folder(study.name) / "niche.yml"
        raise AireError(f"{path}: nothing in the data carries a date; add one, such as date: 2026-03-01")
    return max(dates)


def skips_table(skips: list[Skip]) -> pd.DataFrame:
    """Return the table skips: one row a file and reason, with the first example."""
    rows = pd.DataFrame(skips, columns=["input", "reason", "example", "count"]).astype({"count": "int64"})
    made = rows.groupby(["input", "reason"]).agg(count=("count", "sum"), example=("example", "first"))
    return tables.conform(made.reset_index(), "skips")


def _sources(study: Niche, found: Captures) -> pd.DataFrame:
    """Return the table sources: what was captured, what niche.yml names; but for what the analyst hides."""
    said, hides = sources.declared(study, captures.prefixes(study)), {x.source for x in study.editorial.sources if x.hide}
    masks = people.masks(study, [*said, *found.gone])
    named = {masks.get(source, source): seed for source, seed in said.items() if source not in hides}
    gone = {masks.get(source, source) for source in found.gone - hides}
    made = sources.table(found.pages, found.posts, named, gone)
    made["title"] = made["title"].where(~made["source"].isin(masks.values()), made["source"])
    dated = study.date or any(found.pages["captured_at"]) or any(found.posts["published"])
    return sources.alive(made, gone, data_date(study, found.pages, found.posts) if dated else "")


def _complete(links: pd.DataFrame, pages: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the links with what the tables of sources and pages tell of them."""
    published = looked_up(links["page"], pages.set_index("page")["published"])
    return links.assign(known=links["target_source"].isin(known["source"]), published=published)


def _archived(study: Niche, workers: int) -> dict[str, pd.DataFrame]:
    """Return the tables that the archives give."""
    prefixes = captures.prefixes(study)
    found = aliases.followed(_latest(captures.read(study, workers)), prefixes)
    learnt = people.hide_aliases(aliases.learn(found, study, prefixes), study)
    found = aliases.joined(_without_people(_with_originals(_with_heard(_described(found), study)), study), learnt)
    known = _sources(study, found)
    links = furniture.settle(found.links, found.pages)
    sold = furniture.shops(links, known)
    known["kind"] = known["kind"].mask(known["source"].isin(sold) & ~known["kind"].isin(["brand", "profile"]), "shop")
    links = owners.settle(furniture.to_shops(links, sold), found.contacts, learnt)
    links = pd.concat([links, named.credits_of(found.posts, known, links)], ignore_index=True)
    links = _complete(links, found.pages, known)
    twice = [Skip("niche.yml", "duplicate-seed", times=study.duplicate_seeds)] if study.duplicate_seeds else []
    made = {
        "sources": known,
        "pages": found.pages,
        "posts": found.posts,
        "links": links,
        "edges": edges.edges(links),
        "off_map": edges.off_map(links),
        "aliases": learnt,
        "contacts_seen": found.contacts.drop_duplicates(["source", "channel", "value"]),
    }
    return {"skips": skips_table(found.skips + twice)} | {name: _fit(frame, name) for name, frame in made.items()}


def _fit(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a frame as its table, without the columns that served on the way."""
    return tables.conform(frame[[column for column in frame if column in tables.column_types(name)]], name)


def build(study: Niche, workers: int = 2) -> dict[str, pd.DataFrame]:
    """Return the tables of stage 02: from the archives, from the graph files that niche.yml names, or from both.

    Parameters
    ----------
    workers: processes that read pages; the result does not depend on it.

    Raises
    ------
    AireError
        There is nothing to read, or a file that niche.yml names is absent or cannot be read at all.
    """
    archives = paths.archives(study.name, study.archives)
    if not archives and not study.imports:
        where = " or ".join(f"data/raw/{study.name}/{pattern}" for pattern in study.archives)
        sentence = f"nothing to read yet; bring a web archive ({where}), or name a graph file under imports: in niche.yml"
        raise AireError(f"{study.name}: {sentence}")
    made = _archived(study, workers)
    made = _merged(made, graphs.read_imports(study)) if study.imports else made
    if study.unit in UNITS and len(made["posts"]):  # the nodes of a graph file are persons or topics already
        made = UNITS[study.unit](made, study, data_date(study, made["pages"], made["posts"]))
    made["edges"] = edges.weighed(made["edges"], study.layers) if study.layers else made["edges"]
    made["sources"] = decisions.titled(made["sources"], study)
    lost = decisions.without_source(study, made)
    made["skips"] = tables.conform(pd.concat([made["skips"], skips_table(lost)]), "skips") if lost else made["skips"]
    made["skips"] = people.unnamed_examples(study, made["skips"])
    if made["sources"].empty:
        left_out = ", ".join(f"{row.input}: {row.reason} ({row.count}×)" for row in made["skips"].itertuples(index=False))
        read = ", ".join([name for name, _ in archives] + [item.file for item in study.imports])
        raise AireError(f"{study.name}: no source in {read}" + (f"; left out: {left_out}" if left_out else ""))
    return made


def _merged(made: dict[str, pd.DataFrame], brought: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Add what graph files bring: what was captured of a source or an edge is kept, the files add the others."""
    joined = dict(made)
    for name, frame in brought.items():
        parts = [part for part in (made[name], tables.conform(frame, name)) if len(part)] or [made[name]]
        joined[name] = tables.conform(pd.concat(parts).drop_duplicates(tables.contract(name)["key"]), name)
    known, labels = joined["sources"], brought["sources"].set_index("source")["declared_label"]
    said = looked_up(known["source"], labels)
    joined["sources"] = known.assign(declared_label=known["declared_label"].where(known["declared_label"] != "", said))
    return joined
