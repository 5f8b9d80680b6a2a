"""``aire forget``: a source or a person leaves the archives and the files of a niche; a salted hash stays (design, law 7)."""

import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from helpers import forgotten, manifest, niche, paths, tables, urls
from helpers.collect import keeping, rewrite, traces
from helpers.collect.crawl import frontier_path
from helpers.collect.traces import Traces
from helpers.niche import Niche
from helpers.parse import captures
from helpers.parse.archive import Block
from helpers.paths import AireError

JOURNAL = ".forgetting.json"
PSEUDONYM = re.compile(r"person-[0-9a-f]{8}")
ARCHIVE = re.compile(r"\.warc(?:\.gz)?$")
LISTS = (".csv", ".tsv", ".csv.gz")
KEPT = {"people.key", forgotten.FILE, JOURNAL}


class Removed(NamedTuple):
    """What was taken out."""

    records: int
    mentions: int  # records of others that named it
    files: list[str]
    not_ours: list[str]  # archives outside of the niche's folder: left as they are
    common: list[str]  # names that are words of everybody: left in the pages of others


def is_source(who: str) -> bool:
    """Tell whether it is an address that is to be forgotten, not a person's name."""
    return "://" in who or ("." in who and " " not in who.strip())


def _titles(study: Niche, sources: set[str]) -> set[str]:
    """Return the titles by which the tables and niche.yml know the sources."""
    said = {seed.title for seed in study.sources_asked if urls.prefix_of(seed.url) in sources}
    try:
        table = tables.read(study.name, "sources")
    except AireError:
        return said
    return said | set(table.loc[table["source"].isin(list(sources)), "title"])


def traces_of(study: Niche, who: str) -> Traces:
    """Return what is looked for.

    Raises
    ------
    AireError
        A pseudonym was given: it cannot be led back to a name.
    """
    if PSEUDONYM.fullmatch(who.strip()):
        raise AireError(f"{who}: a pseudonym cannot be led back to a name; give the name that asked to be forgotten", 2)
    known = captures.prefixes(study)
    if not is_source(who):
        if not Traces.is_own(who):
            raise AireError(f"{who!r}: too common a word to take out everywhere; give first and last name", 2)
        return traces.of([], [who], known)
    prefix = urls.prefix_of(who)
    if not prefix:
        raise AireError(f"{who!r}: expected the address of a source, such as https://blog.example/, or a name", 2)
    source = urls.source_of(urls.canonical(who if "://" in who else f"https://{who}"), known)
    found = {prefix, source, *(alias for alias, owner in known.items() if owner == source)}
    return traces.of(found, _titles(study, found) - found, known)


def _resumed(folder: Path, found: Traces) -> Traces:
    """Return the traces with those of a run that was killed."""
    path = folder / JOURNAL
    before: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {"sources": [], "names": []}
    return traces.of(found.sources | set(before["sources"]), found.names | set(before["names"]), found.known)


def _without(found: Traces, block: Block) -> Block | None:
    """Return a record without the traces; nothing of one that is the source's own."""
    url = block.headers.get("warc-target-uri", "").strip("<> ")
    if found.sources and url and found.owns(url):
        return None
    return rewrite.edited(block, found.removed)


def _fewer_lines(text: bytes, found: Traces) -> bytes:
    """Return a list without the rows that hold a trace."""
    return b"".join(line for line in text.splitlines(keepends=True) if not found.count(line))


def _spans(node: yaml.Node | None, text: str, found: Traces) -> Iterator[tuple[int, int]]:
    """Yield the lines of the innermost items of lists that hold a trace."""
    if node is None or not found.count(text[node.start_mark.index : node.end_mark.index].encode()):
        return
    children = node.value if isinstance(node, yaml.CollectionNode) else []
    inner = [child for pair in children for child in (pair if isinstance(pair, tuple) else [pair])]
    spans = [span for child in inner for span in _spans(child, text, found)]
    if not spans and isinstance(node, yaml.SequenceNode) and not node.flow_style:
        ends = [child.start_mark.line for child in inner[1:]] + [node.end_mark.line]
        lines = [(child.start_mark.line, end) for child, end in zip(inner, ends, strict=True)]
        held = zip(inner, lines, strict=True)
        spans = [at for child, at in held if found.count(text[child.start_mark.index : child.end_mark.index].encode())]
    yield from spans


def _fewer_items(path: Path, text: bytes, found: Traces) -> bytes:
    """Return a YAML file without the items of its lists that hold a trace."""
    plain = text.decode()
    gone = {line for start, end in _spans(yaml.compose(plain), plain, found) for line in range(start, end)}
    lines = text.splitlines(keepends=True)
    kept = [line for at, line in enumerate(lines) if at not in gone]
    for at, line in enumerate(lines, 1):
        if at - 1 not in gone and found.count(line):
            raise AireError(f"{path}, line {at}: names what is to be forgotten, outside of a list; take it out, then run again")
    return b"".join(kept)


def _rewritten(path: Path, found: Traces) -> bytes | None:
    """Return the new content of a file that people brought; None where it holds no trace."""
    packed = path.name.endswith(".gz")
    text = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    if not found.count(text):
        return None
    if path.suffix in (".yml", ".yaml"):
        return _fewer_items(path, text, found)
    made = _fewer_lines(text, found) if path.name.endswith(LISTS) else found.removed(text)
    return gzip.compress(made, mtime=0) if packed else made


def _own_files(folder: Path) -> list[Path]:
    """Return the files of a niche that are no archives, those by which a source is known last."""
    crawl = frontier_path(folder.name).stem  # the file of a crawl is no text: ``keeping`` takes lines out of it
    own = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in KEPT and path.stem != crawl]
    return sorted((path for path in own if not ARCHIVE.search(path.name)), key=lambda path: path.suffix == ".yml")


def erase(name: str, who: str) -> tuple[Traces, Removed]:
    """Take a source or person out of the archives and files of a niche; remember the hash. A killed run is finished by the next.

    Returns
    -------
    what was looked for, what was taken out.

    Raises
    ------
    AireError
        It cannot be told what to look for, or a file names it where no program should cut.
    """
    study, folder = niche.load(name), paths.niche_folder(name)
    found = _resumed(folder, traces_of(study, who))
    for path in _own_files(folder):  # faults are told before anything is changed
        _rewritten(path, found)
    sought = {"sources": sorted(found.sources), "names": sorted(found.names)}  # until all is done, for the run after a kill
    with keeping.held(name) as crawled:
        manifest.write_file(folder / JOURNAL, json.dumps(sought).encode())
        keys = sought["sources"] or sought["names"]
        manifest.write_file(folder / forgotten.FILE, forgotten.added(folder, keys))
        if crawled:
            keeping.forget(crawled, lambda text: found.owns(text) or bool(found.count(text.encode())))
        records, mentions, files, elsewhere = _from_archives(study, folder, found)
    for path in _own_files(folder):
        made = _rewritten(path, found)
        if made is not None:
            manifest.write_file(path, made)
            files.append(path.relative_to(folder).as_posix())
    return found, Removed(records, mentions, files, elsewhere, sorted(x for x in found.names if not found.is_own(x)))


def _from_archives(study: Niche, folder: Path, found: Traces) -> tuple[int, int, list[str], list[str]]:
    """Take them out of the archives; return records dropped, records changed, archives changed, archives that are not ours."""
    records = mentions = 0
    files, elsewhere = list[str](), list[str]()
    for shown, path in paths.archives(study.name, study.archives):
        if not path.resolve().is_relative_to(folder.resolve()):
            elsewhere.append(shown)
            continue
        dropped, changed = rewrite.rewrite(path, lambda block: _without(found, block))
        records, mentions = records + dropped, mentions + changed
        files += [shown] * bool(dropped + changed)
    return records, mentions, files, elsewhere


def done(name: str) -> None:
    """Forget what was looked for."""
    (paths.niche_folder(name) / JOURNAL).unlink(missing_ok=True)


def _contents(path: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(part) for part in packed.namelist())
    else:
        yield path.read_bytes()


def held(name: str, found: Traces) -> dict[str, int]:
    """Return edition → how often it still names what was forgotten; editions that were handed over are not changed."""
    folder = paths.reports_folder() / name
    counts: dict[str, int] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and (times := sum(map(found.count, _contents(path)))):
            edition = path.relative_to(folder).parts[0]
            counts[edition] = counts.get(edition, 0) + times
    return counts
