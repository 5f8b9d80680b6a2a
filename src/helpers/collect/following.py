"""Where an answer leads: which addresses are queued after it, and in which place."""

import json
import re
from collections import Counter
from urllib.parse import urlsplit

from helpers import urls
from helpers.collect import answers, pages
from helpers.collect.frontier import Frontier
from helpers.collect.segments import Answer
from helpers.collect.settings import rules
from helpers.collect.turns import FEED, POST, REST, RULES, SITEMAP, Row

ASSETS = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".ico", ".css", ".js", ".mp3", ".mp4", ".avi", ".mov", ".zip", ".gz",
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".exe", ".dmg", ".woff", ".woff2", ".epub",
)  # fmt: skip


def _looks_like(what: str, address: str) -> bool:
    """Tell whether an address looks like a post's, or like that of a space's rules (``collect.yml``)."""
    return bool(re.search(rules()[what], address.partition("://")[2].partition("/")[2]))


def _asset(address: str) -> bool:
    return urlsplit(address).path.lower().endswith(ASSETS)


class Following:
    """Queues what answers lead to.

    Parameters
    ----------
    known: prefix → source; where a home moved is added.
    """

    def __init__(self, frontier: Frontier, known: dict[str, str]) -> None:
        self.frontier, self.known = frontier, known
        self.posts: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.onward: Counter[str] = Counter()
        self.sitemaps: Counter[str] = Counter()
        self._remember()

    def _remember(self) -> None:
        """Count what earlier runs queued: what is asked of each source is bounded over all of them."""
        for url, source, place in self.frontier.queue():
            self.posts[source] += POST <= place < RULES
            self.rules[source] += place == RULES
            self.sitemaps[source] += place == SITEMAP
            elsewhere = urlsplit(url).hostname != source.partition("/")[0]
            self.onward[source] += elsewhere and urls.source_of(url, self.known) != source

    def follow(self, row: Row, answer: Answer, seen: pages.Seen | None) -> None:
        """Queue what an answer leads to."""
        kind = answers.kind(answer)
        if 300 <= answer.status < 400:
            self._redirected(row, urls.canonical(answers.said(answer, "location"), answer.url))
        elif kind == "feed":
            self._feed(row, answer)
        elif kind == "sitemap":
            self._sitemap(row, answer)
        elif answer.status == 200 and pages.IS_REST.search(answer.url):
            self._rest(row, answer)
        elif seen:
            self._page(row, seen)

    def _page(self, row: Row, seen: pages.Seen) -> None:
        if seen.refresh:
            self._redirected(row, seen.refresh)
        if row.place == 0:
            self._home(row, seen)
        owners = {link: urls.source_of(link, self.known) for link in seen.links}
        self.frontier.cite({owner: None for owner in owners.values() if owner != row.source})
        for link, owner in owners.items():
            ruled = self.rules[row.source] < rules()["rules_pages"] and _looks_like("rules_page", link)
            self.rules[row.source] += self.add(link, row.source, RULES if ruled else REST, owner) and ruled

    def _home(self, row: Row, seen: pages.Seen) -> None:
        """Queue what only the home of a source tells: its feeds, or its first posts; where WordPress lists all its posts."""
        for feed in seen.feeds[:2]:
            self.add(feed, row.source, FEED)
        if not seen.feeds:
            self._posts(row.source, [link for link in seen.links if _looks_like("post", link)][: rules()["first_posts"]])
        if seen.rest:
            self.add(pages.rest_page(seen.rest, 1), row.source, SITEMAP)

    def _feed(self, row: Row, answer: Answer) -> None:
        """Queue the posts of a feed, and its next page as long as one brings posts that were not known."""
        if self._posts(row.source, pages.of_feed(answer.body, answer.url)):
            self.add(pages.after_feed(answer.body, answer.url), row.source, REST)

    def _sitemap(self, row: Row, answer: Answer) -> None:
        """Queue what a sitemap lists: pages, or more sitemaps, some of which are asked."""
        listed, index = pages.of_sitemap(answer.body, answer.url)
        for address in listed:
            if not index:
                self.add(address, row.source, REST)
            elif self.sitemaps[row.source] < rules()["sitemaps"]:
                self.sitemaps[row.source] += self.add(address, row.source, SITEMAP)

    def _rest(self, row: Row, answer: Answer) -> None:
        """Queue the posts that a page of WordPress REST lists, and the next page."""
        try:
            listed = [urls.canonical(str(one["link"])) for one in json.loads(answer.body)]
        except (ValueError, TypeError, KeyError, RecursionError):
            return
        if self._posts(row.source, listed):
            self.add(pages.rest_page(answer.url, pages.rest_number(answer.url) + 1), row.source, REST)

    def _redirected(self, row: Row, target: str) -> None:
        """Queue where an address moved to; the home of a source may have moved to another host."""
        owner = urls.source_of(target, self.known) if target else ""
        if not target:
            self.frontier.meet(row.source, "leads-nowhere", row.url)
        elif target == row.url or row.hops >= rules()["redirects"]:
            self.frontier.meet(row.source, "redirects-without-end", row.url)
        elif urls.identity(target) == urls.identity(row.url):
            self.frontier.go_to(row, target)
        elif owner == row.source or urls.leads_on(owner):
            self.frontier.add(target, row.source, row.place, row.hops + 1)
        elif row.place == 0 and owner not in self.known.values():
            self.frontier.meet(row.source, "moved-home", target)
            self.known[urls.prefix_of(target)] = row.source
            self.frontier.add(target, row.source, 0, row.hops + 1)
        else:
            self.frontier.meet(row.source, "leads-elsewhere", target)

    def _posts(self, source: str, addresses: list[str]) -> int:
        """Queue posts, newest first; return how many were not known."""
        before = self.posts[source]
        for address in addresses:
            first = self.posts[source] < rules()["first_posts"]
            self.posts[source] += self.add(address, source, POST + self.posts[source] if first else REST)
        return self.posts[source] - before

    def add(self, address: str, source: str, place: int, owner: str = "") -> bool:
        """Queue an address of the source that leads to it; of others, some that only say where to go on."""
        owner = owner or (urls.source_of(address, self.known) if address else "")
        onward = urls.leads_on(owner) and self.onward[source] < rules()["onward"]
        if not (owner == source or onward) or not owner or (place != SITEMAP and _asset(address)):  # sitemaps may be packed
            return False
        added = self.frontier.add(address, source, place)
        self.onward[source] += added and owner != source
        return added
