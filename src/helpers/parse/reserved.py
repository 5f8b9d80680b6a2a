"""What publishers reserve: what pages ask of robots, and whether their texts may be mined.

Mining: TDM Reservation Protocol, W3C community group report, 10 May 2024. What a page says in its head overrules its HTTP header,
which overrules the file of its host.
"""

import json
import re
from typing import Any

import pandas as pd

from helpers import urls

FILE = "/.well-known/tdmrep.json"
DIRECTIVES = ("noarchive", "nofollow", "noindex")
FOR_ONE = re.compile(r"\s*(?!max-|unavailable)[\w-]+\s*:")  # what a header asks of one robot that it names
LARGEST = 512 * 1024


def directives(*said: str) -> str:
    """Return what is asked of every robot, by a robots meta tag or X-Robots-Tag headers (a line each), separated by " | ".

    >>> directives("NoIndex, max-snippet:20", "noarchive"), directives("none"), directives("googlebot: noindex, nofollow")
    ('noarchive | noindex', 'nofollow | noindex', '')
    """
    lines = [line for one in said for line in one.split("\n") if not FOR_ONE.match(line)]
    words = {word.strip().lower() for line in lines for word in line.split(",")}
    words |= {"noindex", "nofollow"} if "none" in words else set()
    return " | ".join(word for word in DIRECTIVES if word in words)


def rules_of(body: bytes) -> Any:
    """Return the rules of a tdmrep.json as those of a robots.txt, whose patterns they follow; nothing where it holds none.

    >>> rules = rules_of(b'[{"location": "/", "tdm-reservation": 1}, {"location": "/open/*.html", "tdm-reservation": 0}]')
    >>> [rules.can_fetch(f"https://a.example{path}", "*") for path in ("/x", "/open/x.html")]
    [False, True]
    """
    from protego import Protego

    try:
        listed = json.loads(body) if len(body) <= LARGEST else []
        told = [
            (str(one.get("tdm-reservation")), " ".join(str(one.get("location")).split()))
            for one in listed
            if isinstance(one, dict)
        ]
    except (ValueError, TypeError, RecursionError):
        return None
    says = {"1": "Disallow", "0": "Allow"}
    lines = [f"{says[value]}: {location}" for value, location in told if value in says]
    return Protego.parse("\n".join(["User-agent: *", *lines])) if lines else None


def host_of(url: str) -> str:
    """Return the host of a canonical address, whose file speaks for it."""
    return urls.identity(url).partition("/")[0]


def _by_file(url: str, files: dict[str, Any]) -> bool:
    rules = files.get(host_of(url))
    return rules is not None and not rules.can_fetch(url, "*")


def settled(pages: pd.DataFrame, files: dict[str, Any]) -> pd.DataFrame:
    """Return the pages with "tdm" among what is reserved where they, or else the file of their host, say so.

    Parameters
    ----------
    files: host → rules of its file.
    """
    said = zip(pages["url"], pages["mining"], strict=True)
    mine = pd.Series([own == "1" or (own != "0" and _by_file(url, files)) for url, own in said], pages.index, dtype="bool")
    return pages.assign(reserved=pages["reserved"].mask(mine, (pages["reserved"] + " | tdm").str.removeprefix(" | ")))


def by_source(pages: pd.DataFrame) -> pd.Series:
    """Return all that each source reserves, on one page or more."""
    said = pages[["source", "reserved"]].assign(reserved=pages["reserved"].str.split(" | ", regex=False)).explode("reserved")
    return said[said["reserved"] != ""].drop_duplicates().sort_values("reserved").groupby("source")["reserved"].agg(" | ".join)
