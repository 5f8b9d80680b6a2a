"""Influence under several definitions, kept apart, combined with stated weights, ranked with intervals."""

from helpers.influence import spread
from helpers.influence.moves import moves
from helpers.influence.ranking import interval, ranks, robust
from helpers.influence.scoring import combined, definitions_used, measured, score

__all__ = [
    "combined",
    "definitions_used",
    "interval",
    "measured",
    "moves",
    "ranks",
    "robust",
    "score",
    "spread",
]
