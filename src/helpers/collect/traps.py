"""Endless corners of the web: each is bounded and named, so that the sources beside it are read whole (``data/traps.yml``)."""

import functools
import re
from collections import Counter, defaultdict
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import yaml

from helpers import paths

PATTERNS = ("session_keys", "session_path", "random_value", "calendar", "facet_keys", "page_keys", "page_path")


class Trap(NamedTuple):
    """A trap as it is reported: where, which, how many addresses were left alone, one of them."""

    source: str
    name: str
    times: int
    example: str


@functools.cache
def rules() -> dict[str, Any]:
    """Return the rules with their patterns compiled."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("traps.yml").read_text(encoding="utf-8"))
    return loaded | {name: re.compile(loaded[name], re.IGNORECASE) for name in PATTERNS}


def without_session(url: str) -> str:
    """Return an address without what names a visit; the crawler asks for this one.

    >>> without_session("http://a.example/x;jsessionid=8F?p=2&PHPSESSID=abc")
    'http://a.example/x?p=2'
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in query if not rules()["session_keys"].match(pair[0])]
    path = rules()["session_path"].sub("", parts.path)
    if path == parts.path and len(kept) == len(query):
        return url
    return urlunsplit(parts._replace(path=path, query=urlencode(kept)))


def grows(url: str) -> bool:
    """Tell whether a path repeats itself, or is longer than people make them.

    >>> grows("http://a.example/blog/blog/blog/"), grows("http://a.example/a/b/a/b/a/b"), grows("http://a.example/2026/09/30/")
    (True, True, False)
    """
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > rules()["depth"] or len(url) > rules()["length"]:
        return True
    often = rules()["repeats"]
    starts = range(len(segments))
    runs = ((segments[at : at + size], at, size) for at in starts for size in range(1, len(segments) // often + 1))
    return any(segments[at : at + size * often] == run * often for run, at, size in runs)


def _facets(query: list[tuple[str, str]]) -> list[str]:
    return [key for key, _ in query if rules()["facet_keys"].match(key)]


def kind_of(url: str) -> tuple[str, str]:
    """Return the endless kind that an address is of (calendar, facets, pagination, session) and the list it is one of.

    >>> kind_of("http://a.example/shop/?color=red&size=2"), kind_of("http://a.example/tag/pain/page/3/")
    (('facets', ''), ('pagination', '/tag/pain'))
    >>> kind_of("http://a.example/tarte-aux-pommes.html")
    ('', '')
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if any(rules()["calendar"].search(part) for part in (parts.path, f"?{parts.query}")):
        return "calendar", ""
    random = [key for key, value in query if rules()["random_value"].match(value)]
    if random:
        return "session", f"{parts.path}?{random[0]}"
    if len(_facets(query)) > 1:
        return "facets", ""
    paged = rules()["page_path"].search(parts.path)
    keys = [key for key, value in query if rules()["page_keys"].match(key) and value.isdigit()]
    if paged or keys:
        rest = [pair for pair in query if pair[0] not in keys]
        return "pagination", f"{parts.path[: paged.start()] if paged else parts.path}{'?' * bool(rest)}{urlencode(rest)}"
    return "", ""


def likeness(url: str, text: str) -> int:
    """Return a mark that pages share which say the same, figures and the words of their own addresses aside; 0 if too short."""
    own = set(re.findall(r"[^\W\d_]+", urlsplit(url).path.lower()))
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in own]
    if len(words) < rules()["words"]:
        return 0
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=7).digest(), "big")


class Traps:
    """What one run has met of traps; what it remembers of a source is bounded."""

    def __init__(self) -> None:
        self._asked: Counter[tuple[str, str, str]] = Counter()  # (source, kind, list)
        self._barren: Counter[tuple[str, str]] = Counter()
        self._below: Counter[tuple[str, str]] = Counter()
        self._said: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._first: dict[tuple[str, int], str] = {}  # (path, mark) → the first source that says so there
        self._twins: Counter[tuple[str, str]] = Counter()
        self._closed: dict[str, str] = {}  # source → the trap that it is as a whole
        self._met: dict[tuple[str, str], list[Any]] = {}

    def refuse(self, source: str, url: str) -> str:
        """Return the name of the trap that an address leads into; empty where it may be asked for, which is counted."""
        name = self._closed.get(source) or self._why(source, url)
        return self._note(source, name, url) if name else ""

    def answered(self, source: str, url: str, mark: int, new_links: int) -> str:
        """Take note of what a page says; return the name of the trap that it shows itself to be part of, else empty.

        Parameters
        ----------
        mark: ``likeness`` of the page.
        new_links: how many addresses it leads to that were not known before.
        """
        kind, row = kind_of(url)
        if kind == "pagination":
            self._barren[source, row] = 0 if new_links else self._barren[source, row] + 1
        return self.says(source, url, mark)

    def says(self, source: str, url: str, mark: int) -> str:
        """Take note of the mark of a page, as ``answered`` does; of pages of runs before, too."""
        return (self._same(source, url, mark) or self._mirrored(source, url, mark)) if mark else ""

    def close(self, source: str, name: str) -> None:
        """Refuse what else a source leads to: as a whole it is a trap."""
        self._closed[source] = name

    def report(self) -> list[Trap]:
        """Return the traps met, sorted."""
        return [Trap(source, name, *met) for (source, name), met in sorted(self._met.items())]

    def _note(self, source: str, name: str, url: str) -> str:
        self._met.setdefault((source, name), [0, url])[0] += 1
        return name

    def _why(self, source: str, url: str) -> str:
        if grows(url) or self._deepens(source, url):
            return "growing-path"
        kind, row = kind_of(url)
        if not kind:
            return ""
        if kind == "pagination" and self._barren[source, row] >= rules()["barren"]:
            return kind
        # lists that are themselves made up without end share one bound, ten times that of a list
        lists = self._asked[source, kind, "*"] >= 10 * rules()["most"][kind]
        if lists or self._asked[source, kind, row] >= rules()["most"][kind]:
            return "session-id" if kind == "session" else kind
        self._asked[source, kind, row] += 1
        self._asked[source, kind, "*"] += 1
        return ""

    def _deepens(self, source: str, url: str) -> bool:
        """Tell whether paths below one first segment go deeper and deeper."""
        segments = [segment for segment in urlsplit(url).path.split("/") if segment]
        if len(segments) <= rules()["depth"] // 2:
            return False
        self._below[source, segments[0]] += 1
        return self._below[source, segments[0]] > rules()["growing"]

    def _same(self, source: str, url: str, mark: int) -> str:
        said = self._said[source]
        if mark in said or len(said) < rules()["remembered"]:
            said[mark] += 1
        if said[mark] <= rules()["alike"]:
            return ""
        return self._note(source, "session-id" if urlsplit(url).query else "soft-404", url)

    def _mirrored(self, source: str, url: str, mark: int) -> str:
        parts = urlsplit(url)
        place = f"{parts.path}?{parts.query}", mark
        if len(self._said[source]) < rules()["remembered"]:
            self._first.setdefault(place, source)
        other = self._first.get(place, source)
        if other == source:
            return ""
        self._twins[source, other] += 1
        if self._twins[source, other] < rules()["mirror"]:
            return ""
        self.close(source, "mirror")
        return self._note(source, "mirror", url)
