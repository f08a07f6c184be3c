"""Fits how much each rating head trusts terms and cues, on out-of-fold readings, signs held."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from escalate.weigh.fusion import Fusion

Floats = npt.NDArray[np.float64]

HUBER = 4.0  # points; errors are squared below and linear above, between squared and absolute error
# The heads answer their own questions, and together they make the score: both count. In cross-validation everything
# between 0.05 and 1 to 0.1 came out alike.
QUESTION, POINTS = 0.3, 0.1
RIDGE = 0.005  # holds the weights of cues near their floor, and trust near `TRUST`, where few texts speak
ENDS = 0.003  # holds the two ends of the length together: where all texts are of one length, both come out the same
TRUST = 0.8
BIAS, TRUSTED = (-12.0, 12.0), (0.1, 3.0)
# A cue always says something, on every head. Without the floors the words would take over what cues tell in long texts
# and what de-escalation takes away. The price in docs/experiments.md: 0.001 Spearman on news, 0.02 on long articles.
RISE, FALL = (0.8, 6.0), (0.4, 6.0)


def fit_fusion(
    up: Floats,
    down: Floats,
    terms: Floats,
    share: Floats,
    ratings: Floats,
    *,
    thresholds: Sequence[float],
    steps: Sequence[float],
    sharpness: float,
) -> Fusion:
    """Fit the coefficients of a fusion.

    Parameters
    ----------
    up, down : array, shape (texts,)
        Sums of both sides of the ledger.
    terms : array, shape (texts, heads)
        What the terms add to each head, by heads that have not seen the text.
    share : array, shape (texts,)
        `fusion.length_share` of each text.
    ratings : array, shape (texts,)
        0 to 100.
    thresholds, steps, sharpness
        Of the heads; see `model.Heads`.
    """
    heads = len(thresholds)
    points = 100.0 * np.array(steps) / sum(steps)
    over = (ratings[:, None] > 10.0 * np.array(thresholds)[None, :]).astype(float)
    raised, fallen, count = np.sqrt(up)[:, None], np.sqrt(down)[:, None], len(ratings)
    ends = ((1.0 - share)[:, None], share[:, None])
    typical = (1.0 - float(share.mean()), float(share.mean()))  # the length at which the ridge holds
    middle = np.array([0.0, TRUST, 0.0, 0.0])
    ridge = RIDGE * np.array([0.0, 1.0, 1.0, 1.0])

    def loss(flat: Floats) -> tuple[float, Floats]:
        p = flat.reshape(2, heads, 4)
        bias, trust, rise, fall = (p[0, :, k] * ends[0] + p[1, :, k] * ends[1] for k in range(4))
        said = trust * terms
        held = fall * fallen >= np.maximum(0.0, said) + rise * raised  # de-escalation takes all there is
        u = bias + np.where(held, np.minimum(0.0, said), said + rise * raised - fall * fallen)
        chance = 1.0 / (1.0 + np.exp(-u))
        sharp = 1.0 / (1.0 + np.exp(-sharpness * u))
        error = sharp @ points - ratings
        size = np.abs(error)
        value = QUESTION * float((np.logaddexp(0.0, u) - over * u).sum()) / count
        value += POINTS * float(np.where(size < HUBER, error**2 / (2 * HUBER), size - HUBER / 2).mean())
        pull = np.clip(error / HUBER, -1.0, 1.0)[:, None] * (sharp * (1.0 - sharp) * sharpness * points)
        slope = (QUESTION * (chance - over) + POINTS * pull) / count
        free = np.where(held, 0.0, 1.0)
        parts = (
            slope,
            slope * np.where(held, np.minimum(0.0, terms), terms),
            slope * free * raised,
            -slope * free * fallen,
        )
        gradient = np.array([[(part * end).sum(axis=0) for part in parts] for end in ends]).transpose(0, 2, 1)
        off, apart = p[0] * typical[0] + p[1] * typical[1] - middle, p[0] - p[1]
        value += float((ridge * off**2).sum() + ENDS * (apart**2).sum())
        gradient += np.array([2 * ridge * off * part for part in typical]) + 2 * ENDS * np.array([apart, -apart])
        return value, gradient.ravel()

    start = np.tile(np.array([0.0, TRUST, 1.0, 1.0]), 2 * heads)
    bounds = [BIAS, TRUSTED, RISE, FALL] * (2 * heads)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    short, long = fitted.reshape(2, heads, 4).round(4)  # four decimals are enough, and the same on any machine
    return Fusion(short, long, points, sharpness)


def fit_classifier_alone(log_odds: Floats, ratings: Floats) -> list[float]:
    """Bias and slope on the classifier's log-odds with which it scores alone."""

    def loss(p: Floats) -> float:
        error = np.abs(100.0 / (1.0 + np.exp(-(p[0] + p[1] * log_odds))) - ratings)
        return float(np.mean(np.where(error < HUBER, error**2 / (2 * HUBER), error - HUBER / 2)))

    fitted = minimize(loss, np.array([-2.0, 1.0]), method="L-BFGS-B", bounds=[(-9.0, 9.0), (0.0, 5.0)])
    return [round(float(value), 4) for value in fitted.x]
