"""The arithmetic of the rules: what a hit weighs, in log-odds, and what all hits of an article add up to.

By rules alone ``score = 100 · σ(baseline + U − min(D, U))``, with the sums U of escalation and D of de-escalation:
de-escalation takes away what speaks for escalation, and no more. A truce in the news is no sign that there is less
conflict than in an article without any. `fusion` says what becomes of both sums beside a classifier.
"""

from __future__ import annotations

import math
from collections import Counter
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


def log_odds_of(score: float) -> float:
    """The inverse of `score_of`, for scores over 0 and under 100."""
    return math.log(score / (100.0 - score))


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


def sides_without(items: Sequence[JudgedHit], weights: Weights) -> list[tuple[float, float]]:
    """Both sums of the ledger without a hit, for each hit: the `sides` of a `ledger` without it.

    One pass for most of them, in place of a new ledger for each: to take a hit out moves those behind it up by one. Its
    category is counted anew only where its rule hits again or the category is at its cap. Hits that are not counted
    have the sums of all.
    """
    escalation, de_escalation = (_Side(items, weights, polarity) for polarity in ("escalation", "de-escalation"))
    result = [(escalation.total, de_escalation.total)] * len(items)
    for index, rest in escalation.rests():
        result[index] = (rest, de_escalation.total)
    for index, rest in de_escalation.rests():
        result[index] = (escalation.total, rest)
    return result


def score_by_rules(items: Sequence[JudgedHit], weights: Weights) -> float:
    """The score of 0 to 100 by rules alone."""
    up, down = sides(ledger(items, weights))
    return score_of(weights.baseline + up - min(up, down))


class _Side:
    """The counted hits of one polarity and what they add to it together, and without one of them."""

    def __init__(self, items: Sequence[JudgedHit], weights: Weights, polarity: str) -> None:
        self.items = items
        self.weights = weights
        self.own = _own(items, weights, polarity)
        self.repeated = _repeats(self.own, items, weights)
        self.kept = _capped(self.repeated, items, weights)
        self.total = _ranked([value for value, _ in self.kept], weights)

    def rests(self) -> list[tuple[int, float]]:
        """Index of each hit, and what the others add without it."""
        values = [value for value, _ in self.kept]
        before = [0.0]
        for rank, value in enumerate(values):
            before.append(before[-1] + value / _discount(rank, self.weights))
        after = [0.0] * (len(values) + 1)  # each of the hits behind moves up by one
        for rank in range(len(values) - 1, 0, -1):
            after[rank - 1] = after[rank] + values[rank] / _discount(rank - 1, self.weights)
        entangled = self._entangled()
        found: list[tuple[int, float]] = []
        for rank, (_, index) in enumerate(self.kept):
            rule = self.items[index].rule
            if rule.id in entangled or rule.category in entangled:
                found.append((index, self._without(rule.category, index)))
            else:
                found.append((index, before[rank] + after[rank]))
        return found

    def _entangled(self) -> set[str]:
        """Rules that hit more than once and categories at their cap: without one hit the others there count more."""
        rules = Counter([self.items[index].rule.id for _, index in self.own])
        found = {rule for rule, number in rules.items() if number > 1}
        if self.kept != self.repeated:
            uncapped = {index: value for value, index in self.repeated}
            found |= {self.items[index].rule.category for value, index in self.kept if value < uncapped[index]}
        return found

    def _without(self, category: str, without: int) -> float:
        """What all hits but one add, its category counted anew."""
        items, weights = self.items, self.weights
        others = [value for value, index in self.kept if items[index].rule.category != category]
        own = [e for e in self.own if e[1] != without and items[e[1]].rule.category == category]
        anew = [value for value, _ in _capped(_repeats(own, items, weights), items, weights)]
        return _ranked(sorted(others + anew, reverse=True), weights)


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


def _ranked(values: list[float], weights: Weights) -> float:
    """What values in falling order add together."""
    total = 0.0
    for rank, value in enumerate(values):
        total += value / _discount(rank, weights)
    return total


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
