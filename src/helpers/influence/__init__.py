"""Influence under several definitions, kept apart, combined with stated weights, ranked with intervals."""

from helpers.influence import spread
from helpers.influence.moves import moves
from helpers.influence.ranking import robust
from helpers.influence.scoring import definitions_used, score

__all__ = ["definitions_used", "moves", "robust", "score", "spread"]
