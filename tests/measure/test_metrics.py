"""Measures against scikit-learn and SciPy, and what the comparison of two models concludes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score, roc_auc_score

from escalate.measure.metrics import (
    MISSING,
    Measured,
    Predictions,
    Ratings,
    auc,
    calibration_error,
    compare,
    macro_f1,
    measure,
    spearman,
    verdict,
)

RANDOM = np.random.default_rng(5)
COUNT = 300
SCORE = np.round(RANDOM.uniform(0, 100, COUNT))
LEVEL, DIRECTION = RANDOM.integers(0, 6, COUNT), RANDOM.integers(-1, 2, COUNT)
RATINGS = Ratings(SCORE, LEVEL, DIRECTION)


def guess(noise: float, seed: int = 1) -> Predictions:
    score = np.clip(SCORE + np.random.default_rng(seed).normal(0, noise, COUNT), 0, 100)
    return Predictions(score, LEVEL, DIRECTION, score - 1.645 * noise, score + 1.645 * noise)


def test_measures_agree_with_the_libraries() -> None:
    given = guess(30)
    levels = np.where(given.score > 50, LEVEL, 0)
    assert spearman(SCORE, given.score) == pytest.approx(stats.spearmanr(SCORE, given.score)[0])
    assert auc(given.score, SCORE >= 50) == pytest.approx(roc_auc_score(SCORE >= 50, given.score))
    assert macro_f1(LEVEL, levels) == pytest.approx(f1_score(LEVEL, levels, average="macro"))


def test_calibration_error_is_the_gap_of_the_bins() -> None:
    assert calibration_error(np.array([10.0, 20.0]), np.array([15.0, 15.0])) == 0
    assert calibration_error(np.array([10.0, 20.0]), np.array([5.0, 25.0])) == pytest.approx(5)
    assert calibration_error(np.array([100.0]), np.array([90.0])) == pytest.approx(10)


def test_unrated_levels_and_constant_scores_have_no_measure() -> None:
    ratings = Ratings(np.full(5, 10.0), np.full(5, MISSING), np.full(5, MISSING))
    zero = np.zeros(5, dtype=np.int64)
    given = Predictions(np.arange(5.0), zero, zero, np.zeros(5), np.full(5, 100.0))
    measured = measure(ratings, given, 20)
    undefined = {name for name, m in measured.items() if m.value is None}
    assert undefined == {
        "spearman", "level_exact", "level_within_one", "level_macro_f1", "direction_macro_f1", "auc_30", "auc_50",
    }  # fmt: skip


def test_intervals_hold_the_value_and_come_out_the_same() -> None:
    first = measure(RATINGS, guess(20), 200)
    assert first == measure(RATINGS, guess(20), 200)
    for name in ("spearman", "error", "auc_50", "interval_coverage"):
        value, low, high = first[name].value, first[name].low, first[name].high
        assert value is not None and low is not None and high is not None
        assert low < value < high


@pytest.mark.parametrize(("ours", "theirs", "expected"), [(5, 30, "better"), (30, 5, "worse"), (20, 20, "cannot tell")])
def test_verdict(ours: float, theirs: float, expected: str) -> None:
    assert verdict(compare(RATINGS, guess(ours), guess(theirs, 3), 200)) == expected


def test_a_gain_on_one_measure_and_a_loss_on_the_other_is_no_verdict() -> None:
    differences = {"spearman": Measured(0.1, 0.05, 0.15), "error": Measured(2.0, 1.0, 3.0)}
    assert verdict(differences) == "cannot tell"
    differences["error"] = Measured(0.5, -1.0, 2.0)
    assert verdict(differences) == "better"
