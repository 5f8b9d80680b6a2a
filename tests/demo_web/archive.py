"""The archive: WARC 1.1 (ISO 28500:2017), each record compressed by itself, the same bytes each time."""

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

START = datetime(2026, 9, 30, 2, 0, 0, tzinfo=UTC)


class Capture(NamedTuple):
    """A response as the crawler would have seen it."""

    url: str
    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    location: str = ""


def member(data: bytes) -> bytes:
    """One gzip member without name or date."""
    buffer = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        stream.write(data)
    return buffer.getvalue()


def _record(kind: str, url: str, block: bytes, number: int) -> bytes:
    name = UUID(bytes=sha256(f"{number} {url}".encode()).digest()[:16], version=4)
    moment = (START + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = {"response": "application/http; msgtype=response", "warcinfo": "application/warc-fields"}[kind]
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{name}>", f"WARC-Date: {moment}"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"Content-Type: {content}", f"Content-Length: {len(block)}", "", ""]
    return member("\r\n".join(lines).encode() + block + b"\r\n\r\n")


def _response(capture: Capture) -> bytes:
    lines = [f"HTTP/1.1 {capture.status}", f"Content-Type: {capture.kind}"]
    lines += [f"Location: {capture.location}"] if capture.location else []
    return "\r\n".join([*lines, "", ""]).encode() + capture.body


def write(path: Path, captures: Iterable[Capture]) -> None:
    """Write the captures one second apart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    about = b"software: tests/demo_web\r\nformat: WARC File Format 1.1\r\ndescription: nothing in it is real\r\n"
    with path.open("wb") as stream:
        stream.write(_record("warcinfo", "", about, 0))
        for number, capture in enumerate(captures, 1):
            stream.write(_record("response", capture.url, _response(capture), number))
