"""The fusion of rules and classifier: points that add up, signs that hold, and a fit that finds both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.training.fusion import RISE, fit_fusion
from escalate.weigh.fusion import LONG, SHORT, Fusion, RulesAlone, length_share, scores_without
from escalate.weigh.ledger import sigmoid

THRESHOLDS, STEPS, SHARPNESS = (0.5, 2.5, 5.5), (2.0, 3.0, 5.0), 1.5
SHORT_END = [[-3.0, 0.9, 1.2, 0.3], [-4.0, 0.5, 1.5, 0.5], [-6.0, 0.6, 0.8, 0.3]]
LONG_END = [[-3.0, 0.8, 0.9, 0.4], [-4.5, 0.7, 1.0, 0.3], [-5.0, 0.6, 0.8, 0.4]]
FUSION = Fusion.from_dict({"short": SHORT_END, "long": LONG_END}, STEPS, SHARPNESS)

sums = st.floats(0, 12)
term_sums = st.lists(st.floats(-6, 12), min_size=3, max_size=3).map(np.array)
shares = st.floats(0, 1)


@given(sums, sums, term_sums, shares)
@settings(deadline=None)
def test_points_of_all_parts_add_up_to_the_score(up: float, down: float, terms: np.ndarray, share: float) -> None:
    given_outcome = FUSION.outcome(up, down, terms, share)
    parts = given_outcome.baseline + up * given_outcome.up + down * given_outcome.down + terms @ given_outcome.terms
    assert parts == pytest.approx(given_outcome.score, abs=1e-6)
    assert 0.0 <= given_outcome.score <= 100.0


@given(sums, sums, shares)
@settings(deadline=None)
def test_points_add_up_for_rules_alone(up: float, down: float, share: float) -> None:
    given_outcome = RulesAlone(-3.0).outcome(up, down, np.zeros(0), share)
    parts = given_outcome.baseline + up * given_outcome.up + down * given_outcome.down
    assert parts == pytest.approx(given_outcome.score, abs=1e-6)


@given(sums, sums, term_sums, shares, st.floats(0, 3))
@settings(deadline=None)
def test_each_side_pulls_its_own_way_only(up: float, down: float, terms: np.ndarray, share: float, more: float) -> None:
    given_outcome = FUSION.outcome(up, down, terms, share)
    assert given_outcome.up >= 0.0 >= given_outcome.down
    assert FUSION.outcome(up + more, down, terms, share).score >= given_outcome.score - 1e-9
    assert FUSION.outcome(up, down + more, terms, share).score <= given_outcome.score + 1e-9


@given(sums, term_sums.map(lambda terms: -abs(terms)), shares)
@settings(deadline=None)
def test_de_escalation_takes_away_no_more_than_there_is(down: float, terms: np.ndarray, share: float) -> None:
    assert FUSION.outcome(0.0, down, terms, share).score == FUSION.outcome(0.0, 0.0, terms, share).score


@given(st.lists(st.tuples(sums, sums), max_size=4), term_sums, shares)
@settings(deadline=None)
def test_many_texts_at_once_score_as_one_by_one(
    several: list[tuple[float, float]], terms: np.ndarray, share: float
) -> None:
    assert scores_without(FUSION, several, terms, share) == pytest.approx(
        [FUSION.outcome(up, down, terms, share).score for up, down in several]
    )


def test_coefficients_run_from_short_to_long() -> None:
    terms = np.array([1.0, 2.0, 3.0])
    short, long = (FUSION.outcome(2.0, 0.0, terms, length_share(words)).score for words in (SHORT, LONG))
    assert FUSION.outcome(2.0, 0.0, terms, length_share(5)).score == short
    assert FUSION.outcome(2.0, 0.0, terms, length_share(5000)).score == long
    middle = FUSION.outcome(2.0, 0.0, terms, length_share(130)).score
    assert min(short, long) < middle < max(short, long)


def test_the_fit_finds_what_texts_were_made_with() -> None:
    random = np.random.default_rng(3)
    count = 1500
    up, down = random.exponential(2.0, count), random.exponential(0.5, count)
    terms, share = random.normal(2.0, 2.5, (count, 3)), random.uniform(0, 1, count)
    made = FUSION.scores(up, down, terms, share)
    found = fit_fusion(up, down, terms, share, made, thresholds=THRESHOLDS, steps=STEPS, sharpness=SHARPNESS)
    given_scores = found.scores(up, down, terms, share)
    blind = FUSION.scores(np.zeros(count), np.zeros(count), terms, share)
    assert np.corrcoef(given_scores, made)[0, 1] > 0.99
    assert np.abs(given_scores - made).mean() < 0.3 * np.abs(blind - made).mean()


def test_cues_that_say_nothing_keep_their_least_weight_and_no_more() -> None:
    random = np.random.default_rng(4)
    count = 800
    terms = random.normal(0.0, 3.0, (count, 1)) * np.ones((1, 3))
    ratings = np.array([100.0 * sigmoid(value) for value in terms[:, 0]])
    up, none, share = random.exponential(1.0, count), np.zeros(count), random.uniform(0, 1, count)
    found = fit_fusion(up, none, terms, share, ratings, thresholds=THRESHOLDS, steps=STEPS, sharpness=SHARPNESS)
    assert np.r_[found.short[:, 2], found.long[:, 2]] == pytest.approx(np.full(6, RISE[0]))


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_texts_of_one_length_tell_what_other_lengths_are_read_by(end: float) -> None:
    random = np.random.default_rng(6)
    count = 400
    up, down = random.exponential(2.0, count), random.exponential(0.5, count)
    terms, share = random.normal(2.0, 2.5, (count, 3)), np.full(count, end)
    ratings = FUSION.scores(up, down, terms, share)
    found = fit_fusion(up, down, terms, share, ratings, thresholds=THRESHOLDS, steps=STEPS, sharpness=SHARPNESS)
    assert found.short == pytest.approx(found.long, abs=0.02)
