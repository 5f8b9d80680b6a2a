"""Page one of the search engines, as the analyst saw it: what is owned, earned, hostile, and what to work on first."""

import re

import pandas as pd

from helpers import csv_files, parse, paths, tables, urls
from helpers.conversations.crisis import side
from helpers.conversations.mentions import about, headings, name_pattern, own_spaces
from helpers.conversations.phrases import fold, sentences
from helpers.conversations.spaces import quoted
from helpers.niche import Niche

FILE = "search.csv"
COLUMNS = ("query", "rank", "url", "title", "date")
PAGE_ONE = 10
STANDINGS = ("owned", "earned", "hostile", "other", "unknown")
STANDING = {"official": "owned", "competitor": "other", "attacks": "hostile", "speaks": "earned", "community": "earned"}
STANDING |= {"silent": "other", "unread": "unknown"}
NOTHING = ("", "", "")  # no side, no post, no sentence


def searched(study: Niche) -> pd.DataFrame:
    """Return ``search.csv``, results that the analyst noted: query, rank, url, title, date, source; empty without it.

    The address of a person's profile gives way to its pseudonym, and its title, which is a name, to nothing.

    Raises
    ------
    AireError
        A cell is not what its column holds, or a rank is given twice, told by file, line and column.
    """
    path, found, seen = paths.niche_folder(study.name) / FILE, [], set[tuple[str, str, int]]()
    known = urls.known_prefixes((seed.url, seed.aliases) for seed in study.sources_asked) if path.is_file() else {}
    for line, row in csv_files.rows(path, COLUMNS):
        where, address = (path, line), urls.canonical(row["url"])
        if not row["query"]:
            raise csv_files.fault(where, "query", "the words that were searched for", "")
        if not row["rank"].isdigit() or int(row["rank"]) < 1:
            raise csv_files.fault(where, "rank", "a whole number from 1 on", row["rank"])
        if not address:
            raise csv_files.fault(where, "url", "a web address such as https://blog.example/", row["url"])
        key = (row["query"], csv_files.day(row["date"], where), int(row["rank"]))
        if key in seen:
            raise csv_files.fault(where, "rank", "each rank of a query and day once", row["rank"])
        seen.add(key)
        source = urls.source_of(address, known)
        shown = parse.masked(study, source)
        if not study.forgets(source):
            found.append((*key, address, row["title"], source) if shown == source else (*key, "", "", shown))
    return pd.DataFrame(found, columns=["query", "date", "rank", "url", "title", "source"])


def _sides(posts: pd.DataFrame, name: re.Pattern[str]) -> pd.DataFrame:
    """Return the posts that speak of the brand, or reply where it is the subject: page, source, post, opens, side, text."""
    titles = headings(posts)
    said = pd.Series([about(*row, name) for row in zip(titles, posts["text"].map(fold), strict=True)], posts.index, dtype="str")
    named = set(posts.loc[(said != "") & (posts["parent"] == ""), "thread"])
    kept = posts[(said != "") | ((posts["parent"] != "") & posts["thread"].isin(named))]
    words = said[kept.index].where(said[kept.index] != "", kept["text"])
    return kept.assign(opens=kept["parent"] == "", side=[side(text) for text in words])


def _leaning(said: pd.DataFrame, name: re.Pattern[str]) -> tuple[str, str, str]:
    """Return what some texts do to the brand (against, for, ""), the post that shows it best, and what that one says.

    Those that open a thread decide; where they neither attack nor defend, the replies do. A person's words are not given.
    """
    for opens in (True, False):
        part = said[said["opens"] == opens]
        against, in_favour = part[part["side"] == "attacks"], part[part["side"] == "defends"]
        if len(against) != len(in_favour):
            first = (against if len(against) > len(in_favour) else in_favour).sort_values("post").iloc[0]
            words = [one for one in sentences(first["text"]) if first["kind"] == "article" and side(one) == first["side"]]
            words.sort(key=lambda one: not name.search(fold(one)))
            return ("against" if len(against) > len(in_favour) else "for"), first["post"], quoted(words[0]) if words else ""
    return NOTHING if said.empty else ("even", said["post"].min(), "")


def page_one(made: dict[str, pd.DataFrame], found: pd.DataFrame, official: set[str], study: Niche) -> pd.DataFrame:
    """Return the table page_one: whose each result of a first page is, and by what it is known.

    Owned is what is official; hostile what speaks against the brand on that very page or, where it was not read, elsewhere on
    the source; earned what else speaks of it, or belongs to a community; other the rest that is held, and the competitors.
    What is not held is unknown. Without a brand there is nobody to audit for.

    Parameters
    ----------
    made : tables sources, pages, posts, communities. found : what ``searched`` returns. official : sources.
    """
    if found.empty or study.brand is None:
        return tables.empty("page_one")
    posts, held, name = made["posts"], set(made["sources"]["source"]), name_pattern(study.brand)
    told = _sides(posts[(posts["original"] == "") & posts["source"].isin(found["source"])], name)
    page = dict(zip(made["pages"]["url"].map(urls.identity), made["pages"]["page"], strict=True))
    placed = made["communities"].set_index("source")["community"]
    by_page, by_source = dict(list(told.groupby("page"))), dict(list(told.groupby("source")))
    rivals, rows = set(own_spaces(study)) - official, []
    for one in found[found["rank"] <= PAGE_ONE].itertuples():
        read = "page" if urls.identity(one.url) in page else "source" if one.source in held else "none"
        said = by_page.get(page.get(urls.identity(one.url), "")) if read == "page" else by_source.get(one.source)
        lean, post, sentence = NOTHING if said is None or read == "none" else _leaning(said, name)
        why = _why(one.source, lean, official, rivals) or ("community" if placed.get(one.source) else "")
        rows.append((why or ("unread" if read == "none" else "silent"), read, post, sentence))
    reasons = pd.DataFrame(rows, columns=["why", "read", "post", "sentence"])
    standing = reasons["why"].map(STANDING)
    return pd.concat([found[found["rank"] <= PAGE_ONE].reset_index(drop=True), reasons], axis=1).assign(standing=standing)


def _why(source: str, lean: str, official: set[str], rivals: set[str]) -> str:
    if source in official:
        return "official"
    if source in rivals:
        return "competitor"
    return {"against": "attacks", "for": "speaks", "even": "speaks"}.get(lean, "")


def _task(results: pd.DataFrame) -> tuple[str, str]:
    """Return what to work on first for a query, and where: answer who is hostile, publish, read, or keep it so."""
    for task, standing in (("answer", "hostile"), ("publish", "owned"), ("read", "unknown")):
        place = results[results["standing"] == standing].sort_values("rank")
        if task == "publish" and place.empty:
            return task, ""
        if task != "publish" and len(place):
            return task, place["url"].iloc[0]
    return "keep", ""


def queries(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table queries: share of page one by standing for each query and day, and what to work on first.

    ``first`` is the order: the query whose hostile result comes highest, then the one of which the least is owned.
    """
    if found.empty:
        return tables.empty("queries")
    shares = found.groupby(["query", "date"])["standing"].value_counts(normalize=True).unstack(fill_value=0.0)
    shares = shares.reindex(columns=list(STANDINGS), fill_value=0.0)
    grouped = dict(list(found.groupby(["query", "date"])))
    tasks = pd.DataFrame([_task(grouped[key]) for key in shares.index], columns=["task", "url"], index=shares.index)
    worst = found[found["standing"] == "hostile"].groupby(["query", "date"])["rank"].min()
    made = shares.join(tasks).assign(results=found.groupby(["query", "date"]).size(), worst=worst).reset_index()
    made = made.fillna({"worst": PAGE_ONE + 1}).sort_values(["worst", "owned", "query", "date"], ignore_index=True)
    return made.assign(worst=made["worst"].astype("int64"), first=range(1, len(made) + 1))
