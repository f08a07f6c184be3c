"""`escalate rules check`: everything that can be said against a pack that loads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from escalate.authoring.cost import costs, dear_phrases
from escalate.authoring.cover import swallowed
from escalate.authoring.examples import run_example, weaknesses, with_drafts
from escalate.errors import RuleError
from escalate.pack.codes import code_faults, load_codes
from escalate.pack.rule import Rule
from escalate.phrases.language import Phrase, list_names
from escalate.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Lint:
    """What a check found.

    Attributes
    ----------
    findings : tuple of RuleError
        What must be mended: weak or missing examples, unknown codes, phrases that can never count, stable rules
        without evidence.
    warnings : tuple of RuleError
        What is worth a look: needless phrases, phrases of common words, lists that no phrase names, gaps that are
        closed by now.
    tries : float
        Phrases tried in a thousand words of news, over all rules.
    """

    findings: tuple[RuleError, ...]
    warnings: tuple[RuleError, ...]
    tries: float


def lint(scorer: Scorer) -> Lint:
    """Check a compiled pack."""
    pack = scorer.pack.pack
    drafts = with_drafts(scorer)
    known = load_codes()
    findings: list[RuleError] = []
    warnings: list[RuleError] = []
    for rule in pack.rules:
        findings += code_faults(rule, known)
        findings += weaknesses(drafts if rule.status == "draft" else scorer, rule)
        findings += _unproven(rule)
        warnings += _closed_gaps(scorer, rule)
    within, across = swallowed(pack)
    findings += across
    warnings += within
    found = costs(pack)
    warnings += dear_phrases(pack, found)
    warnings += _unused_lists(pack.rules, pack.lists)
    tries = sum(cost.tries for cost in found) / 1000
    return Lint(tuple(sorted(set(findings))), tuple(sorted(set(warnings))), tries)


def _unproven(rule: Rule) -> list[RuleError]:
    if rule.status != "stable" or rule.evidence:
        return []
    hint = "Run 'escalate rules report CORPUS --record', or set 'status: test'."
    return [RuleError(rule.path, rule.line, rule.id, "is stable and records no evidence", hint)]


def _closed_gaps(scorer: Scorer, rule: Rule) -> list[RuleError]:
    return [
        RuleError(rule.path, example.line, rule.id, "a todo_match example matches by now", "Move it to 'match'.")
        for example in rule.todo_match
        if run_example(scorer, rule, example).outcome == "counted"
    ]


def _unused_lists(rules: Iterable[Rule], lists: dict[str, tuple[Phrase, ...]]) -> list[RuleError]:
    used: set[str] = set()
    path = ""
    for rule in rules:
        path = path or rule.path
        for block in (rule.unless, rule.when):
            for phrases in (block.near, block.sentence, block.headline, block.article):
                used.update(*(list_names(phrase.nodes) for phrase in phrases))
        used.update(*(list_names(phrase.nodes) for phrase in rule.phrases))
    for phrases in lists.values():
        used.update(*(list_names(phrase.nodes) for phrase in phrases))
    return [
        RuleError(*_place(path, name), f"${name}", "no phrase names the list", "Remove it.")
        for name in sorted(set(lists) - used)
    ]


def _place(path: str, name: str) -> tuple[str, int]:
    """File and line of a list: the pack knows lists by name alone."""
    for file in sorted(Path(path).parent.glob("*.yaml")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith(f"  {name}:"):
                return str(file), number
    return path, 1
