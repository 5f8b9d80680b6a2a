"""Two editions of the demonstration: what the community changed is told apart from what the collection changed."""

import pandas as pd

from helpers import niche, paths, report, tables
from helpers.report import kernels, stages


def handed_over_before(dropped: set[str]) -> None:
    """Make of the edition at hand one of the spring, in which some sources were not captured and two communities were one."""
    folder = paths.reports_folder() / "demo"
    (folder / "2026-09-30").rename(folder / "2026-03-31")
    for name, columns in {"influence": ["source"], "edges": ["source", "target"], "communities": ["source"]}.items():
        path = folder / "2026-03-31" / "tables" / f"{name}.csv"
        frame = pd.read_csv(path, dtype="str").fillna("")
        frame = frame[~frame[columns].isin(dropped).any(axis=1)]
        frame.replace({"community": {"c03": "c02"}} if name == "communities" else {}).to_csv(path, index=False)


def test_two_editions_of_the_demonstration_are_compared(demo_copy):
    influence = tables.read("demo", "influence")
    cited = influence[influence["definition"] == "cited"].sort_values("rank")
    dropped = {*cited["source"].iloc[20::8]}
    handed_over_before(dropped)
    with kernels.one_kernel() as kernel:
        for stage in ("03-find-communities", "04-score-influence"):
            stages.run_stage("demo", stage, {"niche": "demo"}, kernel)
    moves = tables.read("demo", "moves").set_index("source")
    print(moves["cause"].value_counts().to_dict())
    assert {*moves.index[moves["cause"].isin(["born", "found"])]} == dropped
    assert not (moves["cause"] == "community").any(), "nothing has changed among the sources of both editions"
    events = tables.read("demo", "community_changes")
    assert events["event"].value_counts().drop("kept").to_dict() == {"split": 1}
    told = report.changes(report.read(niche.load("demo"))).html
    (demo_copy / "changes.html").write_text(str(told))
    assert "sources liées le 31 mars 2026, " in told and "s’est détachée de" in told and "Aucun rang n’a changé" in told
