"""Last stage: level and direction from what was read, the interval, and when a score asks for review."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LinearRegression, LogisticRegression

from escalate.training.cues import SURE
from escalate.training.stage import Stage
from escalate.weigh import article
from escalate.weigh.interval import EDGES, LONG, Interval, trouble_columns
from escalate.weigh.logistic import Logistic
from escalate.weigh.shares import Scores

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MAX_REVIEW = 0.15  # share of texts that are marked for review
LEAST_IN_BIN = 25  # texts; a bin with fewer takes the width of its neighbours


def answers_of(stage: Stage, columns: Floats, answer: Ints, possible: Sequence[int]) -> tuple[Logistic, Floats]:
    """A multinomial regression over the decision columns, and the chances of each text by one that never saw it."""
    known = np.isin(answer, list(possible))
    if len(set(answer[known].tolist())) < 2:
        taken = _by_rules(len(possible))
        return taken, taken.shares(columns)
    scale = columns.std(axis=0) + 1e-9
    shares = np.zeros((len(columns), len(possible)))
    final = None
    for fold in stage.fold_list:
        inside = np.flatnonzero(known & (stage.folds != fold))
        fitted = LogisticRegression(C=0.3, max_iter=2000).fit(
            columns[inside] / scale, answer[inside], sample_weight=np.sqrt(stage.weight[inside])
        )
        model = _multinomial(fitted, list(possible), scale)
        if fold < 0:
            final = model
        else:
            mine = np.flatnonzero(stage.folds == fold)
            shares[mine] = model.shares(columns[mine])
    assert final is not None
    return final, shares


def _by_rules(answers: int) -> Logistic:
    """Level or direction where no text was rated for it: the highest rung that is believed, and what cues speak of."""
    weights = np.zeros((len(article.DECISION), answers))
    at = {name: column for column, name in enumerate(article.DECISION)}
    if answers == 3:
        weights[at["believed level 1"], 2] = SURE
        weights[at["de-escalation in the lead"], 0] = SURE
        return Logistic(weights, np.array([-SURE / 2, 0.0, -SURE / 2]))
    for level in range(1, answers):
        for step in range(1, level + 1):
            weights[at[f"believed level {step}"], level] = SURE
    return Logistic(weights, -SURE / 2 * np.arange(answers, dtype=np.float64))


def _multinomial(fitted: LogisticRegression, possible: list[int], scale: Floats) -> Logistic:
    """Plain numbers; an answer that no text gave never comes out."""
    weights, bias = np.zeros((len(scale), len(possible))), np.full(len(possible), -30.0)
    classes = fitted.classes_.tolist()
    rows, intercepts = fitted.coef_, fitted.intercept_
    if len(classes) == 2:
        rows, intercepts = np.vstack([0 * rows[0], rows[0]]), np.array([0.0, intercepts[0]])
    for row, intercept, value in zip(rows, intercepts, classes, strict=True):
        column = possible.index(int(value))
        weights[:, column], bias[column] = row / scale, intercept
    return Logistic(weights, bias)


def interval_of(
    stage: Stage, scores: Sequence[Scores], level_shares: Floats, believed: list[Floats]
) -> tuple[Interval, Floats, Floats]:
    """Widths and the limit for review from scores of texts held out; bounds of each text by widths without its fold."""
    words = np.array([int(p.outline.words.sum()) for p in stage.prepared])
    score = np.array([s.whole for s in scores])
    error = np.abs(score - stage.score)
    trouble = np.array(
        [
            trouble_columns(s, shares, b, int(w))
            for s, shares, b, w in zip(scores, level_shares, believed, words, strict=True)
        ]
    )
    expected = LinearRegression(fit_intercept=False, positive=True).fit(trouble, error)
    said = expected.predict(trouble)
    limit = float(np.quantile(said[words >= LONG] if (words >= LONG).sum() >= LEAST_IN_BIN else said, 1 - MAX_REVIEW))

    def made(inside: npt.NDArray[np.bool_]) -> Interval:
        return Interval(
            short=_widths(score, error, inside & (words < LONG)),
            long=_widths(score, error, inside & (words >= LONG)),
            trouble=tuple(np.round(expected.coef_, 4).tolist()),
            limit=round(limit, 4),
        )

    low, high = np.zeros(len(score)), np.zeros(len(score))
    for fold in sorted(set(stage.folds.tolist())):
        widths = made(stage.folds != fold)
        for text in np.flatnonzero(stage.folds == fold).tolist():
            low[text], high[text] = widths.around(float(score[text]), int(words[text]))
    return made(np.ones(len(score), dtype=np.bool_)), low, high


def _widths(score: Floats, error: Floats, chosen: npt.NDArray[np.bool_]) -> tuple[float, ...]:
    """Split-conformal half widths by score bin; a bin with few texts is read with its neighbours."""
    lower = (-1.0, *EDGES[:-1])
    widths = []
    for low, high in zip(lower, EDGES, strict=True):
        near = chosen & (score > low) & (score <= high)
        reach = 5.0
        while near.sum() < LEAST_IN_BIN and reach <= 100.0:
            near = chosen & (score > low - reach) & (score <= high + reach)
            reach += 5.0
        values = np.sort(error[near])
        rank = int(np.ceil(0.9 * (len(values) + 1))) - 1
        widths.append(round(float(values[min(rank, len(values) - 1)]), 2) if len(values) else 100.0)
    return tuple(widths)
