"""Change points of a series of means, by penalised least squares.

Optimal partitioning (Jackson et al. 2005, "An algorithm for optimal partitioning of data on an interval", IEEE Signal
Processing Letters 12, 105-108): of all ways to cut the series into stretches, the one with the least sum of squared
distances to the stretches' own means, plus a penalty for each cut. The penalty grows with the logarithm of the length,
as in Schwarz's criterion (Yao 1988, "Estimating the number of change-points via Schwarz' criterion", Statistics &
Probability Letters 6, 181-189).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

LEAST_POINTS = 8  # a shorter series tells too little of its own noise
LEAST_STRETCH = 2  # points; one odd day is no change
# Times noise variance times log of the length, for each cut. Schwarz's criterion has 2 for a mean and a place; with 4,
# chance alone makes a change in 3 to 9 % of series of 12 points, and in under 1 % of those of 365
# (benchmarks/timeline.py --noise).
PENALTY = 4.0
LEAST_NOISE = 1.0  # points of score of one article; scores of one decimal that never differ are no measure of noise


def shifts_of(means: Sequence[float], weights: Sequence[float]) -> list[int]:
    """Places at which a new stretch begins, in order.

    Parameters
    ----------
    means : sequence of float
    weights : sequence of float
        How many articles each mean is of: one of many is the surer.
    """
    count = len(means)
    if count < LEAST_POINTS:
        return []
    y, w = np.asarray(means, dtype=float), np.asarray(weights, dtype=float)
    price = PENALTY * noise_of(y, w) ** 2 * math.log(count)
    weight = np.concatenate(([0.0], np.cumsum(w)))
    total = np.concatenate(([0.0], np.cumsum(w * y)))
    square = np.concatenate(([0.0], np.cumsum(w * y * y)))
    best = np.full(count + 1, np.inf)  # of the first so many points
    best[0] = -price
    before = np.zeros(count + 1, dtype=int)
    for end in range(LEAST_STRETCH, count + 1):
        starts = np.arange(0, end - LEAST_STRETCH + 1)
        part = total[end] - total[starts]
        cost = best[starts] + (square[end] - square[starts]) - part * part / (weight[end] - weight[starts]) + price
        choice = int(np.argmin(cost))
        best[end], before[end] = cost[choice], choice
    cuts = []
    at = int(before[count])
    while at > 0:
        cuts.append(at)
        at = int(before[at])
    return cuts[::-1]


def noise_of(y: np.ndarray, w: np.ndarray) -> float:
    """Standard deviation of one article's score about the mean of its time, from the steps between neighbours.

    Steps are divided by what their weights let expect. A change is one step of many, so it hardly counts as noise.
    """
    steps = np.diff(y) / np.sqrt(1.0 / w[:-1] + 1.0 / w[1:])
    return max(LEAST_NOISE, float(np.sqrt(np.mean(steps * steps))))
