"""What the cues of an article say of it as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.weigh.article import (
    BELOW,
    DECISION,
    DOWN,
    DOWN_BELOW,
    FIXED,
    LEVEL_SCALE,
    LEVELS,
    MOST_DOWN,
    RULE_SCALE,
    columns_of_one,
    cue_strength,
    decision_columns,
    down_columns,
    floor_of,
    rule_columns,
)
from escalate.weigh.belief import IN_FULL
from escalate.weigh.outline import Outline

from .outlines import Cue, outline

NUMBERS = {"force.a": 0, "verbal.a": 1}


def _believed(made: Outline, belief: float | list[float] = 1.0) -> tuple[np.ndarray, np.ndarray]:
    cues = np.flatnonzero(made.raising)
    return cues, np.broadcast_to(np.array(belief, dtype=np.float64), cues.shape)


def _columns(made: Outline, belief: float | list[float] = 1.0) -> dict[str, float]:
    found = rule_columns(made, NUMBERS, *_believed(made, belief))
    names = [*NUMBERS, *FIXED]
    return {names[column]: value for column, value in zip(found.column.tolist(), found.value.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("zone", "share", "belief", "strength"),
    [("headline", 1.0, 1.0, 1.0), ("lead", 0.5, 1.0, 0.5), ("", 1.0, 1.0, BELOW), ("", 0.5, 0.5, 0.25 * BELOW)],
)
def test_a_cue_weighs_by_context_belief_and_place(zone: str, share: float, belief: float, strength: float) -> None:
    made = outline(zone, cues=(Cue(share=share),))
    assert cue_strength(made, *_believed(made, belief)) == pytest.approx([strength])


def test_a_cue_speaks_for_its_rule_and_for_each_rung_up_to_its_own() -> None:
    found = _columns(outline("lead", cues=(Cue(level=3),)))
    assert found.pop("force.a") == RULE_SCALE
    assert found == {f"{kind}level {k}": LEVEL_SCALE for kind in ("", "believed ") for k in (1, 2, 3)}


@pytest.mark.parametrize(("belief", "share", "there"), [(0.5, 1.0, True), (0.49, 1.0, False), (1.0, 0.5, False)])
def test_a_doubted_cue_has_no_believed_rung(belief: float, share: float, there: bool) -> None:
    assert ("believed level 4" in _columns(outline("lead", cues=(Cue(share=share),)), belief)) is there


def test_below_the_lead_a_cue_weighs_less_and_has_columns_of_its_own() -> None:
    found = _columns(outline("", cues=(Cue(level=1),)))
    assert found["level 1"] == pytest.approx(LEVEL_SCALE * BELOW)
    assert found["level 1 below the lead"] == LEVEL_SCALE
    assert "level 1 below the lead" not in _columns(outline("headline", cues=(Cue(level=1),)))


def test_a_rule_that_the_model_does_not_know_counts_by_its_rung() -> None:
    assert set(_columns(outline("lead", cues=(Cue(rule="new.rule", level=1),)))) == {"level 1", "believed level 1"}


def test_one_cue_alone_has_the_columns_of_an_article_with_that_cue() -> None:
    for zone in ("lead", ""):
        made = rule_columns(outline(zone, cues=(Cue(level=3),)), NUMBERS, *_believed(outline(zone, cues=(Cue(),))))
        one = columns_of_one(0, len(NUMBERS), 3, zone == "lead")
        order = np.argsort(one.column)
        assert one.column[order].tolist() == made.column.tolist()
        assert one.value[order] == pytest.approx(made.value)


@pytest.mark.parametrize(
    ("zones", "cues", "values"),
    [
        (("lead",), (Cue(up=False),), (1.0, 0.0, 0.5)),
        (("",), (Cue(up=False),), (0.0, DOWN_BELOW, 0.5)),
        (("lead", ""), (Cue(up=False, share=0.5), Cue(1, up=False)), (0.5, DOWN_BELOW, 0.75)),
        (("lead",), (Cue(up=False),) * 6, (1.0, 0.0, MOST_DOWN)),
        (("lead",), (Cue(up=False),) * 9, (1.0, 0.0, MOST_DOWN)),
        (("lead",), (Cue(), Cue(up=False, counted=False)), (0.0, 0.0, 0.0)),
    ],
)
def test_de_escalation_is_news_where_the_article_opens_with_it(zones, cues, values) -> None:  # type: ignore[no-untyped-def]
    assert down_columns(outline(*zones, cues=cues)) == pytest.approx(values)
    assert [name for name in FIXED[DOWN:]] == [name for name in FIXED if "de-escalation" in name]


made_cues = st.builds(
    Cue,
    sentence=st.integers(0, 2),
    level=st.integers(1, LEVELS),
    share=st.sampled_from([1.0, 0.5, 0.25]),
    rule=st.sampled_from(["force.a", "verbal.a", "new.rule"]),
)


@given(st.lists(made_cues, min_size=1, max_size=5), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_graver_cue_never_stands_below_a_milder_one(cues: list[Cue], which: int) -> None:
    changed = which % len(cues)
    graver = [
        Cue(c.sentence, min(LEVELS, c.level + 1), c.share, c.rule) if place == changed else c
        for place, c in enumerate(cues)
    ]
    before, after = (_columns(outline("headline", "lead", "", cues=tuple(given))) for given in (cues, graver))
    assert all(after.get(name, 0.0) >= value - 1e-12 for name, value in before.items())


def test_decisions_see_the_highest_belief_at_or_over_each_rung() -> None:
    made = outline("lead", "", cues=(Cue(0, 2), Cue(1, 4), Cue(1, 5, 0.5)))
    cues, belief = _believed(made, [0.9, 0.6, 0.7])
    found = dict(zip(DECISION, decision_columns(np.arange(7.0), 50.0, made, cues, belief).tolist(), strict=True))
    assert [found[f"believed level {k}"] for k in range(1, 6)] == [0.9, 0.9, 0.6, 0.6, 0.0]
    assert [found[f"halved level {k}"] for k in range(1, 6)] == [0.0, 0.0, 0.0, 0.0, 0.7]
    assert found["score"] == pytest.approx(0.0)
    assert found["words: away from it"] == 6.0


@pytest.mark.parametrize(
    ("belief", "share", "floor"), [(IN_FULL, 1.0, 4), (IN_FULL - 0.01, 1.0, 0), (1.0, 0.5, 0), (1.0, 1.0, 4)]
)
def test_the_level_is_never_below_a_cue_believed_in_full(belief: float, share: float, floor: int) -> None:
    made = outline("", cues=(Cue(share=share), Cue(level=5, up=False)))
    assert floor_of(made, *_believed(made, belief)) == floor
