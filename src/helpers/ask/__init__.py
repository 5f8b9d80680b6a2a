"""One question, one line, one table: what the analyst asks of a niche, and the decisions taken on what it answers."""

from helpers.ask.answers import Answers

__all__ = ["Answers"]
