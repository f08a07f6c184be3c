"""The trained classifier: word 1- and 2-grams in TF-IDF, a linear head for each threshold, read and scored with NumPy.

A head answers one question ("is the rating over 3.75?", "is the level 4 or more?") with a logistic function of the
terms. The score of the classifier is the expectation over the rating heads. Nothing in a model folder is ever executed:
the weights are plain arrays in an `.npz` opened with ``allow_pickle=False``, and `model.json` holds their digest.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.document import Document
from escalate.errors import ModelError
from escalate.evidence import sigmoid
from escalate.terms import counted_words, folded_words
from escalate.weights import Weights

FORMAT = "escalate-model/1"
MODEL_FILE = "model.json"
ARRAYS_FILE = "arrays.npz"
MAX_IDF = 7.0  # for the word vectors' part: rarer words say no more than this
FLOOR = 0.002  # share below which the classifier's score is not told apart: 0.2 of 100

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier says of a document.

    Attributes
    ----------
    log_odds : float
        Log-odds of its score, above those of a text without terms.
    terms : tuple of (str, float)
        The terms and their shares of `log_odds`, which they add up to (the rest of the text's terms are rounding).
    level : tuple of float
        Log-odds that the level is at least 1, 2, 3, 4, 5.
    direction : tuple of float
        Log-odds of "towards conflict" and of "away from it".
    """

    log_odds: float
    terms: tuple[tuple[str, float], ...]
    level: tuple[float, ...] = ()
    direction: tuple[float, ...] = ()

    @classmethod
    def empty(cls) -> Reading:
        """The reading where there is no model."""
        return cls(0.0, ())


@dataclass(frozen=True, slots=True)
class Heads:
    """Linear heads over the same terms.

    Attributes
    ----------
    weights : array, shape (terms, heads)
    bias : array, shape (heads,)
    word_weights : array, shape (words, heads)
        Weights that come from word vectors, folded into one number a word and head; may have no rows.
    thresholds : tuple of float
        Ratings (0 to 10) that the first heads ask about; then come 5 level heads and 2 direction heads.
    steps : tuple of float
        What exceeding each threshold adds to the expected rating; they sum to 10.
    sharpness : float
        Factor on the log-odds of the rating heads before the expectation is taken.
    """

    weights: Array
    bias: Array
    word_weights: Array
    thresholds: tuple[float, ...]
    steps: tuple[float, ...]
    sharpness: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted decisions beside the score.

    Attributes
    ----------
    edges : tuple of float
        Upper limits of the score bins of the interval.
    widths : tuple of float
        Half width of the 90 % interval for each bin, from held-out residuals.
    margin : float
        Points between rules alone and classifier alone above which an article is marked for review.
    level : tuple of (bias, classifier, rules at or over the level, rules under it, de-escalation)
        Logistic regression for each level 1 to 5.
    direction : tuple of the same form for +1 and for -1: bias, classifier, escalation, de-escalation
    cuts : tuple of float
        Probabilities above which +1 and -1 are given.
    """

    edges: tuple[float, ...]
    widths: tuple[float, ...]
    margin: float
    level: tuple[tuple[float, ...], ...]
    direction: tuple[tuple[float, ...], ...]
    cuts: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Model:
    """A classifier and how it is fused with the rules."""

    name: str
    sha256: str
    vocabulary: dict[str, int]
    idf: Array
    words: dict[str, int]
    word_idf: Array
    heads: Heads
    weights: Weights
    calibration: Calibration
    info: dict[str, Any]

    def read(self, document: Document) -> Reading:
        """Apply the heads to a document."""
        words = counted_words(document)
        columns, values = self._term_values(folded_words(words))
        logits = self.heads.bias.astype(np.float64) + values @ self.heads.weights[columns].astype(np.float64)
        rows, shares = self._word_values(words)
        if len(rows):
            logits = logits + shares @ self.heads.word_weights[rows].astype(np.float64)
        rating = len(self.heads.thresholds)
        value = self._log_odds(logits[:rating])
        rest = self._log_odds(self.heads.bias[:rating].astype(np.float64))
        return Reading(
            log_odds=value - rest,
            terms=self._explain(value - rest, logits[:rating], columns, values, rows, shares),
            level=tuple(float(logit) for logit in logits[rating : rating + 5]),
            direction=tuple(float(logit) for logit in logits[rating + 5 :]),
        )

    def _log_odds(self, logits: npt.NDArray[np.float64]) -> float:
        """Log-odds of the expected rating as a share of 10."""
        chances = 1.0 / (1.0 + np.exp(-self.heads.sharpness * logits))
        share = float(np.dot(chances, self.heads.steps)) / sum(self.heads.steps)
        share = min(1.0 - FLOOR, max(FLOOR, share))
        return math.log(share / (1.0 - share))

    def _term_values(self, folded: list[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
        """Columns and L2-normalised TF-IDF values of the document's known terms, sorted by column."""
        get = self.vocabulary.get
        found = [get(term, -1) for term in folded]
        found += [get(f"{first} {second}", -1) for first, second in pairwise(folded)]
        columns, counts = np.unique(np.array([c for c in found if c >= 0], dtype=np.intp), return_counts=True)
        values = (1.0 + np.log(counts)) * self.idf[columns].astype(np.float64)
        norm = math.sqrt(float(np.dot(values, values)))
        return columns, values / norm if norm else values

    def _word_values(self, words: list[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
        """Rows and weights of the words that have a vector."""
        if not self.words:
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        counts = Counter(row for word in words if (row := self.words.get(word, -1)) >= 0)
        rows = np.array(sorted(counts), dtype=np.intp)
        values = np.array([1.0 + math.log(counts[row]) for row in rows.tolist()]) * self.word_idf[rows].astype(
            np.float64
        )
        norm = math.sqrt(float(np.dot(values, values)))
        return rows, values / norm if norm else values

    def _explain(
        self,
        total: float,
        logits: npt.NDArray[np.float64],
        columns: npt.NDArray[np.intp],
        values: npt.NDArray[np.float64],
        rows: npt.NDArray[np.intp],
        shares: npt.NDArray[np.float64],
    ) -> tuple[tuple[str, float], ...]:
        """Split `total` among the terms by their weight in the heads, each head weighed by its slope at this text."""
        rating = len(self.heads.thresholds)
        chances = 1.0 / (1.0 + np.exp(-self.heads.sharpness * logits))
        slopes = np.array(self.heads.steps) * chances * (1.0 - chances) + 1e-9
        slopes /= slopes.sum()
        parts: dict[str, float] = {}
        names = self.info["terms"]
        for column, part in zip(columns, values * (self.heads.weights[columns, :rating] @ slopes), strict=True):
            parts[names[column]] = float(part)
        if len(rows):
            known = self.info["words"]
            for row, part in zip(rows, shares * (self.heads.word_weights[rows, :rating] @ slopes), strict=True):
                parts[known[row]] = parts.get(known[row], 0.0) + float(part)
        whole = sum(parts.values())
        scale = total / whole if abs(whole) > 0.05 and total * whole > 0 else 1.0
        return tuple((term, part * scale) for term, part in parts.items())

    def level(self, reading: Reading, features: list[tuple[float, float, float]]) -> int:
        """Most likely level from the level heads and, for each, the rules' log-odds (at or over, under, against)."""
        chances = [1.0]
        for coefficients, logit, feature in zip(self.calibration.level, reading.level, features, strict=True):
            z = coefficients[0] + coefficients[1] * logit
            z += sum(c * value for c, value in zip(coefficients[2:], feature, strict=True))
            chances.append(min(chances[-1], sigmoid(z)))
        chances.append(0.0)
        exact = [chances[k] - chances[k + 1] for k in range(6)]
        return max(range(6), key=lambda k: (exact[k], -k))

    def direction(self, reading: Reading, up: float, down: float) -> int:
        """1, 0 or -1 from the direction heads and both ledgers."""
        chances = [
            sigmoid(c[0] + c[1] * logit + c[2] * up + c[3] * down)
            for c, logit in zip(self.calibration.direction, reading.direction, strict=True)
        ]
        over = [chance / cut for chance, cut in zip(chances, self.calibration.cuts, strict=True)]
        if max(over) < 1.0:
            return 0
        return 1 if over[0] >= over[1] else -1

    def interval(self, score: float) -> tuple[float, float]:
        """The 90 % interval around a score, not yet cut to 0 and 100."""
        for edge, width in zip(self.calibration.edges, self.calibration.widths, strict=True):
            if score <= edge:
                return score - width, score + width
        return score - self.calibration.widths[-1], score + self.calibration.widths[-1]


def load_model(folder: Path) -> Model:
    """Read a model folder.

    Raises
    ------
    ModelError
        A file is missing or of another format, or the arrays do not match their digest.
    """
    try:
        info = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
        data = (folder / ARRAYS_FILE).read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"{folder}: no model here ({Path(error.filename).name} is missing). Train one, or name another."
        ) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(f"{folder}: {MODEL_FILE} cannot be read ({error}). Train the model again.") from None
    if not isinstance(info, dict) or info.get("format") != FORMAT:
        raise ModelError(f"{folder}: not a model of format {FORMAT}. Train it again with this version.")
    digest = hashlib.sha256(data).hexdigest()
    if digest != info.get("arrays_sha256"):
        raise ModelError(f"{folder}: the arrays do not match their digest in {MODEL_FILE}. Get the model anew.")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return model_from(info, {name: arrays[name] for name in arrays.files}, digest)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder}: the model is incomplete ({error!r}). Train it again.") from None


def model_from(info: dict[str, Any], arrays: dict[str, Any], digest: str) -> Model:
    """Put a model together from its parts."""
    calibration = info["calibration"]
    if len(info["terms"]) != len(arrays["idf"]) or len(info["words"]) != len(arrays["word_idf"]):
        raise ValueError("terms and arrays differ in length")
    return Model(
        name=str(info["name"]),
        sha256=digest,
        vocabulary={term: index for index, term in enumerate(info["terms"])},
        idf=arrays["idf"],
        words={word: index for index, word in enumerate(info["words"])},
        word_idf=arrays["word_idf"],
        heads=Heads(
            weights=arrays["weights"],
            bias=arrays["bias"],
            word_weights=arrays["word_weights"],
            thresholds=tuple(info["heads"]["thresholds"]),
            steps=tuple(info["heads"]["steps"]),
            sharpness=float(info["heads"]["sharpness"]),
        ),
        weights=Weights.from_dict(info["fusion"]),
        calibration=Calibration(
            edges=tuple(calibration["edges"]),
            widths=tuple(calibration["widths"]),
            margin=float(calibration["margin"]),
            level=tuple(tuple(row) for row in calibration["level"]),
            direction=tuple(tuple(row) for row in calibration["direction"]),
            cuts=tuple(calibration["cuts"]),
        ),
        info=info,
    )
