"""What starts a niche, and what it has not read yet: ways in, prospects, coverage."""

from helpers.collect.discovery import discover, ranked
from helpers.collect.ways_in import read_list, starts

__all__ = ["discover", "ranked", "read_list", "starts"]
