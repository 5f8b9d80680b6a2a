"""The client report: ``read`` gathers its material, each other name is a section that the report's notebook shows."""

import sys

from helpers.report.material import read
from helpers.report.sections import (
    brief,
    communities,
    conversations,
    cover,
    glossary,
    influencers,
    interactive_map,
    limits,
    method,
    numbers,
    off_map,
    origins,
    plan,
    prospects,
    static_map,
    verify,
)
from helpers.report.since import changes

# jsonschema, which nbformat imports, builds a grammar of IRIs for a second of every process; no notebook holds one to check
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__all__ = [
    "brief",
    "changes",
    "communities",
    "conversations",
    "cover",
    "glossary",
    "influencers",
    "interactive_map",
    "limits",
    "method",
    "numbers",
    "off_map",
    "origins",
    "plan",
    "prospects",
    "read",
    "static_map",
    "verify",
]
