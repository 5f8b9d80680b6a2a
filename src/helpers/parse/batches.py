"""Captures → frames, in batches that several processes share; the order of the archives is kept."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from helpers import tables
from helpers.parse.archive import Record, Skip
from helpers.parse.page import Parsed, read
from helpers.parse.sheet import Reading
from helpers.paths import AireError

SIZE = 48  # pages a batch
AHEAD = 3  # batches that wait for each process: memory stays bounded however large the archives
FRAMES = {"pages": "pages", "posts": "posts", "links": "links", "contacts": "contacts_seen"}  # frame → its table
EXTRA = {  # columns that serve the stage and are not written
    "pages": {
        "mining": "str",
        "home": "bool",
        "listing": "bool",
        "inside": "int64",
        "name": "str",
        "site": "str",
        "engine": "str",
        "canonical": "str",
        "me": "str",
    },
    "links": {"told": "str"},
}
Given = TypeVar("Given")
Made = TypeVar("Made")


class Batch(NamedTuple):
    """What was read of some captures."""

    pages: pd.DataFrame
    posts: pd.DataFrame
    links: pd.DataFrame
    contacts: pd.DataFrame
    skips: list[Skip]
    sketches: dict[str, tuple[int, ...]]  # of the post that each page opens with


def columns(name: str) -> dict[str, str]:
    """Return the columns of a frame, with their types."""
    return {**tables.column_types(FRAMES[name]), "capture": "str", **EXTRA.get(name, {})}


def _rows(parsed: list[Parsed]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table; what hangs on a page carries the place of its capture."""
    rows: dict[str, list[dict[str, Any]]] = {"pages": [], "posts": [], "links": [], "contacts": []}
    for each in parsed:
        capture = {"capture": f"{each.row['warc']} {each.row['offset']}"}
        on_page = {"page": each.row["page"], "source": each.row["source"], **capture}
        rows["pages"].append(each.row | capture)
        rows["posts"] += [post | capture for post in each.posts]
        rows["links"] += [
            {"link": f"{each.row['page']}-{place:04}", **on_page, **link._asdict()} for place, link in enumerate(each.links, 1)
        ]
        rows["contacts"] += [{**on_page, "channel": channel, "value": value} for channel, value in each.contacts]
    return rows


def _read_one(record: Record, reading: Reading) -> Parsed | Skip:
    """Read a capture; one that breaks a parser is a counted skip, not the end of the stage."""
    try:
        return read(record, reading)
    except Exception as error:
        return Skip(record.archive, f"unreadable-page ({type(error).__name__})", record.url)


def read_batch(given: tuple[list[Record], Reading]) -> Batch:
    """Return what some captures hold, as frames."""
    records, reading = given
    made = [_read_one(record, reading) for record in records]
    parsed = [each for each in made if isinstance(each, Parsed)]
    skips = [skip for each in made for skip in ([each] if isinstance(each, Skip) else each.skips)]
    sketches = {each.posts[0]["post"]: each.sketch for each in parsed if each.sketch and each.posts}
    frames = {name: pd.DataFrame(rows) for name, rows in _rows(parsed).items()}
    return Batch(**frames, skips=skips, sketches=sketches)


def in_order(work: Callable[[Given], Made], given: Iterable[Given], workers: int) -> Iterator[Made]:
    """Yield the result of each piece of work, in order, made by so many processes (1: in this one).

    Raises
    ------
    AireError
        The system ended one of the processes.
    """
    if workers < 2:
        yield from map(work, given)
        return
    pieces = iter(given)
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            waiting = deque(pool.submit(work, piece) for piece in itertools.islice(pieces, AHEAD * workers))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(work, piece) for piece in itertools.islice(pieces, 1))
    except BrokenProcessPool:
        raise AireError("a process that reads pages was ended by the system (memory?); try workers = 1", 3) from None


def batches(records: Iterable[Record], reading: Reading) -> Iterator[tuple[list[Record], Reading]]:
    """Yield the records by so many at a time."""
    stream = iter(records)
    while chunk := list(itertools.islice(stream, SIZE)):
        yield chunk, reading
