"""The client report: ``read`` gathers its material, each other name is a section that the report's notebook shows."""

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
    prospects,
    static_map,
    verify,
)

__all__ = [
    "brief",
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
    "prospects",
    "read",
    "static_map",
    "verify",
]
