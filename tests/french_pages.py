"""The real French pages on which link types are measured: where they are, and their links as the parser types them."""

import hashlib
import json
import re
import tarfile
from pathlib import Path

import pandas as pd

from helpers import urls
from helpers.parse import batches, furniture
from helpers.parse.archive import Record
from helpers.parse.sheet import Reading

FRENCH = re.compile(rb"<html[^>]*lang=[\"']?fr", re.IGNORECASE)
READING = Reading({}, frozenset(), ("fr",), 2000, 5000)


def recipes(data: Path) -> dict[str, tuple[str, bytes]]:
    """Return file → (address, content) of the French recipe pages."""
    with tarfile.open(data / "recettes-fr/recipe-pages-fr.tar.gz") as archive:
        files = {one.name.removeprefix("./"): archive.extractfile(one).read() for one in archive if one.isfile()}
    said = {name: json.loads(body).get("canonical_url") or "" for name, body in files.items() if name.endswith(".json")}
    made = {}
    for name in sorted(name for name in files if name.endswith(".html")):
        address = said.get(f"{name.removesuffix('.html')}.json", "")
        folder, _, stem = name.removesuffix(".html").rpartition("/")
        made[name] = (address if address.startswith("http") else f"https://www.{folder}/{stem}", files[name])
    return made


def others(data: Path, said: re.Pattern[bytes] = FRENCH) -> dict[str, tuple[str, bytes]]:
    """Return file → (address, content) of trafilatura's pages that say they are French, or something else."""
    listed = json.loads((data / "extraction/trafilatura-evaldata.json").read_text())
    address = {told["file"]: url for url, told in listed.items()}
    with tarfile.open(data / "extraction/trafilatura-subset-html.tar.gz") as archive:
        files = {Path(one.name).name: archive.extractfile(one).read() for one in archive if one.isfile()}
    return {name: (address[name], body) for name, body in sorted(files.items()) if name in address and said.search(body[:5000])}


def links(data: Path) -> pd.DataFrame:
    """Return the links of these pages: page (its file), link (as the labels name it), type, zone, told, anchor, context, source."""
    files = recipes(data) | others(data)
    asked = {urls.canonical(address): name for name, (address, _) in files.items()}
    records = [
        Record("a", place, "", "response", address, "2026-03-01T10:00:00Z", 200, "text/html", "", body)
        for place, (address, body) in enumerate(files.values())
    ]
    batch = batches.read_batch((records, READING))
    pages = batch["pages"].assign(copied=False)
    made = furniture.settle(batch["links"], pages)
    made["page"] = made["page"].map(pages.set_index("page")["url"]).map(asked)
    nth = made.groupby(["page", "target_url"]).cumcount() + 1
    told = [f"{url} {number}" for url, number in zip(made["target_url"], nth, strict=True)]
    return made.assign(link=[hashlib.sha256(one.encode()).hexdigest()[:10] for one in told])
