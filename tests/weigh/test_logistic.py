"""The curve, its inverse, and regressions as plain numbers, against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from escalate.weigh.logistic import FLOOR, Logistic, chances, log_odds


def test_the_curve_is_safe_far_out_and_meets_its_inverse() -> None:
    assert chances(np.array([-1e9, 0.0, 1e9])) == pytest.approx([0.0, 0.5, 1.0])
    shares = np.array([FLOOR, 0.2, 0.5, 1 - FLOOR])
    assert chances(log_odds(shares)) == pytest.approx(shares)


@pytest.mark.parametrize(("share", "kept"), [(0.0, FLOOR), (FLOOR / 2, FLOOR), (1.0, 1 - FLOOR), (0.4, 0.4)])
def test_shares_near_the_ends_are_not_told_apart(share: float, kept: float) -> None:
    assert float(chances(log_odds(np.array(share)))) == pytest.approx(kept)


@pytest.mark.parametrize("answers", [2, 4])
def test_readings_equal_those_of_scikit_learn(answers: int) -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    random = np.random.default_rng(1)
    values = random.normal(size=(200, 3))
    answer = (values @ random.normal(size=(3, answers)) + random.normal(size=(200, answers))).argmax(axis=1)
    fitted = linear_model.LogisticRegression().fit(values, answer)
    if answers == 2:
        ours = Logistic(fitted.coef_.T, fitted.intercept_).chance(values)
        assert ours == pytest.approx(fitted.predict_proba(values)[:, 1])
    else:
        shares = Logistic(fitted.coef_.T, fitted.intercept_).shares(values)
        assert shares == pytest.approx(fitted.predict_proba(values))
        assert shares.sum(axis=1) == pytest.approx(np.ones(200))


def test_shares_hold_far_out() -> None:
    far = Logistic(np.array([[800.0, -800.0]]), np.zeros(2)).shares(np.array([[2.0]]))
    assert far.tolist() == [[1.0, 0.0]]


def test_plain_data_and_back_by_name() -> None:
    made = Logistic(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -0.5]))
    data = made.to_dict(("b", "a"))
    turned = Logistic.from_dict(data, ("a", "b"), 2)
    assert turned.weights.tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert turned.bias.tolist() == [0.5, -0.5]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"weights": {"a": [1.0]}, "bias": [0.0]}, KeyError),
        ({"weights": {"a": [1.0], "b": [1.0, 2.0]}, "bias": [0.0]}, ValueError),
        ({"weights": {"a": [1.0], "b": [1.0]}, "bias": [0.0, 1.0]}, ValueError),
        ({"weights": {"a": [1.0], "b": [1.0]}}, KeyError),
    ],
)
def test_incomplete_data_are_refused(data: dict, error: type[Exception]) -> None:  # type: ignore[type-arg]
    with pytest.raises(error):
        Logistic.from_dict(data, ("a", "b"), 1)
