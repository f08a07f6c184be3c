"""Heads that are fitted with texts apart, and the scale of the score."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from escalate.training.heads import fit_heads
from escalate.weigh.logistic import chances


def _heads(apart: bool) -> tuple[float, float]:
    """Weight of the one word and chance without it, where statements hold far more conflict than news does."""
    draw = np.random.default_rng(5)
    made = np.repeat([False, True], 400)
    word = draw.random(800) < 0.5
    conflict = draw.random(800) < np.where(made, 0.75, 0.15) + np.where(word, 0.15, 0.0)
    fitted = fit_heads(
        csr_matrix(word.astype(np.float64)[:, None]),
        conflict.astype(np.int64)[:, None],
        np.ones(800),
        20.0,
        1,
        made & apart,
    )
    return float(fitted.weights[0, 0]), float(chances(fitted.bias)[0])


def test_texts_apart_teach_words_and_not_how_often_there_is_conflict() -> None:
    weight, chance = _heads(apart=True)
    assert weight > 0.5
    assert chance == pytest.approx(0.15, abs=0.06)
    assert _heads(apart=False)[1] > 0.35
