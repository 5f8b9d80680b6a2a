"""What the niche says: questions and their answers, needs that recur, mentions and tone, crises, service, rules."""

from helpers.conversations.changes import changes_told, need_changes
from helpers.conversations.commerce import commercial, pressure
from helpers.conversations.crisis import crises
from helpers.conversations.ideas import ideas
from helpers.conversations.listening import listening, on_topic
from helpers.conversations.mentions import mentions, own_spaces, tone, tones
from helpers.conversations.namesakes import namesakes
from helpers.conversations.needs import content_words, group_needs
from helpers.conversations.newcomers import first_posts, newcomers
from helpers.conversations.own_voice import own_posts, own_voice
from helpers.conversations.page_one import page_one, queries, searched
from helpers.conversations.quotes import passages
from helpers.conversations.readiness import ready
from helpers.conversations.reproaches import reproaches, sensitive
from helpers.conversations.service import given, regulars, served
from helpers.conversations.solutions import nature, solutions
from helpers.conversations.spaces import refusals, space_rules
from helpers.conversations.threads import asked
from helpers.conversations.topics import spoken, topics

__all__ = [
    "asked",
    "changes_told",
    "commercial",
    "content_words",
    "crises",
    "first_posts",
    "given",
    "group_needs",
    "ideas",
    "regulars",
    "listening",
    "mentions",
    "namesakes",
    "nature",
    "need_changes",
    "newcomers",
    "on_topic",
    "own_posts",
    "own_spaces",
    "own_voice",
    "page_one",
    "passages",
    "pressure",
    "queries",
    "ready",
    "refusals",
    "reproaches",
    "searched",
    "sensitive",
    "served",
    "solutions",
    "space_rules",
    "spoken",
    "tone",
    "tones",
    "topics",
]
