"""A segment of a crawl survives a kill at any moment: what was committed is whole, what was not is torn off."""

import io
import random
import signal
import subprocess
import sys

from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from helpers.collect.archive import Segment, packed

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
WRITER = """
import sys
from pathlib import Path
from fastwarc.warc import WarcRecordType
from helpers.collect.archive import Segment, packed
with Segment(Path(sys.argv[1])) as segment:
    for number in range(100_000):
        segment.add(packed(WarcRecordType.response, f"http://a.example/{number}", "2026-09-30T12:00:00Z", b"HTTP/1.1 200 OK\\r\\n\\r\\n" + b"x" * 5000))
        if number % 7 == 6:
            print(number + 1, segment.flush(), flush=True)
"""


def record(number, body=b"<p>oui"):
    return packed(WarcRecordType.response, f"http://a.example/{number}", "2026-09-30T12:00:00Z", HTTP + body)


def read(content):
    return [
        (r.rec_headers["WARC-Target-URI"], r.rec_type, r.content_stream().read())
        for r in ArchiveIterator(io.BytesIO(content), check_digests="raise")
    ]


def test_every_record_is_read_by_warcio_and_stands_at_its_offset(tmp_path):
    path = tmp_path / "a.warc.gz"
    with Segment(path) as segment:
        offsets = [segment.add(record(number, b"%d" % number)) for number in range(5)]
    for number, offset in enumerate(offsets):
        assert read(path.read_bytes()[offset:])[0] == (f"http://a.example/{number}", "response", b"%d" % number)


def test_what_was_not_committed_is_torn_off_and_the_segment_goes_on(tmp_path):
    path = tmp_path / "a.warc.gz"
    with Segment(path) as segment:
        segment.add(record(0))
        committed = segment.flush()
        segment.add(record(1))
    path.write_bytes(path.read_bytes()[:-9])
    with Segment(path, committed) as segment:
        assert segment.add(record(2)) == committed
    assert [url for url, *_ in read(path.read_bytes())] == ["http://a.example/0", "http://a.example/2"]


def test_no_committed_record_is_lost_to_kill_9(tmp_path):
    for turn in range(5):
        path = tmp_path / f"{turn}.warc.gz"
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
            seen = [writer.stdout.readline() for _ in range(random.Random(turn).randint(1, 60))]
            writer.send_signal(signal.SIGKILL)
        count, committed = map(int, seen[-1].split())
        with Segment(path, committed):
            pass
        assert len(read(path.read_bytes())) == count
