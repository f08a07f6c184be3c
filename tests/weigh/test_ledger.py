"""The arithmetic, on made-up hits."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.find.hits import Hit
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.rule import Rule
from escalate.pack.weights import Weights, band_of
from escalate.weigh.ledger import ledger, score_by_rules, score_of, sides, sigmoid, weight
from escalate.weigh.rules_alone import RulesAlone

WEIGHTS = Weights(
    baseline=-3.0,
    escalation=(0.1, 0.5, 1.0, 1.5, 2.0, 3.0),
    de_escalation=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    severity=(0.8, 0.9, 1.0, 1.1, 1.2),
    confidence={"low": 0.5, "medium": 0.8, "high": 1.0},
    zone={"headline": 1.4, "lead": 1.2, "body": 1.0, "quote": 0.7},
    half=0.5,
    repeat=0.4,
    rank=1.0,
    category_cap=4.0,
)


def _rule(name: str, category: str, confidence: str) -> Rule:
    return Rule(name, name, "", "stable", category, "escalation", 1, 3, confidence, (), "", 1)


def _hit(
    rule: str = "force.a", level: int = 4, severity: int = 3, zone: str = "body",
    polarity: str = "escalation", halves: int = 0, status: str = "counted", confidence: str = "high",
) -> JudgedHit:  # fmt: skip
    own = _rule(rule, rule.split(".")[0], confidence)
    return JudgedHit(Hit(0, 0, 0, 1, 0), own, (), status, halves, level, severity, polarity, zone, "")


HITS = st.lists(
    st.builds(
        _hit,
        rule=st.sampled_from(["force.a", "force.b", "verbal.a", "verbal.b"]),
        level=st.integers(0, 5),
        severity=st.integers(1, 5),
        zone=st.sampled_from(["headline", "lead", "body", "quote"]),
        polarity=st.sampled_from(["escalation", "de-escalation"]),
        halves=st.integers(0, 2),
        status=st.sampled_from(["counted", "counted", "negated"]),
    ),
    max_size=12,
)


def test_weight_is_a_product() -> None:
    assert weight(_hit(), WEIGHTS) == 2.0
    assert weight(_hit(severity=5, zone="headline", halves=1), WEIGHTS) == pytest.approx(2.0 * 1.2 * 1.4 * 0.5)
    assert weight(_hit(polarity="de-escalation"), WEIGHTS) == -0.5
    assert weight(_hit(confidence="low"), WEIGHTS) == 1.0


def test_repeats_and_ranks_diminish_and_categories_are_capped() -> None:
    assert ledger([_hit(), _hit()], WEIGHTS) == pytest.approx([2.0, 2.0 * 0.4 / 2])
    assert ledger([_hit("force.a"), _hit("verbal.b")], WEIGHTS) == pytest.approx([2.0, 1.0])
    many = [_hit(f"force.{letter}", level=5) for letter in "abc"]
    assert ledger(many, WEIGHTS) == pytest.approx([3.0, 1.0 / 2, 0.0])


def test_what_is_not_counted_adds_nothing() -> None:
    assert ledger([_hit(status="negated"), _hit(status="furniture")], WEIGHTS) == [0.0, 0.0]


@given(HITS)
@settings(max_examples=300, deadline=None)
def test_taking_a_hit_out_never_helps_its_side(hits: list[JudgedHit]) -> None:
    total = score_by_rules(hits, WEIGHTS)
    for index, hit in enumerate(hits):
        rest = score_by_rules([*hits[:index], *hits[index + 1 :]], WEIGHTS)
        if hit.status != "counted":
            assert rest == pytest.approx(total)
        elif hit.polarity == "escalation":
            assert rest <= total + 1e-9
        else:
            assert rest >= total - 1e-9


def test_de_escalation_takes_away_no_more_than_there_is() -> None:
    none = score_of(WEIGHTS.baseline)
    attack, truce = _hit(level=4), _hit("repair.a", level=5, polarity="de-escalation")
    assert sides(ledger([attack, truce], WEIGHTS)) == pytest.approx((2.0, 0.6))
    assert none < score_by_rules([attack, truce], WEIGHTS) < score_by_rules([attack], WEIGHTS)
    assert score_by_rules([truce], WEIGHTS) == none


@given(HITS)
@settings(max_examples=100, deadline=None)
def test_the_score_by_rules_is_that_of_a_scorer_without_a_classifier(hits: list[JudgedHit]) -> None:
    decision = RulesAlone(WEIGHTS).decide(None, hits)  # type: ignore[arg-type]  # it reads the hits alone
    assert decision.score == pytest.approx(score_by_rules(hits, WEIGHTS))
    assert decision.baseline + sum(decision.points) == pytest.approx(decision.score)
    assert all(value == 0 for value, hit in zip(decision.points, hits, strict=True) if hit.status != "counted")


@given(HITS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_hits_does_not_change_the_sum(hits: list[JudgedHit], random) -> None:
    shuffled = list(hits)
    random.shuffle(shuffled)
    assert score_by_rules(shuffled, WEIGHTS) == pytest.approx(score_by_rules(hits, WEIGHTS))


def test_sigmoid_is_safe_far_out_and_bands_meet() -> None:
    assert sigmoid(-1000) == 0.0
    assert sigmoid(1000) == 1.0
    assert [band_of(s) for s in (0, 4.9, 5, 24.9, 25, 45, 65, 85, 100)] == [
        "none", "none", "faint", "faint", "tension", "clear", "strong", "extreme", "extreme",
    ]  # fmt: skip


def test_weights_go_to_plain_data_and_back() -> None:
    assert Weights.from_dict(WEIGHTS.to_dict()) == WEIGHTS
    assert replace(WEIGHTS, half=0.6) != WEIGHTS
