"""Networks made by others' generators: communities that are there are found, where there are none none is told.

The whole table (ten networks a cell, a hundred without communities) is a bench: ``python -m tests.bench planted``.
"""

import pytest
from tests import networks
from tests.bench import planted

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize(("mixing", "sizes"), [(0.6, planted.LARGE), (0.7, planted.SMALL)])
def test_planted_communities_are_found_however_much_they_mix(mixing, sizes):
    agreed = planted.agreement(mixing, sizes, 0)
    print(f"mixing {mixing}, sizes {sizes}: AMI {agreed:.3f}")
    assert agreed >= planted.CELLS[mixing, sizes]


def test_of_twelve_networks_without_communities_at_most_one_is_said_to_have_some():
    said = [planted.verdict(*made) for made in planted.without_communities(12)]
    assert said.count("none") >= 11


def test_a_network_with_communities_is_not_said_to_have_none():
    assert planted.verdict(*networks.block_model(size=80, seed=1)[:2]) != "none"
