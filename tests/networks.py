"""Networks with a known truth: what the graph stages are tested on."""

from typing import Any

import numpy as np
import pandas as pd

from helpers import tables
from helpers.niche import Niche

Array = np.ndarray[Any, np.dtype[Any]]


def study(**values: Any) -> Niche:
    """Return a niche that asks nothing in particular."""
    return Niche.model_validate({"name": "essai", "question": "Qui ?", "seed": 7, **values})


def edge_table(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    """Return the table edges from (source, target, pages)."""
    frame = pd.DataFrame(rows, columns=["source", "target", "pages"]).astype({"source": "str", "target": "str"})
    pages = frame["pages"].astype("int64")
    return tables.conform(
        frame.assign(layer="link", pages=pages, links=pages, editorial_pages=pages, weight=np.log2(1 + pages)), "edges"
    )


def source_table(names: list[str], **columns: list[str]) -> pd.DataFrame:
    """Return the table sources."""
    return tables.conform(pd.DataFrame({"source": pd.Series(names, dtype="str"), **columns}), "sources")


def block_model(
    size: int = 120, blocks: int = 4, degree: float = 8, inside: float = 0.8, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return edges, sources and the planted community of each source.

    Degree-corrected block model (Karrer and Newman 2011): strengths as a power law, pages as Poisson numbers; a source
    places the share ``inside`` of its links in its own block. With one block there is no community at all.
    """
    rng = np.random.default_rng(seed)
    block = np.arange(size) % blocks
    pull, push = (np.minimum(rng.pareto(1.8, size) + 0.3, 8) for _ in range(2))
    same = block[:, None] == block
    rates = np.outer(push, pull) * ~np.eye(size, dtype=bool)
    within, without = rates * same, rates * ~same
    if blocks > 1:
        rates = inside * within / within.sum() + (1 - inside) * without / without.sum()
    pages = rng.poisson(rates / rates.sum() * size * degree * 1.5)
    names = [f"s{code:03d}.example" for code in range(size)]
    rows = [(names[i], names[j], int(pages[i, j])) for i, j in np.argwhere(pages > 0)]
    return edge_table(rows), source_table(names), pd.Series(block, index=names)


def disturbed(edges: pd.DataFrame, sources: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables in another order of rows, the weights with a relative noise of 1e-12."""
    noise = 1 + 1e-12 * np.random.default_rng(seed).standard_normal(len(edges))
    mixed = edges.assign(weight=edges["weight"] * noise).sample(frac=1, random_state=seed)
    return mixed, sources.sample(frac=1, random_state=seed)


def core_model(size: int = 200, core: int = 40, seed: int = 0) -> tuple[pd.DataFrame, list[str]]:
    """Return edges with a planted core (dense inside, thin outside), and its members; none where core is 0."""
    rng = np.random.default_rng(seed)
    chosen = np.arange(size) < core
    chance = np.where(np.outer(chosen, chosen), 0.3, np.where(chosen[:, None] | chosen, 0.08, 0.02 if core else 0.05))
    linked = np.triu(rng.random((size, size)) < chance, 1)
    names = [f"s{code:03d}" for code in range(size)]
    return edge_table([(names[i], names[j], 2) for i, j in np.argwhere(linked)]), names[:core]
