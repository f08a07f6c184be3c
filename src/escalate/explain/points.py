"""All rounding of scores and points: parts that add up."""

from __future__ import annotations

from collections.abc import Sequence


def tenths(value: float) -> float:
    """A value to one decimal."""
    return round(value, 1)


def rounded(points: Sequence[float], total: float) -> list[float]:
    """Points to a tenth so that they add up to `total`: the largest take what rounding left over.

    Examples
    --------
    >>> rounded([1.04, 2.04, 0.0], 3.1)
    [1.0, 2.1, 0.0]
    """
    if not any(points):
        return [0.0] * len(points)
    parts = [round(value * 10) for value in points]
    missing = round(total * 10) - sum(parts)
    order = sorted((i for i in range(len(points)) if points[i]), key=lambda i: (-abs(points[i]), i))
    step = 1 if missing > 0 else -1
    for turn in range(abs(missing)):
        parts[order[turn % len(order)]] += step
    return [part / 10 for part in parts]
