"""A Chromium without a network: what its page asks for is handed to us, one request at a time, and answered by us or not at all.

It runs in its sandbox, for one page, with a profile that is thrown away; it is led by the DevTools protocol over two pipes.
What does not pass the interception (sockets, popups, workers, its own errands) is sent to a proxy that is not there.
"""

import base64
import contextlib
import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable
from typing import IO, Any, NamedTuple, Self, cast

from helpers.browser import QUIET

NOBODY = 65_534
CUT_OFF = (
    "--proxy-server=http://127.0.0.1:1", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip
MOVED = ("sh", "-c", 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null')  # the browser listens on 3 and answers on 4
ANSWERED = 30.0  # seconds in which the browser has to answer us: a busy machine starts it slowly
IDLE = 1.0  # seconds without a request, after a page has loaded, until it is taken as it stands


class Wanted(NamedTuple):
    """What a page asks for. ``kind``: Document, Script, XHR, Image… ``frame``: whose it is."""

    url: str
    method: str
    kind: str
    frame: str


class Given(NamedTuple):
    """What it is given."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Failed(Exception):
    """The browser did not start, stopped, or does not answer."""


class Browser:
    """One browser for one page.

    Parameters
    ----------
    program: the Chromium. agent: the name it gives of itself. most: bytes of one of its messages.
    """

    def __init__(self, program: str, agent: str, most: int) -> None:
        self.agent, self.most, self._ids = agent, most, itertools.count(1)
        self._profile = tempfile.mkdtemp(prefix="aire-")
        self._left, self._events = b"", deque[dict[str, Any]]()
        self._process = subprocess.Popen(
            [*MOVED, program, *QUIET, *CUT_OFF, f"--user-data-dir={self._profile}", "about:blank"], start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            env={"HOME": self._profile, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}, **self._as_nobody(),
        )  # fmt: skip
        self._out, self._in = cast(IO[bytes], self._process.stdin).fileno(), cast(IO[bytes], self._process.stdout).fileno()

    def _as_nobody(self) -> dict[str, Any]:
        """Return whom it runs as: the sandbox of Chromium is refused to root."""
        if os.geteuid():
            return {}
        os.chown(self._profile, NOBODY, NOBODY)
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _send(self, method: str, session: str = "", **parameters: Any) -> int:
        number = next(self._ids)
        told = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        try:
            os.write(self._out, json.dumps(told).encode() + b"\0")
        except OSError as error:
            raise Failed(str(error)) from None
        return number

    def _message(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message; None where none comes in time."""
        until = time.monotonic() + seconds
        while b"\0" not in self._left:
            wait = until - time.monotonic()
            if wait <= 0 or not select.select([self._in], [], [], wait)[0]:
                return None
            read = os.read(self._in, 1 << 20)
            if not read or len(self._left) > self.most:
                raise Failed("it stopped, or said too much")
            self._left += read
        whole, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(whole)
        return found

    def _call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers; events that come meanwhile are kept."""
        number, until = self._send(method, session, **parameters), time.monotonic() + ANSWERED
        while (message := self._message(until - time.monotonic())) is not None:
            if message.get("id") == number:
                return dict(message.get("result") or {})
            self._events.append(message)
        raise Failed(f"{method}: no answer")

    def dom(self, url: str, answer: Callable[[Wanted], Given | None], seconds: float) -> tuple[str, str]:
        """Return address and HTML of a page as its scripts have left it.

        Parameters
        ----------
        answer: gives what the page asks for, None where it may not have it. seconds: most that the page may take.

        Raises
        ------
        Failed
            The browser did not start, or died of the page.
        """
        target = next(one["targetId"] for one in self._call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        session = str(self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        self._call("Browser.setDownloadBehavior", behavior="deny")
        for method, parameters in self._manners():
            self._call(method, session, **parameters)
        self._send("Page.navigate", session, url=url)
        self._attend(session, answer, time.monotonic() + seconds)
        return self._read(session, "location.href"), self._read(session, "document.documentElement.outerHTML")

    def _manners(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            ("Page.enable", {}), ("Network.enable", {}), ("Network.setBypassServiceWorker", {"bypass": True}),
            ("Emulation.setUserAgentOverride", {"userAgent": self.agent}), ("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}),
        ]  # fmt: skip

    def _read(self, session: str, expression: str) -> str:
        found = self._call("Runtime.evaluate", session, expression=expression, returnByValue=True)
        return str(found.get("result", {}).get("value") or "")

    def _attend(self, session: str, answer: Callable[[Wanted], Given | None], until: float) -> None:
        """Answer a page until it has loaded and asks for nothing more, or its time is over."""
        loaded = False
        while (now := time.monotonic()) < until:
            event = self._events.popleft() if self._events else self._message(min(IDLE, until - now))
            if event is None and loaded:
                return
            if event is None or event.get("sessionId") != session:
                continue
            loaded = loaded or event["method"] == "Page.loadEventFired" if "method" in event else loaded
            if event.get("method") == "Page.javascriptDialogOpening":
                self._send("Page.handleJavaScriptDialog", session, accept=False)
            elif event.get("method") == "Fetch.requestPaused":
                self._answer(session, event["params"], answer)

    def _answer(self, session: str, paused: dict[str, Any], answer: Callable[[Wanted], Given | None]) -> None:
        asked = paused["request"]
        given = answer(Wanted(asked["url"], asked["method"], paused.get("resourceType", ""), paused.get("frameId", "")))
        if given is None:
            self._send("Fetch.failRequest", session, requestId=paused["requestId"], errorReason="BlockedByClient")
            return
        headers = [{"name": name, "value": value} for name, value in given.headers if name.lower() != "set-cookie"]
        body = base64.b64encode(given.body).decode()
        self._send(
            "Fetch.fulfillRequest",
            session,
            requestId=paused["requestId"],
            responseCode=given.status,
            responseHeaders=headers,
            body=body,
        )
