"""Archive and import records → pages, posts, links, sources, edges; one module a kind of material."""

from helpers.parse.build import build, data_date
from helpers.parse.inventory import inventory, seeds_asked
from helpers.parse.people import bears, compact, masked

__all__ = ["bears", "build", "compact", "data_date", "inventory", "masked", "seeds_asked"]
