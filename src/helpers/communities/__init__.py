"""Detect communities, say how sure they are, portray and name them, and know them again in the next edition."""

from helpers.communities.detect import Found, astray, continued, detect
from helpers.communities.identity import changes, earlier, handed
from helpers.communities.names import portraits, told
from helpers.communities.rhythm import paced

__all__ = ["Found", "astray", "changes", "continued", "detect", "earlier", "handed", "paced", "portraits", "told"]
