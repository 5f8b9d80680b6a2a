"""The demonstration niche as a web: its archive, answered under its own host names, each with a sitemap of its pages."""

from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType
from tests.mini_web import NOTHING, Answer, whole

NOT_SENT = {"content-length", "transfer-encoding", "connection"}


class Pages(NamedTuple):
    """A site that was captured; called with a path and query, it answers."""

    pages: dict[str, Answer]

    def __call__(self, target: str) -> Answer:
        return self.pages.get(target, NOTHING)


def _mapped(host: str, pages: dict[str, Answer]) -> dict[str, Answer]:
    """Return a site's pages with a sitemap, which its robots.txt names: some of its pages are linked from nowhere."""
    entries = "".join(f"<url><loc>https://{host}{target.replace('&', '&amp;')}</loc></url>" for target in sorted(pages))
    sitemap = Answer(200, (("Content-Type", "application/xml"),), f"<urlset>{entries}</urlset>".encode())
    rules = pages.get("/robots.txt", Answer(200, (("Content-Type", "text/plain"),)))
    named = rules._replace(body=rules.body + f"\nSitemap: https://{host}/sitemap.xml\n".encode())
    return {**pages, "/sitemap.xml": sitemap, "/robots.txt": named}


def sites(archive: Path) -> dict[str, "Pages"]:
    """Return host → what it answers, of every response in an archive; of two captures of a page, the later."""
    kept: dict[str, dict[str, Answer]] = {}
    with archive.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            host, target = whole(record.headers["WARC-Target-URI"])
            headers = tuple(pair for pair in record.http_headers.astuples() if pair[0].lower() not in NOT_SENT)
            kept.setdefault(host, {})[target] = Answer(record.http_headers.status_code, headers, record.reader.read())
    return {host: Pages(_mapped(host, pages)) for host, pages in kept.items()}
