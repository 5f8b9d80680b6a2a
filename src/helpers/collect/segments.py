"""Responses → WARC segments (ISO 28500). What was not committed before a kill is cut off, and asked again."""

import hashlib
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import WarcRecordType

from helpers.collect.archive import Segment, packed
from helpers.paths import AireError

SEALED = -1
KEPT = "nothing in frontier.sqlite tells of it. Put that file back, or rename the archive, say {}: it is read all the same"


class Answer(NamedTuple):
    """A response as it is kept: ``body`` unpacked, ``headers`` without what told of its packing."""

    url: str
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes
    address: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the body."""
        return hashlib.sha256(self.body).hexdigest()


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in answer.headers)]
    return "\r\n".join([*lines, f"Content-Length: {len(answer.body)}", "", ""]).encode("utf-8", "replace")


def repair(folder: Path, committed: dict[str, int]) -> None:
    """Cut each segment to what was committed of it; one that a run began and never committed goes.

    Parameters
    ----------
    committed: segment → bytes; ``SEALED`` where it was written anew since, and counts as it is.

    Raises
    ------
    AireError
        A segment is shorter than what was committed, or the frontier does not know it. Nothing is changed then.
    """
    sizes = {path: path.stat().st_size for path in sorted(folder.glob("crawl-*.warc.gz"))}
    for path, size in sizes.items():
        whole = committed.get(path.name, 0)
        if size < whole:
            raise AireError(f"{path}: shorter than when it was written ({size} of {whole} bytes); put it back")
        if size and path.name not in committed:
            raise AireError(f"{path}: {KEPT.format(path.name.replace('crawl', 'earlier'))}")
    for path in sizes:
        whole = committed.get(path.name, 0)
        if whole > 0:
            os.truncate(path, whole)
        elif whole != SEALED:
            path.unlink()


class Archive:
    """The segment that a run writes: its responses, and notes of what has not changed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(path.name.split("-")[1].split(".")[0]) for path in folder.glob("crawl-*.warc.gz")]
        self.path = folder / f"crawl-{max(numbers, default=0) + 1:05}.warc.gz"
        self._segment = Segment(self.path)

    def _add(self, kind: WarcRecordType, answer: Answer, more: dict[str, str]) -> str:
        name = f"<urn:uuid:{uuid.uuid4()}>"
        date = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self._segment.add(packed(kind, answer.url, date, _head(answer) + answer.body, {"WARC-Record-ID": name, **more}))
        return name

    def response(self, answer: Answer) -> str:
        """Keep a response; return the identifier of its record."""
        return self._add(WarcRecordType.response, answer, {"WARC-IP-Address": answer.address} if answer.address else {})

    def rendered(self, url: str, html: str, original: str) -> str:
        """Keep the HTML that a page's scripts left, as a conversion of the response that it came as; return its identifier."""
        name, date = f"<urn:uuid:{uuid.uuid4()}>", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        said = {"WARC-Record-ID": name, "WARC-Refers-To": original, "Content-Type": "text/html; charset=utf-8"}
        self._segment.add(packed(WarcRecordType.conversion, url, date, html.encode("utf-8", "replace"), said))
        return name

    def revisit(self, answer: Answer, earlier: str, same: str) -> str:
        """Note that a page is what it was; return the identifier of the note.

        Parameters
        ----------
        earlier: identifier of the record that holds it. same: "identical-payload-digest" or "server-not-modified".
        """
        profile = f"http://netpreserve.org/warc/1.1/revisit/{same}"
        said = {"WARC-Profile": profile, "WARC-Refers-To": earlier}
        return self._add(WarcRecordType.revisit, answer._replace(body=b""), said)

    def flush(self) -> int:
        """Bring all that was written to the disk; return the length of the file."""
        return self._segment.flush()

    def close(self) -> None:
        """Close the file."""
        self._segment.close()
