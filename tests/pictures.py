"""The README's views of the sample edition: ``python -m tests.pictures``, after ``make report``, takes them anew."""

import io
from pathlib import Path
from typing import Any

from helpers import browser as chromium

DEMO = Path(__file__).resolve().parents[1] / "reports" / "demo"
SIZE = {"width": 1280, "height": 1000}


def opened(page: Any, chosen: str = "Tablier de sucre") -> bytes:
    """Return a picture of the map to explore of a report, the card of one source open."""
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frames[1]
    frame.wait_for_selector("body[data-drawn]")
    frame.fill("[data-part=search]", chosen)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_000)
    return bytes(page.locator("iframe").screenshot())


def views(report: Path) -> dict[str, bytes]:
    """Return pictures of a report: how it opens, and its map to explore."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)
        page.goto(report.resolve().as_uri())
        taken = {"report.png": page.screenshot(), "viewer.png": opened(page)}
        browser.close()
    return taken


def main() -> None:
    """Write the pictures beside the sample edition."""
    from PIL import Image

    for name, taken in views(sorted(DEMO.glob("*/report.html"))[-1]).items():
        light = Image.open(io.BytesIO(taken)).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
        light.save(DEMO / name, optimize=True)


if __name__ == "__main__":
    main()
