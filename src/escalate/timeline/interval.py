"""Bootstrap interval of a mean."""

from __future__ import annotations

import numpy as np

RESAMPLES = 1_000
SEED = 20240229  # fixed: the same scores give the same interval, whatever else is in the timeline
LEAST_ARTICLES = 3  # resampling one or two scores tells nothing of the others that there might have been
_FEW = 2_000  # up to here drawing scores is faster than drawing counts
_PERCENTILES = (2.5, 97.5)


def interval_of(scores: np.ndarray) -> tuple[float, float] | None:
    """95 % percentile bootstrap interval of the mean (Efron 1979); None for fewer than three scores.

    The order of the scores does not matter. How often each distinct score is drawn follows a multinomial distribution,
    so a million scores of one decimal cost no more than a few thousand, which are drawn one by one.
    """
    count = len(scores)
    if count < LEAST_ARTICLES:
        return None
    rng = np.random.default_rng(SEED)
    if count <= _FEW:
        means = np.sort(scores)[rng.integers(count, size=(RESAMPLES, count), dtype=np.int32)].mean(axis=1)
    else:
        values, often = np.unique(scores, return_counts=True)
        means = rng.multinomial(count, often / count, size=RESAMPLES) @ values / count
    low, high = np.percentile(means, _PERCENTILES)
    return float(low), float(high)
