"""The estimator behaves as scikit-learn expects of one."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from escalate.training.estimator import EscalationClassifier

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


def test_check_estimator() -> None:
    with pytest.warns(SkipTestWarning):  # its checks on data feed numbers; those on texts are below
        results = estimator_checks.check_estimator(EscalationClassifier())
    assert results and {result["status"] for result in results} == {"passed"}


@pytest.mark.parametrize(
    "name",
    [
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
        "check_valid_tag_types",
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_estimator_repr",
        "check_estimator_cloneable",
    ],
)
def test_checks_without_data(name: str) -> None:
    getattr(estimator_checks, name)("EscalationClassifier", EscalationClassifier())


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
