"""What the niche says: questions and whether they were answered, needs that recur, mentions and their tone, rules."""

from helpers.conversations.commerce import commercial, pressure
from helpers.conversations.listening import listening, on_topic
from helpers.conversations.mentions import mentions, own_spaces, tone
from helpers.conversations.needs import content_words, group_needs
from helpers.conversations.reproaches import reproaches, sensitive
from helpers.conversations.spaces import refusals, space_rules
from helpers.conversations.threads import asked

__all__ = [
    "asked",
    "commercial",
    "content_words",
    "group_needs",
    "listening",
    "mentions",
    "on_topic",
    "own_spaces",
    "pressure",
    "refusals",
    "reproaches",
    "sensitive",
    "space_rules",
    "tone",
]
