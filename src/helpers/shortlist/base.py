"""The base of contacts that the client owns: one file that any program reads, checksummed, restored without loss."""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from helpers import forgotten, manifest, paths, tables
from helpers.conversations import sensitive
from helpers.niche import Niche, read_csv
from helpers.paths import AireError
from helpers.shortlist import vcard

FILE, CARDS, SUMS = "contacts.csv", "contacts.vcf", "SHA256SUMS"
KEY = ["source", "channel", "value"]
ARTICLE = re.compile(r"art(icle|\.)? ?9\b", re.IGNORECASE)
# where a spreadsheet, of this country or another, begins a cell, and what would make it a formula there (OWASP, CSV injection)
BEGINS = re.compile(r"(^|[;\t\r\n])('*)(?=[=+@\-\t\r])")
GUARDED = re.compile(r"(^|[;\t\r\n])'('*)(?=[=+@\-\t\r])")


def guarded(text: str) -> str:
    """Return a cell that begins no formula; ``bare`` takes the guard away again.

    >>> guarded("=1+1"), bare(guarded("=1+1")), guarded("'t Hart")
    ("'=1+1", '=1+1', "'t Hart")
    """
    return BEGINS.sub(r"\1'\2", text)


def bare(text: str) -> str:
    """Return the cell that ``guarded`` was given."""
    return GUARDED.sub(r"\1\2", text)


def _rows(frame: pd.DataFrame) -> list[vcard.Row]:
    return [{str(key): str(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _frame(rows: list[vcard.Row]) -> pd.DataFrame:
    return tables.conform(pd.DataFrame(rows, columns=list(tables.column_types("contacts")), dtype="str"), "contacts")


def _csv(frame: pd.DataFrame) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([guarded(value) for value in row] for row in frame.to_numpy().tolist())
    return content.getvalue().encode()


def listed(path: Path) -> pd.DataFrame:
    """Return the contacts of a CSV: columns source, channel, value, and where known origin, date, basis, consent, note.

    Raises
    ------
    AireError
        A column or a value is absent, or a contact is given twice, told by file and line.
    """
    columns, rows = read_csv(path)
    if absent := [name for name in KEY if name not in columns]:
        raise AireError(f"{path}, line 1: expected the columns {', '.join(KEY)}; {', '.join(absent)} is absent")
    known, seen = list(tables.column_types("contacts")), set[tuple[str, ...]]()
    for line, row in rows:
        key = tuple((row[name] or "").strip() for name in KEY)
        if not all(key) or key in seen:
            what = "no value" if not all(key) else "the same contact as a line before"
            raise AireError(f"{path}, line {line}: expected {', '.join(KEY)}, each pair once; found {what}")
        seen.add(key)
    return _frame([{name: bare(row.get(name) or "") for name in known} for _, row in rows])


def merged(found: pd.DataFrame, study: Niche) -> pd.DataFrame:
    """Return the contacts found with those of the analyst's own list, who opted out left out; the analyst's word holds.

    Where the niche tells what art. 9 of the GDPR protects, nothing found is kept unless ``legal_basis`` names that article.
    """
    folder = paths.niche_folder(study.name)
    out, path = forgotten.checker(folder, forgotten.OPTED_OUT), folder / FILE
    own = listed(path) if path.is_file() else tables.empty("contacts")
    found = found.head(0) if sensitive(study) and not ARTICLE.search(study.legal_basis) else found
    both = pd.concat([own, tables.conform(found, "contacts")], ignore_index=True).drop_duplicates(KEY)
    kept = [not (out(source) or out(value)) for source, value in zip(both["source"], both["value"], strict=True)]
    return both[pd.Series(kept, both.index, dtype="bool")]


def save(frame: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the base: CSV, vCard 4.0, and their SHA-256 as ``sha256sum -c`` reads them."""
    rows = tables.conform(frame, "contacts")
    written = {FILE: _csv(rows), CARDS: vcard.dump(_rows(rows)).encode()}
    sums = [f"{manifest.write_file(folder / name, content)}  {name}\n" for name, content in written.items()]
    manifest.write_file(folder / SUMS, "".join(sums).encode())
    return [folder / name for name in (*written, SUMS)]


def load(folder: Path) -> pd.DataFrame:
    """Return a base that was saved, once its checksums hold and its two files say the same.

    Raises
    ------
    AireError
        A file is absent, changed, or does not say what the other says.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
        said = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError):
        raise AireError(f"{folder / SUMS}: expected the checksums that aire base --save wrote") from None
    for name in (FILE, CARDS):
        if not (folder / name).is_file() or manifest.file_hash(folder / name) != said.get(name):
            raise AireError(f"{folder / name}: not the file that was saved; its checksum differs")
    table, cards = listed(folder / FILE), _frame(vcard.load((folder / CARDS).read_bytes().decode()))
    if not table.equals(cards):
        raise AireError(f"{folder}: {FILE} and {CARDS} do not hold the same contacts")
    return table


def restore(study: Niche, folder: Path) -> int:
    """Put a saved base into the analyst's own list, who opted out left out; return how many contacts it now holds."""
    kept = merged(load(folder), study)
    manifest.write_file(paths.niche_folder(study.name) / FILE, _csv(tables.conform(kept, "contacts")))
    return len(kept)


def drill(study: Niche, frame: pd.DataFrame) -> str:
    """Save the base, wipe it and restore it, all in a scratch folder, and say what came back.

    Raises
    ------
    AireError
        What came back is not what was saved.
    """
    from tempfile import TemporaryDirectory

    table = tables.conform(frame, "contacts")
    with TemporaryDirectory() as scratch:
        save(table, Path(scratch))
        back = load(Path(scratch))
    if not back.equals(table):
        lost = len(table) - len(back.merge(table))
        raise AireError(f"{study.name}: {lost} of {len(table)} contacts did not come back as they were")
    return f"{len(table)} contacts of {table['source'].nunique()} sources came back as they were, from CSV and from vCard 4.0."


def opt_out(study: Niche, who: str) -> int:
    """Remember, as a salted hash, that a source or an address wants no message; return how many contacts of the list went."""
    folder = paths.niche_folder(study.name)
    manifest.write_file(folder / forgotten.OPTED_OUT, forgotten.added(folder, [who], forgotten.OPTED_OUT))
    if not (folder / FILE).is_file():
        return 0
    before, kept = listed(folder / FILE), merged(tables.empty("contacts"), study)
    manifest.write_file(folder / FILE, _csv(tables.conform(kept, "contacts")))
    return len(before) - len(kept)
