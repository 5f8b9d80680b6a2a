"""A fictional French food web: seeded, archived as WARC, with its truth beside it (the pipeline never reads the truth)."""

from tests.demo_web.make import generate

__all__ = ["generate"]
