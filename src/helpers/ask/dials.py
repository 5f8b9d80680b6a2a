"""Dials for a notebook: what communities and ranks become when a choice of the method is turned, within a second."""

from typing import Any

import ipywidgets
import numpy as np
import pandas as pd

from helpers import graph, influence, niche, tables
from helpers.communities import ensemble, measures

RUNS = 50  # resampled networks behind the intervals while a dial is turned
SHOWN = 15
RANKED = ["rank", "low", "high", "source", "edition"]
WIDE = {"layout": ipywidgets.Layout(width="460px"), "style": {"description_width": "120px"}, "continuous_update": False}


class Dials(ipywidgets.VBox):  # type: ignore[misc]
    """Sliders over a table; ``table`` holds what they give now, ``sentence`` says it."""

    table: pd.DataFrame
    sentence: str

    def __init__(self, sliders: dict[str, Any]) -> None:
        self._sliders, self._shown, self._held = sliders, ipywidgets.HTML(), False
        super().__init__([*sliders.values(), self._shown])
        for slider in sliders.values():
            slider.observe(lambda _: None if self._held else self._turned(), names="value")
        self._turned()

    def turn(self, **values: float) -> pd.DataFrame:
        """Set dials by name, as a hand would, and compute once; return the table."""
        self._held = True
        try:
            for name, value in values.items():
                self._sliders[name].value = value
        finally:
            self._held = False
        self._turned()
        return self.table

    def _turned(self) -> None:
        self.sentence, self.table = self.read(**{name: slider.value for name, slider in self._sliders.items()})
        rows = self.table.head(SHOWN).to_html(index=False, border=0, float_format="{:.2f}".format)  # cells are escaped
        self._shown.value = f"<p>{self.sentence}</p>{rows}"

    def read(self, **values: float) -> tuple[str, pd.DataFrame]:
        """Return the sentence and the table that some values of the dials give."""
        raise NotImplementedError


class Resolution(Dials):
    """Communities by resolution and by the least pages behind a link; one row a community.

    The edition's own resolution, where the dial stands first, was found by a procedure and not by eye: see notebook 03.
    """

    def __init__(self, name: str) -> None:
        self._seed, self._made = niche.load(name).seed, tables.read_all(name)
        known = self._made["partition"].set_index("measure")["value"]
        dial = ipywidgets.FloatLogSlider(float(known["resolution"]), min=-1, max=1, step=0.05, description="resolution", **WIDE)
        least = ipywidgets.IntSlider(1, min=1, max=10, description="least pages", **WIDE)
        super().__init__({"resolution": dial, "least": least})

    def read(self, **values: float) -> tuple[str, pd.DataFrame]:
        """Return how many communities there are and how sure their links, and each with its size and its first members."""
        edges = self._made["edges"]
        kept = edges[(edges["weight"] > 0) & (edges["editorial_pages"].clip(lower=1) >= values["least"])]
        network = graph.build(kept, self._made["sources"])
        matrix = graph.undirected(network)
        if not matrix.nnz:
            return "No link is left.", pd.DataFrame(columns=["community", "size", "same", "first"])
        groups = ensemble.consensus(matrix, values["resolution"], self._seed)
        labels = ensemble.by_size(groups, (np.diff(matrix.indptr) > 0) & ~graph.farms(network)[0])  # a link farm is none
        doubt = measures.ambiguous_links(matrix, ensemble.partitions(network, values["resolution"], self._seed))
        told = f"{labels.max() + 1} communities among {(labels >= 0).sum()} linked sources, modularity"
        told += f" {measures.modularity(matrix, labels):.2f}, {doubt:.0%} of the links in doubt."
        return told, self._portraits(pd.DataFrame({"source": network.names, "group": labels}))

    def _portraits(self, placed: pd.DataFrame) -> pd.DataFrame:
        """Return, for each group: size, share of it that one community of the edition holds, its three most cited members."""
        cited = self._made["influence"].query("definition == 'cited'").set_index("source")["score"]
        about = placed[placed["group"] >= 0].merge(self._made["sources"][["source", "title"]], on="source")
        about = about.merge(self._made["communities"][["source", "community"]], on="source")
        about = about.assign(cited=about["source"].map(cited).fillna(0)).sort_values(["cited", "source"], ascending=[False, True])
        rows = [
            {
                "community": number + 1,
                "size": len(own),
                "same": own["community"].value_counts().iloc[0] / len(own),
                "first": ", ".join(own["title"].head(3)),
            }
            for number, own in about.groupby("group")
        ]
        return pd.DataFrame(rows)


class Weights(Dials):
    """The combined ranking by the weight of each definition; one row a source, the first ones first."""

    def __init__(self, name: str) -> None:
        study, made = niche.load(name), tables.read_all(name)
        self._names, scores = influence.measured(made, study, RUNS)
        self._ranked = {definition: influence.ranks(rows) for definition, rows in scores.items()}
        self._titles = made["sources"].set_index("source")["title"].reindex(self._names).tolist()
        before = made["influence"].query("definition == 'combined'").set_index("source")["rank"]
        self._before = before.reindex(self._names).fillna(0).astype(int).tolist()
        given = influence.definitions_used(study)
        offered = [definition for definition in given if definition in scores and definition != "cited_all"]
        sliders = {
            definition: ipywidgets.FloatSlider(given[definition], min=0, max=5, step=0.25, description=definition, **WIDE)
            for definition in offered
        }
        super().__init__(sliders)

    def read(self, **values: float) -> tuple[str, pd.DataFrame]:
        """Return how many of the edition's first fifteen stay, and each source with its rank, its interval and its rank there."""
        parts = influence.combined(self._ranked, values)
        if not parts or not any(values.values()):
            return "Nothing weighs anything: nobody is ranked.", pd.DataFrame(columns=RANKED)
        ranked = influence.ranks(np.sum(list(parts.values()), axis=0))
        rank, low, high = influence.interval(ranked)
        columns = dict(zip(RANKED, (rank, low, high, self._titles, self._before), strict=True))
        table = pd.DataFrame(columns).sort_values(["rank", "source"], ignore_index=True)
        stay = int((table["edition"].head(SHOWN) <= SHOWN).sum())
        return f"{stay} of the first {SHOWN} are among the first {SHOWN} of the edition.", table
