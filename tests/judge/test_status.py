"""The status of a hit: the first cause of the table that applies decides."""

import re

import pytest

from escalate import Scorer
from escalate.judge.status import statuses
from escalate.pack.context_kind import POLICIES, shipped_kinds

from ..conftest import ROOT

FIRST = [
    # text, title, status of the cue of the shelling, its note
    ("The army shelled the town.", "", "counted", ""),
    ("The army never shelled the town.", "", "negated", ""),
    ("The army never shelled the town in 1982.", "", "negated", ""),
    ("The army shelled the town in 1982.", "", "historical", ""),
    (
        "Army never shelled the town\n\nThe army waited.",
        "Army never shelled the town",
        "repeated",
        "",
    ),
]


@pytest.mark.parametrize(("text", "title", "status", "note"), FIRST)
def test_the_first_cause_that_applies_gives_the_status(
    rules_only: Scorer, text: str, title: str, status: str, note: str
) -> None:
    a = rules_only.score(text, title=title or None)
    cues = [c for c in (*a.cues, *a.not_counted) if c.rule == "force.shelling" and c.field == "text"]
    assert [(c.status, c.note) for c in cues] == [(status, note)]


def test_every_kind_has_a_policy_a_status_and_words() -> None:
    for name, kind in shipped_kinds().items():
        assert kind.policy in POLICIES, name
        assert kind.status in statuses(), name
        assert kind.says, name


def test_kinds_of_one_status_say_the_same() -> None:
    assert len({(kind.status, kind.says) for kind in shipped_kinds().values()}) == len(
        {kind.status for kind in shipped_kinds().values()}
    )


def test_no_module_lists_the_kinds_a_second_time() -> None:
    dropping = {name for name, kind in shipped_kinds().items() if kind.policy == "drop"}
    for path in sorted((ROOT / "src" / "escalate").rglob("*.py")):
        named = set(re.findall(r'"([a-z]+)"', path.read_text(encoding="utf-8")))
        assert not dropping <= named, path
