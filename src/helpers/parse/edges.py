"""Links added up: edges between known sources, and the spaces that were not captured."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import yaml

from helpers import paths, urls
from helpers.parse.frames import looked_up
from helpers.parse.named import REL

LAYERS = {"comment": "comment", "event": "event"}


def edges(links: pd.DataFrame) -> pd.DataFrame:
    """Return the edges between known sources, links of every type; weight is log2(1 + pages with an editorial link).

    A link left by a commenter, one owed to a round, a credit that but names its source: each is kept in a layer of its
    own, with the weight 0.
    """
    known = links[links["known"]].assign(layer=lambda rows: looked_up(rows["type"], LAYERS, "link"))
    known["layer"] = known["layer"].mask(known["rel"] == REL, "mention")
    key = ["source", "target_source", "layer"]
    made = known.groupby(key).agg(pages=("page", "nunique"), links=("link", "size")).reset_index()
    cited = known[known["editorial"]].groupby(key)["page"].nunique().rename("editorial_pages").reset_index()
    made = made.merge(cited, on=key, how="left").rename(columns={"target_source": "target"})
    pages = made["editorial_pages"].fillna(0).astype("int64")
    return made.assign(editorial_pages=pages, weight=np.log2(1 + pages))


def weighed(edges: pd.DataFrame, layers: Mapping[Any, float]) -> pd.DataFrame:
    """Return the edges as niche.yml weighs their layers: one that it names counts by every page that holds it, citations
    (``link``) by those of the text alone; the others count as they do in ``weights.yml``.

    What ``weights.yml`` says of a layer multiplies it later on (``graph.build``), and is divided out here.
    """
    usual = yaml.safe_load(paths.data_file("weights.yml").read_text(encoding="utf-8"))["layers"]
    asked = edges["layer"].map({name: part / usual[name] for name, part in layers.items()}).astype(float)
    every = edges["weight"].where(edges["layer"] == "link", np.maximum(edges["weight"], np.log2(1 + edges["pages"])))
    return edges.assign(weight=edges["weight"].where(asked.isna(), every * asked))


def off_map(links: pd.DataFrame) -> pd.DataFrame:
    """Return the spaces that the niche links to and that were not captured; persons' handles under their platform."""
    away = links[~links["known"] & (links["type"] != "share")]
    spaces = {source: urls.space_of(source) for source in away["target_source"].unique()}
    platforms = {source: space.platform for source, space in spaces.items()}
    named = {source: platforms[source] if space.person else source for source, space in spaces.items()}
    away = away.assign(target_source=looked_up(away["target_source"], named))
    made = away.groupby("target_source").agg(sources=("source", "nunique"), pages=("page", "nunique"))
    made["editorial_sources"] = away[away["editorial"]].groupby("target_source")["source"].nunique()
    made["space"] = [urls.space_of(source).platform.removeprefix("own") for source in made.index]
    return made.fillna({"editorial_sources": 0}).reset_index()
