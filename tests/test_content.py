"""Real pages against the bars of their sets: main text, recipes, authors, dates."""

import pytest
from tests.bench import content
from tests.bench.__main__ import met


@pytest.mark.heavy
def test_the_main_text_authors_dates_and_recipes_of_real_pages_are_kept(data):
    figures = content.run(data)
    missed = {name: round(value, 4) for name, value in figures.items() if not met(name, value, content.BARS.get(name, 0))}
    assert not missed, figures
