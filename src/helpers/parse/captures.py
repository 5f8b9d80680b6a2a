"""Every page of the niche's archives, read: frames of pages, posts, links and contacts, and what was left out."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from helpers import paths, progress, urls
from helpers.niche import Niche
from helpers.parse import archive, batches, feeds, kept, people, reserved
from helpers.parse.archive import Record, Skip
from helpers.parse.decode import kind_of
from helpers.parse.fields import rules as page_rules
from helpers.parse.frames import looked_up
from helpers.parse.heard import Heard
from helpers.parse.places import rules as link_rules
from helpers.parse.sheet import Reading

SMALL = 400_000  # bytes of archives under which starting processes takes longer than reading
GONE = (404, 410)


class Captures(NamedTuple):
    """All that was read of the captures."""

    pages: pd.DataFrame
    posts: pd.DataFrame
    links: pd.DataFrame
    contacts: pd.DataFrame
    sketches: dict[str, tuple[int, ...]]  # of the post that each page opens with
    skips: list[Skip]
    gone: set[str]  # sources whose home page answered that it is no more
    told: dict[str, str]  # page → date of publication, by the feeds
    heard: Heard  # comments, by the feeds
    moved: dict[str, str]  # identity of an address that redirects → the address that it leads to


def prefixes(study: Niche) -> dict[str, str]:
    """Return prefix → source of the niche: seeds, their aliases, and the sources that the analyst merged."""
    known = urls.known_prefixes((seed.url, seed.aliases) for seed in study.sources_asked)
    merged = study.editorial.merged
    known |= {source: source for source in merged if source not in known}
    return {prefix: merged.get(source, source) for prefix, source in known.items()}


def reading(study: Niche) -> Reading:
    """Return what the pages of a niche are read with."""
    page_rules(), link_rules()  # a fault in the rules stops here, not on every page
    known = prefixes(study)
    shared = frozenset(prefix.partition("/")[0] for prefix in known if "/" in prefix)
    return Reading(known, shared, tuple(study.languages), study.limits.html_depth, study.limits.links_per_page)


def records(study: Niche, skips: list[Skip]) -> Iterator[Record]:
    """Yield every record of the niche's archives; what cannot be read is added to ``skips``."""
    limits = (study.limits.archive_mb, study.limits.record_mb)
    for name, path in paths.archives(study.name, study.archives):
        yield from archive.records(path, name, limits, skips)


class _Gate:
    """Lets pages through, within the limits; counts what it keeps out and notes what that tells all the same."""

    def __init__(self, study: Niche, setting: Reading) -> None:
        self.study, self.known, self.limits = study, setting.known, study.limits
        self.hidden = {made.source for made in study.editorial.sources if made.hide}
        self.forgets = study.forgets
        self.read: Counter[str] = Counter()
        self.skips: list[Skip] = []
        self.gone: set[str] = set()
        self.told: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.heard: Heard = []
        self.again: dict[str, Record] = {}  # identity of an address → the last note that it had not changed
        self.files: dict[str, Any] = {}

    def _why_not(self, kind: str, source: str) -> str:
        """Return why a record is not read as a page; empty where it is."""
        if kind != "page":
            return f"no-page ({kind})"
        if not source:
            return "no-address"
        if source in self.hidden:
            return f"hidden-source ({people.masked(self.study, source)})"
        full = self.read.total() >= self.limits.pages or self.read[source] >= self.limits.pages_per_source
        return "beyond-limit" if full else ""

    def _redirected(self, address: str, target: str) -> None:
        if target and urls.identity(target) != urls.identity(address):
            self.moved[urls.identity(address)] = target

    def pages(self, found: Iterator[Record]) -> Iterator[Record]:
        """Yield the captures of pages."""
        for record in found:
            kind, address = kind_of(record), urls.canonical(record.url)
            source = urls.source_of(address, self.known) if address else ""
            if self.forgets(source):
                self.skips.append(Skip(record.archive, "forgotten"))
                continue
            if kind == "feed":
                self.told |= feeds.dates(record.body, address)
                self.heard += feeds.comments(record.body, address)
            if kind == "reservation" and (rules := reserved.rules_of(record.body)):
                self.files[reserved.host_of(address)] = rules
            if kind == "redirect" and address:
                self._redirected(address, urls.canonical(record.location, address))
            if record.status in GONE and urls.is_home(address, source, self.known):
                self.gone.add(source)
            if kind == "revisit" and address:
                self.again[urls.identity(address)] = record
                continue
            reason = self._why_not(kind, source)
            if reason:
                self.skips.append(Skip(record.archive, reason, record.url))
            else:
                self.read[source] += 1
                yield record


def _joined(parts: list[pd.DataFrame], name: str, place: dict[str, int]) -> pd.DataFrame:
    """Return the frames as one, in the order of the captures; without any, one that has the columns."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in batches.columns(name).items()})
    by_place = {"key": lambda names: names.map(place), "kind": "stable", "ignore_index": True}
    return pd.concat(full).sort_values("capture", **by_place)


def _revisited(pages: pd.DataFrame, again: dict[str, Record]) -> tuple[pd.DataFrame, list[Skip]]:
    """Date each page that was found unchanged by that visit; return notes of pages that no archive holds, too."""
    here = pages["url"].map(urls.identity)
    later = looked_up(here, {address: record.captured_at for address, record in again.items()})
    lost = [again[address] for address in again.keys() - {*here}]
    skips = [Skip(record.archive, "no-page (revisit)", record.url) for record in sorted(lost)]
    return pages.assign(captured_at=pages["captured_at"].where(pages["captured_at"] >= later, later)), skips


def _frames(study: Niche, gate: _Gate, setting: Reading, workers: int) -> dict[str, pd.DataFrame]:
    """Return the frames of all captures that the gate lets through: those kept from an earlier run, the others read now."""
    size = sum(path.stat().st_size for _, path in paths.archives(study.name, study.archives))
    held = kept.still_good(study, setting) if size > SMALL else {}
    known, place = set(held["notes"]["capture"]) if held else set(), dict[str, int]()

    def unread() -> Iterator[Record]:
        """Yield the captures that are to be read, noting the order of all."""
        for record in gate.pages(records(study, gate.skips)):
            place[batches.capture(record)] = len(place)
            if batches.capture(record) not in known:
                yield record

    work = batches.in_order(batches.read_batch, batches.batches(unread(), setting), workers if size > SMALL else 1)
    made = list(progress.told(work, f"captures, by {batches.SIZE}"))
    names = (*batches.FRAMES, "notes")
    frames = {name: _joined([batch[name] for batch in made], name, place) for name in names}
    frames["posts"] = people.name_authors(frames["posts"], study)
    if held:
        frames = {name: _joined([frame[frame["capture"].isin(place)], frames[name]], name, place) for name, frame in held.items()}
    if size > SMALL and (made or len(frames["notes"]) != len(known)):
        kept.keep(study, setting, frames)
    return frames


def read(study: Niche, workers: int) -> Captures:
    """Read every page of the niche's archives, in so many processes; authors are pseudonyms from here on."""
    setting = reading(study)
    gate = _Gate(study, setting)
    frames = _frames(study, gate, setting, workers)
    sketches, skips = batches.told(frames.pop("notes"))
    frames["pages"], lost = _revisited(frames["pages"], gate.again)
    frames["pages"] = reserved.settled(frames["pages"], gate.files)
    heard = [(address, message._replace(author=study.pseudonym(message.author))) for address, message in gate.heard]
    skips = gate.skips + lost + skips
    return Captures(**frames, sketches=sketches, skips=skips, gone=gate.gone, told=gate.told, moved=gate.moved, heard=heard)
