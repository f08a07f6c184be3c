"""Predictions for texts that neither classifier nor fusion has seen: everything is fitted without their fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from escalate import train
from escalate.calibrate import calibrate
from escalate.evidence import contributions, ledger, score_of
from escalate.fusion import HUBER, fit_weights
from escalate.metrics import Predictions
from escalate.model import Reading
from escalate.verdict import direction_of, interval_of, level_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Held:
    """Cross-fitted predictions: of both parts together, of the rules alone, of the classifier alone."""

    both: Predictions
    rules: Predictions
    classifier: Predictions


def fit_classifier_alone(log_odds: Floats, ratings: Floats) -> list[float]:
    """Bias and slope on the classifier's log-odds with which it scores alone, with the loss of the fusion."""

    def loss(p: Floats) -> float:
        error = np.abs(100.0 / (1.0 + np.exp(-(p[0] + p[1] * log_odds))) - ratings)
        return float(np.mean(np.where(error < HUBER, error**2 / (2 * HUBER), error - HUBER / 2)))

    fitted = minimize(loss, np.array([-2.0, 1.0]), method="L-BFGS-B", bounds=[(-9.0, 9.0), (0.0, 5.0)])
    return [round(float(value), 4) for value in fitted.x]


def cross_fit(
    prepared: Sequence[train.Prepared],
    log_odds: Floats,
    others: Floats,
    folds: Ints,
    info: dict[str, Any],
    arrays: dict[str, npt.NDArray[Any]],
) -> Held:
    """Fit fusion and calibration without each fold, and predict the fold.

    Parameters
    ----------
    log_odds : array, shape (texts,)
    others : array, shape (texts, 7)
        Out-of-fold readings of the classifier, as `train.out_of_fold` gives them.
    info, arrays : dict
        Of the model fitted on all texts; each fold puts its own fusion and calibration into it.
    """
    count = len(prepared)
    ratings = np.array([p.rated.score for p in prepared])
    score, low, high = np.zeros(count), np.zeros(count), np.zeros(count)
    level, direction = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    by_rules, by_classifier = np.zeros(count), np.zeros(count)
    for fold in sorted(set(folds.tolist())):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        some = [prepared[i] for i in inside.tolist()]
        items = [p.items for p in some]
        weights = fit_weights(items, ratings[inside], log_odds[inside], np.ones(len(inside)))
        alone = fit_weights(items, ratings[inside], None, np.ones(len(inside)))
        calibration = calibrate(some, weights, alone, log_odds[inside], others[inside])
        model = train.model_of({**info, "fusion": weights.to_dict(), "calibration": calibration}, arrays)
        bias, slope = fit_classifier_alone(log_odds[inside], ratings[inside])
        for i in outside.tolist():
            hits = prepared[i].items
            added = ledger(hits, weights)
            reading = Reading(float(log_odds[i]), (), tuple(others[i, :5].tolist()), tuple(others[i, 5:].tolist()))
            from_classifier = weights.classifier * reading.log_odds
            score[i] = round(
                score_of(weights.baseline + sum(contributions(added, from_classifier)) + from_classifier), 1
            )
            level[i] = level_of(hits, added, reading, model)
            direction[i] = direction_of(added, reading, model)
            low[i], high[i] = interval_of(float(score[i]), model)
            by_rules[i] = score_of(alone.baseline + sum(contributions(ledger(hits, alone))))
            by_classifier[i] = score_of(bias + slope * reading.log_odds)
    none, bottom, top = np.zeros(count, dtype=np.int64), np.zeros(count), np.full(count, 100.0)
    return Held(
        both=Predictions(score, level, direction, low, high),
        rules=Predictions(by_rules, none, none, bottom, top),
        classifier=Predictions(by_classifier, none, none, bottom, top),
    )
