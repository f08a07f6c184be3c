"""Measures of agreement between ratings and assessments, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata, spearmanr

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MISSING = -9  # a level or direction that was not rated
RESAMPLES = 1000
PART_RESAMPLES = 200  # for each level and kind: there are many, and their intervals are wide anyway
SEED = 20240229  # any fixed number: the same texts give the same intervals
BIN = 10.0  # points; width of a bin of the calibration error


@dataclass(frozen=True, slots=True)
class Ratings:
    """What people said: scores (0 to 100), levels and directions (`MISSING` where not rated), one row a text."""

    score: Floats
    level: Ints
    direction: Ints


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a scorer said of the same texts, with the ends of its intervals."""

    score: Floats
    level: Ints
    direction: Ints
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with the ends of its 95 % bootstrap interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


def spearman(first: Floats, second: Floats) -> float:
    """Spearman's rank correlation; NaN where one side is constant."""
    if not len(first) or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(spearmanr(first, second).statistic)


def auc(values: Floats, positive: npt.NDArray[np.bool_]) -> float:
    """Area under the ROC curve: the chance that a positive has the higher value; NaN where one class is empty."""
    yes = int(positive.sum())
    no = len(positive) - yes
    if not yes or not no:
        return float("nan")
    return float(rankdata(values)[positive].sum() - yes * (yes + 1) / 2) / (yes * no)


def macro_f1(rated: Ints, given: Ints) -> float:
    """Mean of the F1 of each class that is rated or given; texts without a rating are left out."""
    known = rated != MISSING
    rated, given = rated[known], given[known]
    if not len(rated):
        return float("nan")
    # Counted here and not by scikit-learn, whose checks of its input cost a bootstrap of a thousand rounds minutes; a
    # test holds both together.
    low, top = int(min(rated.min(), given.min())), int(max(rated.max(), given.max()))
    size = top - low + 1
    both = np.bincount(rated[rated == given] - low, minlength=size)
    either = np.bincount(rated - low, minlength=size) + np.bincount(given - low, minlength=size)
    return float(np.mean(2 * both[either > 0] / either[either > 0]))


def calibration_error(rated: Floats, given: Floats) -> float:
    """Mean gap, in points, between the mean score and the mean rating of each bin of scores, weighed by its texts."""
    bins = np.minimum(given // BIN, 100 // BIN - 1).astype(np.int64)
    gaps = np.bincount(bins, weights=given - rated)
    return float(np.abs(gaps).sum() / len(rated))


def _within(rated: Ints, given: Ints, distance: int) -> float:
    known = rated != MISSING
    return float((np.abs(rated - given) <= distance)[known].mean()) if known.any() else float("nan")


Measure = Callable[[Ratings, Predictions], float]

MEASURES: dict[str, Measure] = {
    "spearman": lambda r, p: spearman(r.score, p.score),
    "error": lambda r, p: float(np.abs(r.score - p.score).mean()),
    "level_exact": lambda r, p: _within(r.level, p.level, 0),
    "level_within_one": lambda r, p: _within(r.level, p.level, 1),
    "level_macro_f1": lambda r, p: macro_f1(r.level, p.level),
    "direction_macro_f1": lambda r, p: macro_f1(r.direction, p.direction),
    "auc_30": lambda r, p: auc(p.score, r.score >= 30),
    "auc_50": lambda r, p: auc(p.score, r.score >= 50),
    "calibration_error": lambda r, p: calibration_error(r.score, p.score),
    "interval_coverage": lambda r, p: float(((r.score >= p.low) & (r.score <= p.high)).mean()),
}

NAMES = {
    "spearman": "Spearman",
    "error": "Mean absolute error (of 100)",
    "level_exact": "Level exact",
    "level_within_one": "Level within one",
    "level_macro_f1": "Level macro-F1",
    "direction_macro_f1": "Direction macro-F1",
    "auc_30": "AUC, rated 30 or more",
    "auc_50": "AUC, rated 50 or more",
    "calibration_error": "Calibration error (points)",
    "interval_coverage": "Coverage of the 90 % interval",
}

LOWER_IS_BETTER = frozenset({"error", "calibration_error"})


def measure(ratings: Ratings, predictions: Predictions, resamples: int = RESAMPLES) -> dict[str, Measured]:
    """Every measure with its interval, from resampled texts."""
    values = {name: function(ratings, predictions) for name, function in MEASURES.items()}
    drawn: dict[str, list[float]] = {name: [] for name in MEASURES}
    for rows in _samples(len(ratings.score), resamples):
        some, given = _take(ratings, rows), _take_predictions(predictions, rows)
        for name, function in MEASURES.items():
            drawn[name].append(function(some, given))
    return {name: _measured(value, drawn[name]) for name, value in values.items()}


def compare(
    ratings: Ratings, ours: Predictions, theirs: Predictions, resamples: int = RESAMPLES
) -> dict[str, Measured]:
    """Ours less theirs on every measure, paired: both are taken on the same resampled texts."""
    values = {name: f(ratings, ours) - f(ratings, theirs) for name, f in MEASURES.items()}
    drawn: dict[str, list[float]] = {name: [] for name in MEASURES}
    for rows in _samples(len(ratings.score), resamples):
        some = _take(ratings, rows)
        first, second = _take_predictions(ours, rows), _take_predictions(theirs, rows)
        for name, function in MEASURES.items():
            drawn[name].append(function(some, first) - function(some, second))
    return {name: _measured(value, drawn[name]) for name, value in values.items()}


def verdict(differences: dict[str, Measured]) -> str:
    """Better, worse, or cannot tell: by Spearman and mean error, where an interval excludes zero.

    Better needs one of the two surely better and the other not surely worse; worse is the reverse.
    """
    signs = [sure_sign(name, differences[name]) for name in ("spearman", "error")]
    if max(signs) > 0 and min(signs) >= 0:
        return "better"
    if min(signs) < 0 and max(signs) <= 0:
        return "worse"
    return "cannot tell"


def sure_sign(name: str, difference: Measured) -> int:
    """1 where the difference is surely for the better, -1 for the worse, 0 where its interval holds zero."""
    if difference.low is None or difference.high is None:
        return 0
    sign = 1 if difference.low > 0 else -1 if difference.high < 0 else 0
    return -sign if name in LOWER_IS_BETTER else sign


def _samples(count: int, resamples: int) -> list[npt.NDArray[np.int64]]:
    generator = np.random.default_rng(SEED)
    return [generator.integers(0, count, count) for _ in range(resamples)]


def _take(ratings: Ratings, rows: npt.NDArray[np.int64]) -> Ratings:
    return Ratings(ratings.score[rows], ratings.level[rows], ratings.direction[rows])


def _take_predictions(given: Predictions, rows: npt.NDArray[np.int64]) -> Predictions:
    return Predictions(given.score[rows], given.level[rows], given.direction[rows], given.low[rows], given.high[rows])


def subset(
    ratings: Ratings, predictions: Predictions, chosen: Sequence[int] | npt.NDArray[np.int64]
) -> tuple[Ratings, Predictions]:
    """The rows of some texts."""
    rows = np.asarray(chosen, dtype=np.int64)
    return _take(ratings, rows), _take_predictions(predictions, rows)


def _measured(value: float, drawn: list[float]) -> Measured:
    """Round to what the interval can bear; resamples in which a measure is not defined are left out."""
    known = np.array([number for number in drawn if not np.isnan(number)])
    if np.isnan(value) or not len(known):
        return Measured(None, None, None)
    low, high = np.quantile(known, [0.025, 0.975])
    return Measured(round(value, 4), round(float(low), 4), round(float(high), 4))


def shown(measured: Measured, *, signed: bool = False) -> str:
    """A value with its interval, as in `0.812 [0.790, 0.833]`; a dash where it is not defined."""
    if measured.value is None or measured.low is None or measured.high is None:
        return "–"
    form = "+.3f" if signed else ".3f"
    return f"{measured.value:{form}} [{measured.low:{form}}, {measured.high:{form}}]"
