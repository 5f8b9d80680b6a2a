"""Rise, fall and season of what is counted month by month, against all that is published in these months."""

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
ANGLES = np.arange(12) * np.pi / 6
WAVE = np.c_[np.cos(ANGLES), np.sin(ANGLES)]  # where each month of the year stands on its circle


class Shift(NamedTuple):
    """How many times as often now as before, with its 95 % interval, and the chance of as large a difference."""

    ratio: Array
    low: Array
    high: Array
    chance: Array


class Season(NamedTuple):
    """The month of the year, 0 to 11, about which most is said, the chance of as clear a wave, and whether it comes back."""

    peak: Array
    chance: Array
    returns: Array


def shift(row: Array, rows: int, now: Array, before: Array, texts_now: Array, texts_before: Array) -> Shift:
    """Compare two times stratum by stratum, so that what tells the strata apart (season, source) is no rise and no fall.

    Mantel and Haenszel's test (1959) with its continuity correction, and their ratio of rates, half a text added to each
    side, with the interval of Greenland and Robins (1985).

    Parameters
    ----------
    row : what each stratum belongs to, of so many ``rows``. now, before : texts on its theme. texts_now, texts_before : all.
    """
    from scipy.special import erfc

    texts, said = np.maximum(texts_now + texts_before, 1), now + before

    def total(values: Array) -> Array:
        """Return the sum of the strata of each row."""
        return np.bincount(row, values, minlength=rows)

    excess = np.abs(total(now - texts_now * said / texts))
    variance = total(texts_now * texts_before * said * (texts - said) / (texts**2 * np.maximum(texts - 1, 1)))
    statistic = np.maximum(excess - 0.5, 0) / np.sqrt(np.maximum(variance, 1e-12))
    rates = total(now * texts_before / texts) + 0.5, total(before * texts_now / texts) + 0.5
    width = total((texts_now * texts_before * said - now * before * texts) / texts**2) / (rates[0] * rates[1])
    ratio, reach = rates[0] / rates[1], np.exp(1.96 * np.sqrt(np.maximum(width, 0)))
    return Shift(ratio, ratio / reach, ratio * reach, erfc(statistic / np.sqrt(2)))


def season(told: Array, whole: Array) -> Season:
    """Seek a yearly wave in the share of each theme (Roger, 1977), each year against itself so that a trend is no season.

    Returns
    -------
    ``returns`` tells whether the wave is still there (p ≤ .05) without the year that speaks most for it, its crest within
    two months: what was said in one year alone does not come back.
    """
    texts, said = whole.sum(2, keepdims=True), told.sum(2, keepdims=True)
    safe = np.maximum(texts, 1)
    pull = (told - whole * said / safe) @ WAVE
    mean = whole @ WAVE / safe
    spread = np.einsum("rym,mi,mj->ryij", whole, WAVE, WAVE) / safe[..., None] - np.einsum("ryi,ryj->ryij", mean, mean)
    spread = spread * (said * (texts - said) / np.maximum(texts - 1, 1))[..., None]
    peak, statistic = _wave(pull.sum(1), spread.sum(1))
    most = np.argmax(np.einsum("ryi,ri->ry", pull, np.c_[np.cos(peak), np.sin(peak)]), axis=1)
    rows = np.arange(len(told))
    again, left = _wave(pull.sum(1) - pull[rows, most], spread.sum(1) - spread[rows, most])
    near = np.cos(again - peak) >= np.cos(np.pi / 3) - 1e-9
    return Season(np.rint(peak / (np.pi / 6)).astype(int) % 12, np.exp(-statistic / 2), near & (np.exp(-left / 2) <= 0.05))


def _wave(pull: Array, spread: Array) -> tuple[Array, Array]:
    """Return the angle of the crest of each wave, and how clear it is (chi-square, two degrees of freedom)."""
    slope = (np.linalg.pinv(spread, rcond=1e-9, hermitian=True) @ pull[..., None])[..., 0]
    return np.arctan2(slope[:, 1], slope[:, 0]), np.maximum((slope * pull).sum(1), 0)


def discoveries(chances: Array) -> Array:
    """Return chances adjusted for how many were looked at (Benjamini and Hochberg, 1995)."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(chances)) if len(chances) else chances
