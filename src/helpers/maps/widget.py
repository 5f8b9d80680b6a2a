"""The map to explore in JupyterLab: what the reader chooses there comes back as tables."""

from typing import Any

import anywidget
import pandas as pd
import traitlets

from helpers.look import typeface
from helpers.maps import explore, packing
from helpers.maps.network import Network

COLUMNS = ["source", "title", "url", "community", "cited"]


class Explorer(anywidget.AnyWidget):
    """A map in a notebook; ``shown`` and ``neighbours`` return what its filters and its chosen source leave."""

    _esm = explore.viewer() + explore.template("widget.js")
    _css = explore.template("viewer.css") + typeface.css()
    packed = traitlets.Dict().tag(sync=True)
    body = traitlets.Unicode().tag(sync=True)
    state: "traitlets.Dict[str, Any]" = traitlets.Dict({"chosen": None, "hidden": [], "least": 0}).tag(sync=True)

    def __init__(self, net: Network, packed: dict[str, Any], body: str) -> None:
        super().__init__(packed=packed, body=body)
        order = packing.by_fame(net)
        nodes = net.nodes.assign(group=net.community_code + 1 if net.verdict == "clear" else 0)
        row = pd.Series(range(len(order)), index=order)
        self._nodes = nodes.iloc[order].reset_index(drop=True)
        self._edges = net.edges.assign(citing=net.edges["citing"].map(row), cited=net.edges["cited"].map(row))

    def shown(self) -> pd.DataFrame:
        """Return the sources that the legend and the least number of citations leave, most cited first."""
        kept = ~self._nodes["group"].isin(self.state["hidden"]) & (self._nodes["cited"] >= self.state["least"])
        return self._nodes.loc[kept, COLUMNS].reset_index(drop=True)

    def neighbours(self) -> pd.DataFrame:
        """Return the chosen source's neighbours, most cited first, with two flags: ``cites`` it, is ``cited_by`` it."""
        chosen = self.state["chosen"]
        cites = set(self._edges.loc[self._edges["cited"] == chosen, "citing"])
        cited_by = set(self._edges.loc[self._edges["citing"] == chosen, "cited"])
        found = self._nodes.loc[sorted(cites | cited_by), COLUMNS]
        flags = {"cites": found.index.isin(list(cites)), "cited_by": found.index.isin(list(cited_by))}
        return found.assign(**flags).reset_index(drop=True)
