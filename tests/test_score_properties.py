"""What must hold of the score, whatever it was trained on: docs/score.md, "What holds"."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalate import Assessment, Scorer
from escalate.model import Model
from escalate.read.tables import plain_words

MOST = 3.0  # points that harmless words may move a score by
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

REPORTS = (
    "Ardania declared war on Belmora.",
    "Ardania shelled two villages in Belmora, killing nine soldiers.",
    "Belmora threatened to bomb the dams of Ardania.",
    "Ardania imposed sanctions on three banks of Belmora.",
    "Belmora recalled its ambassador from Ardania.",
    "Ardania condemned the arrest of its fishermen by Belmora.",
    "Ardania and Belmora signed a peace treaty.",
    "The two governments agreed to a ceasefire.",
    "Ardania did not impose sanctions on Belmora.",
    "Belmora denied that its troops had crossed the border.",
    "The choir of the valley sang in the old church.",
    "Cardova beat Dorland in a thrilling battle for the cup.",
)
NEUTRAL = (
    "The weather was mild.",
    "It was Tuesday.",
    "The museum opens at nine.",
    "Officials spoke in the capital.",
)
texts = st.lists(st.sampled_from(REPORTS), min_size=1, max_size=6).map(" ".join)


def _span(a: Assessment, text: str, field: str, start: int, end: int) -> str:
    return ((a.title or "") if field == "title" else text)[start:end]


# --- every point has a place -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_model", [True, False])
@given(text=texts)
@FEW
def test_every_point_has_a_place(scorer: Scorer, rules_only: Scorer, with_model: bool, text: str) -> None:
    a = (scorer if with_model else rules_only).score(text)
    assert a.parts.baseline + sum(s.points for s in a.sentences) == pytest.approx(a.score, abs=1e-6)
    assert a.parts.baseline + a.parts.rules + a.parts.classifier == pytest.approx(a.score, abs=1e-6)
    for s in a.sentences:
        assert s.rules + s.wording == pytest.approx(s.points, abs=1e-6)
        inside = [c for c in a.cues if (c.field, *c.sentence) == (s.field, s.start, s.end)]
        assert sum(c.points for c in inside) == pytest.approx(s.rules, abs=1e-6)
        assert s.level == max((c.level for c in inside if c.polarity == "escalation"), default=0)
        words = _span(a, text, s.field, s.start, s.end).lower()
        assert words.strip()
        assert all(part in words for term in s.terms for part in term.split())
    placed = {(s.field, s.start, s.end) for s in a.sentences}
    assert all((c.field, *c.sentence) in placed for c in a.cues if c.points)
    if a.level_reason:
        reason = a.level_reason
        assert _span(a, text, reason.field, reason.start, reason.end) == reason.text


@given(text=texts)
@FEW
def test_points_and_without_never_contradict(scorer: Scorer, text: str) -> None:
    a = scorer.score(text)
    for cue in a.cues:
        of_rule = sum(c.points for c in a.cues if c.rule == cue.rule)
        assert cue.without is not None
        assert cue.without == pytest.approx(min(100.0, max(0.0, a.score - of_rule)), abs=0.051)
        assert cue.points >= 0 if cue.polarity == "escalation" else cue.points <= 0
    assert all(c.points == 0 and c.without is None for c in a.not_counted)


# --- no weight for words without meaning -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(scorer: Scorer) -> Model:
    assert scorer.model is not None
    return scorer.model


WITHOUT_MEANING = {
    "function words": ("that", "which", "the", "of", "not", "was", "would", "since"),
    "days and months": ("monday", "friday", "january", "december"),
    "reporting": ("said", "told", "according"),
    "numbers": ("1", "12", "1,200", "2024"),
}


@pytest.mark.parametrize("kind", WITHOUT_MEANING)
def test_words_without_meaning_are_no_terms(model: Model, kind: str) -> None:
    numbers, rows = model.terms.numbers(list(WITHOUT_MEANING[kind]))
    assert set(numbers.tolist()) | set(rows.tolist()) == {-1}


def test_no_plain_word_has_a_weight(model: Model) -> None:
    numbers, rows = model.terms.numbers(sorted(plain_words()))
    assert (numbers == -1).all() and (rows == -1).all()


def test_no_name_of_a_state_has_a_weight(scorer: Scorer, model: Model) -> None:
    names = sorted(
        {
            word
            for actor in scorer.pack.pack.actors.actors
            if actor.kind == "state"
            for form, words in actor.names
            if form == "names"
            for word in [" ".join(words)]
            if word.isalpha()
        }
    )
    assert len(names) > 150
    numbers, rows = model.terms.numbers(names)
    weights = np.abs(model.article_heads.weights).sum(axis=1)
    heavy = [name for name, n, r in zip(names, numbers, rows, strict=True) if (n >= 0 and weights[n] > 0) or r >= 0]
    assert heavy == ["car"]  # also an ordinary word


def test_countries_are_alike(scorer: Scorer) -> None:
    text = "{a} shelled a border post of {b} on Monday, and {b} recalled its ambassador."
    pairs = [("Norway", "Sweden"), ("Iran", "Iraq"), ("Chile", "Peru"), ("Russia", "Ukraine"), ("Mali", "Ghana")]
    found = [scorer.score(text.format(a=a, b=b)) for a, b in pairs]
    assert max(a.score for a in found) - min(a.score for a in found) <= 0.2
    assert len({(a.level, a.direction) for a in found}) == 1


# --- what was thrown out stays out; what is counted is believed ------------------------------------------------------

THROWN_OUT = (
    "Ardania did not impose sanctions on Belmora.",
    "Ardania did not declare war on Belmora.",
    "Belmora denied that its troops had shelled the port of Ardania.",
)


@pytest.mark.parametrize("text", THROWN_OUT)
def test_what_was_thrown_out_stays_out(scorer: Scorer, text: str) -> None:
    a = scorer.score(text)
    assert a.not_counted and not a.cues
    assert (a.level, a.score < 15.0) == (0, True), a.score


BELIEVED = (
    ("Ardania declared war on Belmora.", 5),
    ("Ardania shelled two villages in Belmora, killing nine soldiers.", 4),
    ("Ardania's warplanes bombed an army base in Belmora.", 4),
    ("Ardania imposed sanctions on three banks of Belmora.", 2),
)


@pytest.mark.parametrize(("text", "level"), BELIEVED)
def test_a_counted_cue_is_believed(scorer: Scorer, text: str, level: int) -> None:
    a = scorer.score(text)
    assert a.level == level
    assert a.level_reason is not None
    assert a.level_reason.kind == "cue" and a.level_reason.rule in {c.rule for c in a.cues if c.level == level}


@given(text=texts)
@FEW
def test_the_level_is_never_below_a_cue_counted_in_full(scorer: Scorer, text: str) -> None:
    a = scorer.score(text)
    full = [c.level for c in a.cues if c.polarity == "escalation" and not any(x.policy == "half" for x in c.contexts)]
    assert a.level >= max(full, default=0)
    assert (a.level_reason is None) == (a.level == 0)


# --- neutral words, graver and milder facts, the way down ------------------------------------------------------------


# Points that an addition moves the score by today; it should be at most `MOST`.
KNOWN_MOVES = {
    ("Ardania declared war on Belmora.", "Officials spoke in the capital."): 5.0,
    ("The two governments agreed to a ceasefire.", "Officials spoke in the capital."): 5.4,
    ("Ardania did not impose sanctions on Belmora.", "Officials spoke in the capital."): 11.6,
    ("Belmora denied that its troops had crossed the border.", "Officials spoke in the capital."): 8.7,
    ("The choir of the valley sang in the old church.", "Officials spoke in the capital."): 7.1,
    ("Cardova beat Dorland in a thrilling battle for the cup.", "Officials spoke in the capital."): 4.8,
}


def _additions() -> list[object]:
    cases = [(text, addition) for text in REPORTS for addition in NEUTRAL]
    return [
        pytest.param(
            *case,
            marks=[pytest.mark.xfail(strict=True, reason=f"known gap: moves the score by {KNOWN_MOVES[case]:+}")]
            if case in KNOWN_MOVES
            else [],
        )
        for case in cases
    ]


@pytest.mark.parametrize(("text", "addition"), _additions())
def test_neutral_words_move_nothing(scorer: Scorer, text: str, addition: str) -> None:
    before, after = scorer.score(text), scorer.score(f"{text} {addition}")
    assert abs(after.score - before.score) <= MOST
    assert after.level == before.level


LADDER = (
    "Ardania criticised Belmora.",
    "Ardania imposed sanctions on Belmora.",
    "Ardania threatened to attack Belmora.",
    "Ardania shelled the port of Belmora, killing nine soldiers.",
    "Ardania declared war on Belmora.",
)


@pytest.mark.parametrize("step", range(1, len(LADDER)))
def test_a_graver_fact_scores_higher(scorer: Scorer, step: int) -> None:
    milder, graver = scorer.score(LADDER[step - 1]), scorer.score(LADDER[step])
    assert graver.score >= milder.score and graver.level >= milder.level


@pytest.mark.parametrize("milder", LADDER[:3])
@pytest.mark.parametrize("graver", LADDER[3:])
def test_a_graver_fact_never_lowers_and_a_milder_one_never_raises_much(
    scorer: Scorer, milder: str, graver: str
) -> None:
    one, both = scorer.score(milder), scorer.score(f"{milder} {graver}")
    assert both.score >= one.score and both.level >= one.level
    assert scorer.score(f"{graver} {milder}").level == scorer.score(graver).level


@pytest.mark.parametrize(
    "peace",
    [
        "Ardania and Belmora signed a peace treaty.",
        "Ardania and Belmora agreed to a ceasefire.",
        "Ardania withdrew its troops from the border with Belmora.",
    ],
)
def test_the_way_down_counts(scorer: Scorer, peace: str) -> None:
    a = scorer.score(peace)
    assert a.direction == -1 and a.level == 0
    war = "Ardania shelled the port of Belmora last week."
    assert scorer.score(f"{peace} {war}").score <= scorer.score(war).score
