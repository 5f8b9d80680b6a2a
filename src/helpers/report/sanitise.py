"""Nothing that was captured, exported or typed may run, load or phone home from a page of ours."""

import functools
import re
from typing import Any

import nh3
import yaml

from helpers import paths

# The one shape in which each of these attributes is let through
SHAPES = {
    "href": re.compile(r"https?://\S+|#[a-z0-9][\w-]*", re.IGNORECASE),
    "src": re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]+"),
    "id": re.compile(r"[a-z][a-z0-9-]*"),
    "style": re.compile(r"(--[a-z]+: ?[0-9.]+%?;? ?)+"),
}
# What is left of a picture that was refused, and a head without words: neither tells anybody anything
NO_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")
NO_HEAD = re.compile(r"<th([^>]*)>((?:\s|<(?!/?th\b)[^>]*>)*)</th>")
MACHINE = re.compile(r" at 0x[0-9a-f]+|\x1b\[[0-9;]*m")


@functools.cache
def _allowed() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("html.yml").read_text(encoding="utf-8"))
    return loaded


def _kept(_element: str, attribute: str, value: str) -> str | None:
    shape = SHAPES.get(attribute)
    return value if shape is None or shape.fullmatch(value.strip()) else None


def clean(html: str) -> str:
    """Return HTML without scripts, styles, frames, forms, handlers, outside pictures or addresses other than http(s).

    A link gains ``rel="noreferrer noopener"``; a style keeps custom properties that are numbers, an id plain names. A picture
    without a source goes; the empty corner of a table becomes a plain cell, since it heads nothing.
    """
    cleaned = nh3.clean(
        html,
        tags=set(_allowed()["tags"]),
        attributes={element: set(names) for element, names in _allowed()["attributes"].items()},
        clean_content_tags=set(_allowed()["dropped_with_content"]),
        attribute_filter=_kept,
        url_schemes={"http", "https", "data"},
        link_rel="noreferrer noopener",
    )
    return NO_HEAD.sub(r"<td\1>\2</td>", NO_PICTURE.sub("", cleaned))


def plain(text: str) -> str:
    """Return printed text without terminal colours and addresses in memory."""
    return MACHINE.sub("", text)
