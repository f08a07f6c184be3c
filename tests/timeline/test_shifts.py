"""Change points, intervals and sketches against plain computation."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from escalate.corpus.minhash import likely_copies, sketch_of
from escalate.timeline.interval import interval_of
from escalate.timeline.periods import bounds_of, period_of
from escalate.timeline.shifts import LEAST_STRETCH, PENALTY, noise_of, shifts_of


def _by_trial(means: np.ndarray, weights: np.ndarray) -> list[int]:
    """The best of all ways to cut."""
    price = PENALTY * noise_of(means, weights) ** 2 * np.log(len(means))

    def cost(cuts: tuple[int, ...]) -> float:
        total = price * len(cuts)
        for low, high in pairwise((0, *cuts, len(means))):
            if high - low < LEAST_STRETCH:
                return float("inf")
            mean = np.average(means[low:high], weights=weights[low:high])
            total += float((weights[low:high] * (means[low:high] - mean) ** 2).sum())
        return total

    ways = [cuts for count in range(4) for cuts in combinations(range(1, len(means)), count)]
    return list(min(ways, key=cost))


@pytest.mark.parametrize("seed", range(8))
def test_no_way_to_cut_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    means = np.repeat([20.0, 50.0, 35.0], 5) + rng.normal(0, 4, 15)
    weights = rng.integers(1, 20, 15).astype(float)
    assert shifts_of(means.tolist(), weights.tolist()) == _by_trial(means, weights)


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_what_is_steady_or_short_has_no_change(count: int) -> None:
    assert shifts_of([30.0] * count, [1.0] * count) == []


@pytest.mark.parametrize("count", [1_000, 3_000])  # scores drawn one by one, and counts of scores
def test_interval_is_that_of_the_normal_distribution_for_many(count: int) -> None:
    scores = np.random.default_rng(3).uniform(0, 100, count).round(1)
    found = interval_of(scores)
    assert found is not None
    error = 1.96 * scores.std() / count**0.5
    assert found == pytest.approx((scores.mean() - error, scores.mean() + error), abs=0.15 * error)
    assert interval_of(scores[:2]) is None


@pytest.mark.parametrize("day", [1, 366, 738_000, 738_001, 3_652_059])
@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_a_day_lies_in_its_period(day: int, every: str) -> None:
    low, high = bounds_of(period_of(day, every), every)
    assert low.toordinal() <= day <= high.toordinal() or high.year == 9999
    if every == "week":
        assert low.isoweekday() == 1


def test_sketches_know_copies() -> None:
    words = [f"word{number}" for number in range(300)]
    texts = [" ".join(words), " ".join(words[:270]), " ".join(words[150:] + words[:1]), " ".join(reversed(words))]
    sketches = np.stack([sketch_of(text) for text in texts])
    assert (sketches[0] == sketches[1]).mean() == pytest.approx(0.9, abs=0.12)
    assert likely_copies(sketches).tolist() == [0, 0, 2, 3]
