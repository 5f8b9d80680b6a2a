"""How rough the tone is: measured on real sentences labelled by hand, those that the lexicon was never looked at with."""

import os

import pytest
from tests import tone_labels

from helpers import conversations

# right sign of all, right sign where one is given: what was measured, rounded down, and what the report tells
MEASURED = {"fr": (0.6, 0.6), "en": (0.75, 0.5)}


@pytest.mark.heavy
@pytest.mark.skipif("AIRE_DATA" not in os.environ, reason="AIRE_DATA is not set: the real sentences are not there")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_tone_is_as_rough_as_the_report_says(lang):
    truth = {said: true for said, true in tone_labels.labelled(lang).items() if tone_labels.held_out(said)}
    read = {said: conversations.tone(said) for said in truth}
    signs = {said: (tone > 0) - (tone < 0) for said, tone in read.items()}
    right = [signs[said] == true for said, true in truth.items()]
    given = [signs[said] == true for said, true in truth.items() if signs[said]]
    accuracy, precision = sum(right) / len(right), sum(given) / len(given)
    print(f"{lang}: {len(truth)} sentences, sign right {accuracy:.3f}; of {len(given)} signs given {precision:.3f} right")
    assert len(truth) >= 100
    assert accuracy >= MEASURED[lang][0] and precision >= MEASURED[lang][1]
