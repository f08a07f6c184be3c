"""Fits linear heads with scikit-learn, and reads texts with heads that never saw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from escalate.classifier.heads import TermValues
from escalate.classifier.terms import TermTable
from escalate.training.vectors import WordVectors

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SENTENCE_THRESHOLDS = (0.75, 2.5, 4.5, 6.5)  # ratings of 0 to 10
APART = 2.0  # the larger, the less an own intercept is held back
THRESHOLDS = (0.25, 0.75, 1.5, 2.5, 3.5, 4.5, 5.5, 7.0)


def steps_of(thresholds: Sequence[float]) -> Floats:
    """What exceeding each threshold adds to the expected rating, as shares that sum to 1: from middle to middle."""
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(thresholds)), 10.0]
    return np.diff(np.array(edges)) / 10.0


def matrix_of(
    rows: Sequence[tuple[TermValues, TermValues]], table: TermTable, vectors: WordVectors | None
) -> csr_matrix:
    """Texts as rows: values of their terms, then the weighted mean vector of their words."""
    terms = _sparse([terms for terms, _ in rows], len(table.idf))
    if vectors is None:
        return terms
    place = {word: row for row, word in enumerate(vectors.words)}
    kept = vectors.values[[place[word] for word in table.words]]
    words = _sparse([words for _, words in rows], len(table.words))
    return hstack([terms, csr_matrix(words @ kept)]).tocsr()


def _sparse(parts: Sequence[TermValues], columns: int) -> csr_matrix:
    """One row for each row of each part."""
    rows, offset = [], 0
    for part in parts:
        rows.append(part.row + offset)
        offset += part.rows
    return csr_matrix(
        (
            np.concatenate([part.value for part in parts]),
            (np.concatenate(rows), np.concatenate([part.column for part in parts])),
        ),
        shape=(offset, columns),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Fitted heads: weights, shape (columns, heads), and biases."""

    weights: Floats
    bias: Floats

    def logits(self, matrix: csr_matrix) -> Floats:
        """Shape (texts, heads)."""
        return np.asarray(matrix @ self.weights) + self.bias


def fit_heads(
    matrix: csr_matrix, answers: Ints, weight: Floats, strength: float, jobs: int, apart: npt.NDArray[np.bool_]
) -> Fitted:
    """One logistic head for each column of answers; -1 is no answer.

    Texts that are `apart`, such as statements written for training, hold more or less conflict than news does: they
    have an intercept of their own, which is thrown away, so that they teach words and not how often there is conflict.
    """
    fitted = Parallel(n_jobs=jobs)(
        delayed(_fit_head)(matrix, answers[:, head], weight, strength, apart) for head in range(answers.shape[1])
    )
    return Fitted(np.array([w for w, _ in fitted]).T, np.array([b for _, b in fitted]))


def _fit_head(
    matrix: csr_matrix, answer: Ints, weight: Floats, strength: float, apart: npt.NDArray[np.bool_]
) -> tuple[Floats, float]:
    """Where all answers are the same, the head only knows how rare the other is."""
    known = answer >= 0
    if len(set(answer[known].tolist())) < 2:
        share = ((answer[known] > 0).sum() + 0.5) / (known.sum() + 1)
        return np.zeros(matrix.shape[1]), float(np.log(share / (1 - share)))
    # liblinear gives the same digits everywhere: one thread, one order; its bias is penalised, so it is scaled up.
    head = LogisticRegression(C=strength, solver="liblinear", max_iter=300, intercept_scaling=5.0, random_state=0)
    own = csr_matrix(APART * apart[known].astype(np.float64)[:, None])
    head.fit(hstack([matrix[known], own]).tocsr(), answer[known], sample_weight=weight[known])
    return head.coef_[0][:-1], float(head.intercept_[0])


def held_sign(
    fitted: Fitted,
    matrix: csr_matrix,
    answers: Ints,
    weight: Floats,
    strength: float,
    up: slice,
    down: slice,
    heads: int,
    apart: npt.NDArray[np.bool_],
) -> Fitted:
    """Heads of which no escalation cue counts against the score and no de-escalation cue for it.

    In the first `heads` heads columns of the wrong sign are left out and the head is fitted again, so that the words
    make up for them; what then is of the wrong sign still, and small, becomes 0.
    """
    weights, bias = fitted.weights.copy(), fitted.bias.copy()
    columns = matrix.tocsc()
    for head in range(heads):
        wrong = np.zeros(len(weights), dtype=np.bool_)
        wrong[up] = weights[up, head] < 0.0
        wrong[down] = weights[down, head] > 0.0
        kept = np.flatnonzero(~wrong)
        again = np.zeros(len(weights))
        again[kept], bias[head] = _fit_head(columns[:, kept].tocsr(), answers[:, head], weight, strength, apart)
        again[up], again[down] = np.maximum(again[up], 0.0), np.minimum(again[down], 0.0)
        weights[:, head] = again
    return Fitted(weights, bias)
