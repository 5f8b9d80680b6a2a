"""Figures of the report and the notebooks, one function each: a finding as title, the picture, the table that doubles it."""

from helpers.figures.changes import changed, spread
from helpers.figures.conversations import activity, needs, voice
from helpers.figures.crisis import replay
from helpers.figures.discovery import coverage
from helpers.figures.groups import exchanges, sizes, topics
from helpers.figures.ranking import ranking
from helpers.figures.standing import bridges, standing

__all__ = [
    "activity",
    "bridges",
    "changed",
    "coverage",
    "exchanges",
    "needs",
    "ranking",
    "replay",
    "sizes",
    "spread",
    "standing",
    "topics",
    "voice",
]
