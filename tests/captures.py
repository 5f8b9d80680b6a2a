"""Small web archives for tests, written by warcio: not by the library that reads them."""

import io
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DAY = "2026-03-01T10:00:00Z"


class Capture(NamedTuple):
    """What a server answered."""

    url: str
    body: str | bytes
    media: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    date: str = DAY
    type: str = "response"
    headers: tuple[tuple[str, str], ...] = ()


def page(title: str = "Une page", body: str = "", head: str = "") -> str:
    """Return an HTML page."""
    return f'<!doctype html><html lang="fr"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def article(text: str, title: str = "Une tarte", date: str = "2026-01-02", more: str = "") -> str:
    """Return the page of a dated article."""
    head = f'<meta property="article:published_time" content="{date}">'
    return page(title, f"<main><article><h1>{title}</h1>{text}</article></main>{more}", head)


def member(capture: Capture, gzip: bool = True) -> bytes:
    """Return one record."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    content = capture.body.encode() if isinstance(capture.body, str) else capture.body
    headers = [*([("Content-Type", capture.media)] if capture.media else []), *capture.headers]
    http = StatusAndHeaders(capture.status, headers, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        capture.url,
        capture.type,
        payload=io.BytesIO(content),
        http_headers=http,
        warc_headers_dict={"WARC-Date": capture.date, "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, capture.url)}>"},
    )
    writer.write_record(record)
    return stream.getvalue()


def warc(*captures: Capture, gzip: bool = True) -> bytes:
    """Return an archive."""
    return b"".join(member(capture, gzip) for capture in captures)
