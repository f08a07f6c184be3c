"""The classifier's linear heads: their fit with scikit-learn, and what heads say of texts that they never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from escalate.corpus import Rated
from escalate.model import FLOOR, Reading
from escalate.training.features import Features, Prepared
from escalate.training.vectors import WordVectors
from escalate.weigh.fusion import length_share

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

THRESHOLDS = (0.25, 0.75, 1.75, 2.75, 3.75, 4.75, 5.75, 6.75)  # ratings of 0 to 10
STEPS = (0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0)
SHARPNESS = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What the classifier says of many texts; see `model.Reading`.

    Attributes
    ----------
    log_odds : array, shape (texts,)
    rating : array, shape (texts, rating heads)
    others : array, shape (texts, 7)
        Logits of the five level heads and the two direction heads.
    share : array, shape (texts,)
    """

    log_odds: Floats
    rating: Floats
    others: Floats
    share: Floats

    def take(self, rows: Ints) -> Readings:
        """Those of some of the texts."""
        return Readings(self.log_odds[rows], self.rating[rows], self.others[rows], self.share[rows])

    def put(self, rows: Ints, given: Readings) -> None:
        """Take over the readings of some texts from others of the same texts."""
        self.fill(rows, given.take(rows))

    def fill(self, rows: Ints, part: Readings) -> None:
        """Take over the readings of some texts, given in that order."""
        for name in ("log_odds", "rating", "others", "share"):
            getattr(self, name)[rows] = getattr(part, name)

    def reading(self, row: int) -> Reading:
        """That of one text, without its terms."""
        others = self.others[row].tolist()
        return Reading(
            float(self.log_odds[row]), self.rating[row], float(self.share[row]), tuple(others[:5]), tuple(others[5:])
        )


def questions(rated: Sequence[Rated]) -> list[npt.NDArray[np.bool_]]:
    """The yes/no labels of all heads: rating thresholds, levels 1 to 5, direction +1 and -1."""
    score = np.array([r.score / 10 for r in rated])
    level = np.array([-1 if r.level is None else r.level for r in rated])
    direction = np.array([0 if r.direction is None else r.direction for r in rated])
    return [
        *(score > t for t in THRESHOLDS),
        *(level >= k for k in range(1, 6)),
        direction > 0,
        direction < 0,
    ]


def _fit_head(matrix: csr_matrix, answer: npt.NDArray[np.bool_], strength: float) -> tuple[Floats, float]:
    """One logistic head; where all answers are the same, the head only knows how rare the other is."""
    if answer.all() or not answer.any():
        share = (answer.sum() + 0.5) / (len(answer) + 1)
        return np.zeros(matrix.shape[1]), float(np.log(share / (1 - share)))
    head = LogisticRegression(C=strength, max_iter=300, tol=1e-4).fit(matrix, answer)
    return head.coef_[0], float(head.intercept_[0])


def fit_heads(matrix: csr_matrix, rated: Sequence[Rated], strength: float, jobs: int) -> tuple[Floats, Floats]:
    """Weights, shape (columns, heads), and biases of all heads."""
    fitted = Parallel(n_jobs=jobs)(delayed(_fit_head)(matrix, q, strength) for q in questions(rated))
    return np.array([w for w, _ in fitted]).T, np.array([b for _, b in fitted])


def _classifier_log_odds(logits: Floats, bias: Floats) -> Floats:
    """The classifier's own log-odds from the logits of the rating heads, shape (texts, heads)."""
    steps = np.array(STEPS)

    def log_odds(z: Floats) -> Floats:
        share = (1 / (1 + np.exp(-SHARPNESS * z))) @ steps / steps.sum()
        share = np.clip(share, FLOOR, 1 - FLOOR)
        result: Floats = np.log(share / (1 - share))
        return result

    return log_odds(logits) - log_odds(bias[None, :])


def readings_of(features: Features, texts: Sequence[Prepared], weights: Floats, bias: Floats) -> Readings:
    """What heads say of texts."""
    added = np.asarray(features.matrix([p.words for p in texts]) @ weights)
    rating = len(THRESHOLDS)
    return Readings(
        log_odds=_classifier_log_odds(added[:, :rating] + bias[:rating], bias[:rating]),
        rating=added[:, :rating],
        others=added[:, rating:] + bias[rating:],
        share=np.array([length_share(len(p.words)) for p in texts]),
    )


def out_of_fold(
    prepared: Sequence[Prepared], folds: Ints, vectors: WordVectors | None, strength: float, jobs: int
) -> Readings:
    """Readings of each text by heads that never saw it or a near-duplicate of it."""
    count, rating = len(prepared), len(THRESHOLDS)
    whole = Readings(np.zeros(count), np.zeros((count, rating)), np.zeros((count, 7)), np.zeros(count))
    for fold in sorted(set(folds.tolist())):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        known = [prepared[i] for i in inside.tolist()]
        features = Features.learn([p.words for p in known], vectors)
        matrix = features.matrix([p.words for p in known])
        weights, bias = fit_heads(matrix, [p.rated for p in known], strength, jobs)
        whole.fill(outside, readings_of(features, [prepared[i] for i in outside.tolist()], weights, bias))
    return whole
