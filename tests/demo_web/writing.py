"""What the analyst would have written: niche.yml, seeds.csv, editorial.yml, and the key of the pseudonyms."""

import csv
from hashlib import sha256
from pathlib import Path

from tests.demo_web.cast import Source, data

OUTSIDE = ("radio-zinc.example", "pronostics-du-dimanche.example")  # popular, and not among the seeds


def write(sources: list[Source], seed: int, folder: Path) -> None:
    """Write what is not the archive."""
    templates = Path(__file__).parent / "data"
    (folder / "niche.yml").write_text((templates / "niche.template.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "editorial.yml").write_text((templates / "editorial.template.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "people.key").write_text(sha256(f"the demo's key is public, {seed}".encode()).hexdigest() + "\n", encoding="utf-8")
    with (folder / "seeds.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["url", "label", "aliases", "title"])
        rows.writerows(_row(source) for source in sorted(sources, key=lambda source: source.key) if source.key not in OUTSIDE)


def _row(source: Source) -> list[str]:
    """A seed; a third of them with the community that the analyst would give them."""
    declared = source.community and int(sha256(source.key.encode()).hexdigest(), 16) % 3 == 0
    return [source.home, data(source.community)["name"] if declared else "", source.alias, source.title]
