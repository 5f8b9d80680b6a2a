"""An archive written anew without some of its records, or of their content: whole or not at all."""

import base64
import gzip
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from helpers.parse import archive
from helpers.parse.archive import Block, Skip

Change = Callable[[Block], Block | None]
MOST = 1 << 31
OF_THE_MESSAGE = re.compile(rb"^(?:content-encoding|transfer-encoding|content-length):[^\r\n]*\r?\n", re.I | re.M)
DIGESTS = ("warc-block-digest", "warc-payload-digest")


def _digest(content: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def edited(block: Block, edit: Callable[[bytes], bytes]) -> Block:
    """Return a record whose addresses, head and unpacked body went through ``edit``; the same one where nothing changed."""
    _, _, body = archive.message(block, MOST)
    http = block.content.startswith(b"HTTP/")
    head = re.split(rb"(?<=\r\n)\r\n", block.content, maxsplit=1)[0] if http else b""
    said = {name: edit(value.encode()).decode() if "uri" in name else value for name, value in block.headers.items()}
    made, top = edit(body), edit(head)
    if (made, top, said) == (body, head, block.headers):
        return block
    if http:
        top = OF_THE_MESSAGE.sub(b"", top) + f"Content-Length: {len(made)}\r\n\r\n".encode()
    for name, content in zip(DIGESTS, (top + made, made), strict=True):
        if name in said:
            said[name] = _digest(content)
    return block._replace(headers=said, content=top + made)


def _spelled(name: str) -> str:
    """Return the name of a field as the standard writes it: some readers mind the case."""
    return "-".join(
        {"warc": "WARC", "id": "ID", "uri": "URI", "ip": "IP"}.get(part, part.capitalize()) for part in name.split("-")
    )


def _written(block: Block) -> bytes:
    headers = {**block.headers, "content-length": str(len(block.content))}
    lines = "".join(f"{_spelled(name)}: {value}\r\n" for name, value in headers.items())
    return b"WARC/1.1\r\n" + lines.encode("utf-8", "surrogateescape") + b"\r\n" + block.content + b"\r\n\r\n"


def _copy(source: BinaryIO, target: BinaryIO, change: Change, packed: bool) -> tuple[int, int, int]:
    dropped = changed = kept = 0
    skips: list[Skip] = []  # what cannot be read is not carried over: nobody could tell what it holds
    for block in archive.all_blocks(source, "", MOST, skips):
        made = change(block)
        dropped += made is None
        changed += made is not None and made is not block
        if made is not None:
            kept += made.headers.get("warc-type", "") != "warcinfo"
            target.write(gzip.compress(_written(made), mtime=0) if packed else _written(made))
    return dropped, changed, kept


def rewrite(path: Path, change: Change) -> tuple[int, int]:
    """Write an archive anew, record by record, then put it in its place by one rename; without records it goes.

    Returns
    -------
    how many records were dropped, how many changed; with neither the file is left as it was.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with path.open("rb") as source, part.open("wb") as target:
            dropped, changed, kept = _copy(source, target, change, path.suffix == ".gz")
            target.flush()
            os.fsync(target.fileno())
        if (dropped or changed) and kept:
            part.replace(path)
        elif dropped:
            path.unlink()
    finally:
        part.unlink(missing_ok=True)
    return dropped, changed
