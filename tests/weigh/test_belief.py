"""How far a counted cue is believed, and what becomes of it then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from escalate import Article, Scorer
from escalate.find.document import read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.model import DOUBTED, NOT_BELIEVED, doubted
from escalate.weigh.belief import COLUMNS, IN_FULL, NOT_AT_ALL, cue_columns
from escalate.weigh.logistic import log_odds
from escalate.weigh.outline import Outline

from .outlines import Cue, outline

RATES = {"": 0.5, "force.a": 0.9}


def _columns(made: Outline, rates: dict[str, float] = RATES) -> dict[str, list[float]]:
    count = len(made.numbers)
    cues, values = cue_columns(made, rates, np.arange(count) - 1.0, 0.25, np.full(count, 0.5))
    assert values.shape == (len(cues), len(COLUMNS))
    return dict(zip(COLUMNS, values.T.tolist(), strict=True))


@pytest.mark.parametrize(("rule", "rate"), [("force.a", 0.9), ("force.new", 0.5)])
def test_a_rule_never_seen_has_the_rate_of_all(rule: str, rate: float) -> None:
    assert _columns(outline("", cues=(Cue(rule=rule),)))["rule"] == pytest.approx([float(log_odds(np.array(rate)))])


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_a_rule_always_right_or_wrong_is_not_sure(rate: float) -> None:
    found = _columns(outline("", cues=(Cue(),)), {"": 0.5, "force.a": rate})["rule"][0]
    assert abs(found) == pytest.approx(float(log_odds(np.array(0.98))))


def test_only_counted_escalation_has_a_row() -> None:
    made = outline("", cues=(Cue(), Cue(up=False), Cue(counted=False)))
    assert cue_columns(made, RATES, np.zeros(1), 0.0, np.full(1, 0.5))[0].tolist() == [0]


def test_columns_tell_of_the_sentence_and_of_the_other_cues() -> None:
    made = outline("headline", "lead", "", cues=(Cue(0, 5), Cue(1, 4, 0.5), Cue(2, 1), Cue(2, up=False)))
    found = _columns(made)
    assert found["wording of the sentence"] == [-1.0, 0.0, 1.0]
    assert found["halved"] == [0.0, 1.0, 0.0]
    assert found["other cues of that rung"] == pytest.approx(np.log1p([0, 1, 2]).tolist())
    assert found["headline"] == [1.0, 0.0, 0.0]
    assert found["lead"] == [0.0, 1.0, 0.0]
    assert found["de-escalation beside it"] == [0.0, 0.0, 1.0]
    assert (found["level 5"], found["level 4"], found["level 1"]) == ([1, 0, 0], [0, 1, 0], [0, 0, 1])


@pytest.mark.parametrize(("sentences", "wording"), [(1, 0.25), (3, 1.0), (4, 2.0), (8, 3.125), (12, 0.25)])
def test_what_stands_beside_the_news_of_a_short_item_takes_nothing_from_it(sentences: int, wording: float) -> None:
    made = outline(*[""] * sentences, cues=(Cue(),))
    assert _columns(made)["wording of the text"] == pytest.approx([wording])


@pytest.mark.parametrize(("words", "counted"), [(12, 90), (90, 90), (91, 91), (400, 400)])
def test_short_items_are_of_one_length(words: int, counted: int) -> None:
    assert _columns(outline("", cues=(Cue(),), words=words))["length"] == pytest.approx([np.log(counted)])


def test_a_text_full_of_cues_is_read_in_a_time_that_does_not_explode() -> None:
    found = _columns(outline("", cues=(Cue(),) * 2000))
    assert found["other cues of that rung"][0] == pytest.approx(np.log1p(2000))
    assert _columns(outline("", cues=(Cue(),) * 1999))["other cues of that rung"][0] == pytest.approx(np.log1p(1998))


@pytest.mark.parametrize(
    ("believed", "status", "halves"),
    [
        (IN_FULL, "counted", 0),
        (IN_FULL - 0.01, "counted", 1),
        (NOT_AT_ALL, "counted", 1),
        (NOT_AT_ALL - 0.01, "excluded", 0),
        (0.0, "excluded", 0),
    ],
)
def test_a_cue_counts_in_full_by_half_or_not(rules_only: Scorer, believed: float, status: str, halves: int) -> None:
    document = read_document(Article("Ardania declared war on Belmora."), rules_only.pack)
    item = replace(next(i for i in judge(document, find_hits(document)) if i.status == "counted"), halves=0)
    result = doubted(item, believed)
    assert (result.status, result.halves) == (status, halves)
    assert (DOUBTED in result.contexts) is (halves == 1)
    assert (result.note == NOT_BELIEVED) is (status == "excluded")
