"""Web archives (WARC, ISO 28500) → records. A damaged archive gives what can be read of it, and a count of the rest."""

import io
import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import ArchiveIterator

from helpers.parse import wacz
from helpers.paths import AireError

START = re.compile(rb"\x1f\x8b\x08|WARC/1\.")  # a gzip member, or a record that is not compressed
MOST_RESTARTS = 10_000
MEGABYTE = 1_000_000
CHUNK = 1 << 16
GZIP = b"\x1f\x8b\x08"
PACKED = {"gzip": 47, "x-gzip": 47, "deflate": 47}  # window bits that take gzip and zlib headers alike


class Skip(NamedTuple):
    """Something that was read and left out: the file, why, one example, how many."""

    input: str
    reason: str
    example: str = ""
    times: int = 1


class Record(NamedTuple):
    """One record of an archive; the body is that of the HTTP message, unpacked."""

    archive: str
    offset: int
    record: str
    type: str
    url: str
    captured_at: str
    status: int
    media: str
    charset: str
    body: bytes
    location: str = ""
    robots: str = ""  # what its X-Robots-Tag asks
    mining: str = ""  # its TDM-Reservation: 1, 0, or nothing


class Block(NamedTuple):
    """A record as it stands in the archive."""

    offset: int
    headers: dict[str, str]
    declared: int
    content: bytes


def _blocks(stream: BinaryIO, start: int, most: int) -> Iterator[Block]:
    """Yield the records from an offset on, at most so many bytes of each."""
    stream.seek(start)
    for record in ArchiveIterator(stream, parse_http=False):
        headers = {name.lower(): value for name, value in record.headers.items()}
        content = record.reader.read(most) if record.content_length else b""
        yield Block(record.stream_pos, headers, record.content_length, content)


def _swallowed(block: Block) -> Block:
    """Return a record of wrong length without the records that it took for its own."""
    return block._replace(content=re.split(rb"\r?\n\r?\nWARC/1\.", block.content, maxsplit=1)[0])


def _next_start(stream: BinaryIO, after: int) -> int | None:
    """Return where the next record may begin."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = START.search(content, after)
        return found.start() if found else None


def _ends_early(stream: BinaryIO, *places: int) -> bool:
    """Tell whether the file stops within a gzip member: the first of these places where one begins, or a later one.

    Where an archive is cut in the headers of a record, its reader stops as if that were the end.
    """
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        member = next((place for place in places if content[place : place + 3] == GZIP), None)
    if member is None:
        return False
    stream.seek(member)
    unpacking = zlib.decompressobj(PACKED["gzip"])
    packed = stream.read(CHUNK)
    try:
        while packed:
            unpacking.decompress(packed)
            packed = unpacking.unused_data or stream.read(CHUNK)
            unpacking = zlib.decompressobj(PACKED["gzip"]) if unpacking.eof and packed else unpacking
    except zlib.error:
        return True
    return not unpacking.eof


def _run(stream: BinaryIO, start: int, most: int, faults: list[str]) -> Iterator[Block]:
    """Yield records until the archive ends or one of them is damaged; the damage is added to ``faults``.

    A record is held back until the next has begun where it should: only then is its length known to be right.
    """
    held: Block | None = None
    try:
        for block in _blocks(stream, start, most):
            if held:
                yield held
            held = block
            if len(block.content) < min(block.declared, most) or "content-length" not in block.headers:
                faults.append("cut-record")
                break
    except OSError as error:
        damaged = "decompress" in str(error).lower()
        faults.append("unreadable-record" if damaged or not held else "wrong-length")
    if held and "content-length" in held.headers:
        yield _swallowed(held) if faults else held


def all_blocks(stream: BinaryIO, name: str, most: int, skips: list[Skip]) -> Iterator[Block]:
    """Yield every record that can be read, taking up again after each damaged one."""
    start: int | None = 0
    read, damaged = 0, list[Skip]()
    for _ in range(MOST_RESTARTS):
        faults: list[str] = []
        first = last = start or 0
        before = read
        for block in _run(stream, first, most, faults):
            last, read = max(last, block.offset), read + 1
            yield block
        if not faults and _ends_early(stream, last, first):
            faults.append("cut-record")
        if not faults:
            break
        if read > before or not damaged:  # a run that read nothing met the damage that ended the one before
            damaged.append(Skip(name, faults[0], f"byte {last}"))
        start = _next_start(stream, last + 1)
        if start is None:
            break
    skips += damaged if read else [Skip(name, "not-an-archive")]


def _headers(lines: list[str]) -> dict[str, str]:
    pairs = [(name.strip().lower(), value.strip()) for name, mark, value in (line.partition(":") for line in lines) if mark]
    asked = "\n".join(value for name, value in pairs if name == "x-robots-tag")  # the one header that is often given twice
    return {**dict(pairs), "x-robots-tag": asked}


def _unpacked(body: bytes, headers: dict[str, str], most: int) -> bytes:
    """Undo transfer and content encodings; what does not unpack was unpacked when it was archived."""
    try:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = ChunkedReader(io.BytesIO(body)).read(most)
    except OSError:
        body = body[:most]
    packing = headers.get("content-encoding", "").lower()
    try:
        if packing in PACKED:
            return zlib.decompressobj(PACKED[packing]).decompress(body, most)
        if packing in ("br", "zstd"):
            return bytes((BrotliReader if packing == "br" else ZstdReader)(io.BytesIO(body)).read(most))
    except (OSError, zlib.error):
        return body
    return body


def message(block: Block, most: int) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and unpacked body of an HTTP message; a record that is none is all body."""
    if not block.content.startswith(b"HTTP/"):
        return 0, {"content-type": block.headers.get("content-type", "")}, block.content
    end = re.search(rb"\r?\n\r?\n", block.content) or re.search(rb"\Z", block.content)
    head = block.content[: end.start()].decode("latin-1").splitlines() if end else []
    code = re.match(r"HTTP/\S+\s+(\d{3})", head[0]) if head else None
    headers = _headers(head[1:])
    return int(code[1]) if code else 0, headers, _unpacked(block.content[end.end() :] if end else b"", headers, most)


def _record(block: Block, name: str, most: int) -> Record:
    status, headers, body = message(block, most)
    said = headers.get("content-type", "")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", said, re.IGNORECASE)
    url = block.headers.get("warc-target-uri", "").strip("<> ")
    return Record(
        archive=name,
        offset=block.offset,
        record=block.headers.get("warc-record-id", ""),
        type=block.headers.get("warc-type", "").lower(),
        url=url,
        captured_at=block.headers.get("warc-date", ""),
        status=status,
        media=said.partition(";")[0].strip().lower(),
        charset=charset[1] if charset else "",
        body=body,
        location=headers.get("location", ""),
        robots=headers.get("x-robots-tag", ""),
        mining=headers.get("tdm-reservation", ""),
    )


def records(path: Path, name: str, limits: tuple[int, int], skips: list[Skip]) -> Iterator[Record]:
    """Yield the records of an archive (``.warc``, ``.warc.gz``, one member a record or one for all; ``.wacz``) in order.

    Parameters
    ----------
    name: the file as the niche names it.
    limits: most megabytes of the archive, and of one record; what is larger is left out and counted.
    skips: what could not be read is added here.
    """
    archive_mb, record_mb = limits
    most = record_mb * MEGABYTE + 1
    if path.stat().st_size > archive_mb * MEGABYTE:
        skips.append(Skip(name, "archive-too-large", f"{path.stat().st_size // MEGABYTE} MB"))
        return
    if not path.stat().st_size:
        skips.append(Skip(name, "not-an-archive", "empty file"))
        return
    for stream, start, member in wacz.warcs(path):
        if stream is None:
            skips.append(Skip(name, "not-an-archive", member))
        for block in all_blocks(stream, name, most, skips) if stream else ():
            record = _record(block._replace(offset=start + block.offset), name, most)
            if len(block.content) >= most or len(record.body) >= most:
                skips.append(Skip(name, "too-large", record.url))
            elif record.type:
                yield record


def capture(path: Path, offset: int, record: str) -> Record:
    """Return one record of an archive, by its place and its WARC-Record-ID.

    Raises
    ------
    AireError
        It is not there: the archive was changed since it was read.
    """
    with path.open("rb") as stream:
        for block in _blocks(stream, offset, 64 * MEGABYTE):
            if block.headers.get("warc-record-id") == record:
                return _record(block, path.name, 64 * MEGABYTE)
            break
    raise AireError(f"{path}: record {record} is not at byte {offset}: it has changed; run 02-build-graph again")
