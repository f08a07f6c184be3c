"""The scale of the score: short items and articles, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from escalate.weigh.outline import length_of
from escalate.weigh.scale import Scale, Summands

from .outlines import outline

STEPS = np.array([0.4, 0.6])


@pytest.mark.parametrize(("sentences", "length"), [(0, 0.0), (4, 0.0), (5, 0.125), (8, 0.5), (12, 1.0), (40, 1.0)])
def test_length_goes_from_short_item_to_article(sentences: int, length: float) -> None:
    assert length_of(outline(*[""] * sentences)) == pytest.approx(length)


@pytest.mark.parametrize(("length", "expected"), [(0.0, [2.5, -1.5]), (1.0, [0.0, -2.0]), (0.5, [1.25, -1.75])])
def test_log_odds_are_brought_to_the_scale_of_their_length(length: float, expected: list[float]) -> None:
    scale = Scale(slope=(2.0, 1.0), shift=(0.5, -1.0))
    assert scale.brought(np.array([1.0, -1.0]), length) == pytest.approx(expected)


def test_the_score_is_what_the_heads_add_up_to_and_down_never_raises_it() -> None:
    bias, words, cues, down = (np.array([value, value]) for value in (-2.0, 1.0, 3.0, 0.5))
    scores = Summands(bias, words, cues, down).scores(Scale(), 0.0, STEPS)
    sigma = 1.0 / (1.0 + math.exp(-2.0))
    assert scores.without_down == pytest.approx(100.0 * sigma)
    assert scores.whole == scores.without_down
    assert scores.by_rules == pytest.approx(100.0 / (1.0 + math.exp(-1.0)))
    assert scores.by_words == pytest.approx(100.0 / (1.0 + math.exp(1.0)))


@pytest.mark.parametrize(
    "data",
    [
        {"slope": [0.0, 1.0], "shift": [0.0, 0.0]},
        {"slope": [1.0, -1.0], "shift": [0.0, 0.0]},
        {"slope": [1.0], "shift": [0.0, 0.0]},
        {"slope": [1.0, 1.0], "shift": [0.0, 0.0, 0.0]},
        {"slope": [1.0, math.inf], "shift": [0.0, 0.0]},
        {"slope": [1.0, 1.0], "shift": [0.0, math.nan]},
        {"slope": ["a", 1.0], "shift": [0.0, 0.0]},
    ],
)
def test_a_scale_that_is_none_is_refused(data: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError):
        Scale.from_dict(data)


def test_a_scale_comes_back_as_it_was() -> None:
    scale = Scale((2.0, 1.3), (0.7, -1.0))
    assert Scale.from_dict(scale.to_dict()) == scale
