"""The course of themes: which rise, which fall, which come back with the seasons, of those said often enough to tell."""

import numpy as np
import pandas as pd

from helpers.conversations.phrases import rules
from helpers.conversations.terms import Array
from helpers.conversations.trends import Season, Shift, discoveries, season, shift

LONGEST = 20  # years looked back on
UNTOLD = {"trend": "", "ratio": 0.0, "ratio_low": 0.0, "ratio_high": 0.0, "chance": -1.0, "season": "", "season_chance": -1.0}
MONTHS = 6  # of a year in which something has to be dated for the year to count


def courses(rows: pd.DataFrame, said: pd.DataFrame, texts: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return trend, ratio, ratio_low, ratio_high, chance, season and season_chance of the rows of which they can be told.

    Chances are adjusted for the number of rows. The trend of a community has to hold within its sources too, the foremost
    of them left out.

    Parameters
    ----------
    rows : name (of a community or a source), theme, posts. said : name, theme, source, day, one row a text that speaks of a
    theme. texts : name, source, day of all texts. date : data date, in whose month the last year ends.
    """
    tested = rows[rows["posts"] >= rules("topics.yml")["tested"]]
    if tested.empty or not date:
        return pd.DataFrame(index=rows.index[:0], columns=list(UNTOLD))
    place = pd.DataFrame({"name": tested["name"], "theme": tested["theme"], "row": range(len(tested))})
    here = said.merge(place, on=["name", "theme"])
    units, unit = np.unique(tested["name"], return_inverse=True)
    number = pd.Series(range(len(units)), units)
    whole = _calendar(texts["name"].map(number), texts["day"], len(units), date)[unit]
    told = _calendar(here["row"], here["day"], len(tested), date)
    single = (texts["name"] == texts["source"]).all()
    others = None if single else _by_source(here[here["day"] != ""], texts, len(tested), date)
    found = _trends(_by_month(told, whole), others, _compared(told, whole)) | _seasons(season(told, whole), whole)
    return pd.DataFrame(found, index=tested.index)


def _calendar(rows: pd.Series, days: pd.Series, count: int, date: str) -> Array:
    """Count dated texts by row, year back from the month of the data date, and month of the calendar: rows × years × 12."""
    dated = (days.str.len() >= 7) & rows.notna()
    month = days[dated].str[:4].astype(int) * 12 + days[dated].str[5:7].astype(int) - 1
    back = int(date[:4]) * 12 + int(date[5:7]) - 1 - month
    kept = (back >= 0) & (back < 12 * LONGEST)
    counts = np.zeros((count, LONGEST, 12))
    cells = (rows[dated][kept].astype(int), LONGEST - 1 - back[kept] // 12, month[kept] % 12)
    np.add.at(counts, tuple(cell.to_numpy() for cell in cells), 1)
    return counts


def _by_month(told: Array, whole: Array) -> Shift:
    """Compare the last year with those before, calendar month by calendar month: a season is no rise."""
    sides = [part.ravel() for part in (told[:, -1], told[:, :-1].sum(1), whole[:, -1], whole[:, :-1].sum(1))]
    return shift(np.repeat(np.arange(len(told)), 12), len(told), *sides)


def _by_source(here: pd.DataFrame, texts: pd.DataFrame, rows: int, date: str) -> Shift:
    """Compare the same times source by source, the one that speaks most of the theme left out: a new source is no rise."""
    since = f"{int(date[:4]) - 1}{date[4:7]}~"  # after any day of that month
    counted = here.assign(now=here["day"] > since).groupby(["row", "source"])["now"].agg(["sum", "size"]).reset_index()
    others = counted.sort_values(["row", "size", "source"], ascending=[True, False, True])
    others = others[others.duplicated("row")]
    every = texts[texts["day"] != ""].assign(now=lambda x: x["day"] > since).groupby("source")["now"].agg(["sum", "size"])
    every = every.reindex(others["source"]).to_numpy(dtype=float)
    now, said = others["sum"].to_numpy(dtype=float), others["size"].to_numpy(dtype=float)
    return shift(others["row"].to_numpy(), rows, now, said - now, every[:, 0], every[:, 1] - every[:, 0])


def _compared(told: Array, whole: Array) -> Array:
    """Tell of which rows enough was dated, before the last year and in it, in the same months of the calendar."""
    setting = rules("topics.yml")
    shared = (whole[:, -1] > 0) & (whole[:, :-1].sum(1) > 0)
    before, now = ((part * shared).sum(1) for part in (whole[:, :-1].sum(1), whole[:, -1]))
    return np.asarray((np.minimum(before, now) >= setting["before"]) & (told.sum((1, 2)) >= setting["tested"]))


def _trends(found: Shift, others: Shift | None, compared: Array) -> dict[str, Array]:
    """Return the columns on the trend; empty, and the chance -1, where nothing can be compared."""
    alpha, chance = rules("topics.yml")["alpha"], np.full(len(compared), -1.0)
    chance[compared] = discoveries(found.chance[compared])
    firm = compared & (chance <= alpha)
    if others is not None:
        firm &= (others.chance <= alpha) & ((others.ratio > 1) == (found.ratio > 1))
    course = np.where(firm, np.where(found.ratio > 1, "rise", "fall"), "steady")
    numbers = {"ratio": found.ratio, "ratio_low": found.low, "ratio_high": found.high}
    return {"trend": np.where(compared, course, ""), "chance": chance} | {
        name: np.where(compared, values, 0.0) for name, values in numbers.items()
    }


def _seasons(found: Season, whole: Array) -> dict[str, Array]:
    """Return the columns on the season; empty, and the chance -1, where too few years are held."""
    setting, chance = rules("topics.yml"), np.full(len(whole), -1.0)
    held = ((whole > 0).sum(2) >= MONTHS).sum(1) >= setting["years"]
    chance[held] = discoveries(found.chance[held])
    first = np.array([f"{(month - 1) % 12 + 1:02d}" for month in found.peak])
    told = np.where(found.returns & (chance <= setting["alpha"]), first, "none")
    return {"season": np.where(held, told, ""), "season_chance": chance}
