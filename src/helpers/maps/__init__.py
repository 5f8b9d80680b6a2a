"""Maps of a niche: where sources stand, the static picture, the interactive frame."""

from helpers.maps.explore import ego, interactive
from helpers.maps.finding import leading
from helpers.maps.places import positions
from helpers.maps.static import static

__all__ = ["ego", "interactive", "leading", "positions", "static"]
