"""Patterns as they are compiled and kept: JSON texts, each decoded when it is first needed."""

from __future__ import annotations

import json
from typing import Any, Final

from escalate.phrases.pattern import CompiledStep, Pattern

decode: Final = json.JSONDecoder().raw_decode  # thousands of short texts: `json.loads` would double their time


class PatternStore:
    """Patterns and sets of words as JSON texts, as they are compiled and cached; each is read when it is first needed.

    A plain set is a list of ids; a plain pattern is ``[owner, phrase, anchor, steps]``, a step of it ``[gap, optional,
    set, runs, exact set, spellings, slot]``, where sets are numbers into `sets`.
    """

    def __init__(self, sets: list[str], patterns: list[str]) -> None:
        self.plain_sets = sets
        self.plain_patterns = patterns
        self._sets: dict[int, frozenset[int]] = {}
        self._patterns: dict[int, Pattern] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return PatternStore, (self.plain_sets, self.plain_patterns)

    def words(self, number: int) -> frozenset[int]:
        """The set of words of this number."""
        found = self._sets.get(number)
        if found is None:
            found = self._sets[number] = frozenset(decode(self.plain_sets[number])[0])
        return found

    def pattern(self, number: int) -> Pattern:
        """The pattern of this number."""
        found = self._patterns.get(number)
        if found is None:
            owner, phrase, anchor, steps = decode(self.plain_patterns[number])[0]
            found = self._patterns[number] = Pattern(owner, phrase, anchor, tuple([self._step(step) for step in steps]))
        return found

    def _step(self, plain: list[Any]) -> CompiledStep:
        gap, optional, words, runs, exact_ids, exact, slot = plain
        sequences = tuple([tuple([self.words(number) for number in run]) for run in runs])
        return CompiledStep(
            gap, bool(optional), self.words(words), sequences, self.words(exact_ids), frozenset(exact), slot
        )
