"""What the niche says: questions and their answers, needs that recur, mentions and tone, crises, service, rules."""

from helpers.conversations.changes import need_changes
from helpers.conversations.commerce import commercial, pressure
from helpers.conversations.crisis import crises
from helpers.conversations.ideas import ideas
from helpers.conversations.listening import listening, on_topic
from helpers.conversations.mentions import mentions, own_spaces, tone
from helpers.conversations.needs import content_words, group_needs
from helpers.conversations.readiness import ready
from helpers.conversations.reproaches import reproaches, sensitive
from helpers.conversations.service import given, regulars, served
from helpers.conversations.solutions import nature, solutions
from helpers.conversations.spaces import refusals, space_rules
from helpers.conversations.threads import asked

__all__ = [
    "asked",
    "commercial",
    "content_words",
    "crises",
    "given",
    "group_needs",
    "ideas",
    "regulars",
    "listening",
    "mentions",
    "nature",
    "need_changes",
    "on_topic",
    "own_spaces",
    "pressure",
    "ready",
    "refusals",
    "reproaches",
    "sensitive",
    "served",
    "solutions",
    "space_rules",
    "tone",
]
