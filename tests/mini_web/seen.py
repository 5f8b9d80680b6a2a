"""A mini-web as a crawl in another process sees it: what it is given in the place of the network."""

import pickle
import sys
from pathlib import Path

from tests.mini_web import LOOPBACK, MiniWeb

from helpers.collect import Network

PORTS = {80: "http", 443: "https"}


class Seen:
    """The names and routes of a mini-web, without its servers.

    Parameters
    ----------
    more: further names → what they answer, one after the other at each look-up (the last answer stays).
    """

    def __init__(self, web: MiniWeb, more: dict[str, list[list[str]]] | None = None) -> None:
        self.names = {host: [[web.address(host)]] for host in web.sites} | (more or {})
        self.known, self.ports = {web.address(host) for host in web.sites}, dict(web.ports)

    def resolve(self, host: str) -> list[str]:
        """Return the made-up addresses of a host."""
        if host not in self.names:
            raise OSError(f"{host}: no such host")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: str, port: int) -> tuple[str, int]:
        """Return the place on the loopback; the canary's for whatever is not of this web."""
        scheme = PORTS.get(port, "canary") if address in self.known else "canary"
        return LOOPBACK, self.ports[scheme]


def network(web: MiniWeb, more: dict[str, list[list[str]]] | None = None) -> Network:
    """Return a mini-web as the network of a crawl."""
    seen = Seen(web, more)
    return Network(seen.resolve, seen.connect)


def command(folder: Path, name: str, led: Network, *more: str) -> list[str]:
    """Return the command that crawls a niche from a process of its own (``python -m tests.mini_web``), in the checkout."""
    kept = folder / "network.pickle"
    kept.write_bytes(pickle.dumps(led))
    return [sys.executable, "-m", "tests.mini_web", str(kept), name, *more]
