"""The report on paper, printed by the machine's own Chromium."""

import subprocess
import tempfile
from pathlib import Path

from helpers import browser

FLAGS = ("--no-sandbox", "--no-pdf-header-footer", "--generate-pdf-document-outline")  # what it opens is ours alone
SECONDS = 60


def write(page: Path, target: Path) -> str:
    """Print a page to PDF; return an empty text, or the one sentence that says why there is none."""
    program = browser.program()
    if not program:
        return "No report.pdf: install Chromium or set AIRE_CHROMIUM to one (or print report.html from any browser)."
    with tempfile.TemporaryDirectory() as profile:
        command = [
            program,
            *browser.QUIET,
            *FLAGS,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={target}",
            page.resolve().as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            return f"No report.pdf: {program} could not print the page ({type(error).__name__})."
    return "" if target.is_file() else f"No report.pdf: {program} wrote nothing."
