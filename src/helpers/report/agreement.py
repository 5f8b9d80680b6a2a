"""Whether the definitions of influence name the same sources, in one sentence for the client."""

import pandas as pd
from markupsafe import Markup

from helpers import influence
from helpers.report.material import Material
from helpers.shortlist import settings

SHOWN = ("cited", "read", "relevant")  # the definitions that a client sees of each source
OTHERS = ("cited_recent", "read", "authority", "bridging", "engaging", "early", "specific", "helping")
FIRST = 10
ALIKE = 0.5  # of the first ten, from which two definitions agree
ALWAYS = 0.9  # of the weightings


def _first(m: Material, definition: str) -> pd.DataFrame:
    """Return the first ten by a definition, the best known first where it cannot tell."""
    known = m.sources[m.sources[f"{definition}_rank"] > 0]
    return known.sort_values([f"{definition}_rank", "combined_rank"]).head(FIRST)


def sentence(m: Material) -> Markup:
    """Return who else comes first by the definitions that disagree with *cited*, and who is first however they are weighed.

    Nothing where they agree.
    """
    cited = set(_first(m, "cited").index)
    firsts = {name: _first(m, name) for name in OTHERS}
    apart = [name for name, rows in firsts.items() if len(rows) and len(cited & set(rows.index)) < ALIKE * len(rows)]
    if not apart:
        return Markup()
    named = m.enumerated([m.say(f"disagree.{name}", name=m.name(firsts[name].index[0])) for name in apart])
    found = influence.robust(m.tables["influence"], FIRST, seed=m.study.seed)
    kept = [m.name(source) for source in found.loc[found["share"] >= ALWAYS, "source"].head(3)]
    still = m.say("disagree.still", len(kept), names=m.listed(kept)) if kept else m.say("disagree.nobody")
    return m.say("disagree", others=named, still=still)


def reach(m: Material) -> Markup:
    """Return how far a word would go from the list, and whether other seeds would carry it farther, in one sentence."""
    rows = m.tables["spread"]
    told = rows[(rows["strategy"] == "shortlist") & (rows["chance"] == settings()["chance"][0])].to_dict("records")
    if not told:
        return Markup()
    numbers = {name: m.t.number(told[0][name]) for name in ("seeds", "reached", "low", "high", "gain", "gain_low", "gain_high")}
    key = "influencers.reach" if told[0]["gain_low"] >= 0.5 else "influencers.reach.nil"  # under half a source is none
    return m.say(key, None, odds=m.t.number(1 / told[0]["chance"]), **numbers)


def ranks(row: dict[str, object]) -> list[str]:
    """Return which of the definitions that a client sees know a source."""
    return [name for name in SHOWN if row[f"{name}_rank"]]
