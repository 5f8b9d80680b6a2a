"""Crawl a mini-web from a process of its own: python -m tests.mini_web NETWORK NICHE [SECONDS [SETTINGS]]; prints what came of it, and its memory."""

import json
import pickle
import resource
import sys
from pathlib import Path

from helpers import collect, niche


def main(network: str, name: str, within: str = "", own: str = "{}") -> None:
    """Crawl; only the crawl itself is a child of this process."""
    led = pickle.loads(Path(network).read_bytes())
    found = collect.crawl(
        niche.load(name), within=float(within or collect.FOREVER), network=led, own={"DOWNLOAD_DELAY": 0, **json.loads(own)}
    )
    print(json.dumps(found | {"megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}))


if __name__ == "__main__":
    main(*sys.argv[1:])
