"""Walls in front of content: recognised, counted, left alone; never read as content, never passed (``data/walls.yml``)."""

import functools
import re
from typing import Any

import yaml

from helpers import paths

HIDDEN = re.compile(r"<(script|style|template)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
READ = 300_000  # characters of a page that are looked at
BOT_ANSWERS = (401, 403, 429, 503)


@functools.cache
def rules() -> dict[str, dict[str, Any]]:
    """Return the walls with their patterns compiled, in the order in which they are tried."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(paths.data_file("walls.yml").read_text(encoding="utf-8"))
    return {name: {**wall, **{part: _either(wall.get(part)) for part in ("code", "words")}} for name, wall in loaded.items()}


def _either(patterns: list[str] | None) -> re.Pattern[str]:
    return re.compile("|".join(patterns or [r"(?!)"]), re.IGNORECASE)


def visible(html: str) -> str:
    """Return the words of a page without its code.

    >>> visible("<p>Bonjour <b>toi</b><script>x()</script>")
    'Bonjour toi'
    """
    return " ".join(HIDDEN.sub(" ", html[:READ]).split())


def _stands(wall: dict[str, Any], html: str, text: str, size: int) -> bool:
    """Tell whether a page of so many words is this wall: it says so, and says little else."""
    if size > wall["most_words"]:
        return False
    code, words = (bool(wall[part].search(where)) for part, where in (("code", html), ("words", text)))
    return words or (code and (not wall.get("both") or size < wall["most_words"] // 3))


def wall_of(status: int, html: str) -> str:
    """Return the wall that a page is (challenge, login, age, consent, script); empty where it is content.

    Parameters
    ----------
    status: HTTP status of the answer; 401 is a login whatever the page says.
    html: its body, decoded.

    >>> wall_of(403, "<title>Just a moment...</title>"), wall_of(200, "<p>Une tarte aux pommes")
    ('challenge', '')
    """
    if status == 401:
        return "login"
    html = html[:READ]
    text = visible(html)
    size = len(text.split())
    if status in BOT_ANSWERS and rules()["challenge"]["code"].search(html):
        return "challenge"
    return next((name for name, wall in rules().items() if _stands(wall, html, text, size)), "")
