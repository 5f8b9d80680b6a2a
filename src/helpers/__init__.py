"""Aire maps an online niche, finds its communities and the sources that animate them, and renders what it found.

One module a stage: see the table of modules in CONTRIBUTING.md. The stages meet only through the tables that
``helpers.tables`` checks; the notebooks tell the story and call these helpers.
"""

__version__ = "0.1.0"
