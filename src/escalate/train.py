"""Trains a model: classifier heads with scikit-learn, the fusion with the rules on out-of-fold predictions."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from escalate.compile import CompiledPack, compile_pack
from escalate.corpus import Rated, near_duplicates
from escalate.document import read_document
from escalate.evidence import contributions, ledger, sigmoid
from escalate.fusion import fit_weights
from escalate.hits import find_hits
from escalate.judge import JudgedHit, judge
from escalate.model import FLOOR, FORMAT, Model, Reading, model_from
from escalate.pack import read_pack
from escalate.terms import counted_words, folded_words
from escalate.vectors import WordVectors
from escalate.verdict import ledgers, level_features
from escalate.weights import Weights

Floats = npt.NDArray[np.float64]

THRESHOLDS = (0.25, 0.75, 1.75, 2.75, 3.75, 4.75, 5.75, 6.75)  # ratings of 0 to 10
STEPS = (0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0)
SHARPNESS = 1.5
FOLDS = 5
MAX_IDF = 7.0  # for the word vectors' part: rarer words say no more than this
MIN_TEXTS = 2  # a term that stands in one text only is noise
INTERVAL_EDGES = (3.0, 10.0, 25.0, 45.0, 65.0, 100.0)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article read once: its hits in context and its words for the classifier."""

    rated: Rated
    items: list[JudgedHit]
    words: list[str]


def prepare(rated: Sequence[Rated], pack: CompiledPack) -> list[Prepared]:
    """Read all articles with the rules."""
    result = []
    for entry in rated:
        document = read_document(entry.article, pack)
        result.append(Prepared(entry, judge(document, find_hits(document)), counted_words(document)))
    return result


def _terms(words: list[str]) -> Counter[str]:
    folded = folded_words(words)
    counts = Counter(folded)
    counts.update(f"{a} {b}" for a, b in pairwise(folded))
    return counts


@dataclass(frozen=True, slots=True)
class Features:
    """Vocabulary and weights of terms, learned from the training texts."""

    terms: tuple[str, ...]
    idf: Floats
    words: tuple[str, ...]
    word_idf: Floats
    vectors: WordVectors | None

    @classmethod
    def learn(cls, texts: Sequence[list[str]], vectors: WordVectors | None) -> Features:
        """Count in how many texts each term stands, and give rare terms more weight (smoothed IDF)."""
        spread: Counter[str] = Counter()
        word_spread: Counter[str] = Counter()
        for words in texts:
            spread.update(_terms(words).keys())
            word_spread.update(set(words))
        terms = tuple(sorted((term for term, number in spread.items() if number >= MIN_TEXTS), key=_term_order))
        idf = np.log((1 + len(texts)) / (1 + np.array([spread[t] for t in terms], dtype=float))) + 1
        known = vectors.words if vectors else ()
        counts = np.array([word_spread[w] for w in known], dtype=float)
        word_idf = np.minimum(np.log((1 + len(texts)) / (1 + counts)) + 1, MAX_IDF)
        return cls(
            terms,
            idf.astype(np.float32).astype(float),
            known,
            word_idf.astype(np.float32).astype(float),
            vectors,
        )

    def matrix(self, texts: Sequence[list[str]]) -> csr_matrix:
        """TF-IDF values, L2-normalised, and beside them the mean word vector of each text; one row a text."""
        column = {term: index for index, term in enumerate(self.terms)}
        rows, columns, values = [], [], []
        for row, words in enumerate(texts):
            found = sorted((column[t], n) for t, n in _terms(words).items() if t in column)
            weights = [(1 + np.log(n)) * self.idf[c] for c, n in found]
            norm = float(np.sqrt(np.dot(weights, weights))) or 1.0
            rows += [row] * len(found)
            columns += [c for c, _ in found]
            values += [w / norm for w in weights]
        sparse = csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.terms)))
        if self.vectors is None:
            return sparse
        return hstack([sparse, csr_matrix(self.word_matrix(texts) @ self.vectors.values)]).tocsr()

    def word_matrix(self, texts: Sequence[list[str]]) -> csr_matrix:
        """TF-IDF values of the words that have a vector, L2-normalised."""
        column = {word: index for index, word in enumerate(self.words)}
        rows, columns, values = [], [], []
        for row, words in enumerate(texts):
            found = sorted(Counter(column[w] for w in words if w in column).items())
            weights = [(1 + np.log(n)) * self.word_idf[c] for c, n in found]
            norm = float(np.sqrt(np.dot(weights, weights))) or 1.0
            rows += [row] * len(found)
            columns += [c for c, _ in found]
            values += [w / norm for w in weights]
        return csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.words)))


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
        logits = np.asarray(features.matrix([texts[i] for i in outside]) @ weights + bias)
        count = len(THRESHOLDS)
        log_odds[outside] = _classifier_log_odds(logits[:, :count], bias[:count])
        others[outside] = logits[:, count:]
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
        "calibration": _calibrate(prepared, weights, alone, log_odds, others),
        "training": {
            "texts": len(rated),
            "strength": strength,
            "folds": FOLDS,
            "rules_sha256": pack.pack.sha256,
        },
        "unigrams": _unigrams(features.terms),
        "words": list(features.words),
    }
    return info, arrays


def _term_order(term: str) -> tuple[bool, list[str]]:
    """Words before pairs, pairs by their first word and then their second: the order of `terms.TermTable`."""
    return " " in term, term.split(" ")


def _unigrams(terms: Sequence[str]) -> list[str]:
    """All words that stand in a term, sorted."""
    return sorted({word for term in terms for word in term.split(" ")})


def _term_arrays(terms: Sequence[str]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Columns of the words and keys of the pairs, as `terms.TermTable` takes them."""
    number = {word: index for index, word in enumerate(_unigrams(terms))}
    columns = np.full(len(number), -1, dtype=np.int32)
    keys = []
    for column, term in enumerate(terms):
        words = term.split(" ")
        if len(words) == 1:
            columns[number[term]] = column
        else:
            keys.append(number[words[0]] * len(number) + number[words[1]])
    return columns, np.array(keys, dtype=np.int64)


def _arrays(features: Features, heads: Floats, bias: Floats) -> dict[str, npt.NDArray[Any]]:
    count = len(features.terms)
    vectors = features.vectors
    word_weights = vectors.values @ heads[count:] if vectors else np.zeros((0, heads.shape[1]))
    columns, pairs = _term_arrays(features.terms)
    return {
        "columns": columns,
        "pairs": pairs,
        "idf": features.idf.astype(np.float32),
        "word_idf": features.word_idf.astype(np.float32),
        "weights": heads[:count].astype(np.float16),
        "word_weights": word_weights.astype(np.float16),
        "bias": bias.astype(np.float32),
    }


def _logistic(columns: Floats, answer: npt.NDArray[np.bool_], signs: Sequence[int]) -> list[float]:
    """Logistic regression with the sign of each coefficient held: 1 for >= 0, -1 for <= 0, 0 for free."""
    from scipy.optimize import minimize

    target = answer.astype(float)

    def loss(p: Floats) -> float:
        z = p[0] + columns @ p[1:]
        return float(np.mean(np.logaddexp(0, z) - target * z) + 0.0005 * np.sum(p[1:] ** 2))

    bounds = [(-15.0, 15.0), *[{1: (0.0, 8.0), -1: (-8.0, 0.0), 0: (-8.0, 8.0)}[s] for s in signs]]
    fitted = minimize(loss, np.zeros(1 + columns.shape[1]), method="L-BFGS-B", bounds=bounds)
    return [round(float(v), 4) for v in fitted.x]


def _calibrate(
    prepared: Sequence[Prepared], weights: Weights, alone: Weights, log_odds: Floats, others: Floats
) -> dict[str, Any]:
    """Level, direction, interval and review margin from out-of-fold readings."""
    added = [ledger(p.items, weights) for p in prepared]
    from_classifier = weights.classifier * log_odds
    sums = np.array([sum(contributions(a, c)) for a, c in zip(added, from_classifier.tolist(), strict=True)])
    scores = 100 / (1 + np.exp(-(weights.baseline + sums + weights.classifier * log_odds)))
    ratings = np.array([p.rated.score for p in prepared])
    levels = np.array([-1 if p.rated.level is None else p.rated.level for p in prepared])
    directions = np.array([0 if p.rated.direction is None else p.rated.direction for p in prepared])
    features = np.array([level_features(p.items, a) for p, a in zip(prepared, added, strict=True)])
    level_rows = [
        _logistic(np.column_stack([others[:, k - 1], features[:, k - 1]]), levels >= k, (1, 1, 0, 0))
        for k in range(1, 6)
    ]
    both = np.array([ledgers(a) for a in added])
    direction_rows = [
        _logistic(np.column_stack([others[:, 5], both]), directions > 0, (1, 1, -1)),
        _logistic(np.column_stack([others[:, 6], both]), directions < 0, (1, -1, 1)),
    ]
    widths = _interval_widths(scores, ratings)
    by_rules = np.array([100 * sigmoid(alone.baseline + sum(contributions(ledger(p.items, alone)))) for p in prepared])
    by_classifier = 100 / (1 + np.exp(-(weights.baseline + 1.5 * weights.classifier * log_odds)))
    return {
        "edges": list(INTERVAL_EDGES),
        "widths": widths,
        "margin": round(float(np.quantile(np.abs(by_rules - by_classifier), 0.95)), 1),
        "level": level_rows,
        "direction": direction_rows,
        "cuts": _direction_cuts(direction_rows, others, both, directions),
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
    from sklearn.metrics import f1_score

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
