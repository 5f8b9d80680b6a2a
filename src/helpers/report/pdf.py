"""The report on paper, printed by the machine's own Chromium."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
SECONDS = 60


def chromium() -> str | None:
    """Return the Chromium to use: ``AIRE_CHROMIUM``, else the first found on the PATH; None without one."""
    found = [shutil.which(name) for name in (os.environ.get("AIRE_CHROMIUM", ""), *NAMES) if name]
    return next((path for path in found if path), None)


def write(page: Path, target: Path) -> str:
    """Print a page to PDF; return an empty text, or the one sentence that says why there is none."""
    program = chromium()
    if not program:
        return "No report.pdf: install Chromium or set AIRE_CHROMIUM to one (or print report.html from any browser)."
    with tempfile.TemporaryDirectory() as profile:
        command = [program, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.resolve().as_uri()]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            return f"No report.pdf: {program} could not print the page ({type(error).__name__})."
    return "" if target.is_file() else f"No report.pdf: {program} wrote nothing."
