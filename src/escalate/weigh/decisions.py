"""Level, direction, interval and review flag of an article, from both ledgers and the classifier."""

from __future__ import annotations

from collections.abc import Sequence

from escalate.judge.judged_hit import JudgedHit
from escalate.model import Model, Reading
from escalate.pack.weights import Weights
from escalate.weigh.ledger import score_by_rules, score_of, sides
from escalate.weigh.level import ledger_columns

DIRECTION_MARGIN = 0.35  # share of the ledger that must outweigh the other before the article points one way
DOWN_FACTOR = 3.0  # de-escalation is worth less in the score than it says about direction


def level_of(items: Sequence[JudgedHit], added: Sequence[float], reading: Reading, model: Model | None) -> int:
    """The highest rung asserted by counted escalation cues, corrected by the classifier where there is one."""
    if model:
        return model.level(reading, ledger_columns(items, added))
    asserted = [item.level for item, value in zip(items, added, strict=True) if value > 0]
    return max(asserted, default=0)


def direction_of(added: Sequence[float], reading: Reading, model: Model | None) -> int:
    """1, 0 or -1 by the balance of the two ledgers and the classifier."""
    up, down = sides(added)
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


def needs_review(items: Sequence[JudgedHit], reading: Reading, model: Model | None, weights: Weights) -> bool:
    """Whether rules alone and classifier alone part by more than the fitted margin."""
    if model is None:
        return False
    return abs(score_by_rules(items, weights) - score_by_classifier(reading, model)) > model.calibration.margin


def score_by_classifier(reading: Reading, model: Model) -> float:
    """The score of 0 to 100 by the classifier alone."""
    bias, slope = model.calibration.classifier
    return score_of(bias + slope * reading.log_odds)
