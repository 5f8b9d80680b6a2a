"""Our crawl beside Scrapy as it comes, on one loopback web: 320 hosts, 150 ms before each answer, one request at a time of each.

Both obey robots.txt and wait for nobody; ours keeps WARC and frontier, Scrapy keeps nothing. Scrapy runs stock, then with as many
requests in flight as ours.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mini_web import NOTHING, STANDING, Answer, MiniWeb, Site, page, traps
from tests.mini_web.seen import command, network

BARS = {"times_stock": 1.2}
HOSTS, PAGES, LATENCY = 320, 12, 0.15
CHECKOUT = Path(__file__).parents[2]


def site(host: str) -> Site:
    """Return a site of some pages of about 6 kB, each leading to ten others."""
    made: dict[str, Answer] = {}
    for number in range(PAGES):
        after = [f"/p{(number + step) % PAGES}.html" for step in range(1, 11)]
        body = "".join(traps.text(host, number, part) for part in range(20)) + traps.links(*after)
        made[f"/p{number}.html"] = page(f"{host} {number}", body)
    made["/"] = made["/p0.html"]
    return lambda target: made.get(target, NOTHING)


def spread(web: MiniWeb, run: list[str], folder: Path) -> tuple[float, float]:
    """Run a crawler; return the pages it got a second, from its first request to its last, and the seconds of CPU it took."""
    web.log.clear()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(run, cwd=CHECKOUT, check=True, capture_output=True, env={**os.environ, "AIRE_HOME": str(folder)}, timeout=170)
    pages = [asked for asked in web.log if asked.target not in STANDING]
    if len(pages) != HOSTS * (PAGES + 1):
        raise SystemExit(f"{len(pages)} pages asked, {HOSTS * (PAGES + 1)} expected: {' '.join(run)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return len(pages) / (pages[-1].at - web.log[0].at), spent


def niche_of(folder: Path, hosts: list[str]) -> str:
    """Write the niche that our crawl reads; return its name."""
    made = folder / "data" / "raw" / "bench"
    made.mkdir(parents=True)
    seeds = ", ".join(f'"http://{host}/"' for host in hosts)
    (made / "niche.yml").write_text(f"question: Qui ?\nseeds: [{seeds}]\ncrawl: {{contact: me@company.example}}\n")
    return "bench"


def run(_: Path) -> dict[str, float]:
    """Measure the three, one after the other, on the same web."""
    hosts = [f"h{number}.example" for number in range(HOSTS)]
    with tempfile.TemporaryDirectory() as name, MiniWeb({host: site(host) for host in hosts}, latency=LATENCY) as web:
        folder = Path(name)
        theirs = [sys.executable, "-m", "tests.bench.stock_scrapy", str(web.ports["http"]), str(HOSTS)]
        (stock, cpu), (raised, _) = spread(web, [*theirs, "16"], folder), spread(web, [*theirs, "128"], folder)
        os.environ["AIRE_HOME"] = name
        ours, spent = spread(web, command(folder, niche_of(folder, hosts), network(web)), folder)
    rates = {"pages_a_second": ours, "stock": stock, "raised": raised, "times_stock": ours / stock, "times_raised": ours / raised}
    return rates | {"cpu_seconds": spent, "stock_cpu_seconds": cpu}
