"""Detect communities, say how sure they are, portray and name them."""

from helpers.communities.detect import Found, detect
from helpers.communities.names import portraits, told

__all__ = ["Found", "detect", "portraits", "told"]
