"""Predictions for texts that neither classifier nor fusion has seen: everything is fitted without their fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.measure.metrics import Predictions
from escalate.training import train
from escalate.training.decisions import fit_decisions
from escalate.training.features import Prepared
from escalate.training.heads import Readings
from escalate.weigh.decisions import direction_of, interval_of, level_of, score_by_classifier
from escalate.weigh.ledger import ledger, score_by_rules, sides

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Held:
    """Cross-fitted predictions: of both parts together, of the rules alone, of the classifier alone."""

    both: Predictions
    rules: Predictions
    classifier: Predictions


def cross_fit(
    prepared: Sequence[Prepared],
    readings: Readings,
    folds: Ints,
    info: dict[str, Any],
    arrays: dict[str, npt.NDArray[Any]],
) -> Held:
    """Fit weights, fusion and calibration without each fold, and predict the fold.

    Parameters
    ----------
    readings : Readings
        Out-of-fold readings of the classifier, as `heads.out_of_fold` gives them.
    info, arrays : dict
        Of the model fitted on all texts; each fold puts its own fusion and calibration into it.
    """
    count = len(prepared)
    score, low, high = np.zeros(count), np.zeros(count), np.zeros(count)
    level, direction = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    by_rules, by_classifier = np.zeros(count), np.zeros(count)
    for fold in sorted(set(folds.tolist())):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        model = train.model_of({**info, **fit_decisions(train.take(prepared, inside), readings.take(inside))}, arrays)
        for i in outside.tolist():
            hits, reading = prepared[i].items, readings.reading(i)
            added = ledger(hits, model.weights)
            score[i] = round(model.fusion.outcome(*sides(added), reading.rating, reading.share).score, 1)
            level[i] = level_of(hits, added, reading, model)
            direction[i] = direction_of(added, reading, model)
            low[i], high[i] = interval_of(float(score[i]), model)
            by_rules[i] = score_by_rules(hits, model.weights)
            by_classifier[i] = score_by_classifier(reading, model)
    none, bottom, top = np.zeros(count, dtype=np.int64), np.zeros(count), np.full(count, 100.0)
    return Held(
        both=Predictions(score, level, direction, low, high),
        rules=Predictions(by_rules, none, none, bottom, top),
        classifier=Predictions(by_classifier, none, none, bottom, top),
    )
