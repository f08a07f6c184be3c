"""The level of an article: the chance of each rung from both parts, and the rung to give.

One multinomial logistic regression over what the classifier's heads say and what the counted cues of each rung add.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

from escalate.judge.judged_hit import JudgedHit

LEVELS = 6
LEDGER = 6  # columns of the ledger


def ledger_columns(items: Sequence[JudgedHit], added: Sequence[float]) -> list[float]:
    """Log-odds of the escalation cues at or over each level 1 to 5, and of de-escalation."""
    up = [0.0] * LEVELS
    down = 0.0
    for item, value in zip(items, added, strict=True):
        if value > 0:
            up[item.level] += value
        else:
            down -= value
    for level in range(LEVELS - 2, -1, -1):
        up[level] += up[level + 1]
    return [*up[1:], down]


def columns(
    level: Sequence[float], direction: Sequence[float], log_odds: float, ledger: Sequence[float]
) -> list[float]:
    """What the level hangs on: the classifier's level and direction heads, its score, and the ledger."""
    return [*level, *direction, log_odds, *ledger]


def chances(rows: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """Chance of each level 0 to 5; a row is a bias and a weight for each column."""
    sums = [row[0] + sum(map(mul, row[1:], values)) for row in rows]
    top = max(sums)
    raised = [math.exp(value - top) for value in sums]
    whole = sum(raised)
    return [value / whole for value in raised]


def decide(shares: Sequence[float]) -> int:
    """The level with the most to hope for, where a hit counts two and a miss by one rung counts one.

    Examples
    --------
    >>> decide([0.4, 0.0, 0.0, 0.25, 0.35, 0.0])
    4
    """
    around = [0.0, *shares, 0.0]
    worth = [around[k] + 2.0 * around[k + 1] + around[k + 2] for k in range(LEVELS)]
    return max(range(LEVELS), key=lambda k: (worth[k], -k))
