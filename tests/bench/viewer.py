"""The map to explore on large networks, in a Chromium without graphics card: frames, first drawing, drawing at rest, bytes."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests import large_maps

BARS = {
    "first_seconds": 1.0, "rest_seconds": 0.15, "frames": 50, "times_pyvis": 15, "node_bytes": 40, "fixed_bytes": 80_000,
    "first_seconds_100k": 2.0, "frames_100k": 50,
}  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SCREEN = {"width": 1440, "height": 900}
PATIENCE = 60_000  # ms that pyvis is given to show its first picture
# The second frame after the map is there: by then the first has been painted
STARTED = """addEventListener("DOMContentLoaded", () => {
  const wait = () => document.body.dataset.drawn
    ? requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = performance.now(); })) : requestAnimationFrame(wait);
  wait();
});"""
# Three seconds of wheel and arrows, the pointer moving over the discs; then the whole map again, drawn sharp
SCRIPT = """(move) => new Promise((done) => {
  const gaps = [], rest = [], start = performance.now();
  let last = start, count = 0;
  const frame = (now) => {
    (now - start < 3000 ? gaps : rest).push(now - last);
    last = now;
    if (now - start < 3000) MOVE(count++); else if (rest.length === 1) REST;
    if (now - start < 4200) requestAnimationFrame(frame);
    else done({ frames: gaps.length, median: gaps.sort((a, b) => a - b)[gaps.length >> 1], rest: Math.max(...rest, 0) });
  };
  requestAnimationFrame(frame);
})"""
OURS = """((canvas) => (count) => {
  const at = { bubbles: true, cancelable: true, clientX: 300 + count % 500, clientY: 450 + 100 * Math.sin(count / 9) };
  if (count === 0) canvas.focus();
  canvas.dispatchEvent(new PointerEvent("pointermove", at));
  canvas.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: 60 * Math.cos(count / 25) }));
  if (count % 5 === 0) canvas.dispatchEvent(new KeyboardEvent("keydown", { key: count % 2 ? "ArrowLeft" : "ArrowUp" }));
})(document.querySelector("canvas"))"""
ALL_OF_IT = 'document.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }))'
THEIRS = (
    "(count) => network.moveTo({ position: { x: 500 + count, y: 345 }, scale: 1 + 0.4 * Math.sin(count / 25), animation: false })"
)


def ours(net: Any, placed: Any, given: Any) -> tuple[str, float, int]:
    """Return the page of our viewer, its bytes a node (titles and addresses apart), and those of its fixed part."""
    from helpers.look import typeface
    from helpers.maps import explore
    from helpers.texts import Texts

    data = explore.packed(net, placed, given, Texts("fr"))
    page, _ = explore.document("bench", data, explore.body(net, Texts("fr")))
    network = len(explore.inert(data))
    fixed = len(page.encode()) - network - len(typeface.css())
    return page, (network - len(data["titles"]) - len(data["urls"])) / len(net.nodes), fixed


def theirs(net: Any, placed: Any) -> str:
    """Return the page that pyvis makes of the same network, without physics, its network where the script can reach it."""
    from helpers.maps import quick_look

    return quick_look.document(net, placed, "bench").replace("const network =", "const network = window.network =")


def watched(browser: Any, page: str, move: str, patience: float = 30_000) -> dict[str, float]:
    """Open a page, move through it for three seconds, and return seconds to the first picture, frames, the longest at rest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.html"
        path.write_text(page, encoding="utf-8")
        tab = browser.new_page(viewport=SCREEN)
        tab.set_default_timeout(patience + 30_000)
        tab.add_init_script(STARTED)
        tab.goto(path.as_uri(), wait_until="commit")
        tab.wait_for_function("window.painted", timeout=patience)
        tab.wait_for_timeout(700)
        found: dict[str, float] = tab.evaluate(
            SCRIPT.replace("MOVE", f"({move})").replace("REST", ALL_OF_IT if move is OURS else "0")
        )
        found["first"] = tab.evaluate("window.painted")
        tab.close()
    return found


def pyvis_frames(browser: Any, page: str) -> float:
    """Return how many frames pyvis gives in three seconds; none where it shows nothing within a minute."""
    from playwright.sync_api import Error

    try:
        return watched(browser, page, THEIRS, PATIENCE)["frames"]
    except Error:
        return 0


def run(_: Path) -> dict[str, float]:
    """Measure 20,000 sources with 60,000 links beside pyvis in the same run, then 100,000 with 300,000."""
    from playwright.sync_api import sync_playwright

    net, placed, given = large_maps.drawn(20_000, 60_000)
    page, node_bytes, fixed = ours(net, placed, given)
    large, *_ = ours(*large_maps.drawn(100_000, 300_000))
    program = os.environ.get("AIRE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        watched(browser, ours(*large_maps.drawn(300, 900))[0], OURS)  # the browser's own start is not measured
        small, big = watched(browser, page, OURS), watched(browser, large, OURS)
        other = pyvis_frames(browser, theirs(net, placed))
        browser.close()
    return {
        "first_seconds": small["first"] / 1000, "rest_seconds": small["rest"] / 1000, "frames": 1000 / small["median"],
        "pyvis_frames": other, "times_pyvis": small["frames"] / max(1, other), "node_bytes": node_bytes, "fixed_bytes": fixed,
        "first_seconds_100k": big["first"] / 1000, "frames_100k": 1000 / big["median"], "rest_100k": big["rest"] / 1000,
    }  # fmt: skip
