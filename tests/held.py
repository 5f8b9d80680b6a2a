"""Where a workspace still holds a text: archives, lists, tables, workbooks and graphs unpacked, without our own code."""

import gzip
import html
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator


def contents(path: Path) -> Iterator[bytes]:
    """Yield what a file holds, unpacked."""
    if ".warc" in path.suffixes:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                heads = [record.rec_headers, record.http_headers] if record.http_headers else [record.rec_headers]
                yield b"".join(head.to_ascii_bytes() for head in heads)
                yield record.content_stream().read()
    elif path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    elif path.suffix == ".parquet":
        yield pq.read_table(path).to_pandas().to_csv().encode()
    else:
        yield path.read_bytes()


def plain(content: bytes) -> str:
    """Return words as one would search for them: entities, escapes, accents, apostrophes and case set aside."""
    try:
        text = html.unescape(content.decode("utf-8"))
    except UnicodeDecodeError:
        text = html.unescape(content.decode("cp1252", "replace"))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    bare = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", bare.replace("’", "'"))


def where(folder: Path, *wanted: str) -> dict[str, list[str]]:
    """Return file → which of the texts it holds."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            parts = [plain(content) for content in contents(path)]
            if held := [text for text in wanted if any(text in part for part in parts)]:
                found[path.relative_to(folder).as_posix()] = held
    return found
