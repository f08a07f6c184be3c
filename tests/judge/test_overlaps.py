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
    ("The kidnapped engineers were freed unharmed by the militia on Wednesday.", {"de-escalation"}),
    ("The rebels violated the ceasefire on Monday.", {"escalation"}),
    ("The ceasefire agreed last week has collapsed.", {"escalation"}),
    ("The rebels called off their truce.", {"escalation"}),
    ("The border talks broke down on Friday.", {"escalation"}),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_the_more_specific_reading_counts(rules_only: Scorer, text: str, expected: set[str]) -> None:
    assert {cue.polarity for cue in rules_only.score(text).cues} == expected
