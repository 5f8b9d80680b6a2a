"""Whom to approach, why, and how: influence × relevance under the client's objective, spread over the communities."""

from helpers.shortlist.choice import candidates, choose, gates, pressed, settings
from helpers.shortlist.contacts import contacts
from helpers.shortlist.spreading import spread
from helpers.shortlist.wording import shortlist

__all__ = ["candidates", "choose", "contacts", "gates", "pressed", "settings", "shortlist", "spread"]
