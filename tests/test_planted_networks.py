"""Networks made by others' generators: communities that are there are found, where there are none none is told."""

import os

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from tests import networks

from helpers import communities

pytestmark = pytest.mark.heavy
# networks of each cell: the bar's ten where AIRE_NETWORKS=10 says so, else three where it is hard and one where it is not
ASKED = int(os.environ.get("AIRE_NETWORKS", "0"))

SMALL, LARGE = (10, 50), (20, 100)
# mixing, sizes of the communities, mean AMI to reach. Large communities at .7 lie beyond what links can tell:
# a sampler that is given the true densities and starts at the truth keeps .4 to .6 of it.
CELLS = [
    *((mixing, sizes, 0.97) for mixing in (0.1, 0.2, 0.3, 0.4, 0.5) for sizes in (SMALL, LARGE)),
    (0.6, SMALL, 0.95), (0.6, LARGE, 0.95), (0.7, SMALL, 0.85), (0.7, LARGE, 0.3),
]  # fmt: skip


def lfr(mixing: float, sizes: tuple[int, int], seed: int) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Return edges, sources and planted communities of an LFR network (Lancichinetti, Fortunato and Radicchi 2008)."""
    import networkit

    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, True)
    generator = networkit.generators.LFRGenerator(1000)
    generator.generatePowerlawDegreeSequence(20, 50, -2)
    generator.generatePowerlawCommunitySizeSequence(*sizes, -1)
    generator.setMu(mixing)
    G = generator.generate()
    names = [f"s{code:03d}" for code in range(1000)]
    rows = sorted((names[min(pair)], names[max(pair)], 1) for pair in G.iterEdges())
    return networks.edge_table(rows), networks.source_table(names), np.array(generator.getPartition().getVector())


@pytest.mark.parametrize(("mixing", "sizes", "bar"), CELLS)
def test_planted_communities_are_found_however_much_they_mix(mixing, sizes, bar):
    agreed = []
    for seed in range(ASKED or (3 if mixing >= 0.5 else 1)):
        edges, sources, planted = lfr(mixing, sizes, 1000 * seed + round(10 * mixing))
        found = communities.detect(edges, sources, networks.study())
        agreed.append(adjusted_mutual_info_score(planted, found.labels))
    print(f"mixing {mixing}, sizes {sizes}: mean AMI {np.mean(agreed):.3f}, from {min(agreed):.3f} to {max(agreed):.3f}")
    assert np.mean(agreed) >= bar


def scattered(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return edges and sources of a network whose links are thrown at random."""
    rng, names = np.random.default_rng(seed), [f"s{code:03d}" for code in range(100)]
    rows = {(names[one], names[other], 1) for one, other in rng.integers(0, 100, (500, 2)) if one != other}
    return networks.edge_table(sorted(rows)), networks.source_table(names)


def test_of_a_hundred_networks_without_communities_at_most_five_are_said_to_have_some():
    made = [networks.block_model(size=80, blocks=1, seed=seed)[:2] for seed in range(34)]
    made += [networks.block_model(size=150, degree=5, blocks=1, seed=seed)[:2] for seed in range(33)]
    made += [scattered(seed) for seed in range(33)]
    said = [communities.detect(*tables, networks.study()).partition["words"] for tables in made]
    words = pd.Series([next(word for word in words if word) for words in said])
    print(words.value_counts().to_dict())
    assert (words == "none").sum() >= 95
