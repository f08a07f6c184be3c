"""The shipped rules' own examples come out as written, by what `escalate rules test` runs; a case a theme file."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalate import Scorer
from escalate.authoring.examples import failures, with_drafts
from escalate.pack.pack import SPECIAL

from ..conftest import ROOT

NO_THEMES = (*SPECIAL, "lists.yaml")  # files without rules
THEMES = sorted(path.stem for path in (ROOT / "rules").glob("*.yaml") if path.name not in NO_THEMES)


@pytest.mark.parametrize("theme", THEMES)
def test_examples_come_out_as_written(rules_only: Scorer, theme: str) -> None:
    rules = [rule for rule in rules_only.pack.pack.rules if Path(rule.path).stem == theme]
    assert rules
    drafts = with_drafts(rules_only)
    found = [failures(drafts if rule.status == "draft" else rules_only, rule) for rule in rules]
    assert [str(fault) for faults in found for fault in faults] == []


def test_every_rule_stands_in_a_theme_file(rules_only: Scorer) -> None:
    assert {Path(rule.path).stem for rule in rules_only.pack.pack.rules} == set(THEMES)
