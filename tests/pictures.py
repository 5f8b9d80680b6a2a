"""The README's picture of the viewer, from the sample edition: ``python -m tests.pictures``, after ``make report``, takes it anew."""

import io
from pathlib import Path

from helpers.report import pdf

DEMO = Path(__file__).resolve().parents[1] / "reports" / "demo"
SIZE = {"width": 1280, "height": 1000}


def viewer(report: Path, chosen: str = "Tablier de sucre") -> bytes:
    """Return a picture of the map to explore of a report, the card of one source open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=pdf.chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)
        page.goto(report.resolve().as_uri())
        page.locator("iframe").scroll_into_view_if_needed()
        frame = page.frames[1]
        frame.wait_for_selector("body[data-drawn]")
        frame.fill("[data-part=search]", chosen)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1_000)
        taken = page.locator("iframe").screenshot()
        browser.close()
    return taken


def main() -> None:
    """Write the picture beside the sample edition."""
    from PIL import Image

    taken = viewer(sorted(DEMO.glob("*/report.html"))[-1])
    light = Image.open(io.BytesIO(taken)).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
    light.save(DEMO / "viewer.png", optimize=True)


if __name__ == "__main__":
    main()
