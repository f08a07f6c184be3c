"""The level decision: chances that sum to one, and the rung with the most to hope for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate import Scorer
from escalate.find.document import read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.read.article import Article
from escalate.training.decisions import _level_rows
from escalate.weigh.ledger import ledger
from escalate.weigh.level import LEDGER, LEVELS, chances, columns, decide, ledger_columns

shares = st.lists(st.floats(0, 1), min_size=LEVELS, max_size=LEVELS).filter(lambda s: sum(s) > 0)


@given(shares)
def test_the_level_given_is_never_far_from_all_chances(given_shares: list[float]) -> None:
    level = decide(given_shares)
    assert sum(given_shares[max(0, level - 1) : level + 2]) > 0


@pytest.mark.parametrize(
    ("given_shares", "level"),
    [
        ([1, 0, 0, 0, 0, 0], 0),
        ([0, 0, 0, 0, 0, 1], 5),
        ([0.5, 0, 0, 0, 0.5, 0], 0),  # of equals the lower
        ([0.4, 0, 0, 0.25, 0.35, 0], 4),  # two near rungs beat one far off
    ],
)
def test_a_hit_counts_two_and_a_near_miss_one(given_shares: list[float], level: int) -> None:
    assert decide(given_shares) == level


def test_chances_sum_to_one_whatever_the_sums() -> None:
    rows = [[800.0 * k, 1.0] for k in range(LEVELS)]
    assert sum(chances(rows, [3.0])) == pytest.approx(1)
    assert chances(rows, [3.0])[5] == pytest.approx(1)


def test_ledger_columns_count_cues_at_or_over_each_level(rules_only: Scorer) -> None:
    document = read_document(
        Article("Ardania shelled the port of Belmora on Monday. A ceasefire was agreed."), rules_only.pack
    )
    items = judge(document, find_hits(document))
    added = ledger(items, rules_only.weights)
    found = ledger_columns(items, added)
    assert len(found) == LEDGER
    assert found[:5] == sorted(found[:5], reverse=True)
    assert found[0] == pytest.approx(sum(v for v, i in zip(added, items, strict=True) if v > 0 and i.level >= 1))
    assert found[5] == pytest.approx(-sum(v for v in added if v < 0))


def test_levels_are_learned_from_few_texts_and_levels_never_seen_are_not_given() -> None:
    random = np.random.default_rng(2)
    levels = np.repeat([0, 2, 4], 40)
    values = random.normal(size=(120, 7 + 1 + LEDGER)) + levels[:, None]
    rows = _level_rows(values, levels)
    given_levels = [decide(chances(rows, columns(v[:5], v[5:7], v[7], v[8:]))) for v in values.tolist()]
    assert np.mean(np.array(given_levels) == levels) > 0.9
