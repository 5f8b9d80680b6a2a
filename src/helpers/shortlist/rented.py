"""What rented ground holds and sends: publications that exist nowhere else, links and visits towards owned spaces."""

import pandas as pd

from helpers import csv_files, paths, urls
from helpers.niche import Niche
from helpers.parse.frames import looked_up
from helpers.shortlist.holdings import CLIENT, HOME, owned, platforms, unique
from helpers.shortlist.plan import asked

VISITS = "visits.csv"


def rented_only(posts: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return the table rented_only: what the client and the chosen sources published on rented ground and nowhere else.

    Of a message, which is a person's, the title is not given.

    Parameters
    ----------
    held : table ledger.
    """
    ground = held[held["held"] == "rented"].drop_duplicates("space")[["owner", "space", "platform"]]
    only = unique(posts).merge(ground, left_on="source", right_on="space")
    shown = only["title"].where(only["kind"].isin(["article", "page"]), "")
    return only.assign(title=shown)[["post", "owner", "space", "platform", "kind", "title", "url", "published"]]


def visits(study: Niche, hosted: dict[str, str]) -> dict[str, float]:
    """Return ``visits.csv`` (columns referrer, visits) added up: platform → visits that it sent to the client's spaces.

    Referrers at home are no rented ground, and left out.

    Parameters
    ----------
    hosted : source → platform, as ``platforms`` returns it.

    Raises
    ------
    AireError
        A column is absent, or a cell is not what it should be, told by file, line and column.
    """
    path, found = paths.niche_folder(study.name) / VISITS, dict[str, float]()
    for line, row in csv_files.rows(path, ("referrer", "visits")):
        said = row["referrer"]
        source = urls.source_of(urls.canonical(said if "://" in said else f"https://{said}"))
        if not source:
            raise csv_files.fault((path, line), "referrer", "an address or a host such as facebook.com", said)
        count = csv_files.number(row["visits"], (path, line), "visits", "a number of visits, 0 or more")
        source = asked()["shortened"].get(source, source)
        platform = source if source in hosted.values() else hosted.get(source) or urls.space_of(source).platform
        if platform not in ("", HOME):
            found[platform] = found.get(platform, 0.0) + count
    return found


def pollination(tables: dict[str, pd.DataFrame], study: Niche) -> pd.DataFrame:
    """Return the table pollination: editorial links and visits that rented spaces send to owned ones, the client apart."""
    hosted, own = platforms(tables["sources"]), set(owned(study))
    links = tables["links"][tables["links"]["known"] & tables["links"]["editorial"]]
    told = links.assign(platform=looked_up(links["source"], hosted), towards=looked_up(links["target_source"], hosted))
    sent = told[(told["platform"] != "") & (told["towards"] == "")]
    sent = sent.assign(owner=sent["target_source"].map(lambda target: CLIENT if target in own else "niche"))
    grouped = sent.groupby(["platform", "owner"])
    counted = grouped.agg(links=("link", "size"), pages=("page", "nunique"), sources=("source", "nunique")).reset_index()
    seen = pd.DataFrame(visits(study, hosted).items(), columns=["platform", "visits"]).assign(owner=CLIENT)
    made = counted.merge(seen.astype({"platform": "str", "visits": "float64"}), on=["platform", "owner"], how="outer")
    return made.assign(**{name: made[name].fillna(0).astype("int64") for name in ("links", "pages", "sources", "visits")})
