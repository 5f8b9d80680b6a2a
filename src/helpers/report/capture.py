"""``aire show``: the capture behind a number, as plain text."""

import re

from helpers import niche, paths, tables
from helpers.paths import AireError

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
MOST = 20_000


def _page(name: str, asked: str) -> dict[str, str]:
    """Return the row of ``pages`` that a record, a page identifier or an address names."""
    pages = tables.read(name, "pages")
    wanted = asked.strip().strip("<>")
    known = pages[["page", "url", "record"]].apply(lambda column: column.str.strip("<>"))
    found = pages[(known == wanted).any(axis=1)]
    if found.empty:
        raise AireError(f"niche {name}: no page, address or WARC record {asked!r}; the report's evidence lists them")
    row: dict[str, str] = found.iloc[0].to_dict()
    return row


def show(name: str, asked: str) -> str:
    """Return address, date, hash and text of a capture; control characters are taken out, nothing of it runs.

    Raises
    ------
    AireError
        No such page, or its archive is gone or has changed.
    """
    from helpers.parse import archive, decode

    page = _page(name, asked)
    found = dict(paths.archives(name, niche.load(name).archives))
    if page["warc"] not in found:
        raise AireError(f"niche {name}: archive {page['warc']!r} is gone; the capture cannot be shown")
    record = archive.capture(found[page["warc"]], int(page["offset"]), page["record"])
    head = [f"{key}: {page[key]}" for key in ("url", "title", "captured_at", "published", "sha256", "warc", "record")]
    return CONTROL.sub("", "\n".join(head)) + "\n\n" + _plain(decode.text_of(record.body, record.charset))


def _plain(html: str) -> str:
    """Return the visible text of a page, at most 20,000 characters of it."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "noscript", "template"])
    shown = tree.body.text(separator="\n") if tree.body else ""
    text = CONTROL.sub("", "\n".join(" ".join(line.split()) for line in shown.splitlines() if line.strip()))
    return text if len(text) <= MOST else f"{text[:MOST]}\n[… {len(text) - MOST} characters more]"
