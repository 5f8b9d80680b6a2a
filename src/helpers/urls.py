"""Canonical addresses, and the source (web entity) that each belongs to, by the rules of ``data/entities.yml``."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import yaml

from helpers import paths

HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+|\[[0-9a-f:.]+\]")
KEPT = "!$&'()*+,;=:@/~-._%"  # what may stand as it is in a path (RFC 3986, 3.3); others are percent-encoded
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
BLANKS = "".join(map(chr, range(33)))


@dataclass(frozen=True)
class Space:
    """Where a source lives: its platform ("own" for a domain of its own), the kind that this implies, if its name is
    the handle of a person."""

    platform: str
    kind: str = ""
    person: bool = False


@functools.cache
def _rules() -> dict[str, Any]:
    """Return the rules with their patterns compiled."""
    rules: dict[str, Any] = yaml.safe_load(paths.data_file("entities.yml").read_text(encoding="utf-8"))
    rules["same_host"] = [(re.compile(pattern), name) for pattern, name in rules["same_host"]]
    rules["same_place"] = {host: (re.compile(found), name) for host, (found, name) in rules["same_place"].items()}
    rules["hosted"] = {host: kind for kind, hosts in rules["subdomains"].items() for host in hosts}
    rules["nature"] = {host: nature for nature, hosts in rules["natures"].items() for host in hosts}
    rules["named"] = {}
    for rule in rules["paths"]:
        compiled = {**rule, "names": re.compile("|".join(f"(?:{name})" for name in rule["names"]), re.IGNORECASE)}
        for host in rule["hosts"]:
            rules["named"].setdefault(host, []).append(compiled)
    return rules


def _octet(match: re.Match[str]) -> str:
    """Decode a percent-encoded octet that needs no encoding, write the others in capitals (RFC 3986, 6.2.2)."""
    byte = int(match[1], 16)
    return chr(byte) if byte in UNRESERVED else f"%{byte:02X}"


def _encoded(text: str, more: str = "") -> str:
    """Percent-encode a path or a query in the one normal way."""
    if text.isascii() and text.isalnum():
        return text
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(re.sub(r"%([0-9A-Fa-f]{2})", _octet, text), safe=KEPT + more, errors="replace")


def _host(name: str) -> str:
    """Return a host in lower case, in ASCII (IDNA); empty where it is none."""
    name = name.rstrip(".").lower()
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return ""
    name = f"[{name}]" if ":" in name else name
    return name if HOST.fullmatch(name) else ""


def _path(path: str) -> str:
    """Encode a path, resolve its dot segments (RFC 3986, 5.2.4), drop the name of an index page."""
    kept: list[str] = []
    segments = _encoded(path).split("/")[1:] or [""]
    if segments[-1] in (".", "..") or segments[-1].lower() in _rules()["index_pages"]:
        segments[-1:] = [".."] * (segments[-1] == "..") + [""]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _dropped(pair: str) -> bool:
    """Tell whether a parameter says nothing about which page it is."""
    rules, pair = _rules()["dropped_parameters"], pair.lower()
    name, _, value = pair.partition("=")
    if name in rules["names"] or pair in rules["pairs"] or name.startswith(tuple(rules["prefixes"])):
        return True
    return name in _rules()["session_parameters"] and re.fullmatch(r"[0-9a-f]{32}", value) is not None


def _query(query: str) -> str:
    """Drop the parameters that do not tell pages apart and sort the others by name."""
    pairs = [_encoded(pair, "?") for pair in query.split("&") if pair]
    return "&".join(sorted((pair for pair in pairs if not _dropped(pair)), key=lambda pair: pair.partition("=")))


def canonical(url: str, base: str = "") -> str:
    """Return the one way in which we write an address; empty where it is no http(s) address.

    Scheme and host in lower case, IDNA, default port, user name and fragment dropped (RFC 3986, 6.2), parameters that
    follow the visitor dropped, the others sorted. ``www.`` stays (without it some hosts do not answer): ``identity``
    tells twins.

    >>> canonical("HTTP://Blog.Example:80/a/../b/index.html?utm_source=x#top")
    'http://blog.example/b/'
    """
    text = re.sub(r"[\t\r\n]", "", url.strip(BLANKS))
    before, mark, after = text.partition("?")
    try:
        parts = urlsplit(urljoin(base, before.replace("\\", "/") + mark + after))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    place = host if port in (None, 80 if parts.scheme == "http" else 443) else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, _path(parts.path), _query(parts.query), ""))


def identity(address: str) -> str:
    """Return what is common to the twins of a canonical address: without scheme, ``www.`` and last slash.

    >>> identity("https://www.blog.example/recipe/"), identity("http://blog.example/recipe")
    ('blog.example/recipe', 'blog.example/recipe')
    """
    path, mark, query = address.partition("://")[2].removeprefix("www.").partition("?")
    return path.rstrip("/") + mark + query


@functools.lru_cache(maxsize=65_536)
def _same_host(host: str) -> str:
    """Return the one name of a host that is written several ways."""
    host = host.removeprefix("www.")
    for pattern, name in _rules()["same_host"]:
        match = pattern.fullmatch(host)
        if match:
            host = match.expand(name)
    return host.removeprefix("www.")


@functools.cache
def _suffixes() -> Any:
    """Return the Public Suffix List as tldextract ships it: never fetched, never cached on disk."""
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@functools.lru_cache(maxsize=65_536)
def registrable(host: str) -> str:
    """Return the name that was registered for a host: one label before a suffix of ICANN's section of the Public Suffix List.

    >>> registrable("a.over-blog.com"), registrable("b.blogspot.co.uk"), registrable("127.0.0.1")
    ('over-blog.com', 'blogspot.co.uk', '')
    """
    return str(_suffixes()(host, include_psl_private_domains=False).top_domain_under_public_suffix)


@functools.lru_cache(maxsize=65_536)
def _platform(host: str) -> str:
    """Return the platform that rents a host out: by our rules, else the private part of the Public Suffix List."""
    labels = host.split(".")
    tails = [".".join(labels[i:]) for i in range(1, len(labels) - 1)]
    ours = [tail for tail in tails if tail in _rules()["hosted"]]
    if ours:
        return ours[0]
    found = _suffixes()(host)
    return str(found.suffix) if found.is_private and found.domain else ""


def _split(address: str) -> tuple[str, str]:
    """Return the one host and the path, without its first slash, of a canonical address."""
    place, _, whole = address.partition("://")[2].partition("/")
    host, path = _same_host(place if place.startswith("[") else place.partition(":")[0]), whole.partition("?")[0]
    moved = _rules()["same_place"].get(host)
    match = moved and (moved[0].match(path) or moved[0].match(whole))
    if not match:
        return host, path
    host, _, name = match.expand(moved[1]).partition("/")
    return host, "/".join(filter(None, [name, path[match.end() :].lstrip("/")]))


def _rule_for(host: str, path: str) -> tuple[dict[str, Any], str]:
    """Return the rule by which a name in the path makes a source, and that name; empty where none does."""
    named = _rules()["named"]
    for rule in named.get(host, []) + named.get(_platform(host), []) + named["*"]:
        match = rule["names"].match(path)
        if match and (host in rule["hosts"] or rule.get("subdomains") or rule["hosts"] == ["*"]):
            return rule, match[0]
    return {}, ""


@functools.lru_cache(maxsize=262_144)
def _by_rule(host: str, path: str) -> str:
    """Return the source of a host and path by the rules alone."""
    platform = _platform(host)
    if platform in _rules()["hosted"]:
        owner = host.removesuffix("." + platform)
        owner = owner if platform in _rules()["dotted"] else owner.rpartition(".")[2]
        host = platform if owner in _rules()["machines"] else f"{owner}.{platform}"
    name = _rule_for(host, path)[1]
    return f"{host}/{name}".lower() if name else host


def source_of(address: str, known: Mapping[str, str] | None = None) -> str:
    """Return the key of the source that an address belongs to; empty where it is no http(s) address.

    Parameters
    ----------
    address: canonical address.
    known: prefixes of the niche (``known_prefixes``); the longest that fits overrules the rules.

    >>> source_of("https://www.la-cuisine.over-blog.fr/a-1.html"), source_of("https://m.facebook.com/LaCuisine/posts/1")
    ('la-cuisine.over-blog.com', 'facebook.com/lacuisine')
    """
    host, path = _split(address)
    if known:
        segments = [host, *filter(None, path.split("/")[:4])]
        for length in range(len(segments), 0, -1):
            prefix = "/".join(segments[:length]).lower()
            if prefix in known:
                return known[prefix]
    return _by_rule(host, path.partition("?")[0]) if host else ""


def shares(host: str) -> bool:
    """Tell whether a host is a platform that gives each name in its paths to another source."""
    return host in _rules()["named"] or _platform(host) in _rules()["named"]


def leads_on(source: str) -> bool:
    """Tell whether the addresses of a source only say where to go on: shortened ones, pages of one person's links.

    >>> leads_on("bit.ly"), leads_on("linktr.ee/jeanne"), leads_on("blog.example")
    (True, True, False)
    """
    return source.partition("/")[0] in _rules()["leads_on"]


def prefix_of(address: str) -> str:
    """Return the prefix that a seed or an alias stands for: host and folder, without scheme, ``www.`` and file name.

    >>> prefix_of("https://www.example.org/blog/index.html"), prefix_of("forum.example/viewforum.php?f=2")
    ('example.org/blog', 'forum.example')
    """
    address = canonical(address if "://" in address else f"https://{address}")
    host, path = _split(address) if address else ("", "")
    segments = [segment for segment in path.split("/") if segment]
    if segments and re.fullmatch(r"[^@]+\.(?:html?|php\d?|aspx?|jsp|cgi|xml)", segments[-1].lower()):
        segments.pop()
    return "/".join([host, *segments[:4]]).lower()


def is_home(address: str, source: str, known: Mapping[str, str] | None = None) -> bool:
    """Tell whether a canonical address is the home page of its source.

    >>> is_home("https://www.blog.example/", "blog.example"), is_home("https://blog.example/a.html", "blog.example")
    (True, False)
    """
    place = "/".join(_split(address)).rstrip("/").lower()
    return "?" not in address and source in (place, (known or {}).get(place))


def known_prefixes(sources: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return prefix → source from (address, aliases) of each seed; the first seed to claim a prefix has it.

    >>> known_prefixes([("https://boats.example/", ["boats.gitlab.io"])])
    {'boats.example': 'boats.example', 'boats.gitlab.io': 'boats.example'}
    """
    claims = [(prefix_of(address), [prefix_of(alias) for alias in aliases]) for address, aliases in sources]
    found = {prefix: prefix for prefix, _ in claims if prefix}
    for prefix, aliases in claims:
        for alias in filter(None, aliases):
            found.setdefault(alias, prefix)
    return found


def space_of(source: str) -> Space:
    """Return where a source lives.

    >>> space_of("la-cuisine.over-blog.com"), space_of("cuisine.example").platform
    (Space(platform='over-blog.com', kind='blog', person=False), 'own')
    >>> space_of("instagram.com/jeanne")
    Space(platform='instagram.com', kind='profile', person=True)
    """
    host, _, path = source.partition("/")
    rule, name = _rule_for(host, path)
    platform = _platform(host)
    if name:
        return Space(platform or host, str(rule["kind"]), bool(rule.get("person")))
    return Space(platform or ("own" if host not in _rules()["named"] else host), _rules()["hosted"].get(platform, ""))


def nature_of(source: str) -> str:
    """Return what a rented space is: network, group, video, newsletter, links (of one person), or none of these.

    >>> [nature_of(key) for key in ("instagram.com/ana", "facebook.com/groups/pain", "ana.substack.com", "linktr.ee/ana")]
    ['network', 'group', 'newsletter', 'links']
    """
    host, space = source.partition("/")[0], space_of(source)
    nature = str(_rules()["nature"].get(host) or _rules()["nature"].get(space.platform, ""))
    if leads_on(source) and space.kind == "profile":
        return "links"
    return "group" if nature == "network" and space.kind == "forum" else nature
