"""Maps of a niche: where sources stand, the static picture, the map to explore, quick looks."""

from helpers.maps.explore import explorer, interactive
from helpers.maps.finding import leading
from helpers.maps.multiples import NEEDED, multiples
from helpers.maps.network import citations, discs
from helpers.maps.places import positions
from helpers.maps.quick_look import ego, quick
from helpers.maps.static import static

__all__ = [
    "NEEDED",
    "citations",
    "discs",
    "ego",
    "explorer",
    "interactive",
    "leading",
    "multiples",
    "positions",
    "quick",
    "static",
]
