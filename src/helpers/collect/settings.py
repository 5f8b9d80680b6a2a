"""How a crawl behaves: ``data/collect.yml``."""

import functools
from typing import Any

import yaml

from helpers import paths


@functools.cache
def rules() -> dict[str, Any]:
    """Return ``collect.yml``."""
    loaded: dict[str, Any] = yaml.safe_load(paths.data_file("collect.yml").read_text(encoding="utf-8"))
    return loaded
