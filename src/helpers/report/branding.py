"""Whose report it is: a name, a logo inside the file, an accent that stays readable."""

import base64

from helpers import paths
from helpers.niche import Niche
from helpers.paths import AireError

OURS = "Aire"
KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".svg": "svg+xml"}
MOST = 200_000  # bytes of a logo


def name(study: Niche) -> str:
    """Return the name in the margin and at the foot of each printed page."""
    return study.branding.name or OURS


def logo(study: Niche) -> str:
    """Return the logo as a ``data:`` address; empty where niche.yml names none.

    Raises
    ------
    AireError
        The file is missing, too heavy or no PNG, JPEG or SVG.
    """
    if not study.branding.logo:
        return ""
    path = paths.locate(study.name, study.branding.logo)
    if path.suffix.lower() not in KINDS:
        raise AireError(f"{path}: expected a logo that ends in {', '.join(KINDS)}")
    content = path.read_bytes()
    if len(content) > MOST:
        raise AireError(f"{path}: {len(content):,} bytes; a logo has at most {MOST:,}")
    return f"data:image/{KINDS[path.suffix.lower()]};base64,{base64.b64encode(content).decode()}"
