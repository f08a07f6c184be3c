"""Fits all that turns hits and readings into an answer: worth of cues, fusion, level, direction, interval, review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.metrics import f1_score

from escalate.model import Reading
from escalate.training.features import Prepared
from escalate.training.fusion import fit_classifier_alone, fit_fusion
from escalate.training.heads import SHARPNESS, STEPS, THRESHOLDS, Readings
from escalate.training.weights import fit_weights
from escalate.weigh.decisions import direction_of, level_of
from escalate.weigh.ledger import ledger, score_by_rules, sides
from escalate.weigh.level import LEDGER, LEVELS, columns, ledger_columns

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL_STRENGTH = 0.3  # inverse of the L2 penalty on the level's weights; chosen by cross-validation
LOG_ODDS_SCALE = 3.0  # of the classifier's columns, so that one penalty fits them and the ledger's
PARTS = 5  # of the texts, for scores that the interval is measured on
INTERVAL_EDGES = (3.0, 10.0, 25.0, 45.0, 65.0, 100.0)  # upper limits of the score bins that have a width of their own


def _logistic(columns: Floats, answer: npt.NDArray[np.bool_], signs: Sequence[int]) -> list[float]:
    """Logistic regression with the sign of each coefficient held: 1 for >= 0, -1 for <= 0, 0 for free."""
    target = answer.astype(float)

    def loss(p: Floats) -> float:
        z = p[0] + columns @ p[1:]
        return float(np.mean(np.logaddexp(0, z) - target * z) + 0.0005 * np.sum(p[1:] ** 2))

    bounds = [(-15.0, 15.0), *[{1: (0.0, 8.0), -1: (-8.0, 0.0), 0: (-8.0, 8.0)}[s] for s in signs]]
    fitted = minimize(loss, np.zeros(1 + columns.shape[1]), method="L-BFGS-B", bounds=bounds)
    return [round(float(v), 4) for v in fitted.x]


def _level_rows(values: Floats, levels: Ints) -> list[list[float]]:
    """Multinomial logistic regression: for each level a bias and the weights of the columns."""
    scale = np.ones(values.shape[1])
    scale[:-LEDGER] = LOG_ODDS_SCALE  # all but the ledger's
    scaled = np.column_stack([np.ones(len(values)), values / scale])
    target = np.eye(LEVELS)[levels]
    penalty = np.r_[0.01, np.full(values.shape[1], 1.0)][:, None] / LEVEL_STRENGTH

    def loss(flat: Floats) -> tuple[float, Floats]:
        p = flat.reshape(-1, LEVELS)
        sums = scaled @ p
        shift = logsumexp(sums, axis=1, keepdims=True)
        slope = scaled.T @ (np.exp(sums - shift) - target) + penalty * p
        return float(np.sum(shift[:, 0] - np.sum(target * sums, axis=1)) + 0.5 * np.sum(penalty * p**2)), slope.ravel()

    start = np.zeros(scaled.shape[1] * LEVELS)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x.reshape(-1, LEVELS)
    fitted[1:] /= scale[:, None]
    return [[round(float(v), 4) for v in row] for row in fitted.T]


def fit_decisions(prepared: Sequence[Prepared], readings: Readings) -> dict[str, Any]:
    """What cues are worth, the fusion and all decisions beside the score, fitted on out-of-fold readings.

    Returns
    -------
    dict
        The entries "weights", "fusion" and "calibration" of model.json.
    """
    ratings = np.array([p.rated.score for p in prepared])
    weights = fit_weights([p.items for p in prepared], ratings)
    added = [ledger(p.items, weights) for p in prepared]
    up, down = np.array([sides(values) for values in added]).T
    fusion = fit_fusion(
        up, down, readings.rating, readings.share, ratings, thresholds=THRESHOLDS, steps=STEPS, sharpness=SHARPNESS
    )
    scores = _held_scores(up, down, readings, ratings)
    bias, slope = fit_classifier_alone(readings.log_odds, ratings)
    by_rules = np.array([score_by_rules(p.items, weights) for p in prepared])
    by_classifier = 100 / (1 + np.exp(-(bias + slope * readings.log_odds)))
    return {
        "weights": weights.to_dict(),
        "fusion": fusion.to_dict(),
        "calibration": {
            "edges": list(INTERVAL_EDGES),
            "widths": _interval_widths(scores, ratings),
            "classifier": [bias, slope],
            "margin": round(float(np.quantile(np.abs(by_rules - by_classifier), 0.95)), 1),
            **_level_and_direction(prepared, added, readings),
        },
    }


def _held_scores(up: Floats, down: Floats, readings: Readings, ratings: Floats) -> Floats:
    """Scores of all texts by a fusion that has not seen them: the fusion of few texts fits those too well."""
    part = np.arange(len(ratings)) % PARTS
    scores = np.zeros(len(ratings))
    for number in range(PARTS):
        inside, outside = np.flatnonzero(part != number), np.flatnonzero(part == number)
        known, new = readings.take(inside), readings.take(outside)
        fusion = fit_fusion(
            up[inside], down[inside], known.rating, known.share, ratings[inside],
            thresholds=THRESHOLDS, steps=STEPS, sharpness=SHARPNESS,
        )  # fmt: skip
        scores[outside] = fusion.scores(up[outside], down[outside], new.rating, new.share)
    return scores


def _level_and_direction(
    prepared: Sequence[Prepared], added: Sequence[Sequence[float]], readings: Readings
) -> dict[str, Any]:
    levels = np.array([-1 if p.rated.level is None else p.rated.level for p in prepared])
    directions = np.array([0 if p.rated.direction is None else p.rated.direction for p in prepared])
    if all(p.rated.level is None for p in prepared):  # the rules say what the ratings do not
        levels = np.array([level_of(p.items, a, Reading.empty(), None) for p, a in zip(prepared, added, strict=True)])
    if all(p.rated.direction is None for p in prepared):
        directions = np.array([direction_of(a, Reading.empty(), None) for a in added])
    others = readings.others
    features = np.array(
        [
            columns(row[:5], row[5:], value, ledger_columns(p.items, a))
            for row, value, p, a in zip(others.tolist(), readings.log_odds.tolist(), prepared, added, strict=True)
        ]
    )
    both = np.array([sides(a) for a in added])
    rows = [
        _logistic(np.column_stack([others[:, 5], both]), directions > 0, (1, 1, -1)),
        _logistic(np.column_stack([others[:, 6], both]), directions < 0, (1, -1, 1)),
    ]
    return {
        "level": _level_rows(features[levels >= 0], levels[levels >= 0]),
        "direction": rows,
        "cuts": _direction_cuts(rows, others, both, directions),
    }


def _interval_widths(scores: Floats, ratings: Floats) -> list[float]:
    """Half widths that hold 90 % of the held-out ratings in each bin of scores (split conformal, by bin)."""
    residuals = np.abs(scores - ratings)
    widths, low = [], -1.0
    overall = float(np.quantile(residuals, 0.9))
    for edge in INTERVAL_EDGES:
        inside = residuals[(scores > low) & (scores <= edge)]
        count = len(inside)
        share = min(1.0, 0.9 * (count + 1) / count) if count else 1.0
        widths.append(round(float(np.quantile(inside, share)), 1) if count >= 20 else round(overall, 1))
        low = edge
    return widths


def _direction_cuts(
    rows: list[list[float]], others: Floats, both: Floats, directions: npt.NDArray[np.int64]
) -> list[float]:
    """Cuts on the two chances that give the best macro-F1."""
    chances = []
    for number, row in enumerate(rows):
        z = row[0] + row[1] * others[:, 5 + number] + both @ np.array(row[2:])
        chances.append(1 / (1 + np.exp(-z)))
    best, result = -1.0, [0.4, 0.3]
    for up in np.arange(0.25, 0.6, 0.05):
        for down in np.arange(0.15, 0.6, 0.05):
            over = np.column_stack([chances[0] / up, chances[1] / down])
            given = np.where(over.max(axis=1) < 1, 0, np.where(over[:, 0] >= over[:, 1], 1, -1))
            value = float(f1_score(directions, given, average="macro"))
            if value > best + 1e-9:
                best, result = value, [round(float(up), 2), round(float(down), 2)]
    return result
