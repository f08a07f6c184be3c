"""Third stage: heads over whole texts, their words and their cues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from escalate.classifier.heads import pooled
from escalate.training.heads import THRESHOLDS, Fitted, fit_heads, held_sign, matrix_of, steps_of
from escalate.training.stage import Stage
from escalate.weigh import article, sentences
from escalate.weigh.logistic import chances
from escalate.weigh.outline import length_of
from escalate.weigh.scale import Scale, Summands
from escalate.weigh.shares import Scores

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SLOPES = tuple(round(0.8 + 0.1 * step, 1) for step in range(13))
# Where half of the texts are rated 0, the least absolute error would push the rest down: a shift is bounded.
SHIFTS = tuple(round(-0.1 + 0.1 * step, 1) for step in range(10))
ENOUGH_FOR_SCALE = 100  # texts; fewer do not tell
APART_SAYS = 0.5  # weight of texts with an intercept of their own: the scale is that of the others


def read_articles(
    stage: Stage, rules: Sequence[str], news: list[Floats], cues: list[Ints], believed: list[Floats]
) -> tuple[Fitted, Floats, list[Scores], Scale]:
    """Heads over whole texts; log-odds and scores for each text by heads that never saw it; and the scale of scores."""
    numbers = {rule: number for number, rule in enumerate(rules)}
    width = len(rules) + len(article.FIXED)
    spoken = matrix_of(
        [
            pooled(f, stage.table, sentences.attention(p.outline, n))
            for f, p, n in zip(stage.found, stage.prepared, news, strict=True)
        ],
        stage.table,
        stage.vectors,
    )
    entries = [
        article.rule_columns(p.outline, numbers, c, b) for p, c, b in zip(stage.prepared, cues, believed, strict=True)
    ]
    ruled = csr_matrix(
        (
            np.concatenate([e.value for e in entries]),
            (
                np.repeat(np.arange(len(entries)), [len(e.column) for e in entries]),
                np.concatenate([e.column for e in entries]),
            ),
        ),
        shape=(len(entries), width),
    )
    matrix = hstack([spoken, ruled]).tocsr()
    answers = np.column_stack(
        [
            *((stage.score / 10.0 > t).astype(np.int64) for t in THRESHOLDS),
            *(np.where(stage.level < 0, -1, stage.level >= k) for k in range(1, 6)),
            *(np.where(stage.direction < -1, -1, stage.direction == d) for d in (1, -1)),
        ]
    ).astype(np.int64)
    first = spoken.shape[1]
    up, down = slice(first, first + len(rules) + article.DOWN), slice(first + len(rules) + article.DOWN, None)
    held: dict[int, Summands] = {}
    whole = None
    for fold in stage.fold_list:
        inside = np.flatnonzero(stage.folds != fold)
        part, says, apart = matrix[inside], stage.weight[inside], stage.apart[inside]
        fitted = fit_heads(part, answers[inside], says, stage.strength, stage.jobs, apart)
        fitted = held_sign(fitted, part, answers[inside], says, stage.strength, up, down, len(THRESHOLDS), apart)
        if fold < 0:
            whole = fitted
            continue
        for text in np.flatnonzero(stage.folds == fold).tolist():
            held[text] = _summands(fitted, matrix[text], first, down.start)
    assert whole is not None
    parts = [held[text] for text in range(len(entries))]
    length = np.array([length_of(p.outline) for p in stage.prepared])
    logits = np.array([p.whole for p in parts])
    scale = _fitted_scale(logits[:, : len(THRESHOLDS)], length, stage)
    steps = steps_of(THRESHOLDS)
    scores = [p.scores(scale, float(place), steps) for p, place in zip(parts, length, strict=True)]
    return whole, logits, scores, scale


def _summands(fitted: Fitted, row: Any, first: int, down: int) -> Summands:
    """As `Model.summands`, for a row of the training matrix."""
    columns, values = row.indices, row.data[:, None]
    added = values * fitted.weights[columns]
    ruled = (columns >= first) & (columns < down)
    return Summands(
        fitted.bias, added[columns < first].sum(axis=0), added[ruled].sum(axis=0), added[columns >= down].sum(axis=0)
    )


def _fitted_scale(logits: Floats, length: Floats, stage: Stage) -> Scale:
    """The scale of least absolute error on texts held out, by trying a grid, for short items and for articles."""
    says = stage.weight * np.where(stage.apart, APART_SAYS, 1.0)
    steps = 100.0 * steps_of(THRESHOLDS)
    best = [(1.0, 0.0), (1.0, 0.0)]
    for kind, weight in enumerate((says * (1.0 - length), says * length)):
        kept = np.flatnonzero(weight)
        if len(kept) < ENOUGH_FOR_SCALE:
            continue
        errors = {
            (slope, shift): float(
                np.average(
                    np.abs(chances(slope * logits[kept] + shift) @ steps - stage.score[kept]), weights=weight[kept]
                )
            )
            for slope in SLOPES
            for shift in SHIFTS
        }
        best[kind] = min(errors, key=lambda pair: (round(errors[pair], 6), pair))
    (short, short_shift), (long, long_shift) = best
    return Scale((short, long), (short_shift, long_shift))
