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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.classifier.terms import TermTable, counted_words
from escalate.errors import ModelError
from escalate.find.document import Document
from escalate.pack.weights import Weights
from escalate.weigh.fusion import Fusion, length_share
from escalate.weigh.ledger import sigmoid
from escalate.weigh.level import chances, columns, decide

FORMAT = "escalate-model/3"
MODEL_FILE = "model.json"
ARRAYS_FILE = "arrays.npz"
FLOOR = 0.002  # share below which the classifier's score is not told apart: 0.2 of 100

TERMS_NAMED = 24

Array = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """The terms of a document and what each adds to the rating heads.

    Attributes
    ----------
    columns, rows : array of int
        Terms, and words that have a vector, by number.
    parts, word_parts : array, shape (terms, rating heads) and (words, rating heads)
        Log-odds that each adds.
    """

    columns: Ints
    parts: Floats
    rows: Ints
    word_parts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the classifier says of a document.

    Attributes
    ----------
    log_odds : float
        Log-odds of its score by itself, above those of a text without terms.
    rating : array, shape (rating heads,)
        What all terms together add to each rating head.
    share : float
        Where the text stands between short and long; see `fusion.length_share`.
    level : tuple of float
        Log-odds that the level is at least 1, 2, 3, 4, 5.
    direction : tuple of float
        Log-odds of "towards conflict" and of "away from it".
    spoken : Spoken or None
        The terms one by one.
    """

    log_odds: float
    rating: Floats
    share: float
    level: tuple[float, ...] = ()
    direction: tuple[float, ...] = ()
    spoken: Spoken | None = None

    @classmethod
    def empty(cls) -> Reading:
        """The reading where there is no model."""
        return cls(0.0, np.zeros(0), 0.0)


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
    bias: Floats
    word_weights: Array
    thresholds: tuple[float, ...]
    steps: tuple[float, ...]
    sharpness: float

    def chances(self, logits: Floats) -> Floats:
        """Chances that each threshold is exceeded."""
        chances: Floats = 1.0 / (1.0 + np.exp(-self.sharpness * logits))
        return chances

    def log_odds(self, chances: Floats) -> float:
        """Log-odds of the expected rating as a share of 10."""
        share = float((chances * self.steps).sum()) / sum(self.steps)
        share = min(1.0 - FLOOR, max(FLOOR, share))
        return math.log(share / (1.0 - share))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted decisions beside the score.

    Attributes
    ----------
    edges : tuple of float
        Upper limits of the score bins of the interval.
    widths : tuple of float
        Half width of the 90 % interval for each bin, from held-out residuals.
    classifier : tuple of float
        Bias and slope on the classifier's log-odds with which it scores alone.
    margin : float
        Points between rules alone and classifier alone above which an article is marked for review.
    level : tuple of tuple of float
        For each level 0 to 5 a bias and a weight for each column of `rungs.columns`; the log-odds between two levels
        are the difference of their sums.
    direction : tuple of (bias, classifier, escalation, de-escalation)
        Logistic regression for +1 and for -1.
    cuts : tuple of float
        Probabilities above which +1 and -1 are given.
    """

    edges: tuple[float, ...]
    widths: tuple[float, ...]
    classifier: tuple[float, float]
    margin: float
    level: tuple[tuple[float, ...], ...]
    direction: tuple[tuple[float, ...], ...]
    cuts: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A classifier and how it is fused with the rules.

    Attributes
    ----------
    weights : Weights
        What the rules' hits are worth, fitted by rules alone on the same texts.
    at_rest : float
        The classifier's log-odds of a text without terms.
    """

    name: str
    sha256: str
    terms: TermTable
    heads: Heads
    weights: Weights
    fusion: Fusion
    calibration: Calibration
    info: dict[str, Any]
    at_rest: float

    def read(self, document: Document) -> Reading:
        """Apply the heads to a document."""
        words = counted_words(document)
        columns, values, rows, shares = self.terms.values(words)
        # Sums by NumPy itself: the BLAS library behind "@" starts threads that fight other processes for the cores,
        # and its last digits differ between machines.
        parts = values[:, None] * self.heads.weights[columns].astype(np.float64)
        word_parts = shares[:, None] * self.heads.word_weights[rows].astype(np.float64)
        added = parts.sum(axis=0) + word_parts.sum(axis=0)
        logits = self.heads.bias + added
        rating = len(self.heads.thresholds)
        return Reading(
            log_odds=self.heads.log_odds(self.heads.chances(logits[:rating])) - self.at_rest,
            rating=added[:rating],
            share=length_share(len(words)),
            level=tuple(logits[rating : rating + 5].tolist()),
            direction=tuple(logits[rating + 5 :].tolist()),
            spoken=Spoken(columns, parts[:, :rating], rows, word_parts[:, :rating]),
        )

    def named_terms(self, reading: Reading, slopes: Floats) -> list[tuple[str, float]]:
        """The weightiest terms of a reading and what they add.

        Parameters
        ----------
        slopes : array, shape (rating heads,)
            Points for each unit of log-odds that terms add to a head.
        """
        if reading.spoken is None:
            return []
        spoken = reading.spoken
        merged: dict[str, float] = {}
        points = (spoken.parts * slopes).sum(axis=1)
        largest = _largest(points)
        for column, part in zip(spoken.columns[largest].tolist(), points[largest].tolist(), strict=True):
            merged[self.terms.name(column)] = part
        points = (spoken.word_parts * slopes).sum(axis=1)
        largest = _largest(points)
        for row, part in zip(spoken.rows[largest].tolist(), points[largest].tolist(), strict=True):
            name = self.terms.words[row]
            merged[name] = merged.get(name, 0.0) + part
        return sorted(merged.items(), key=lambda pair: (-abs(pair[1]), pair[0]))

    def level(self, reading: Reading, ledger: Sequence[float]) -> int:
        """The level to give, from the classifier's heads and the rules' log-odds by level (`rungs.ledger_columns`)."""
        values = columns(reading.level, reading.direction, reading.log_odds, ledger)
        return decide(chances(self.calibration.level, values))

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


def _largest(parts: Floats) -> Ints:
    """Indexes of the parts of greatest size, in order."""
    if len(parts) <= TERMS_NAMED:
        return np.arange(len(parts))
    return np.sort(np.argpartition(np.abs(parts), -TERMS_NAMED)[-TERMS_NAMED:])


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
    except (LookupError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder}: the model is incomplete ({error!r}). Train it again.") from None


def model_from(info: dict[str, Any], arrays: dict[str, Any], digest: str) -> Model:
    """Put a model together from its parts."""
    calibration = info["calibration"]
    terms = TermTable(
        info["unigrams"], arrays["columns"], arrays["pairs"], arrays["idf"], info["words"], arrays["word_idf"]
    )
    if len(arrays["idf"]) != len(arrays["weights"]):
        raise ValueError("terms and weights differ in length")
    if len(info["heads"]["thresholds"]) != len(info["heads"]["steps"]):
        raise ValueError("thresholds and steps differ in length")
    heads = Heads(
        weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"].astype(np.float64),
        word_weights=arrays["word_weights"].astype(np.float32),
        thresholds=tuple(info["heads"]["thresholds"]),
        steps=tuple(info["heads"]["steps"]),
        sharpness=float(info["heads"]["sharpness"]),
    )
    return Model(
        name=str(info["name"]),
        sha256=digest,
        terms=terms,
        heads=heads,
        weights=Weights.from_dict(info["weights"]),
        fusion=Fusion.from_dict(info["fusion"], heads.steps, heads.sharpness),
        calibration=Calibration(
            edges=tuple(calibration["edges"]),
            widths=tuple(calibration["widths"]),
            classifier=(float(calibration["classifier"][0]), float(calibration["classifier"][1])),
            margin=float(calibration["margin"]),
            level=tuple(tuple(row) for row in calibration["level"]),
            direction=tuple(tuple(row) for row in calibration["direction"]),
            cuts=tuple(calibration["cuts"]),
        ),
        info=info,
        at_rest=heads.log_odds(heads.chances(heads.bias[: len(heads.thresholds)])),
    )
