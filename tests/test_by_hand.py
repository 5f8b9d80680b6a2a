"""A crawl that an analyst starts from notebook 01: live progress, a clean stop, and none where none was asked for."""

import pickle
import re
import time
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from tests.mini_web import MiniWeb
from tests.mini_web.seen import network
from tests.test_collect import blog, seeds

from helpers import collect, niche, paths
from helpers.__main__ import main
from helpers.paths import AireError


def test_a_time_is_read_and_what_is_none_is_told():
    assert [collect.seconds(text) for text in ("90s", "30m", "1.5h", "2D")] == [90, 1_800, 5_400, 172_800]
    for text in ("", "3", "h", "-1h", "nan", "infd", "3 weeks"):
        with pytest.raises(AireError, match="expected a time such as 30m, 3h or 2d"):
            collect.seconds(text)


def test_nothing_is_asked_of_anybody_where_no_crawl_was_asked_for_and_no_report_can_ask(new_niche, capsys):
    name = new_niche("question: Qui ?\n")
    assert "nothing was asked of any site" in collect.crawl_here(niche.load(name), "")
    for verb in ("build", "report"):
        assert main([verb, name, "--set", "crawl='30m'"]) == 2
        assert "no report crawls; run aire collect" in capsys.readouterr().err


@pytest.fixture
def kernel(home) -> Iterator[Any]:
    """Return a kernel such as JupyterLab starts, with its client."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def cells(name: str, led: Any) -> list[str]:
    """Return the code of notebook 01 down to the crawl, its parameters filled in, on a network of a test."""
    every = [
        cell for cell in nbformat.read(paths.notebooks_folder() / "01-collect-sources.ipynb", 4).cells if cell.cell_type == "code"
    ]
    code = [cell.source for cell in every[: [cell.id for cell in every].index("crawl") + 1]]
    given = f"import functools, pickle\nfrom helpers.collect import by_hand\nniche, crawl = {name!r}, '1m'\n"
    led_to = f"network=pickle.loads({pickle.dumps(led)!r}), own={{'DOWNLOAD_DELAY': 0.5}}"
    return [code[0], given + f"by_hand.crawl = functools.partial(by_hand.crawl, {led_to})", *code[1:]]


def run(client: Any, code: str, when: Any = None) -> str:
    """Run a cell; return all that it shows, its updates and errors included. ``when``: called with each message."""
    shown: list[str] = []

    def hook(message: Any) -> None:
        content = message["content"]
        shown.append(content.get("text") or content.get("data", {}).get("text/plain", "") or content.get("evalue", ""))
        if when:
            when(shown[-1])

    client.execute_interactive(code, output_hook=hook, timeout=100)
    return "\n".join(filter(None, shown))


@pytest.mark.heavy
def test_notebook_01_crawls_for_as_long_as_it_is_told_shows_how_far_it_is_and_stops_cleanly(new_niche, kernel):
    hosts = ["a.example", "b.example"]
    name = new_niche(seeds(*(f"http://{host}/" for host in hosts)))
    manager, client = kernel
    with MiniWeb({host: blog(host) for host in hosts}) as web:
        code, since = cells(name, network(web)), time.monotonic()
        assert [run(client, cell) for cell in code[:-1]] == [""] * (len(code) - 1)
        stop = lambda said: manager.interrupt_kernel() if re.match(r"[1-9]\d* pages, ", said) else None  # noqa: E731
        stopped = run(client, code[-1], stop)
        kept = collect.summary(niche.load(name))["pages"]
        assert re.search(r"\d+ pages, \d hosts to ask, \d+ in the queue, \d+ failed, (about|time)", stopped)
        assert "Stopping: what was asked is still waited for" in stopped and f"{kept} pages of 2 sources" in stopped
        assert "Interrupt" not in stopped and 0 < kept < 40 and time.monotonic() - since < 60
