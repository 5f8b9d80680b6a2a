"""The definitions that rest on figures brought from outside: who is read, and who is cited more here than elsewhere."""

import math
from collections.abc import Mapping

import numpy as np

from helpers import niche, paths, urls
from helpers.graph.network import Array
from helpers.influence.resampling import UNSEEN, redrawn
from helpers.niche import AireError, Figures, Niche


def figures(study: Niche, brought: Figures) -> dict[str, float]:
    """Return the figure of each source that a CSV tells (columns url and value), added up over its addresses.

    Raises
    ------
    AireError
        No such file or column, or a value that is no number from 0 on, told by its line.
    """
    path = paths.locate(study.name, brought.file)
    columns, rows = niche.read_csv(path)
    if not {"url", "value"} <= set(columns):
        raise AireError(f"{path}, line 1: expected columns 'url' and 'value'; found {', '.join(columns) or 'none'}")
    known = urls.known_prefixes((seed.url, seed.aliases) for seed in study.sources_asked)
    found: dict[str, float] = {}
    for line, row in rows:
        address = (row["url"] or "").strip()
        source = urls.source_of(urls.canonical(address if "://" in address else f"https://{address}"), known)
        found[source] = found.get(source, 0.0) + _number(row["value"], f"{path}, line {line}")
    return found


def _number(said: str | None, where: str) -> float:
    try:
        value = float(said or "")
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise AireError(f"{where}, key 'value': expected a number from 0 on; found {said!r}")
    return value


def _placed(names: list[str], known: Mapping[str, float]) -> Array:
    return np.array([known.get(name, math.nan) for name in names])


def by_figures(names: list[str], cited: Array, study: Niche, runs: int) -> dict[str, Array]:
    """Return the (1 + runs) × n scores of *read* and *specific*, each where niche.yml names its figures; what they do not
    tell is not a number.

    read: the audience as it is told, which no draw changes. specific: log2 of how many times more of the citations here
    go to the source than of those in the reference; c citations count for c + ½ (Jeffreys' prior), and are drawn so.

    Parameters
    ----------
    cited: (1 + runs) × n citations, as they are and redrawn.
    """
    found = {}
    if study.audience:
        found["read"] = np.tile(_placed(names, figures(study, study.audience)), (1 + runs, 1))
    if study.reference:
        elsewhere = _placed(names, figures(study, study.reference))
        known = ~np.isnan(elsewhere)
        usual = redrawn(np.where(known, elsewhere, 0) + UNSEEN, runs, study.seed)
        here = cited + UNSEEN * (np.arange(1 + runs) == 0)[:, None]  # the draws hold what chance left out already
        share = [part / part[:, known].sum(axis=1, keepdims=True) for part in (here, usual)]
        found["specific"] = np.where(known, np.log2(share[0].clip(1e-12) / share[1].clip(1e-12)), math.nan)
    return {name: rows for name, rows in found.items() if not np.isnan(rows[0]).all()}
