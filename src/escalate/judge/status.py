"""Decides what becomes of a hit: a table of causes, of which the first that applies gives the status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.judge.judged_hit import ContextFound
from escalate.pack.context_kind import status_words
from escalate.pack.rule import Rule


@dataclass(frozen=True, slots=True)
class Case:
    """A hit whose status is to be decided; `note` is what its contexts say of it, in words."""

    document: Document
    hit: Hit
    rule: Rule
    contexts: Sequence[ContextFound]
    note: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and, in words, why."""

    status: str
    note: str


def status_of(case: Case) -> Verdict:
    """The verdict of the first cause that applies."""
    return next(verdict for cause in CAUSES if (verdict := cause(case)))


def statuses() -> dict[str, str]:
    """Every status of a hit that does not count, and what it says to people."""
    return {**status_words(), "furniture": "page furniture", "repeated": "said already", "excluded": "another sense"}


def _in_furniture(case: Case) -> Verdict | None:
    return _in_zone(case, "furniture")


def _in_repeated_block(case: Case) -> Verdict | None:
    return _in_zone(case, "repeated")


def _repeats_headline(case: Case) -> Verdict | None:
    again = any(low <= case.hit.first < high for low, high in case.document.repeated)
    return Verdict("repeated", "the headline again") if again else None


def _is_draft(case: Case) -> Verdict | None:
    return Verdict("excluded", "the rule is a draft") if case.rule.status == "draft" else None


def _is_excluded(case: Case) -> Verdict | None:
    return Verdict("excluded", case.hit.excluded) if case.hit.excluded else None


def _sets_context(case: Case) -> Verdict | None:
    return Verdict("excluded", case.note) if case.rule.polarity == "context" else None


def _is_dropped(case: Case) -> Verdict | None:
    kinds = case.document.pack.pack.contexts.kinds
    dropping = next((context.kind for context in case.contexts if context.policy == "drop"), None)
    return Verdict(kinds[dropping].status, case.note) if dropping else None


def _counts(case: Case) -> Verdict | None:
    return Verdict("counted", case.note)


CAUSES: tuple[Callable[[Case], Verdict | None], ...] = (
    _in_furniture,  # the page around the article
    _in_repeated_block,  # a block that the page shows twice
    _repeats_headline,
    _is_draft,  # a rule that never scores
    _is_excluded,  # the rule's own conditions
    _sets_context,  # a rule that only sets a context
    _is_dropped,  # the first kind of context with the policy "drop"
    _counts,
)


def _in_zone(case: Case, zone: str) -> Verdict | None:
    document, sentence = case.document, case.hit.sentence
    if document.zones[sentence] != zone:
        return None
    return Verdict(zone, document.block_rule[document.segmentation.sentences[sentence].block])
