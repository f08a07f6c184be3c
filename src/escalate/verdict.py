"""Level, direction, interval and review flag of an article, from both ledgers and the classifier."""

from __future__ import annotations

from collections.abc import Sequence

from escalate.evidence import contributions, ledger, score_of
from escalate.judge import JudgedHit
from escalate.model import Model, Reading
from escalate.rungs import ledger_columns
from escalate.weights import Weights

DIRECTION_MARGIN = 0.35  # share of the ledger that must outweigh the other before the article points one way
DOWN_FACTOR = 3.0  # de-escalation is worth less in the score than it says about direction


def level_of(items: Sequence[JudgedHit], added: Sequence[float], reading: Reading, model: Model | None) -> int:
    """The highest rung asserted by counted escalation cues, corrected by the classifier where there is one."""
    if model:
        return model.level(reading, ledger_columns(items, added))
    asserted = [item.level for item, value in zip(items, added, strict=True) if value > 0]
    return max(asserted, default=0)


def ledgers(added: Sequence[float]) -> tuple[float, float]:
    """Sums of both ledgers, each >= 0: towards conflict, and away from it."""
    return sum(value for value in added if value > 0), -sum(value for value in added if value < 0)


def direction_of(added: Sequence[float], reading: Reading, model: Model | None) -> int:
    """1, 0 or -1 by the balance of the two ledgers and the classifier."""
    up, down = ledgers(added)
    if model:
        return model.direction(reading, up, down)
    if up + down < 0.5:
        return 0
    balance = (up - DOWN_FACTOR * down) / (up + DOWN_FACTOR * down)
    return 1 if balance > DIRECTION_MARGIN else -1 if balance < -DIRECTION_MARGIN else 0


def interval_of(score: float, model: Model | None) -> tuple[float, float]:
    """90 % split-conformal interval around the score, within 0 and 100; all of it without a model."""
    if model is None:
        return 0.0, 100.0
    low, high = model.interval(score)
    return round(max(0.0, low), 1), round(min(100.0, high), 1)


def disagreement(rules: float, classifier: float, weights: Weights, rules_alone: Weights) -> float:
    """Points between the score by rules alone and by the classifier alone.

    Parameters
    ----------
    rules : float
        Log-odds that the rules add under `rules_alone`.
    classifier : float
        Log-odds of the classifier's reading.
    """
    by_rules = score_of(rules_alone.baseline + rules)
    by_classifier = score_of(weights.baseline + 1.5 * weights.classifier * classifier)
    return abs(by_rules - by_classifier)


def needs_review(
    items: Sequence[JudgedHit], reading: Reading, model: Model | None, weights: Weights, rules_alone: Weights
) -> bool:
    """Whether rules alone and classifier alone part by more than the fitted margin."""
    if model is None:
        return False
    rules = sum(contributions(ledger(items, rules_alone)))
    return disagreement(rules, reading.log_odds, weights, rules_alone) > model.calibration.margin
