"""The arithmetic of a score: contributions in log-odds, points that add up, and what the score would be without one.

``score = 100 · σ(baseline + Σ contributions)``. A contribution ``c`` is worth ``c · (score − score₀) / Σc`` points,
with ``score₀ = 100 · σ(baseline)``; where Σc is 0, the slope ``100 · σ'(baseline)`` takes the place of the quotient.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from escalate.judge import JudgedHit
from escalate.weights import Weights


def sigmoid(value: float) -> float:
    """1 / (1 + e⁻ˣ), without overflow."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    exponential = math.exp(value)
    return exponential / (1.0 + exponential)


def score_of(log_odds: float) -> float:
    """Score of 0 to 100."""
    return 100.0 * sigmoid(log_odds)


def points_per_log_odds(baseline: float, total: float) -> float:
    """Points that one unit of log-odds is worth when the contributions sum to `total`."""
    if abs(total) < 1e-9:
        share = sigmoid(baseline)
        return 100.0 * share * (1.0 - share)
    return (score_of(baseline + total) - score_of(baseline)) / total


def weight(item: JudgedHit, weights: Weights) -> float:
    """Log-odds of one counted hit by itself: weight × severity × confidence × zone × context; de-escalation is < 0."""
    table = weights.escalation if item.polarity == "escalation" else weights.de_escalation
    value = (
        table[item.level]
        * weights.severity[item.severity - 1]
        * weights.confidence[item.rule.confidence]
        * weights.zone[item.zone]
        * weights.half**item.halves
    )
    return value if item.polarity == "escalation" else -value


def ledger(items: Sequence[JudgedHit], weights: Weights, without: int = -1) -> list[float]:
    """Signed log-odds of each hit with diminishing returns, so that length does not make war.

    In this order: a further hit of one rule counts `repeat` times the one before; the hits of one category add no more
    than `category_cap`; then all hits of one polarity are ordered by weight, and the k-th counts 1 / k^`rank` of
    itself. Taking a hit out can only lower what its side adds: each step keeps the sums of the k weightiest in order.

    Parameters
    ----------
    items : sequence of JudgedHit
        Those not counted add 0.
    without : int
        Index of a hit to leave out, for a counterfactual.
    """
    result = [0.0] * len(items)
    for polarity, sign in (("escalation", 1.0), ("de-escalation", -1.0)):
        own = [
            (abs(weight(item, weights)), index)
            for index, item in enumerate(items)
            if index != without and item.status == "counted" and item.polarity == polarity
        ]
        kept = _capped(_repeats(_by_weight(own), items, weights), items, weights)
        for rank, (value, index) in enumerate(_by_weight(kept)):
            result[index] = sign * value / (1.0 + rank) ** weights.rank
    return result


def contributions(values: Sequence[float], other: float = 0.0) -> list[float]:
    """What the hits add to the score, in log-odds: the ledger, with de-escalation held to what it can take away.

    De-escalation takes away what speaks for escalation, and no more: a truce in the news is no sign that there is less
    conflict than in an article without any.

    Parameters
    ----------
    values : sequence of float
        As from `ledger`.
    other : float
        Log-odds from elsewhere (the classifier) that de-escalation may take away too, where > 0.
    """
    up = sum(value for value in values if value > 0)
    down = -sum(value for value in values if value < 0)
    share = min(1.0, (up + max(0.0, other)) / down) if down else 0.0
    return [value if value > 0 else value * share for value in values]


def _by_weight(values: list[tuple[float, int]]) -> list[tuple[float, int]]:
    return sorted(values, key=lambda pair: (-pair[0], pair[1]))


def _repeats(values: list[tuple[float, int]], items: Sequence[JudgedHit], weights: Weights) -> list[tuple[float, int]]:
    times: dict[str, int] = {}
    result = []
    for value, index in values:
        rule = items[index].rule.id
        seen = times.get(rule, 0)
        times[rule] = seen + 1
        result.append((value * weights.repeat**seen, index))
    return _by_weight(result)


def _capped(values: list[tuple[float, int]], items: Sequence[JudgedHit], weights: Weights) -> list[tuple[float, int]]:
    spent: dict[str, float] = {}
    result = []
    for value, index in values:
        category = items[index].rule.category
        room = max(0.0, weights.category_cap - spent.get(category, 0.0))
        spent[category] = spent.get(category, 0.0) + min(value, room)
        result.append((min(value, room), index))
    return result
