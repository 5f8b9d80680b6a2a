"""What was planted in the demonstration niche, and in a second one of another seed, is found: the bars of the analysis."""

import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from helpers import communities, influence
from helpers.parse import masked

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def analysed(planted):
    """Return the communities found, the combined influence by source, and what was planted, persons masked as in the tables."""
    study, made, truth = planted
    found = communities.detect(made["edges"], made["sources"], study)
    scores = influence.score({**made, "communities": found.communities}, study)
    combined = scores[scores["definition"] == "combined"].set_index("source")
    true = pd.Series({masked(study, source): said["community"] or "" for source, said in truth["sources"].items()})
    return found.communities.set_index("source"), combined, true, [masked(study, source) for source in truth["top10"]]


def test_the_planted_communities_are_found(analysed):
    found, _, true, _ = analysed
    planted = true[(true != "") & true.index.isin(found.index)]
    labels = found["community"].reindex(planted.index)
    agreement = adjusted_mutual_info_score(planted, labels)
    print(f"AMI {agreement:.3f} on {len(planted)} planted sources, {int((labels == '').sum())} of them without a community")
    assert len(planted) >= 0.95 * (true != "").sum() and agreement >= 0.9


def test_the_planted_first_ten_are_found_and_their_ranks_lie_in_the_intervals(analysed):
    _, combined, _, top = analysed
    ranks = combined.loc[top]
    first = set(combined.nsmallest(10, "rank").index) & set(top)
    true = pd.Series(range(1, 11), index=top)
    inside = ranks["rank_low"].le(true) & ranks["rank_high"].ge(true)
    width = (ranks["rank_high"] - ranks["rank_low"]).median()
    print(f"{len(first)} of the planted ten in our ten, {int(inside.sum())} true ranks inside, median width {width}")
    assert len(first) >= 8 and inside.sum() >= 8 and width <= 15
