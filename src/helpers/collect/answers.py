"""What a response says: as it is kept, and as the parser reads it."""

from email.utils import parsedate_to_datetime
from time import time

from scrapy.http import Response

from helpers.collect.segments import Answer
from helpers.collect.settings import rules
from helpers.parse import decode, reserved
from helpers.parse.archive import Record

PACKING = (b"content-encoding", b"transfer-encoding", b"content-length")


def header(response: Response, name: str) -> str:
    """Return a header of a response; empty where it has none."""
    return (response.headers.get(name) or b"").decode("latin-1")


def said(answer: Answer, name: str) -> str:
    """Return a header of what is kept, by its name in lower case; empty where there is none."""
    return next((value for key, value in answer.headers if key.lower() == name), "")


def directives(answer: Answer) -> frozenset[str]:
    """Return what the X-Robots-Tag headers of an answer ask of every robot."""
    asked = [value for key, value in answer.headers if key.lower() == "x-robots-tag"]
    return frozenset(reserved.directives(*asked).split(" | "))


def retry_after(response: Response) -> float:
    """Return the seconds that a host asks us to wait (RFC 9110, Retry-After), within what a crawl waits for."""
    asked = header(response, "Retry-After").strip()
    try:
        wait = float(asked) if asked.isdigit() else parsedate_to_datetime(asked).timestamp() - time()
    except (ValueError, TypeError):
        wait = rules()["again"]
    return min(max(wait, 1.0), float(rules()["retry_after"]))


def answer_of(response: Response) -> Answer:
    """Return a response as it is kept: without what told of its packing."""
    headers = [
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in sorted(response.headers.items())
        for value in values
        if name.lower() not in PACKING
    ]
    address = str(response.ip_address or "")
    return Answer(response.url, response.status, "OK" if response.status == 200 else "-", headers, response.body, address)


def record(answer: Answer) -> Record:
    """Return an answer as the parser reads it from an archive."""
    media, _, rest = said(answer, "content-type").partition(";")
    charset = rest.partition("charset=")[2].strip(" \"'")
    return Record("", 0, "", "response", answer.url, "", answer.status, media.strip().lower(), charset, answer.body)


def kind(answer: Answer) -> str:
    """Return the kind of material that an answer is (``decode.kind_of``)."""
    return decode.kind_of(record(answer))


def text(answer: Answer) -> str:
    """Return the text of an answer, in the right encoding."""
    read = record(answer)
    return decode.text_of(read.body, read.charset)
