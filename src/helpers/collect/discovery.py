"""Prospects: what the niche cites and does not hold, ranked by likeness to the sources that it knows.

The known sources that others cite are the examples, all other cited hosts are unlabelled: learning from positive and
unlabelled examples (Elkan and Noto 2008, KDD). Nothing but the niche's own links is read; what an archive holds of a
host plays no part.
"""

import functools
from typing import Any

import numpy as np
import pandas as pd
import yaml

from helpers import paths, tables, urls
from helpers.niche import Niche

SHAPES = ("home", "dated", "posts", "slug")


@functools.cache
def rules() -> dict[str, Any]:
    """Return the rules of discovery (``data/discovery.yml``)."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("discovery.yml").read_text(encoding="utf-8"))
    return loaded


def _cited(links: pd.DataFrame) -> pd.DataFrame:
    """Return the links to other sources; platforms, their profiles and shops are off the map, and no prospects."""
    spaces = {target: urls.space_of(target) for target in links["target_source"].unique()}
    left_out = rules()["left_out"]
    hosting = {target.partition("/")[0] for target, space in spaces.items() if space.person}
    apart = {target for target, space in spaces.items() if space.person or space.kind in left_out or space.platform == target}
    apart |= hosting
    cited = links.sort_values("link", kind="stable").rename(columns={"target_source": "host"})
    return cited[~cited["host"].isin({*apart, ""}) & (cited["host"] != cited["source"]) & (cited["type"] != "share")]


def _shapes(cited: pd.DataFrame) -> pd.DataFrame:
    """Return, for each host, how its cited addresses look: shares of home pages, dated addresses, posts, slugs."""
    address = pd.Series(cited["target_url"].unique(), dtype="str")
    path = address.str.replace(r"^https?://[^/]*", "", regex=True).str.partition("?")[0]
    looks = {name: path.str.contains(pattern).astype(float) for name, pattern in rules()["addresses"].items()}
    looks["home"] = path.isin(["", "/"]).astype(float)
    rows = cited[["host", "source", "target_url"]].merge(pd.DataFrame({"target_url": address, **looks}), on="target_url")
    return _mean_over_sources(rows, list(SHAPES))


def _mean_over_sources(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return means by host, each citing source counting once; a usual one is added, since few are no sure sample."""
    each = rows.groupby(["host", "source"])[columns].mean().groupby("host")
    return (each.sum() + rows[columns].mean()).div(each.size() + 1, axis=0)


def _company(cited: pd.DataFrame, known: set[str]) -> pd.Series:
    """Return, for each host, how many other known sources those who cite it cite on average (co-links), logged."""
    pairs = cited[cited["host"].isin(known) & cited["editorial"]].drop_duplicates(["source", "host"])
    given = cited["source"].map(pairs.groupby("source").size()).fillna(0.0)
    itself = pd.MultiIndex.from_frame(cited[["source", "host"]]).isin(pd.MultiIndex.from_frame(pairs[["source", "host"]]))
    others = cited.assign(given=given - itself).drop_duplicates(["source", "host"])
    return np.log1p(others.groupby("host")["given"].mean())


def parts(cited: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Return the parts by which a host is judged, one row a cited host; counts are logged."""
    editorial = cited[cited["editorial"]]
    made = pd.DataFrame({"sources": cited.groupby("host")["source"].nunique()})
    made["editorial_pages"] = editorial.groupby("host")["page"].nunique()
    made["comments"] = cited[cited["type"] == "comment"].groupby("host")["source"].nunique()
    made = np.log1p(made.fillna(0.0)).join(_shapes(cited))
    spaces = {host: urls.space_of(host) for host in made.index}
    made["hosted"] = [
        float(spaces[host].platform != "own" and spaces[host].kind not in rules()["left_out"]) for host in made.index
    ]
    made["company"] = _company(cited, known)
    spoken = cited.assign(spoken=cited["context"].str.contains(rules()["speaks"]).astype(float))
    made["spoken"] = _mean_over_sources(spoken, ["spoken"])["spoken"]
    return made[list(rules()["usual"])].sort_index()


def _learnt(known_rows: Any, values: Any) -> tuple[Any, float]:
    """Return weights and intercept learnt from standardised values; the usual ones where too few are known, or all."""
    if known_rows.sum() < rules()["least_known"] or known_rows.all():
        return np.array(list(rules()["usual"].values())), 0.0
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=rules()["penalty"], class_weight="balanced", max_iter=500)
    model.fit(values, known_rows)
    return model.coef_[0], float(model.intercept_[0])


def _scores(values: Any, is_known: Any) -> tuple[Any, Any]:
    """Return the score of each host and the weights; a known one's is that of a model that did not learn from it."""
    weights, intercept = _learnt(is_known, values)
    scores = values @ weights + intercept
    members = np.flatnonzero(is_known)
    for fold in range(rules()["folds"]):
        held = members[fold :: rules()["folds"]]
        rest = np.ones(len(values), dtype=bool)
        rest[held] = False
        own, base = _learnt(is_known[rest], values[rest])
        scores[held] = values[held] @ own + base
    return scores, weights


def ranked(links: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Return every cited host, known ones included, the likeliest members first.

    Parameters
    ----------
    links: link, source, page, target_source, target_url, type, editorial, context; every link of the known sources.
    known: sources that the niche holds or asked for.

    Returns
    -------
    Index host; known, score (log-odds, balanced), ``why_<part>``, what each part adds to the score, and ubiquitous:
    cited widely while nothing but that makes it like the known sources. Such platforms come last.
    """
    cited = _cited(links)
    made = parts(cited, known)
    spread = made.std(ddof=0).replace(0.0, 1.0)
    values = ((made - made.mean()) / spread).to_numpy()
    is_known = made.index.isin(known)
    scores, weights = _scores(values, is_known) if len(made) else (np.empty(0), np.empty(made.shape[1]))
    why = pd.DataFrame(values * weights, made.index, [f"why_{name}" for name in made.columns])
    reach = cited.groupby("host")["source"].nunique() / max(1, cited["source"].nunique())
    alike = why.drop(columns=["why_sources", "why_editorial_pages"]).sum(axis=1)
    frame = pd.DataFrame({"known": is_known, "score": scores.round(tables.DECIMALS)}, made.index).join(why)
    frame["why"] = _why(why.where(values > 0, 0.0))  # being below the average is no reason that can be told
    frame["ubiquitous"] = (reach >= rules()["ubiquitous"]) & (alike < 0) & ~frame["known"]
    by = ["ubiquitous", "score", "host"]
    return frame.rename_axis("host").reset_index().sort_values(by, ascending=[True, False, True]).set_index("host")


def _waves(cited: pd.DataFrame, seeds: set[str]) -> pd.Series:
    """Return, for each host, how many links lie between it and the nearest seed."""
    pairs, waves = cited[["source", "host"]].drop_duplicates(), dict.fromkeys(seeds, 0)
    new = seeds
    while new:
        new = set(pairs.loc[pairs["source"].isin(new), "host"]) - waves.keys()
        waves |= dict.fromkeys(new, max(waves.values()) + 1)
    return cited.drop_duplicates("host").set_index("host").index.to_series().map(waves).fillna(0).astype("int64")


def _why(added: pd.DataFrame) -> list[str]:
    """Return the parts, at most three, that add most to each score, the greatest first."""
    names, values = np.array([name.removeprefix("why_") for name in added]), added.to_numpy()
    first = np.argsort(-values, axis=1, kind="stable")[:, :3]
    return [" | ".join(names[best][values[row, best] > 0]) for row, best in enumerate(first)]


def _evidence(cited: pd.DataFrame) -> pd.Series:
    """Return up to three links for each host, editorial ones first, each of another source where it can be."""
    rows = cited.assign(again=cited.duplicated(["host", "source"]), other=~cited["editorial"])
    rows = rows.sort_values(["host", "other", "again", "link"]).groupby("host").head(rules()["evidence"])
    return rows.groupby("host")["link"].agg(" | ".join)


def _decisions(study: Niche, frame: pd.DataFrame) -> pd.Series:
    """Return what was decided of each host: by the analyst, else by the depth that niche.yml states."""
    said = {one.source: "accepted" if one.accept else "refused" for one in study.editorial.prospects}
    by_depth = (frame["wave"] <= study.discover.depth) & (frame["rank"] <= study.discover.take) & ~frame["ubiquitous"]
    depth = by_depth.map({True: "accepted", False: ""})
    return pd.Series([said.get(source, default) for source, default in zip(frame["source"], depth, strict=True)], dtype="str")


def prospects(study: Niche, built: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table prospects: the hosts that the niche cites and does not hold, the likeliest members first."""
    known = set(built["sources"]["source"])
    if built["links"].empty:
        return tables.empty("prospects")
    cited, order = _cited(built["links"]), ranked(built["links"], known)
    if order["known"].all():
        return tables.empty("prospects")
    frame = order[~order["known"]].copy()
    each, editorial = cited.groupby("host"), cited[cited["editorial"]].groupby("host")
    frame = frame[["score", "why", "ubiquitous"]].assign(
        rank=range(1, len(frame) + 1),
        sources=each["source"].nunique(),
        editorial_sources=editorial["source"].nunique(),
        pages=each["page"].nunique(),
        wave=_waves(cited, set(built["sources"].loc[built["sources"]["seed"], "source"])),
        evidence=_evidence(cited),
    )
    frame["editorial_sources"] = frame["editorial_sources"].fillna(0)
    frame = frame.reset_index(names="source")
    return tables.conform(frame.assign(decision=_decisions(study, frame)), "prospects")


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the interval of a share at 95 % (Wilson 1927, JASA 22).

    >>> [round(end, 2) for end in interval(15, 20)]
    [0.53, 0.89]
    """
    z, share = rules()["z"], part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * float(np.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)))
    return middle - half, middle + half


def held(order: pd.DataFrame, decided: dict[str, bool]) -> tuple[int, int]:
    """Return how many members we hold, and how many there are, among the likeliest hosts down to the first undecided.

    Two captures of one community (Lincoln–Petersen): being known, and ranking high when judged by models that did not
    learn from it. What share of the second the first holds is what it holds of the linked community.

    Parameters
    ----------
    order: hosts as ``ranked`` gives them. decided: host → accepted or refused, of those that are not held.
    """
    undecided = ~order["known"] & ~order.index.isin(decided)
    band = order[undecided.cumsum() == 0]
    ours = int((band["known"] & ~band.index.isin(decided)).sum())
    return ours, ours + sum(decided.get(host, False) for host in band.index)


def coverage(study: Niche, built: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table coverage: what share of the linked community is held, and what the last review brought."""
    captured = set(built["sources"].loc[built["sources"]["pages"] > 0, "source"])
    made = [one for one in study.editorial.prospects if one.source not in captured]
    rows = []
    if made and len(built["links"]):
        ours, members = held(ranked(built["links"], set(built["sources"]["source"])), {x.source: x.accept for x in made})
        if members >= rules()["least_reviewed"]:
            rows.append(("held", ours / members, *interval(ours, members), ""))
    last = study.editorial.prospects[-rules()["last_wave"] :]
    if last:
        taken = sum(one.accept for one in last)
        stop = len(last) == rules()["last_wave"] and taken / len(last) <= rules()["stop_yield"]
        rows.append(("yield", taken / len(last), *interval(taken, len(last)), "stop" if stop else "go on"))
    return tables.conform(pd.DataFrame(rows, columns=["measure", "value", "low", "high", "words"]), "coverage")


def discover(study: Niche, built: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of what is cited and not held, from those that were just built."""
    return {"prospects": prospects(study, built), "coverage": coverage(study, built)}
