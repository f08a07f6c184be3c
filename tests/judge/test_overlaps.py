"""Of two readings of the same words, which one counts."""

import pytest

from escalate import Scorer

READINGS = [
    # text, polarity of all cues that count
    ("Ardania lifted the sanctions imposed on Belmora.", {"de-escalation"}),
    ("Sanctions against Belmora were lifted on Friday.", {"de-escalation"}),
    ("The militia freed the hostages on Tuesday.", {"de-escalation"}),
    ("Hostages freed by militia", {"de-escalation"}),
    ("The army was told to hold fire.", {"de-escalation"}),
    ("Two kidnapped surveyors were freed by the militia, both unharmed.", {"de-escalation"}),
    ("The rebels violated the ceasefire on Monday.", {"escalation"}),
    ("The ceasefire agreed last week has collapsed.", {"escalation"}),
    ("The rebels called off their truce.", {"escalation"}),
    ("The border talks broke down on Friday.", {"escalation"}),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_the_more_specific_reading_counts(rules_only: Scorer, text: str, expected: set[str]) -> None:
    assert {cue.polarity for cue in rules_only.score(text).cues} == expected


def test_a_graver_act_inside_a_longer_lesser_one_counts_and_one_that_is_only_threatened_does_not(
    rules_only: Scorer,
) -> None:
    act = rules_only.score("The rebels launched a major offensive on Monday.")
    assert max(cue.level for cue in act.cues) == 5
    threat = rules_only.score("Ardania threatened to invade Belmora.")
    assert max(cue.level for cue in threat.cues) == 2


def test_a_call_to_stop_an_act_takes_no_words_from_it(rules_only: Scorer) -> None:
    asked = rules_only.score("He urged Ardania to stop the shelling of the town.")
    assert {"force.shelling", "restraint.call-for-calm"} <= {cue.rule for cue in asked.cues}
    held_back = rules_only.score("Ardania refrained from shelling the town.")
    assert {cue.polarity for cue in held_back.cues} == {"de-escalation"}
