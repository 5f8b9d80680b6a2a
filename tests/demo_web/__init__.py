"""A fictional French food web: seeded, archived as WARC, its truth beside it (the pipeline never reads that)."""

from tests.demo_web.make import generate

__all__ = ["generate"]
