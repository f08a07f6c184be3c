"""The arithmetic of the rules: what a hit weighs, in log-odds, and what all hits of an article add up to.

By rules alone ``score = 100 · σ(baseline + U − min(D, U))``, with the sums U of escalation and D of de-escalation:
de-escalation takes away what speaks for escalation, and no more. A truce in the news is no sign that there is less
conflict than in an article without any. `rules_alone` decides by both sums.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from escalate.judge.judged_hit import JudgedHit
from escalate.pack.weights import Weights


def sigmoid(value: float) -> float:
    """1 / (1 + e⁻ˣ), without overflow."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    exponential = math.exp(value)
    return exponential / (1.0 + exponential)


def score_of(log_odds: float) -> float:
    """Score of 0 to 100."""
    return 100.0 * sigmoid(log_odds)


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


def ledger(items: Sequence[JudgedHit], weights: Weights) -> list[float]:
    """Signed log-odds of each hit with diminishing returns, so that length does not make war.

    In this order: a further hit of one rule counts `repeat` times the one before; the hits of one category add no more
    than `category_cap`; then all hits of one polarity are ordered by weight, and the k-th counts 1 / k^`rank` of
    itself. Taking a hit out can only lower what its side adds: each step keeps the sums of the k weightiest in order.

    Parameters
    ----------
    items : sequence of JudgedHit
        Those not counted add 0.
    """
    result = [0.0] * len(items)
    for polarity, sign in (("escalation", 1.0), ("de-escalation", -1.0)):
        kept = _capped(_repeats(_own(items, weights, polarity), items, weights), items, weights)
        for rank, (value, index) in enumerate(kept):
            result[index] = sign * value / _discount(rank, weights)
    return result


def sides(values: Sequence[float]) -> tuple[float, float]:
    """Sums of both sides of a ledger, each >= 0: towards conflict, and away from it."""
    return sum(value for value in values if value > 0), -sum(value for value in values if value < 0)


def score_by_rules(items: Sequence[JudgedHit], weights: Weights) -> float:
    """The score of 0 to 100 by rules alone."""
    up, down = sides(ledger(items, weights))
    return score_of(weights.baseline + up - min(up, down))


def _own(items: Sequence[JudgedHit], weights: Weights, polarity: str) -> list[tuple[float, int]]:
    """Weight and index of the counted hits of a polarity, the weightiest first."""
    return _by_weight(
        [
            (abs(weight(item, weights)), index)
            for index, item in enumerate(items)
            if item.status == "counted" and item.polarity == polarity
        ]
    )


def _by_weight(values: list[tuple[float, int]]) -> list[tuple[float, int]]:
    return sorted(values, key=_order) if len(values) > 1 else values


def _order(entry: tuple[float, int]) -> tuple[float, int]:
    return -entry[0], entry[1]


def _discount(rank: int, weights: Weights) -> float:
    return float((1.0 + rank) ** weights.rank)


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
    return _by_weight(result)
