"""Trains a model: classifier heads with scikit-learn, the fusion with the rules on out-of-fold predictions."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from escalate.calibrate import calibrate
from escalate.compile import CompiledPack, compile_pack
from escalate.corpus import Rated, near_duplicates
from escalate.features import Features, Prepared, prepare, term_arrays, unigrams_of
from escalate.fusion import fit_weights
from escalate.model import FLOOR, FORMAT, Model, Reading, model_from
from escalate.pack import read_pack
from escalate.vectors import WordVectors

Floats = npt.NDArray[np.float64]

THRESHOLDS = (0.25, 0.75, 1.75, 2.75, 3.75, 4.75, 5.75, 6.75)  # ratings of 0 to 10
STEPS = (0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0)
SHARPNESS = 1.5
FOLDS = 5


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
    """The classifier's reading from the logits of the rating heads, shape (texts, heads)."""
    steps = np.array(STEPS)

    def log_odds(z: Floats) -> Floats:
        share = (1 / (1 + np.exp(-SHARPNESS * z))) @ steps / steps.sum()
        share = np.clip(share, FLOOR, 1 - FLOOR)
        result: Floats = np.log(share / (1 - share))
        return result

    return log_odds(logits) - log_odds(bias[None, :])


def readings_of(matrix: csr_matrix, weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Log-odds of the score, and logits of the level and direction heads, of each row of a matrix of features."""
    logits = np.asarray(matrix @ weights + bias)
    count = len(THRESHOLDS)
    return _classifier_log_odds(logits[:, :count], bias[:count]), logits[:, count:]


def out_of_fold(
    prepared: Sequence[Prepared],
    folds: npt.NDArray[np.int64],
    vectors: WordVectors | None,
    strength: float,
    jobs: int,
) -> tuple[Floats, Floats]:
    """Readings of each text by heads that never saw it or a near-duplicate of it.

    Returns
    -------
    log_odds : array, shape (texts,)
    logits : array, shape (texts, 7)
        Of the five level heads and the two direction heads.
    """
    texts = [p.words for p in prepared]
    rated = [p.rated for p in prepared]
    log_odds = np.zeros(len(texts))
    others = np.zeros((len(texts), 7))
    for fold in sorted(set(folds.tolist())):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        features = Features.learn([texts[i] for i in inside], vectors)
        weights, bias = fit_heads(
            features.matrix([texts[i] for i in inside]), [rated[i] for i in inside], strength, jobs
        )
        log_odds[outside], others[outside] = readings_of(features.matrix([texts[i] for i in outside]), weights, bias)
    return log_odds, others


def make_folds(rated: Sequence[Rated]) -> npt.NDArray[np.int64]:
    """Fold of each text; near-duplicates share a fold, and every group is spread over all folds."""
    groups = near_duplicates([f"{r.article.title or ''} {r.article.text}" for r in rated])
    first = {
        group: (rated[group].group, hashlib.sha256(rated[group].article.text.encode()).hexdigest())
        for group in set(groups)
    }
    order = {group: number for number, group in enumerate(sorted(set(groups), key=lambda g: first[g]))}
    return np.array([order[group] % FOLDS for group in groups], dtype=np.int64)


def fit(
    rated: Sequence[Rated],
    pack: CompiledPack | None = None,
    *,
    name: str = "custom",
    vectors: WordVectors | None = None,
    strength: float = 20.0,
    jobs: int = 1,
    prepared: Sequence[Prepared] | None = None,
    readings: tuple[Floats, Floats] | None = None,
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Train a model.

    Parameters
    ----------
    rated : sequence of Rated
    pack : CompiledPack, optional
        Rules to fuse with; the shipped ones by default.
    vectors : WordVectors, optional
        Word vectors; their part of the heads is folded into one number for each word, so scoring does not need them.
    strength : float
        Inverse of the L2 penalty (scikit-learn's C).
    jobs : int
        Heads trained in parallel.
    prepared, readings : optional
        From `prepare` and `out_of_fold`, where they have been made already.

    Returns
    -------
    info : dict
        What goes into model.json.
    arrays : dict of arrays
        What goes into arrays.npz.
    """
    pack = pack or compile_pack(read_pack())
    prepared = prepared or prepare(rated, pack)
    log_odds, others = readings or out_of_fold(prepared, make_folds(rated), vectors, strength, jobs)
    ratings = np.array([r.score for r in rated])
    importance = np.ones(len(rated))
    items = [p.items for p in prepared]
    weights = fit_weights(items, ratings, log_odds, importance)
    alone = fit_weights(items, ratings, None, importance)
    features = Features.learn([p.words for p in prepared], vectors)
    matrix = features.matrix([p.words for p in prepared])
    heads, bias = fit_heads(matrix, rated, strength, jobs)
    arrays = _arrays(features, heads, bias)
    info: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "heads": {"thresholds": list(THRESHOLDS), "steps": list(STEPS), "sharpness": SHARPNESS},
        "fusion": weights.to_dict(),
        "rules_alone": alone.to_dict(),
        "calibration": calibrate(prepared, weights, alone, log_odds, others),
        "training": {
            "texts": len(rated),
            "strength": strength,
            "folds": FOLDS,
            "rules_sha256": pack.pack.sha256,
        },
        "unigrams": unigrams_of(features.terms),
        "words": list(features.words),
    }
    return info, arrays


def _arrays(features: Features, heads: Floats, bias: Floats) -> dict[str, npt.NDArray[Any]]:
    count = len(features.terms)
    vectors = features.vectors
    word_weights = vectors.values @ heads[count:] if vectors else np.zeros((0, heads.shape[1]))
    columns, pairs = term_arrays(features.terms)
    return {
        "columns": columns,
        "pairs": pairs,
        "idf": features.idf.astype(np.float32),
        "word_idf": features.word_idf.astype(np.float32),
        "weights": heads[:count].astype(np.float16),
        "word_weights": word_weights.astype(np.float16),
        "bias": bias.astype(np.float32),
    }


def write_model(folder: Path, info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    """Write a model folder; the digest of the arrays comes back. The same model gives the same bytes."""
    data = pack_arrays(arrays)
    digest = hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "arrays.npz").write_bytes(data)
    text = json.dumps({**info, "arrays_sha256": digest}, ensure_ascii=False, indent=None, separators=(",", ":"))
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")
    return digest


def pack_arrays(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """An .npz archive without time stamps."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            part = io.BytesIO()
            np.save(part, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return buffer.getvalue()


def model_of(info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Model:
    """The trained model, without a detour over the disk."""
    return model_from(info, arrays, hashlib.sha256(pack_arrays(arrays)).hexdigest())


__all__ = ["Prepared", "Reading", "fit", "make_folds", "model_of", "prepare", "write_model"]


def __getattr__(name: str) -> Any:
    """`escalate.train.EscalationClassifier`, imported on use: its module imports this one."""
    if name == "EscalationClassifier":
        from escalate.estimator import EscalationClassifier

        return EscalationClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
