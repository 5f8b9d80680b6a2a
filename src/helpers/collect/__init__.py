"""The polite crawler: where to start, what may be asked of whom, what is kept, what is left alone, what is not read yet."""

from helpers.collect.by_hand import crawl_here, seconds, told
from helpers.collect.crawl import FOREVER, agent, crawl
from helpers.collect.discovery import discover, ranked
from helpers.collect.guard import Network
from helpers.collect.news import news
from helpers.collect.preflight import preflight
from helpers.collect.state import begun, hindrances, ledger, more, outlook, summary
from helpers.collect.ways_in import read_list, starts

__all__ = [
    "FOREVER", "Network", "agent", "begun", "crawl", "crawl_here", "discover", "hindrances", "ledger", "more", "news", "outlook",
    "preflight", "ranked", "read_list", "seconds", "starts", "summary", "told",
]  # fmt: skip
