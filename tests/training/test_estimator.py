"""The estimator behaves as scikit-learn expects of one."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from escalate import EscalationClassifier, EscalationRegressor

pytestmark = pytest.mark.slow

CALM = ["The bakery in Cardova won prize {n}.", "Rain fell on market {n} all day.", "The choir sang {n} songs."]
HOT = [
    "Ardania shelled fort {n} in Belmora.",
    "Troops attacked village {n} at dawn.",
    "Jets bombed depot {n} on Monday.",
]
TEXTS = [pattern.format(n=n) for n in range(1, 6) for pattern in (*CALM, *HOT)]
LABELS = ["calm", "calm", "calm", "hot", "hot", "hot"] * 5


@pytest.fixture(scope="module")
def fitted() -> EscalationClassifier:
    return EscalationClassifier().fit(TEXTS, LABELS)


BOTH = pytest.mark.parametrize("kind", [EscalationClassifier, EscalationRegressor])
# Of the checks that scikit-learn leaves out for estimators of texts, those that feed no numbers of their own.
WITHOUT_DATA = [
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
]


@BOTH
def test_check_estimator(kind: type) -> None:
    # scikit-learn's checks on data feed numbers, so it skips them for all estimators of texts (its own vectorizers
    # too); those that matter are below, with texts.
    with pytest.warns(SkipTestWarning):
        results = estimator_checks.check_estimator(kind())
    assert results and {result["status"] for result in results} == {"passed"}


@BOTH
@pytest.mark.parametrize("check", WITHOUT_DATA)
def test_checks_without_data(check: str, kind: type) -> None:
    getattr(estimator_checks, check)(kind.__name__, kind())


@BOTH
def test_checks_with_texts_in_place_of_numbers(kind: type) -> None:
    """As scikit-learn has them: idempotent, invariant to order and subsets, y required, fit returns self."""
    answers = [0, 0, 0, 8, 8, 8] * 5
    estimator = kind()
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        estimator.fit(TEXTS, None)
    assert estimator.fit(TEXTS, answers) is estimator
    known, expected = dict(vars(estimator)), estimator.predict(TEXTS).tolist()
    assert vars(estimator) == known
    assert estimator.predict(TEXTS[::-1]).tolist() == expected[::-1]
    assert [value for text in TEXTS for value in estimator.predict([text]).tolist()] == expected
    assert estimator.fit(TEXTS, answers).predict(TEXTS).tolist() == expected
    assert not hasattr(kind(), "scorer_")


def test_predictions(fitted: EscalationClassifier) -> None:
    new = ["Soldiers attacked fort 9 on Monday.", "The bakery sang all day."]
    assert fitted.predict(new).tolist() == ["hot", "calm"]
    chances = fitted.predict_proba(new)
    assert chances.shape == (2, 2)
    assert chances.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert (fitted.decision_function(new) > 0).tolist() == [True, False]
    assert fitted.score(TEXTS, LABELS) == 1.0


def test_inputs_of_every_shape_are_the_same(fitted: EscalationClassifier) -> None:
    import pandas

    given = TEXTS[:4]
    expected = fitted.score_texts(given).tolist()
    for same in (np.array(given), np.array(given, dtype=object), np.array(given)[:, None], pandas.Series(given)):
        assert fitted.score_texts(same).tolist() == expected


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (TEXTS, LABELS[:-1], "30 texts, but 29 labels"),
        (TEXTS, ["calm"] * 30, "1 class in y"),
        ([[1.0, 2.0]] * 30, LABELS, "2 dimensions"),
        ([1] * 30, LABELS, "something else than strings"),
        ("one text", LABELS, "X is one text"),
        ([], [], "0 samples"),
    ],
)
def test_wrong_input(texts: object, labels: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EscalationClassifier().fit(texts, labels)  # type: ignore[arg-type]


def test_unfitted_and_pickled_and_fitted_again(fitted: EscalationClassifier) -> None:
    with pytest.raises(NotFittedError):
        clone(fitted).predict(TEXTS)
    again = pickle.loads(pickle.dumps(fitted))
    expected = fitted.predict_proba(TEXTS).tolist()
    assert again.predict_proba(TEXTS).tolist() == expected
    assert clone(fitted).fit(TEXTS, LABELS).predict_proba(TEXTS).tolist() == expected


def test_levels_as_classes() -> None:
    levels = [0, 0, 0, 4, 4, 4] * 5
    levels[0] = 1
    estimator = EscalationClassifier().fit(TEXTS, levels)
    assert estimator.classes_.tolist() == [0, 1, 4]
    assert estimator.predict(TEXTS[3:6]).tolist() == [4, 4, 4]


def test_in_a_pipeline_a_grid_search_and_cross_validation() -> None:
    steps = [("strip", FunctionTransformer()), ("escalate", EscalationClassifier())]
    search = GridSearchCV(Pipeline(steps), {"escalate__strength": [1.0, 20.0]}, cv=3)
    assert search.fit(TEXTS, LABELS).best_score_ == 1.0
    assert cross_val_score(EscalationClassifier(), TEXTS, LABELS, cv=3).tolist() == [1.0, 1.0, 1.0]


def test_importing_escalate_leaves_scikit_learn_alone() -> None:
    code = "import escalate, sys; assert 'sklearn' not in sys.modules; escalate.EscalationClassifier"
    code += "; assert 'sklearn' in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("top", [8, 80])
def test_scores_are_predicted_from_0_to_100(top: int) -> None:
    scores = [0, 0, 0, top, top, top] * 5
    estimator = EscalationRegressor().fit(TEXTS, scores)
    assert estimator.scale_ == (0.0, 10.0 if top == 8 else 100.0)
    found = estimator.predict(["Soldiers attacked fort 9 on Monday.", "The bakery sang all day."])
    assert found.dtype == np.float64 and found[0] > 40 > 20 > found[1] >= 0
    assert estimator.score(TEXTS, scores) > 0.8


def test_a_scale_of_stars_is_asked_for() -> None:
    stars = [1, 1, 1, 5, 5, 5] * 5
    with pytest.raises(ValueError, match=r"between 1 and 5.*scale=\(1, 5\)"):
        EscalationRegressor().fit(TEXTS, stars)
    estimator = EscalationRegressor(scale=(1, 5)).fit(TEXTS, stars)
    found = estimator.predict(TEXTS)
    assert found[3] > 60 and found[0] < 20


@pytest.mark.parametrize(
    ("scores", "scale", "message"),
    [
        ([-1.0, 8.0] * 15, None, "off the scale of 0 to 10"),
        ([0.0, 8.0] * 15, (1, 5), "off the scale of 1 to 5"),
        ([0.0, 8.0] * 15, (5, 1), "does not rise"),
        ([0.0, float("nan")] * 15, None, "NaN"),
        (["low", "high"] * 15, None, "something else than numbers"),
        ([0.0, 8.0], None, "30 texts, but 2 scores"),
    ],
)
def test_wrong_scores(scores: list[Any], scale: tuple[float, float] | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EscalationRegressor(scale=scale).fit(TEXTS, scores)


@BOTH
def test_twenty_texts_are_enough(kind: type) -> None:
    assert len(kind().fit(TEXTS[:20], ([0, 0, 0, 8, 8, 8] * 4)[:20]).predict(TEXTS)) == len(TEXTS)
