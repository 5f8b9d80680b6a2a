"""The file of a crawl where its archives are written anew: what leaves them leaves it, and the next crawl goes on."""

import contextlib
from collections.abc import Callable, Iterator

from helpers.collect.crawl import frontier_path
from helpers.collect.segments import SEALED, repair
from helpers.collect.store import Store

NAMED = {"asked": ("url", "source", "note"), "cited": ("source",), "met": ("source", "example"), "hosts": ("origin",)}


@contextlib.contextmanager
def held(name: str) -> Iterator[Store | None]:
    """Keep crawls of a niche out while its archives are written anew, and their lengths from being taken for faults.

    Yields the file of the crawl, None where there was none.

    Raises
    ------
    AireError
        A crawl is under way.
    """
    path = frontier_path(name)
    if not path.is_file():
        yield None
        return
    store = Store(path)
    try:
        repair(path.parent, store.segments())
        store.db.execute("update segments set bytes = ?", (SEALED,))
        store.db.execute("commit")
        yield store
    finally:
        store.close()


def forget(store: Store, names: Callable[[str], bool]) -> None:
    """Take out, to the last byte, every line that names somebody."""
    store.db.create_function("names", 1, names)
    store.db.execute("pragma secure_delete = on")
    for table, columns in NAMED.items():
        store.db.execute(f"delete from {table} where {' or '.join(f'names({column})' for column in columns)}")
    store.db.execute("vacuum")


def expire(store: Store, since: str) -> None:
    """Have asked for whole again what a run captured that began before a day: nothing is left that a note could refer to."""
    blank = "etag = '', modified = '', digest = '', record = ''"
    store.db.execute(f"update asked set {blank} where changed in (select run from runs where began < ?)", (since,))
