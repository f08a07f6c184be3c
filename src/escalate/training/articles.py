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
from escalate.weigh.shares import Scores

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def read_articles(
    stage: Stage, rules: Sequence[str], news: list[Floats], cues: list[Ints], believed: list[Floats]
) -> tuple[Fitted, Floats, list[Scores]]:
    """Heads over whole texts; their log-odds and scores for each text by heads that never saw it."""
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
    logits = np.zeros((len(entries), answers.shape[1]))
    scores: list[Scores] = [Scores(0.0, 0.0, 0.0, 0.0)] * len(entries)
    steps = 100.0 * steps_of(THRESHOLDS)
    whole = None
    for fold in stage.fold_list:
        inside = np.flatnonzero(stage.folds != fold)
        part = matrix[inside]
        fitted = fit_heads(part, answers[inside], stage.weight[inside], stage.strength, stage.jobs)
        fitted = held_sign(
            fitted, part, answers[inside], stage.weight[inside], stage.strength, up, down, len(THRESHOLDS)
        )
        if fold < 0:
            whole = fitted
            continue
        for text in np.flatnonzero(stage.folds == fold).tolist():
            logits[text], scores[text] = _weighed(fitted, matrix[text], first, down.start, steps)
    assert whole is not None
    return whole, logits, scores


def _weighed(fitted: Fitted, row: Any, first: int, down: int, steps: Floats) -> tuple[Floats, Scores]:
    """As `Model.weighed`, for a row of the training matrix."""
    columns, values = row.indices, row.data[:, None]
    parts = values * fitted.weights[columns]
    spoken = parts[columns < first].sum(axis=0)
    ruled = parts[(columns >= first) & (columns < down)].sum(axis=0)
    lowered = parts[columns >= down].sum(axis=0)
    count = len(steps)

    def score(logits: Floats) -> float:
        return float((chances(logits[:count]) * steps).sum())

    logits = fitted.bias + spoken + ruled + lowered
    without = score(fitted.bias + spoken + ruled)
    return logits, Scores(
        whole=min(score(logits), without),
        without_down=without,
        by_rules=score(fitted.bias + ruled),
        by_words=min(score(fitted.bias + spoken), without),
    )
