"""What is known of sentences and hits before anything is weighed."""

from __future__ import annotations

import pytest

from escalate import Article, Scorer
from escalate.find.document import read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.weigh.outline import MOSTLY, Outline, outline_of

from .outlines import Cue, outline


def _outline(scorer: Scorer, text: str, title: str | None = None) -> Outline:
    document = read_document(Article(text, title), scorer.pack)
    return outline_of(document, judge(document, find_hits(document)))


def test_sentences_have_their_zone_and_their_length(rules_only: Scorer) -> None:
    made = _outline(rules_only, "Ardania shelled a port. Did Belmora reply? The market stayed shut.", "Port shelled")
    assert made.headline.tolist() == [True, False, False, False]
    assert made.question.tolist() == [False, False, True, False]
    assert made.words.tolist() == [2, 4, 3, 4]
    assert made.opens.tolist()[:2] == [True, True]


def test_a_headline_given_again_in_the_text_is_marked(rules_only: Scorer) -> None:
    title = "Ardania shells a border village of Belmora"
    made = _outline(rules_only, f"{title}. Residents left their homes in the morning.", title)
    assert made.headline[0] and not made.again[0]
    assert made.again.sum() <= 1


def test_actors_days_and_years_are_marked(rules_only: Scorer) -> None:
    made = _outline(
        rules_only,
        "France sent a note on Tuesday. Tens of ships lay there in 1994. Some 2100 men rested. It rained today.",
    )
    assert made.actor.tolist() == [True, False, False, False]
    assert made.day.tolist() == [True, False, False, True]
    assert made.year.tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"We shall never accept the demands of our neighbour," he said.', True),
        ('He called the demands of the neighbouring country "absurd".', False),
    ],
)
def test_a_sentence_is_quoted_where_most_of_it_is(rules_only: Scorer, text: str, quoted: bool) -> None:
    assert 0.5 < MOSTLY < 1.0
    assert _outline(rules_only, text).quoted.tolist()[0] is quoted


@pytest.mark.parametrize(
    ("text", "raising"),
    [
        ("Ardania declared war on Belmora.", True),
        ("Ardania did not declare war on Belmora.", False),
        ("The two countries signed a peace treaty.", False),
    ],
)
def test_only_counted_hits_of_escalation_raise(rules_only: Scorer, text: str, raising: bool) -> None:
    assert bool(_outline(rules_only, text).raising.any()) is raising


def test_a_context_that_halves_leaves_half(rules_only: Scorer) -> None:
    full, half = (
        _outline(rules_only, text)
        for text in ("Ardania shelled the port of Belmora.", "Ardania reportedly shelled the port of Belmora.")
    )
    assert full.share[full.raising].max() == 1.0
    assert half.share[half.raising].max() == 0.5


def test_raising_and_lowering_part_what_counts() -> None:
    made = outline("", cues=(Cue(), Cue(up=False), Cue(counted=False), Cue(up=False, counted=False)))
    assert made.raising.tolist() == [True, False, False, False]
    assert made.lowering.tolist() == [False, True, False, False]
