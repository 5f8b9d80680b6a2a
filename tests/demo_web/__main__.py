"""python -m tests.demo_web --seed 20 --out data/raw/demo"""

import argparse
from pathlib import Path

from tests.demo_web.make import generate


def main() -> None:
    """Write the niche of a seed."""
    parser = argparse.ArgumentParser(description="Write the fictional demonstration niche.")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path("data/raw/demo"))
    asked = parser.parse_args()
    world = generate(asked.seed, asked.out)
    size = sum(path.stat().st_size for path in asked.out.rglob("*") if path.is_file())
    print(f"{asked.out}: {len(world.sources)} sources, {len(world.pages)} pages, {size:,} bytes")


main()
