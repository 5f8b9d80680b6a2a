"""The Chromium of the machine: where it is, and what keeps it from talking of itself."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program() -> str | None:
    """Return the Chromium to use: ``AIRE_CHROMIUM``, else the first found on the PATH; None without one."""
    found = [shutil.which(name) for name in (os.environ.get("AIRE_CHROMIUM", ""), *NAMES) if name]
    return next((path for path in found if path), None)
