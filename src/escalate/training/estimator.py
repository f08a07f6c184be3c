"""Scikit-learn estimators around training and scoring: of classes, and of scores."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from escalate.corpus.rated import Rated
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import read_pack
from escalate.read.article import Article
from escalate.scorer import Scorer
from escalate.training.features import learn_terms, prepare
from escalate.training.folder import model_of
from escalate.training.prepare import grouped_folds
from escalate.training.train import fit

SPREAD = 20.0  # points; how far a score may lie from a class's own before its chance is a third less


class _OfTexts(BaseEstimator):  # type: ignore[misc]
    """What both estimators share: they are fed texts, and hold a scorer once fitted."""

    strength: float
    rules: str | None
    n_jobs: int | None
    scorer_: Scorer

    def __sklearn_tags__(self) -> Tags:
        """What scikit-learn's checks may feed it: texts in one dimension, not numbers in two."""
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags

    def score_texts(self, X: Sequence[str]) -> npt.NDArray[np.float64]:
        """Escalation scores, 0 to 100."""
        check_is_fitted(self, "scorer_")
        return np.array([self.scorer_.score(Article(text)).score for text in _texts(X)], dtype=np.float64)

    def _train(self, texts: Sequence[str], scores: Sequence[float]) -> None:
        """Train a scorer on texts and their scores of 0 to 100."""
        rated = [
            Rated(Article(text), float(score), None, None, "fit") for text, score in zip(texts, scores, strict=True)
        ]
        self.scorer_ = trained_scorer(rated, _compiled(self.rules), self.strength, self.n_jobs or 1)


class EscalationClassifier(ClassifierMixin, _OfTexts):  # type: ignore[misc]
    """Rules and linear classifier, trained on texts with labels.

    Labels are classes in rising order of escalation, as they sort: False and True, 0 to 5, "a" before "b". The lowest
    stands for a score of 0, the highest for 100, the others in between at equal distances.

    Parameters
    ----------
    strength : float
        Inverse of the L2 penalty of the linear classifier (scikit-learn's C).
    rules : str, optional
        Folder of a rule pack; the shipped one by default.
    n_jobs : int, optional
        Processes for training; 1 by default.

    Attributes
    ----------
    classes_ : array, shape (classes,)
    scorer_ : Scorer
        Gives whole assessments, with every reason.

    Examples
    --------
    >>> texts = ["Ardania shelled Belmora.", "The bakery won a prize."] * 10
    >>> EscalationClassifier().fit(texts, ["no", "yes"] * 10).classes_.tolist()
    ['no', 'yes']
    """

    def __init__(self, *, strength: float = 20.0, rules: str | None = None, n_jobs: int | None = None) -> None:
        self.strength = strength
        self.rules = rules
        self.n_jobs = n_jobs

    def fit(self, X: Sequence[str], y: Sequence[Any]) -> EscalationClassifier:
        """Train on texts.

        Parameters
        ----------
        X : sequence of str
            Texts, as a list, an array, a Series, or one column of a table.
        y : sequence
            A class for each text.

        Raises
        ------
        ValueError
            Lengths differ, a text is no string, or there are fewer than two classes.
        """
        texts, labels = _texts(X), _answers(y)
        check_classification_targets(labels)
        if len(texts) != len(labels):
            raise ValueError(f"{len(texts)} texts, but {len(labels)} labels.")
        self.classes_, places = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"{len(self.classes_)} class in y; two or more are needed.")
        self._train(texts, self._class_scores()[places].tolist())
        return self

    def _class_scores(self) -> npt.NDArray[np.float64]:
        """The score that each class stands for."""
        return np.linspace(0.0, 100.0, len(self.classes_))

    def decision_function(self, X: Sequence[str]) -> npt.NDArray[np.float64]:
        """Score above 50 for two classes; for more, how near the score is to each class."""
        scores = self.score_texts(X)
        if len(self.classes_) == 2:
            return scores - 50.0
        near: npt.NDArray[np.float64] = -np.abs(scores[:, None] - self._class_scores()[None, :])
        return near

    def predict_proba(self, X: Sequence[str]) -> npt.NDArray[np.float64]:
        """Chance of each class: the score itself for two classes, by nearness for more."""
        scores = self.score_texts(X)
        if len(self.classes_) == 2:
            return np.column_stack([1.0 - scores / 100.0, scores / 100.0])
        chances = np.exp(-0.5 * ((scores[:, None] - self._class_scores()[None, :]) / SPREAD) ** 2)
        shares: npt.NDArray[np.float64] = chances / chances.sum(axis=1, keepdims=True)
        return shares

    def predict(self, X: Sequence[str]) -> npt.NDArray[Any]:
        """The likeliest class of each text."""
        check_is_fitted(self, "scorer_")
        predicted: npt.NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return predicted

    @classmethod
    def from_model(cls, folder: str | Path | None = None, rules: str | Path | None = None) -> EscalationClassifier:
        """A fitted estimator around a trained model, the shipped one by default; True is a score of 50 or more."""
        estimator = cls(rules=None if rules is None else str(rules))
        estimator.classes_ = np.array([False, True])
        estimator.scorer_ = Scorer.load(rules, folder, whole=False)
        return estimator


class EscalationRegressor(RegressorMixin, _OfTexts):  # type: ignore[misc]
    """Rules and linear classifier, trained on texts with scores; it predicts scores of 0 to 100.

    Parameters
    ----------
    strength : float
        Inverse of the L2 penalty of the linear classifier (scikit-learn's C).
    scale : tuple of float, optional
        What no escalation and the most of it are in `y`, such as (1, 5). By default a `y` that goes over 10 is read as
        0 to 100, one that goes over 5 as 0 to 10; where it does neither, a scale must be given.
    rules : str, optional
        Folder of a rule pack; the shipped one by default.
    n_jobs : int, optional
        Processes for training; 1 by default.

    Attributes
    ----------
    scale_ : tuple of float
        As given or found.
    scorer_ : Scorer
        Gives whole assessments, with every reason.

    Examples
    --------
    >>> texts = ["Ardania shelled Belmora.", "The bakery won a prize."] * 10
    >>> EscalationRegressor().fit(texts, [8, 0] * 10).scale_
    (0.0, 10.0)
    """

    def __init__(
        self,
        *,
        strength: float = 20.0,
        scale: tuple[float, float] | None = None,
        rules: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.strength = strength
        self.scale = scale
        self.rules = rules
        self.n_jobs = n_jobs

    def fit(self, X: Sequence[str], y: Sequence[float]) -> EscalationRegressor:
        """Train on texts.

        Parameters
        ----------
        X : sequence of str
            Texts, as a list, an array, a Series, or one column of a table.
        y : sequence of float
            A score for each text.

        Raises
        ------
        ValueError
            Lengths differ, a text is no string, a score no number or off the scale, or the scale is not plain.
        """
        texts, given = _texts(X), _numbers(y)
        if len(texts) != len(given):
            raise ValueError(f"{len(texts)} texts, but {len(given)} scores.")
        self.scale_ = _scale_of(given, self.scale)
        self._train(texts, self._scores(given).tolist())
        return self

    def predict(self, X: Sequence[str]) -> npt.NDArray[np.float64]:
        """Escalation scores, 0 to 100 whatever the scale of `y` was."""
        return self.score_texts(X)

    def score(self, X: Sequence[str], y: Sequence[float], sample_weight: Any = None) -> float:
        """R² of the predictions; `y` is on the scale that the estimator was fitted on."""
        check_is_fitted(self, "scorer_")
        return float(r2_score(self._scores(_numbers(y)), self.predict(X), sample_weight=sample_weight))

    def _scores(self, given: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        low, high = self.scale_
        return (given - low) / (high - low) * 100.0


def trained_scorer(rated: Sequence[Rated], pack: CompiledPack, strength: float, jobs: int) -> Scorer:
    """A scorer trained on texts with a score, whatever their number."""
    prepared, names = prepare(rated, pack)
    info, arrays, _ = fit(
        prepared,
        learn_terms(prepared, names, None),
        None,
        grouped_folds(rated),
        name="estimator",
        strength=strength,
        jobs=jobs,
    )
    return Scorer(pack, model_of(info, arrays))


@lru_cache(maxsize=2)
def _compiled(rules: str | None) -> CompiledPack:
    """A rule pack, read once in a process: a grid search fits many estimators."""
    return compile_pack(read_pack(Path(rules) if rules else None))


def _answers(y: Any) -> npt.NDArray[Any]:
    """The labels in one dimension.

    Raises
    ------
    ValueError
        There are none, which scikit-learn's users leave out by mistake.
    """
    if y is None:
        raise ValueError("This estimator requires y to be passed, but the target y is None.")
    return np.asarray(y).ravel()


def _numbers(y: Any) -> npt.NDArray[np.float64]:
    """Scores as numbers that are finite."""
    try:
        numbers = _answers(y).astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"y holds something else than numbers ({error}). Give a score for each text.") from None
    if not np.isfinite(numbers).all():
        raise ValueError("y holds NaN or infinity. Give a score for each text.")
    return numbers


def _scale_of(given: npt.NDArray[np.float64], scale: tuple[float, float] | None) -> tuple[float, float]:
    """Both ends of a scale: as asked for, else by the highest score."""
    least, most = float(given.min()), float(given.max())
    if scale is None:
        if least >= 0 and most <= 5:
            raise ValueError(
                f"y lies between {least:g} and {most:g}, so its scale may be 0 to 1, 0 to 5, 1 to 5, 0 to 10 or 0 to "
                "100. Say which it is: scale=(1, 5), scale=(0, 10) and so on."
            )
        scale = (0.0, 10.0) if most <= 10 else (0.0, 100.0)
    low, high = float(scale[0]), float(scale[1])
    if not low < high:
        raise ValueError(f"scale=({low:g}, {high:g}) does not rise. Give the lowest score and the highest.")
    if least < low or most > high:
        raise ValueError(
            f"y lies between {least:g} and {most:g}, which is off the scale of {low:g} to {high:g}. Give "
            "scale=(lowest, highest)."
        )
    return low, high


def _texts(X: Any) -> list[str]:
    """Texts of a list, array, Series, or table with one column."""
    if isinstance(X, str):
        raise ValueError("X is one text. Give a list of texts.")
    values = np.asarray(X, dtype=object)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values.ravel()
    if values.ndim != 1:
        raise ValueError(f"X has {values.ndim} dimensions. Give texts in one dimension.")
    if not len(values):
        raise ValueError("X holds no text (0 samples). At least one is needed.")
    texts = [value for value in values.tolist() if isinstance(value, str)]
    if len(texts) < len(values):
        raise ValueError("X holds something else than strings. Give texts.")
    return texts
