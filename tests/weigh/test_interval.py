"""How far a score may be off, and which articles a person should read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from escalate.weigh.belief import IN_FULL
from escalate.weigh.interval import EDGES, LONG, TROUBLE, Interval, trouble_columns
from escalate.weigh.shares import Scores

INTERVAL = Interval((1, 2, 3, 4, 5, 6), (11, 12, 13, 14, 15, 16), (1.0, 10.0, 10.0, 1.0, 2.0, 0.5), 5.0)
SURE = Scores(50.0, 50.0, 50.0, 50.0)


@pytest.mark.parametrize(("words", "ten"), [(LONG - 1, 0), (LONG, 10)])
@pytest.mark.parametrize("bin", range(len(EDGES)))
def test_the_width_is_that_of_the_bin_and_of_the_length(bin: int, words: int, ten: int) -> None:
    score = EDGES[bin]
    width = 1 + bin + ten
    assert INTERVAL.around(score, words) == (max(0.0, score - width), min(100.0, score + width))
    if bin + 1 < len(EDGES):
        low, _ = INTERVAL.around(score + 0.01, words)
        assert low == pytest.approx(max(0.0, score + 0.01 - width - 1))


def test_the_interval_stays_within_the_scale() -> None:
    assert INTERVAL.around(0.0, 10)[0] == 0.0
    assert INTERVAL.around(100.0, 10)[1] == 100.0


def _trouble(
    scores: Scores = SURE, shares: tuple[float, ...] = (1.0, 0.0), belief: tuple[float, ...] = (), words: int = 10
) -> dict[str, float]:
    columns = trouble_columns(scores, np.array(shares), np.array(belief), words)
    return dict(zip(TROUBLE, columns.tolist(), strict=True))


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("constant", {}, 1.0),
        ("rules against words", {"scores": replace(SURE, by_rules=80.0, by_words=30.0)}, 0.5),
        ("undecided level", {"shares": (0.4, 0.3, 0.3)}, 0.6),
        ("doubted cues", {"belief": (0.0, IN_FULL, IN_FULL - 0.01)}, 1.0),
        ("doubted cues", {"belief": (0.5,) * 3}, 3.0),
        ("doubted cues", {"belief": (0.5,) * 5}, 3.0),
        ("middle", {}, 1.0),
        ("middle", {"scores": replace(SURE, whole=0.0)}, 0.0),
        ("long", {"words": LONG - 1}, 0.0),
        ("long", {"words": LONG}, 1.0),
    ],
)
def test_what_tells_of_trouble(name: str, given: dict, value: float) -> None:  # type: ignore[type-arg]
    assert _trouble(**given)[name] == pytest.approx(value)


@pytest.mark.parametrize(("limit", "review"), [(2.99, True), (3.01, False)])
def test_more_error_than_the_limit_is_for_a_person(limit: float, review: bool) -> None:
    made = replace(INTERVAL, limit=limit)
    assert made.doubtful(SURE, np.array([1.0]), np.zeros(0), 10) is review


def test_plain_data_and_back_and_too_few_numbers() -> None:
    assert Interval.from_dict(INTERVAL.to_dict()) == INTERVAL
    for key in ("short", "long", "trouble"):
        with pytest.raises(ValueError, match="too few"):
            Interval.from_dict({**INTERVAL.to_dict(), key: [1.0]})
    with pytest.raises(KeyError):
        Interval.from_dict({"short": [], "long": [], "trouble": []})
