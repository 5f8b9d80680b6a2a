"""Bursts: stretches of days in which more is said than the rhythm of the niche explains."""

from typing import Any, NamedTuple

import numpy as np

Counts = np.ndarray[Any, np.dtype[Any]]
LONGEST = 45  # days of a burst
REPLICATES = 199  # quiet histories drawn to know what chance does


class Burst(NamedTuple):
    """First and last day (positions, both within), what was counted, what was expected, and the chance of seeing as much."""

    first: int
    last: int
    told: int
    expected: float
    chance: float


def _ratios(counts: Any, rhythm: Any, length: int) -> Any:
    """Return Kulldorff's log likelihood ratio of each window of a length, for each history (row); 0 where less was said."""
    whole = counts.sum(axis=-1, keepdims=True)
    told, usual = (np.concatenate([np.zeros((*x.shape[:-1], 1)), x.cumsum(axis=-1)], axis=-1) for x in (counts, rhythm))
    inside = told[..., length:] - told[..., :-length]
    expected = np.maximum(whole * (usual[..., length:] - usual[..., :-length]), 1e-9)
    outside, elsewhere = whole - inside, np.maximum(whole - expected, 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.nan_to_num(inside * np.log(inside / expected)) + np.nan_to_num(outside * np.log(outside / elsewhere))
    return np.where(inside > expected, ratio, 0.0)


def _best(counts: Any, rhythm: Any) -> tuple[float, int, int]:
    """Return the highest ratio of all windows, its first day and its length; of equal ones the shortest, then the earliest."""
    found = (0.0, 0, 1)
    for length in range(1, min(LONGEST, len(counts) - 1) + 1):
        ratios = _ratios(counts, rhythm, length)
        place = int(ratios.argmax())
        found = max(found, (float(ratios[place]), place, length), key=lambda one: round(one[0], 9))
    return found


def _chance(ratio: float, whole: int, rhythm: Any, seed: int, alpha: float) -> float:
    """Return the share of quiet histories that hold a window of such a ratio; once it exceeds ``alpha``, no more is sought.

    A quiet history has as many mentions, scattered by the rhythm of the niche alone.
    """
    others = np.random.default_rng(seed).multinomial(whole, rhythm, REPLICATES).astype(float)
    for length in range(1, min(LONGEST, len(rhythm) - 1) + 1):
        others = others[_ratios(others, rhythm, length).max(axis=-1) < ratio]
        chance = (1 + REPLICATES - len(others)) / (1 + REPLICATES)
        if chance > alpha:
            break
    return chance


def bursts(counts: Counts, rhythm: Counts, alpha: float = 0.01, most: int = 5, seed: int = 0) -> list[Burst]:
    """Find the bursts of a daily count by the temporal scan statistic (Kulldorff, 1997; 2001).

    All windows of up to ``LONGEST`` days are compared with what the rhythm of the niche makes one expect; the best is
    a burst if fewer than ``alpha`` of quiet histories hold as good a one, so that a quiet series raises an alarm with
    probability ``alpha``. Further ones are sought in the days that are left (Zhang, Assunção & Kulldorff, 2010).

    Parameters
    ----------
    counts : what is counted each day.
    rhythm : all that is said in the niche each day; where nothing was, one text is supposed.
    """
    days = np.arange(len(counts))
    found: list[Burst] = []
    while len(found) < most and len(days) > 1 and counts[days].sum() > 1:
        told, usual = counts[days].astype(float), np.maximum(rhythm[days], 1) / np.maximum(rhythm[days], 1).sum()
        ratio, start, length = _best(told, usual)
        chance = _chance(ratio, int(told.sum()), usual, seed, alpha)
        if chance > alpha:
            break
        window = slice(start, start + length)
        expected = float(told.sum() * usual[window].sum())
        found.append(Burst(int(days[window][0]), int(days[window][-1]), int(told[window].sum()), round(expected, 6), chance))
        days = np.delete(days, window)
    return sorted(found)
