"""Whom to approach, why, and how: influence × relevance under the client's objective, spread over the communities."""

from helpers.shortlist.aptitude import fitted
from helpers.shortlist.base import merged
from helpers.shortlist.choice import candidates, gates, pressed, settings
from helpers.shortlist.contacts import contacts
from helpers.shortlist.decision import decide, facts
from helpers.shortlist.greedy import choose, costs, strategies
from helpers.shortlist.holdings import closures, dependence, ledger, owned, presence
from helpers.shortlist.outcomes import outcomes
from helpers.shortlist.plan import plan
from helpers.shortlist.relations import obeyed
from helpers.shortlist.relations import read as relations
from helpers.shortlist.rented import pollination, rented_only
from helpers.shortlist.rule_changes import rule_changes
from helpers.shortlist.spreading import spread
from helpers.shortlist.wording import shortlist

__all__ = [
    "candidates",
    "choose",
    "closures",
    "contacts",
    "costs",
    "decide",
    "dependence",
    "facts",
    "fitted",
    "gates",
    "ledger",
    "merged",
    "obeyed",
    "outcomes",
    "owned",
    "plan",
    "pollination",
    "presence",
    "pressed",
    "relations",
    "rented_only",
    "rule_changes",
    "settings",
    "shortlist",
    "spread",
    "strategies",
]
