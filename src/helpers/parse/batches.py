"""Captures → frames, in batches that several processes share; the order of the archives is kept."""

import itertools
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

import pandas as pd

from helpers import tables
from helpers.parse.archive import Record, Skip
from helpers.parse.kept import Asked
from helpers.parse.page import Parsed, read
from helpers.parse.sheet import Reading
from helpers.paths import AireError

SIZE = 48  # pages a batch
FEW = 4  # batches that are read here before other processes would have started
AHEAD = 3  # batches that wait for each process: memory stays bounded however large the archives
FRAMES = {"pages": "pages", "posts": "posts", "links": "links", "contacts": "contacts_seen"}  # frame → its table
NOTES = {"capture": "str", "hosts": "str", "post": "str", "said": "str"}  # hosts asked about; sketch and skips as JSON
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


def columns(name: str) -> dict[str, str]:
    """Return the columns of a frame, with their types."""
    if name == "notes":
        return NOTES
    return {**tables.column_types(FRAMES[name]), "capture": "str", **EXTRA.get(name, {})}


def _rows(parsed: list[Parsed]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table; what hangs on a page carries its capture."""
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


def capture(record: Record) -> str:
    """Return what tells a capture from all others of the niche."""
    return f"{record.archive} {record.offset}"


def _read_one(record: Record, reading: Reading) -> tuple[Parsed | None, dict[str, str]]:
    """Read a capture, note how; one that breaks a parser is a counted skip, not the end of the stage."""
    known = Asked(reading.known)
    try:
        made = read(record, reading._replace(known=known))
    except Exception as error:
        made = Skip(record.archive, f"unreadable-page ({type(error).__name__})", record.url)
    parsed = made if isinstance(made, Parsed) else None
    skips = [made] if isinstance(made, Skip) else made.skips
    post = parsed.posts[0]["post"] if parsed and parsed.posts and parsed.sketch else ""
    said = json.dumps([parsed.sketch if parsed and post else [], skips])
    return parsed, {"capture": capture(record), "hosts": " ".join(sorted(known.hosts)), "post": post, "said": said}


def read_batch(given: tuple[list[Record], Reading]) -> dict[str, pd.DataFrame]:
    """Return what some captures hold, as frames, and notes of how each was read."""
    records, reading = given
    made = [_read_one(record, reading) for record in records]
    rows = _rows([parsed for parsed, _ in made if parsed]) | {"notes": [note for _, note in made]}
    return {name: pd.DataFrame(found) for name, found in rows.items()}


def told(notes: pd.DataFrame) -> tuple[dict[str, tuple[int, ...]], list[Skip]]:
    """Return the sketch of the post that each page opens with, and what was left out."""
    said = [(post, *json.loads(text)) for post, text in zip(notes["post"], notes["said"], strict=True)]
    return {post: tuple(sketch) for post, sketch, _ in said if post}, [Skip(*skip) for *_, skips in said for skip in skips]


def in_order(work: Callable[[Given], Made], given: Iterable[Given], workers: int) -> Iterator[Made]:
    """Yield the result of each piece of work, in order, made by so many processes (1: in this one).

    Raises
    ------
    AireError
        The system ended one of the processes.
    """
    pieces = iter(given)
    first = list(itertools.islice(pieces, FEW))
    pieces = itertools.chain(first, pieces)
    if workers < 2 or len(first) < FEW:
        yield from map(work, pieces)
        return
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
