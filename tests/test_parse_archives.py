"""Archives as other people leave them: what can be read is read, the rest is counted by reason."""

import gzip
import io
import zipfile
import zlib

import pytest
from fastwarc.stream_io import BrotliWriter
from tests.captures import Capture, member, page, warc
from warcio.archiveiterator import ArchiveIterator as Oracle

from helpers.parse import archive
from helpers.paths import AireError

PAGES = [Capture(f"https://blog.example/{number}", page(f"Page {number}", f"<p>{'mot ' * 400}{number}")) for number in range(5)]
LIMITS = (10, 1)


def read(content, tmp_path, limits=LIMITS):
    """Return the records of an archive and (reason, times) of what was left out."""
    path, skips = tmp_path / "a.warc.gz", []
    path.write_bytes(content)
    found = list(archive.records(path, "a.warc.gz", limits, skips))
    return found, [(skip.reason, skip.times) for skip in skips]


def addresses(found):
    return [record.url.rpartition("/")[2] for record in found]


def with_length(record: bytes, length: int) -> bytes:
    """Return an uncompressed record that lies about its length."""
    head, _, body = record.partition(b"\r\n\r\n")
    lines = [
        b"Content-Length: %d" % length if line.lower().startswith(b"content-length") else line for line in head.split(b"\r\n")
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


PLAIN = [member(capture, gzip=False) for capture in PAGES]
MEMBERS = [member(capture) for capture in PAGES]
LONG, SHORT = with_length(PLAIN[1], len(PLAIN[1]) + 700), with_length(PLAIN[1], 300)
HOLED = MEMBERS[0] + MEMBERS[1][:60] + b"\0" * 40 + MEMBERS[1][100:] + MEMBERS[2]
CASES = {
    "one member a record": (b"".join(MEMBERS), "01234", []),
    "one member for all": (gzip.compress(b"".join(PLAIN)), "01234", []),
    "not compressed": (b"".join(PLAIN), "01234", []),
    "cut in the middle of a compressed record": (b"".join(MEMBERS)[: len(b"".join(MEMBERS[:4])) - 30], "0123", ["cut-record"]),
    "cut in the middle of a plain record": (b"".join(PLAIN)[:-900], "01234", ["cut-record"]),
    "too long a length, plain": (PLAIN[0] + LONG + PLAIN[2] + PLAIN[3] + PLAIN[4], "01234", ["wrong-length"]),
    "too long a length, compressed": (b"".join(map(gzip.compress, [PLAIN[0], LONG, PLAIN[2]])), "012", ["wrong-length"]),
    "too short a length": (b"".join(map(gzip.compress, [PLAIN[0], SHORT, *PLAIN[2:]])), "01234", ["wrong-length"]),
    "a length below zero": (PLAIN[0] + with_length(PLAIN[1], -5) + PLAIN[2], "012", ["wrong-length"]),
    "an absurd length": (
        b"".join(map(gzip.compress, [PLAIN[0], with_length(PLAIN[1], 10**18), PLAIN[2]])),
        "012",
        ["cut-record"],
    ),
    "a hole": (HOLED, "02", ["unreadable-record"]),
    "noise first": (b"noise" * 9 + b"".join(MEMBERS), "01234", ["unreadable-record"]),
    "no archive": (b"<html>this is a page</html>" * 50, "", ["not-an-archive"]),
    "not gzip": (b"\x1f\x8b\x08 but no more than that", "", ["not-an-archive"]),
    "empty": (b"", "", ["not-an-archive"]),
}


@pytest.mark.parametrize(("content", "expected", "reasons"), CASES.values(), ids=CASES)
def test_what_can_be_read_is_read_and_the_rest_is_counted(content, expected, reasons, tmp_path):
    found, skips = read(content, tmp_path)
    assert "".join(addresses(found)) == expected
    assert [reason for reason, _ in skips] == reasons


def test_an_archive_cut_anywhere_but_between_two_records_says_so(tmp_path):
    whole = b"".join(MEMBERS)
    ends = [len(b"".join(MEMBERS[:count])) for count in range(1, len(MEMBERS))]
    for cut in {*range(ends[0], len(whole), 9), *ends}:
        found, skips = read(whole[:cut], tmp_path)
        assert len(found) >= sum(end <= cut for end in ends)
        assert len(skips) == (cut not in ends), cut


def test_a_record_of_wrong_length_keeps_nothing_of_the_next(tmp_path):
    found, _ = read(CASES["too long a length, plain"][0], tmp_path)
    assert found[1].body == PAGES[1].body.encode()


def test_an_archive_or_a_record_over_its_limit_is_left_out_and_counted(tmp_path):
    bomb = gzip.compress(member(Capture("https://blog.example/bomb", b"\0" * 3_000_000), gzip=False))
    assert read(bomb + MEMBERS[0], tmp_path)[1] == [("too-large", 1)]
    assert addresses(read(bomb + MEMBERS[0], tmp_path)[0]) == ["0"]
    assert read(b"".join(MEMBERS), tmp_path, (0, 1)) == ([], [("archive-too-large", 1)])


def test_records_are_those_that_warcio_reads(tmp_path):
    content = warc(*PAGES, Capture("https://blog.example/gone", "", status="404 Not Found"))
    found, _ = read(content, tmp_path)
    told = [
        (
            r.rec_headers["WARC-Target-URI"],
            r.rec_headers["WARC-Record-ID"],
            int(r.http_headers.get_statuscode()),
            r.content_stream().read(),
        )
        for r in Oracle(io.BytesIO(content))
    ]
    assert [(r.url, r.record, r.status, r.body) for r in found] == told


def test_a_record_is_found_again_by_its_place(tmp_path):
    found, _ = read(b"".join(MEMBERS), tmp_path)
    assert archive.capture(tmp_path / "a.warc.gz", found[3].offset, found[3].record).body == found[3].body
    with pytest.raises(AireError, match="has changed"):
        archive.capture(tmp_path / "a.warc.gz", found[3].offset, "<urn:uuid:other>")


def brotli(content: bytes) -> bytes:
    stream = io.BytesIO()
    with BrotliWriter(stream) as writer:
        writer.write(content)
    return stream.getvalue()


HTML = page("Une page", "<p>du texte</p>").encode()
ENCODED = {
    "gzip": ("Content-Encoding: gzip", gzip.compress(HTML)),
    "deflate": ("Content-Encoding: deflate", zlib.compress(HTML)),
    "br": ("Content-Encoding: br", brotli(HTML)),
    "chunked": ("Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML)),
    "said gzip, stored plain": ("Content-Encoding: gzip", HTML),
    "said chunked, stored plain": ("Transfer-Encoding: chunked", HTML),
    "said br, stored plain": ("Content-Encoding: br", HTML),
}


@pytest.mark.parametrize(("header", "body"), ENCODED.values(), ids=ENCODED)
def test_a_body_is_unpacked_whatever_the_archive_says_of_it(header, body, tmp_path):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + header.encode() + b"\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://blog.example/\r\nContent-Length: {len(block)}\r\n\r\n"
    found, _ = read(head.encode() + block + b"\r\n\r\n", tmp_path)
    assert [record.body for record in found] == [HTML]


def collection(*members: tuple[str, bytes, int]) -> bytes:
    """Return a WACZ with an index and a list of pages, and these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("datapackage.json", '{"profile": "data-package"}', zipfile.ZIP_DEFLATED)
        made.writestr("indexes/index.cdx.gz", gzip.compress(b"example,blog)/ 2026"), zipfile.ZIP_STORED)
        for name, content, packing in members:
            made.writestr(name, content, packing)
    return stream.getvalue()


COLLECTIONS = {
    "two archives": ([("archive/a.warc.gz", b"".join(MEMBERS[:3]), 0), ("archive/b.warc", b"".join(PLAIN[3:]), 0)], "01234", []),
    "one that is cut": ([("archive/a.warc.gz", b"".join(MEMBERS[:3]) + MEMBERS[3][:80], 0)], "012", ["cut-record"]),
    "one that the ZIP compresses": ([("archive/a.warc.gz", MEMBERS[0], 0), ("archive/b.warc", PLAIN[1], 8)], "0", ["not-an-archive"]),
    "none": ([("pages/pages.jsonl", b"{}", 8)], "", []),
}  # fmt: skip


@pytest.mark.parametrize("case", COLLECTIONS.values(), ids=COLLECTIONS)
def test_the_archives_of_a_wacz_are_read_and_each_record_is_found_again_in_it(tmp_path, case):
    members, expected, reasons = case
    path = tmp_path / "x.wacz"
    path.write_bytes(collection(*members))
    skips = []
    found = list(archive.records(path, "x.wacz", (100, 10), skips))
    assert [record.url for record in found] == [PAGES[int(place)].url for place in expected]
    assert [skip.reason for skip in skips] == reasons
    assert [archive.capture(path, record.offset, record.record).url for record in found] == [record.url for record in found]


def test_a_broken_wacz_is_a_counted_skip(tmp_path):
    (tmp_path / "x.wacz").write_bytes(collection(("archive/a.warc.gz", MEMBERS[0], 0))[:200])
    skips = []
    assert list(archive.records(tmp_path / "x.wacz", "x.wacz", (100, 10), skips)) == [] and len(skips) == 1
