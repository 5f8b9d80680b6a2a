"""A bar for what takes more than two seconds, in a notebook or a terminal; none elsewhere, nor where ``TQDM_DISABLE`` is set."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
PATIENCE = 2.0  # seconds before a bar is shown


def told(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items; a bar says what is done, how far it is and how long is left, and is gone at the end.

    Parameters
    ----------
    total : how many items there are; without it, and without a length, the bar counts only.
    """
    watched = "ipykernel" in sys.modules or sys.stderr.isatty()
    if os.environ.get("TQDM_DISABLE") or not watched:
        yield from items
        return
    from tqdm.auto import tqdm

    yield from tqdm(items, what, total, leave=False, delay=PATIENCE)
