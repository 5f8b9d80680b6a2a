"""What a crawl saw, as WARC segments that only grow: one record a gzip member, on disk before anyone counts on it."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType


def packed(kind: WarcRecordType, url: str, date: str, content: bytes, more: Mapping[str, str] | None = None) -> bytes:
    """Return one record of an HTTP message as a gzip member of its own.

    Parameters
    ----------
    date: WARC's (``2026-09-30T12:00:00Z``). more: further headers of the record.
    """
    message = "request" if kind == WarcRecordType.request else "response"
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Target-URI"], record.headers["WARC-Date"] = url, date
    record.headers["Content-Type"] = f"application/http; msgtype={message}"
    for name, value in (more or {}).items():
        record.headers[name] = value
    record.set_bytes_content(content)
    out = io.BytesIO()
    member = GzipWriter(out)
    record.write(member, checksum_data=True)
    member.finish()
    return out.getvalue()


class Segment:
    """One growing file. What lies beyond the offset that was committed last is torn off when it is opened again.

    Parameters
    ----------
    path: file; made where there is none.
    committed: bytes of it that a commit vouches for.
    """

    def __init__(self, path: Path, committed: int = 0) -> None:
        path.touch()
        self._file = path.open("r+b")
        self._file.truncate(min(committed, path.stat().st_size))
        self._file.seek(0, os.SEEK_END)

    def add(self, record: bytes) -> int:
        """Append a packed record; return its offset, in bytes."""
        offset = self._file.tell()
        self._file.write(record)
        return offset

    def flush(self) -> int:
        """Put everything on disk; return the offset that may now be committed."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        """Put everything on disk and close the file."""
        self.flush()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
