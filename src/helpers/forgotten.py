"""Who asked to be forgotten, or not to be contacted: salted hashes, so that it is obeyed and nobody reads who they were."""

import hmac
import secrets
from collections.abc import Callable
from pathlib import Path

FILE = "forgotten.txt"
OPTED_OUT = "opted-out.txt"


def _mark(salt: str, key: str) -> str:
    """Return the mark of a source or person (HMAC-SHA-256, RFC 2104)."""
    return hmac.new(salt.encode(), " ".join(key.split()).casefold().encode(), "sha256").hexdigest()


def _lines(folder: Path, file: str) -> list[str]:
    path = folder / file
    return path.read_text(encoding="ascii").split() if path.is_file() else []


def checker(folder: Path, file: str = FILE) -> Callable[[str], bool]:
    """Return what tells whether the key of a source, or the name of a person, is among those of a niche's file."""
    lines = _lines(folder, file)
    if not lines:
        return lambda key: False
    salt, marks = lines[0], frozenset(lines[1:])
    return lambda key: bool(key) and _mark(salt, key) in marks


def added(folder: Path, keys: list[str], file: str = FILE) -> bytes:
    """Return the content of the niche's file with these keys; its first line is the salt, made once."""
    salt, *marks = _lines(folder, file) or [secrets.token_hex(16)]
    return "\n".join([salt, *sorted({*marks, *(_mark(salt, key) for key in keys)}), ""]).encode()
