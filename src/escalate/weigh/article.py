"""What the cues of an article say of it as a whole: columns in which a graver cue never stands below a milder one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from escalate.weigh.belief import IN_FULL
from escalate.weigh.logistic import log_odds
from escalate.weigh.outline import Floats, Ints, Outline

LEVELS = 5
BELOW = 0.6  # what a cue below headline and lead weighs
DOWN_BELOW = 0.5  # the same for de-escalation, which is news where the article opens with it
MOST_DOWN = 3.0
RULE_SCALE, LEVEL_SCALE = 0.3, 0.6  # the larger, the less a column is held back in training: rungs lead, rules refine
FIXED = (
    *(f"level {k}" for k in range(1, LEVELS + 1)),
    *(f"believed level {k}" for k in range(1, LEVELS + 1)),
    *(f"level {k} below the lead" for k in range(1, LEVELS + 1)),
    "de-escalation in the lead",
    "de-escalation below",
    "all de-escalation",
)
DOWN = len(FIXED) - 3  # first column of de-escalation
DECISION = (
    *(f"words: level {k}" for k in range(1, LEVELS + 1)),
    "words: towards conflict",
    "words: away from it",
    "score",
    *(f"believed level {k}" for k in range(1, LEVELS + 1)),
    *(f"halved level {k}" for k in range(1, LEVELS + 1)),
    "de-escalation in the lead",
    "de-escalation below",
    "all de-escalation",
)


@dataclass(frozen=True, slots=True, eq=False)
class RuleColumns:
    """What the cues say, as entries of a sparse row.

    Attributes
    ----------
    column : array of int
        First the rules by number, then `FIXED`.
    value : array
        0 to 1, times `RULE_SCALE` or `LEVEL_SCALE`; the sum of de-escalation up to `MOST_DOWN`.
    """

    column: Ints
    value: Floats


def cue_strength(outline: Outline, cues: Ints, belief: Floats) -> Floats:
    """How much each escalation cue weighs, 0 to 1: its belief, its contexts, and where it stands."""
    opening = outline.opens[outline.sentence[cues]]
    result: Floats = outline.share[cues] * belief * np.where(opening, 1.0, BELOW)
    return result


def rule_columns(outline: Outline, numbers: Mapping[str, int], cues: Ints, belief: Floats) -> RuleColumns:
    """The columns of an article's cues.

    Parameters
    ----------
    numbers : mapping
        Number of each rule that the model knows; others count by their rung alone.
    cues, belief : array, shape (cues,)
        The counted hits of escalation, and how far each is believed.
    """
    values: dict[int, float] = {}
    base = len(numbers)

    def raise_to(column: int, value: float) -> None:
        if value > values.get(column, 0.0):
            values[column] = value

    strength = cue_strength(outline, cues, belief)
    for cue, weight, believed in zip(cues.tolist(), strength.tolist(), belief.tolist(), strict=True):
        number = numbers.get(outline.rules[cue], -1)
        if number >= 0:
            raise_to(number, RULE_SCALE * weight)
        opening = bool(outline.opens[outline.sentence[cue]])
        in_full = believed >= 0.5 and outline.share[cue] == 1.0
        for level in range(int(outline.level[cue])):
            raise_to(base + level, LEVEL_SCALE * weight)
            if in_full:
                raise_to(base + LEVELS + level, LEVEL_SCALE * (1.0 if opening else BELOW))
            if not opening:
                raise_to(base + 2 * LEVELS + level, LEVEL_SCALE * float(outline.share[cue]) * believed)
    for column, value in enumerate(down_columns(outline).tolist()):
        if value:
            values[base + DOWN + column] = LEVEL_SCALE * value
    order = sorted(values)
    return RuleColumns(np.array(order, dtype=np.int64), np.array([values[c] for c in order], dtype=np.float64))


def columns_of_one(number: int, rules: int, level: int, opening: bool) -> RuleColumns:
    """The columns of one cue alone, believed in full; `number` is that of its rule, or -1."""
    weight = 1.0 if opening else BELOW
    column = [number] if number >= 0 else []
    value = [RULE_SCALE * weight] if number >= 0 else []
    for step in range(level):
        column += [rules + step, rules + LEVELS + step] + ([] if opening else [rules + 2 * LEVELS + step])
        value += [LEVEL_SCALE * weight] * 2 + ([] if opening else [LEVEL_SCALE])
    return RuleColumns(np.array(column, dtype=np.int64), np.array(value, dtype=np.float64))


def down_columns(outline: Outline) -> Floats:
    """De-escalation in headline and lead, below, and in all, shape (3,)."""
    lowering = np.flatnonzero(outline.lowering)
    opening = outline.opens[outline.sentence[lowering]]
    share = outline.share[lowering]
    return np.array(
        [
            share[opening].max(initial=0.0),
            DOWN_BELOW * share[~opening].max(initial=0.0),
            min(MOST_DOWN, 0.5 * float(share.sum())),
        ]
    )


def decision_columns(logits: Floats, score: float, outline: Outline, cues: Ints, belief: Floats) -> Floats:
    """What level and direction hang on, shape (`DECISION`,).

    Parameters
    ----------
    logits : array, shape (7,)
        Heads of the levels 1 to 5, of +1 and of -1.
    score : float
        0 to 100.
    """
    full, half = np.zeros(LEVELS + 1), np.zeros(LEVELS + 1)
    whole = outline.share[cues] == 1.0
    np.maximum.at(full, outline.level[cues[whole]], belief[whole])
    np.maximum.at(half, outline.level[cues[~whole]], belief[~whole])
    at_least = np.maximum.accumulate(full[:0:-1])[::-1]
    return np.concatenate([logits, log_odds(np.array([score / 100.0])), at_least, half[1:], down_columns(outline)])


def floor_of(outline: Outline, cues: Ints, belief: Floats) -> int:
    """The highest rung of a cue that is counted in full: the level is never below it."""
    sure = cues[(belief >= IN_FULL) & (outline.share[cues] == 1.0)]
    return int(outline.level[sure].max(initial=0))
