"""contexts.yaml and worlds: every example of a cue group or world comes out as written, by the public scoring call."""

import re
from pathlib import Path

import pytest

from escalate import Scorer
from escalate.explain.assessment import CueFound
from escalate.pack.context_cue import Contexts, read_contexts
from escalate.pack.context_kind import shipped_kinds
from escalate.pack.world import FOLDER, Worlds, read_worlds

from ..conftest import ROOT

CONTEXTS = ROOT / "rules" / "contexts.yaml"
MARK = re.compile(r"\[\[([a-z]+)\|(.*?)\]\]")
TAKING = ("half", "drop", "flip")
SHARED = "the same words"  # as another rule's, which counts in its place


def _shipped() -> Contexts:
    contexts, errors = read_contexts(CONTEXTS)
    assert errors == []
    return contexts


def _worlds() -> Worlds:
    worlds, errors = read_worlds(ROOT / "rules" / FOLDER)
    assert errors == []
    return worlds


def _examples() -> list[tuple[str, str]]:
    return [(group.id, e.text) for group in (*_shipped().cues, *_worlds().worlds) for e in group.examples]


def _takes(cue: CueFound) -> bool:
    return any(context.policy in TAKING for context in cue.contexts)


def _as_written(outcome: str, cues: list[CueFound]) -> bool:
    if outcome == "counted":
        return any(cue.status == "counted" and not _takes(cue) for cue in cues)
    if outcome == "half":
        counted = [cue for cue in cues if cue.status == "counted"]
        return bool(counted) and all(any(c.policy == "half" for c in cue.contexts) for cue in counted)
    return bool(cues) and all(any(c.kind == outcome for c in cue.contexts) for cue in cues)


@pytest.mark.parametrize(("group", "text"), _examples())
def test_every_example_comes_out_as_written(rules_only: Scorer, group: str, text: str) -> None:
    mark = MARK.search(text)
    assert mark, f"{group}: the example marks nothing"
    assert mark[1] in (*shipped_kinds(), "counted", "half")
    a = rules_only.score(MARK.sub(r"\2", text))
    start, end = mark.start(), mark.start() + len(mark[2])
    over = [cue for cue in (*a.cues, *a.not_counted) if cue.start < end and start < cue.end]
    assert _as_written(mark[1], [cue for cue in over if not cue.note.startswith(SHARED)]), over


def test_every_group_has_two_examples_and_one_where_a_pseudo_cue_switches_it_off() -> None:
    for group in (*_shipped().cues, *_worlds().worlds):
        assert len(group.examples) >= 2, group.id
    for cue in _shipped().cues:
        outcomes = {mark[1] for e in cue.examples if (mark := MARK.search(e.text))}
        assert not cue.pseudo or "counted" in outcomes, cue.id


def test_there_are_at_least_150_cue_entries_and_every_kind_has_some() -> None:
    cues = _shipped().cues
    assert sum(len(cue.phrases) for cue in cues) >= 150
    by_code = {"quoted"}  # marked by the quotation marks themselves
    assert {cue.kind for cue in cues} == set(shipped_kinds()) - by_code


def test_faults_are_reported_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "contexts.yaml"
    path.write_text(
        "format: escalate-contexts/1\n"
        "cues:\n"
        "- {id: a, kind: negatd, side: before, phrases: [not]}\n"
        "- {id: a, kind: negated, side: left, phrases: [no], commas: maybe}\n",
        encoding="utf-8",
    )
    _, errors = read_contexts(path)
    problems = [(error.line, error.problem) for error in errors]
    assert (3, "'kind: negatd' is not a choice") in problems
    assert (4, "'side: left' is not a choice") in problems
    assert (4, "'commas: maybe' is not a choice") in problems
    assert any(line == 4 and "stands twice" in problem for line, problem in problems)
