"""Deciding without a model: the ledger's sum, the highest rung, and the balance of both sides."""

from __future__ import annotations

import pytest

from escalate import Scorer
from escalate.weigh.rules_alone import DIRECTION_MARGIN, DOWN_FACTOR, FAINT, RulesAlone, direction_of

UP_AT_THE_MARGIN = DOWN_FACTOR * (1 + DIRECTION_MARGIN) / (1 - DIRECTION_MARGIN)  # beside a de-escalation of 1
DOWN_AT_THE_MARGIN = (1 + DIRECTION_MARGIN) / (1 - DIRECTION_MARGIN) / DOWN_FACTOR  # beside an escalation of 1


@pytest.mark.parametrize(
    ("up", "down", "direction"),
    [
        (FAINT - 0.01, 0.0, 0),
        (FAINT, 0.0, 1),
        (0.0, FAINT, -1),
        (UP_AT_THE_MARGIN + 0.01, 1.0, 1),
        (UP_AT_THE_MARGIN - 0.01, 1.0, 0),
        (1.0, DOWN_AT_THE_MARGIN + 0.01, -1),
        (1.0, DOWN_AT_THE_MARGIN - 0.01, 0),
    ],
)
def test_direction_is_the_balance_of_both_sides(up: float, down: float, direction: int) -> None:
    assert direction_of(up, down) == direction


def test_a_rule_is_worth_more_where_it_stands_higher(rules_only: Scorer) -> None:
    alone = RulesAlone(rules_only.pack.pack.weights)
    assert alone.provenance is None
    rules = [r for r in rules_only.pack.pack.rules if r.polarity == "escalation" and r.confidence == "high"]
    by_level = {rule.level: rule for rule in rules if rule.severity == 3}
    worth = [alone.worth(by_level[level], "lead") for level in sorted(by_level)]
    assert worth == sorted(worth) and worth[0] > 0
    down = next(r for r in rules_only.pack.pack.rules if r.polarity == "de-escalation")
    assert alone.worth(down, "lead") == 0.0
