"""The traces of a source or person in bytes of any kind: addresses and names, however they are encoded."""

import html
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html.entities import codepoint2name
from urllib.parse import quote

from helpers import urls

ADDRESS = re.compile(rb"(?:https?:)?(?:\\?/){2}[^\s\"'<>)\]\\]+(?:\\/[^\s\"'<>)\]\\]*)*", re.IGNORECASE)
BLANK = rb"(?:\s|&nbsp;|&#160;|\xc2\xa0|\xa0|\+|%20)+"
APOSTROPHE = "'’"
AFTER_HOST = rb"(?![a-z0-9_-]|\.[a-z0-9])"
NAME_LETTERS = 8  # a name of one word is looked for from so many letters on: shorter ones are words of everybody


def _letter(char: str) -> bytes:
    """Return a pattern of a letter as pages, scripts and addresses may write it."""
    if char.isspace():
        return BLANK
    written: set[bytes] = set()
    for form in {char.lower(), char.upper(), *(APOSTROPHE if char in APOSTROPHE else "")}:
        entity = codepoint2name.get(ord(form[0]), "")
        spelled = [form, html.escape(form), f"&#{ord(form[0])};", f"&#x{ord(form[0]):x};", quote(form), json.dumps(form)[1:-1]]
        spelled += [unicodedata.normalize("NFD", form), f"&{entity};" if entity else form, f"&#0{ord(form[0])};"]
        written |= {text.encode() for text in spelled} | {form.encode("cp1252", "ignore") or form.encode()}
    return b"(?:" + b"|".join(map(re.escape, sorted(written, key=lambda text: (-len(text), text)))) + b")"


def named(name: str) -> bytes:
    """Return a pattern of a name, in capitals or not, in any encoding of a page.

    >>> [bool(re.search(named("L'Été"), text)) for text in ("l’été".encode(), b"L&#39;&Eacute;t\\xe9", b"l'etable")]
    [True, True, False]
    """
    letters = b"".join(_letter(char) for char in " ".join(name.split()))
    return rb"(?<![A-Za-z0-9])" + letters + rb"(?![A-Za-z0-9])"


@dataclass(frozen=True)
class Traces:
    """What is looked for.

    Parameters
    ----------
    sources: keys of the sources, aliases included.
    names: their titles, or the name of a person.
    known: prefixes of the niche (``urls.known_prefixes``).
    """

    sources: frozenset[str]
    names: frozenset[str]
    known: dict[str, str]

    @cached_property
    def _bare(self) -> re.Pattern[bytes]:
        places = [re.escape(source.encode()).replace(b"/", rb"\\?/") for source in sorted(self.sources)]
        before = rb"(?:[\w.+-]+@|(?<![\w.-])|(?<=%2F))(?:www\.|m\.)?"
        after = rb"(?:\\?/[^\s\"'<>)\]]*)?"
        return re.compile(before + b"(?:" + (b"|".join(places) or b"(?!)") + b")" + AFTER_HOST + after, re.IGNORECASE)

    @cached_property
    def _names(self) -> re.Pattern[bytes]:
        wanted = [name for name in sorted(self.names) if self.is_own(name)]
        return re.compile(b"|".join(map(named, wanted)) or b"(?!)")

    @staticmethod
    def is_own(name: str) -> bool:
        """Tell whether a name says one source or person, and is no word of everybody."""
        return len(name.split()) > 1 or len(name) >= NAME_LETTERS

    def owns(self, address: str) -> bool:
        """Tell whether an address is one of theirs."""
        url = urls.canonical(address if ":" in address[:8] else f"http:{address}")
        return bool(url) and not self.sources.isdisjoint({urls.source_of(url, self.known), urls.source_of(url)})

    def removed(self, content: bytes) -> bytes:
        """Return the content without them: their addresses lead nowhere, their names are left out."""

        def led_nowhere(found: re.Match[bytes]) -> bytes:
            """Return what stands in the place of an address."""
            return b"#" if self.owns(html.unescape(found[0].decode("latin-1")).replace("\\/", "/")) else found[0]

        if self.sources:
            content = self._bare.sub(b"", ADDRESS.sub(led_nowhere, content))
        return self._names.sub(b"", content)

    def count(self, content: bytes) -> int:
        """Return how often they occur."""
        return sum(1 for _ in self._bare.finditer(content)) + sum(1 for _ in self._names.finditer(content))


def of(sources: Iterable[str], names: Iterable[str], known: dict[str, str]) -> Traces:
    """Return traces to look for."""
    return Traces(frozenset(filter(None, sources)), frozenset(filter(None, names)), known)
