"""A crawl started from a notebook: one line that is kept up to date, a clean stop on an interrupt, what came of it."""

from typing import Any

from helpers.collect import news, state
from helpers.collect.crawl import crawl
from helpers.niche import Niche
from helpers.paths import AireError

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def seconds(text: str) -> float:
    """Return the seconds of a time such as 90s, 30m, 3h or 2d.

    Raises
    ------
    AireError
        It is none.

    >>> seconds("1.5h")
    5400.0
    """
    try:
        found = float(text[:-1]) * SECONDS.get(text[-1:].lower(), 0)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise AireError(f"{text!r}: expected a time such as 30m, 3h or 2d", 2)
    return found


def told(study: Niche, found: dict[str, Any]) -> list[str]:
    """Return what came of a crawl (``state.summary``), in lines."""
    reached = f"{found['pages']:,} pages of {found['sources']} sources ({found['asked']} asked)"
    lines = [f"{reached}; {found['left']:,} addresses not asked yet."]
    lines += [f"  {what}: {times:,} times, {sources} sources" for what, (sources, times) in found["met"].items()]
    lines.append(state.outlook(study))
    if found["again"]:
        lines.append(_news(study))
    spent = "The budget of pages is used up (limits: pages in niche.yml)."
    more = spent if found["spent"] else f"To go on: aire collect {study.name}."
    return [*lines, f"{f'{more} ' if found['left'] else ''}The map so far: aire report {study.name}"]


def _news(study: Niche) -> str:
    """Return what is new: a line, then a table of pages by source."""
    found = news.news(study)
    totals = ", ".join(f"{found[what].sum():,} {what}" for what in ("new", "changed", "gone"))
    table = found.to_string(index=False) if len(found) else ""
    return f"Pages since the edition before: {totals}.\n{table}".rstrip()


def crawl_here(study: Niche, within: str) -> str:
    """Crawl for so long, and say how far it is in one line under the cell; nothing is asked of anybody where it is empty.

    Parameters
    ----------
    within: a time as ``seconds`` reads it. Interrupt the kernel to stop earlier: what was asked is still waited for.

    Returns
    -------
    What came of it, in lines.
    """
    if not within:
        return "No crawl was asked for (parameter `crawl`): nothing was asked of any site."
    from IPython.display import display

    shown = display({"text/plain": "Starting…"}, raw=True, display_id=True)  # type: ignore[no-untyped-call]
    say = lambda text: shown.update({"text/plain": text}, raw=True) if shown else None  # noqa: E731
    return "\n".join(told(study, crawl(study, say, within=seconds(within))))
