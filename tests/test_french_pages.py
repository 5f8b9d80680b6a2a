"""Link types on real French pages, one or two of a site, against labels given by hand before any tuning."""

from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import classification_report, f1_score
from tests import french_pages

pytestmark = pytest.mark.heavy
CITED = ["editorial", "attribution"]
# a page alone tells less than a site: what repeats is not seen. Measured before the tuning: .72 held out, .66 open to it
LEAST = {"held-out": 0.75, "open": 0.80}


def test_links_of_lone_french_pages_are_typed_as_a_reader_types_them_and_citations_told_from_the_rest(data: Path) -> None:
    labels = Path(__file__).parent / "real/french-pages/link_types.csv"
    gold = pd.read_csv(labels, comment="#", keep_default_na=False)
    both = gold.merge(french_pages.links(data), on=["page", "link"], how="left", suffixes=("", "_found"))
    both = both.fillna({"type_found": "?"})
    assert len(both) == 143
    for half, rows in both.groupby("half"):
        micro = f1_score(rows["type"], rows["type_found"], average="micro")
        macro = f1_score(rows["type"], rows["type_found"], average="macro", labels=rows["type"].unique(), zero_division=0)
        told = (rows["type"].isin(CITED) == rows["type_found"].isin(CITED)).mean()
        sites = rows["source"].nunique()
        print(f"{half}: {len(rows)} links of {sites} sites, F1 micro {micro:.3f}, macro {macro:.3f}, citation or not {told:.3f}")
        print(classification_report(rows["type"], rows["type_found"], zero_division=0))
        assert micro >= LEAST[str(half)] and told >= 0.9
