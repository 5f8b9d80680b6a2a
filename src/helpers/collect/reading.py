"""What is made of an answer: kept or not, followed or not, and what stood against it."""

from scrapy.http import Response

from helpers.collect import answers, pages, traps, walls
from helpers.collect.following import Following
from helpers.collect.frontier import Frontier
from helpers.collect.segments import Answer, Archive
from helpers.collect.settings import rules
from helpers.collect.turns import Row


class Reader:
    """Reads the answers of a crawl, one after the other."""

    def __init__(self, frontier: Frontier, segment: Archive, following: Following) -> None:
        self.frontier, self.segment, self.following = frontier, segment, following
        self.walled = frontier.unheard()  # how often each source was asked in vain since it last gave a page

    def read(self, response: Response, row: Row) -> None:
        """Keep an answer, and queue what it leads to."""
        if response.status in (429, 503):
            self._later(row, response.status, answers.retry_after(response))
            return
        answer = answers.answer_of(response)
        if response.status == 304 and row.record:
            self.segment.revisit(answer, row.record, "server-not-modified")
            self._settle(row, answer, row.record)
            return
        seen, note, mark = self._look(row, answer)
        if note:
            self.frontier.meet(row.source, note, row.url)
        if note in ("noarchive", *walls.rules()):
            self.frontier.settle(row, "done" if note == "noarchive" else "failed", response.status, note)
        elif row.record and row.digest == answer.digest:
            self.segment.revisit(answer, row.record, "identical-payload-digest")
            self._settle(row, answer, row.record, mark)
        else:
            self._settle(row, answer, self.segment.response(answer), mark)
        self.following.follow(row, answer, seen)

    def _later(self, row: Row, status: int, seconds: float) -> None:
        """Leave a host alone for as long as it asks; an address that it keeps putting off is given up."""
        if row.tries + 1 < rules()["tries"]:
            self.frontier.put_back(row, seconds)
            return
        self.frontier.meet(row.source, "put-off", row.url)
        self.frontier.turns.polite.wait(row.host, seconds)
        self.frontier.settle(row, "failed", status, "put-off")
        self._stands(row.source, "put-off")

    def _settle(self, row: Row, answer: Answer, record: str, mark: int = 0) -> None:
        said = {name.lower(): value for name, value in answer.headers}
        etag, modified = said.get("etag", ""), said.get("last-modified", "")
        same = answer.status == 304
        if same:  # it need not say again what it said before
            etag, modified = etag or row.etag, modified or row.modified
        if not same and answer.status != 200:  # errors and redirects are asked for whole each time
            etag, modified = "", ""
        status, digest = (200, row.digest) if same else (answer.status, answer.digest)
        self.frontier.settle(row, "done", status, etag=etag, modified=modified, digest=digest, record=record, mark=mark)

    def _look(self, row: Row, answer: Answer) -> tuple[pages.Seen | None, str, int]:
        """Return what a page says, what stands against keeping or following it, and a mark of its words (``traps.likeness``)."""
        if answers.kind(answer) not in ("page", "error"):
            return None, "", 0
        html = answers.text(answer)
        wall = walls.wall_of(answer.status, html)
        if wall:
            self._stands(row.source, wall)
        if wall or answer.status != 200:
            return None, wall, 0
        self.walled[row.source] = 0
        seen = pages.read(html, answer.url)
        asked = seen.directives | answers.directives(answer)
        self._reserved(row, answer, asked)
        if asked & {"nofollow", "none"}:
            self.frontier.meet(row.source, "nofollow", row.url)
            seen = seen._replace(links=[])
        paged = traps.kind_of(answer.url)[0] == "pagination"
        new = sum(not self.frontier.knows(link) for link in seen.links) if paged else 1
        mark = traps.likeness(answer.url, walls.visible(html))
        trap = self.frontier.traps.answered(row.source, answer.url, mark, new)
        return (None if trap else seen), "noarchive" if asked & {"noarchive"} else trap, mark

    def _reserved(self, row: Row, answer: Answer, asked: frozenset[str]) -> None:
        """Note what a page reserves: search engines, text and data mining."""
        if "noindex" in asked:
            self.frontier.meet(row.source, "noindex", row.url)
        if answers.said(answer, "tdm-reservation").strip() == "1" or "1" in asked:
            self.frontier.meet(row.source, "tdm-reserved", row.url)

    def not_come(self, row: Row, why: str) -> None:
        """Ask again later, a few times; who does not answer several times in a row is left alone."""
        self.frontier.meet(row.source, why, row.url)
        if why not in rules()["final"] and row.tries + 1 < rules()["tries"]:
            self.frontier.put_back(row, rules()["again"])
            return
        self.frontier.settle(row, "failed", note=why)
        self._stands(row.source, why)

    def _stands(self, source: str, why: str) -> None:
        """Count what stands before a source; where nothing else comes of it, the rest of it is left alone."""
        self.walled[source] += 1
        if self.walled[source] >= rules()["walled"]:
            self.frontier.drop(source, why)
