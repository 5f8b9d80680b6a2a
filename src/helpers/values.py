"""What a value of ``niche.yml`` may be: an address, a date, a path, a colour."""

import re
from datetime import date as calendar_date
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator

from helpers.look import palette

LEAST_CONTRAST = 4.5  # of words on their ground (WCAG 2.2, AA)
# a scheme, a host of at least two labels (accents allowed: IDN), a port perhaps, and no blank
WEB_ADDRESS = re.compile(r"https?://[\w-]+(\.[\w-]+)+\.?(:\d{1,5})?([/?#]\S*)?", re.I)


def web_address(value: str) -> str:
    """Accept an http(s) address, completing a bare host."""
    address = value.strip()
    if "://" not in address:
        address = f"https://{address}"
    if not WEB_ADDRESS.fullmatch(address):
        raise ValueError("expected a web address such as https://blog.example/")
    return address


def _iso_date(value: str) -> str:
    """Accept an empty text or a calendar date."""
    if value:
        try:
            normal = calendar_date.fromisoformat(value).isoformat()
        except ValueError:
            normal = ""
        if normal != value:
            raise ValueError("expected a date such as 2026-09-30")
    return value


def _readable(value: str) -> str:
    """Accept nothing, or a colour that words can be written in on the paper of the report."""
    if value and not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValueError("expected a colour such as #0052AD")
    if value and palette.contrast(value) < LEAST_CONTRAST:
        found = f"its contrast on the paper is {palette.contrast(value):.1f}"
        raise ValueError(f"expected a darker colour: {found}, words need {LEAST_CONTRAST}")
    return value


def _relative(value: str) -> str:
    """Accept a path that stays below the folder it is looked up in."""
    parts = PurePosixPath(value).parts
    if not parts or value.startswith("/") or ".." in parts or not value.isprintable():
        raise ValueError("expected a path below the niche's folder, such as crawl/*.warc.gz")
    return value


WebAddress = Annotated[str, AfterValidator(web_address)]
IsoDate = Annotated[str, AfterValidator(_iso_date)]
RelativePath = Annotated[str, AfterValidator(_relative)]
Colour = Annotated[str, AfterValidator(_readable)]
