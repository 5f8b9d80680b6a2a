"""Web archive collections (WACZ 1.1.1): the WARC files that such a ZIP stores, and where each begins in it."""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

WARC = re.compile(r"^archive/.+\.warc(?:\.gz)?$", re.IGNORECASE)
ZIP = b"PK\x03\x04"


def warcs(path: Path) -> Iterator[tuple[BinaryIO | None, int, str]]:
    """Yield each WARC of a file: an open stream, the byte at which it begins in the file, its name there.

    A file that is no ZIP is one WARC that begins at 0. One that the ZIP compresses, against the standard, has no place in the
    file to which evidence could lead: its stream is None, as is that of a broken ZIP.
    """
    with path.open("rb") as whole:
        if whole.read(len(ZIP)) != ZIP:
            whole.seek(0)
            yield whole, 0, path.name
            return
        try:
            packed = zipfile.ZipFile(whole)
        except zipfile.BadZipFile:
            yield None, 0, path.name
            return
        for info in sorted(packed.infolist(), key=lambda one: one.header_offset):
            if WARC.match(info.filename) and info.compress_type != zipfile.ZIP_STORED:
                yield None, 0, info.filename
            elif WARC.match(info.filename):
                yield from _stored(whole, info)


def _stored(whole: BinaryIO, info: zipfile.ZipInfo) -> Iterator[tuple[BinaryIO, int, str]]:
    """Yield one member, copied out: it ends where it should, whatever follows it in the ZIP (APPNOTE.TXT, 4.3.7)."""
    whole.seek(info.header_offset + 26)
    start = info.header_offset + 30 + sum(struct.unpack("<HH", whole.read(4)))
    whole.seek(start)
    with TemporaryFile() as own:
        left = info.file_size
        while part := whole.read(min(left, 1 << 20)):
            own.write(part)
            left -= len(part)
        yield own, start, info.filename
