"""The polite crawler: what may be asked of whom, what is kept, and what is left alone."""

from helpers.collect.crawl import FOREVER, crawl
from helpers.collect.guard import Network
from helpers.collect.news import news
from helpers.collect.preflight import preflight

__all__ = ["FOREVER", "Network", "crawl", "news", "preflight"]
