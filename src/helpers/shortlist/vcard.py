"""Contacts as vCard 4.0 (RFC 6350), one card a source: read by any address book, and back here without loss."""

import json
import re
from collections.abc import Iterator

FOLD = 75  # octets of a line
ESCAPES = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}
PLAIN = {"\\n": "\n", "\\N": "\n"}
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|https?://[^\s,;\\]+")
OWN = "X-AIRE-CONTACT"

Row = dict[str, str]


def _escaped(text: str) -> str:
    """Return a text value (RFC 6350, 3.4); control characters never come here raw."""
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: PLAIN.get(found[0], found[1]), text)


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, no character cut (RFC 6350, 3.2)."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > FOLD:
            pieces, size = [*pieces, ""], 1  # the space that goes on a line counts
        pieces[-1] += letter
        size += width
    return "\r\n ".join(pieces)


def _lines(source: str, rows: list[Row]) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:4.0", "KIND:org", f"FN:{_escaped(_printable(source))}")
    for place, row in enumerate(rows, 1):
        if ADDRESS.fullmatch(row["value"]):
            yield f"c{place}.{'EMAIL' if '@' in row['value'] else 'URL'}:{row['value']}"
        yield f"c{place}.{OWN}:{_escaped(json.dumps(row, ensure_ascii=False, sort_keys=True))}"
    yield "END:VCARD"


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text)


def dump(rows: list[Row]) -> str:
    """Return cards, those of one source together, in order."""
    cards: dict[str, list[Row]] = {}
    for row in rows:
        cards.setdefault(row["source"], []).append(row)
    return "".join(f"{_folded(line)}\r\n" for source, held in sorted(cards.items()) for line in _lines(source, held))


def load(text: str) -> list[Row]:
    """Return the rows of cards that ``dump`` wrote.

    >>> row = {"source": "a.example", "value": "a@a.example"}
    >>> load(dump([row])) == [row]
    True
    """
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    values = [line.partition(":")[2] for line in lines if line.partition(":")[0].partition(".")[2] == OWN]
    return [json.loads(_plain(value)) for value in values]
