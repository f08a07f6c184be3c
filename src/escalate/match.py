"""Finds compiled phrases in a token stream: an index from anchor word to phrases, then bounded verification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from escalate.tokens import SEMICOLON

UNKNOWN = 0  # id of every word that no phrase mentions


class CompiledStep(NamedTuple):
    """A step with word ids in place of words; see `escalate.phrase.Step`."""

    gap: int
    optional: bool
    words: frozenset[int]
    sequences: tuple[tuple[frozenset[int], ...], ...]
    exact_ids: frozenset[int]
    exact: frozenset[str]
    slot: str


class Pattern(NamedTuple):
    """One plain sequence of a phrase.

    Attributes
    ----------
    owner : int
        Index of the rule, context cue or furniture rule it belongs to.
    phrase : int
        Index of the phrase within its owner.
    anchor : int
        Index of the step whose words are rarest in news.
    steps : tuple of CompiledStep
    """

    owner: int
    phrase: int
    anchor: int
    steps: tuple[CompiledStep, ...]


class Found(NamedTuple):
    """A match: tokens `first` up to, not including, `last`."""

    first: int
    last: int
    owner: int
    phrase: int


class TokenView(NamedTuple):
    """What verification looks at.

    Attributes
    ----------
    ids : sequence of int
        Word ids.
    segment : sequence of int
        Segment number of every token: a gap stays within one segment.
    flags : sequence of int
        Flags of the separator after every token.
    spelled : callable
        Spelling of a token in its original case.
    slot : callable
        Whether a slot's class of words begins at a token: (name, token) → token after it, or 0; and backwards.
    """

    ids: Sequence[int]
    segment: Sequence[int]
    flags: Sequence[int]
    spelled: Callable[[int], str]
    slot: Callable[[str, int], int]
    slot_back: Callable[[str, int], int]


class Candidate(NamedTuple):
    """A pattern to try where an anchor word stands.

    `sequence` is the run of the anchor step that holds the word, or -1 for a single word; `offset` is the word's place
    in that run.
    """

    pattern: Pattern
    sequence: int
    offset: int


@dataclass(frozen=True, slots=True)
class PatternIndex:
    """Patterns by the id of their anchor words; those made of slots alone are tried everywhere."""

    by_word: dict[int, tuple[Candidate, ...]]
    anywhere: tuple[Pattern, ...] = ()

    @classmethod
    def build(cls, patterns: Iterable[Pattern], frequency: Callable[[int], float]) -> PatternIndex:
        """Index patterns under each word of their anchor step, runs of words under their rarest word."""
        index: dict[int, list[Candidate]] = {}
        anywhere: list[Pattern] = []
        for pattern in patterns:
            step = pattern.steps[pattern.anchor]
            if step.slot:
                anywhere.append(pattern)
                continue
            for word in sorted(step.words | step.exact_ids):
                index.setdefault(word, []).append(Candidate(pattern, -1, 0))
            for number, sequence in enumerate(step.sequences):
                costs = [sum(frequency(word) for word in words) for words in sequence]
                offset = costs.index(min(costs))
                for word in sorted(sequence[offset]):
                    index.setdefault(word, []).append(Candidate(pattern, number, offset))
        return cls({word: tuple(found) for word, found in index.items()}, tuple(anywhere))

    def find(self, view: TokenView, low: int, high: int) -> Iterator[Found]:
        """Yield the matches whose anchor stands at tokens `low` to `high`, all within that range."""
        by_word = self.by_word
        ids = view.ids
        for position in range(low, high):
            candidates = by_word.get(ids[position])
            if candidates:
                for candidate in candidates:
                    found = match_at(candidate, view, position, low, high)
                    if found:
                        yield found
            for pattern in self.anywhere:
                after = view.slot(pattern.steps[pattern.anchor].slot, position)
                if after:
                    found = _around(pattern, view, position, min(after, high), low, high)
                    if found:
                        yield found


def match_at(candidate: Candidate, view: TokenView, position: int, low: int, high: int) -> Found | None:
    """Match a pattern whose anchor word stands at `position`; the shortest match, or None.

    Work is bounded by (number of steps) × (gap + 1) × (positions reached), at most a few hundred look-ups.
    """
    pattern, sequence, offset = candidate
    step = pattern.steps[pattern.anchor]
    if sequence >= 0:
        first = position - offset
        last = first + len(step.sequences[sequence])
        if first < low or last > high or not _fits(view.ids, step.sequences[sequence], first):
            return None
        return _around(pattern, view, first, last, low, high)
    if view.ids[position] not in step.words and view.spelled(position) not in step.exact:
        return None
    return _around(pattern, view, position, position + 1, low, high)


def _around(pattern: Pattern, view: TokenView, first: int, last: int, low: int, high: int) -> Found | None:
    """Match the steps before and after an anchor at tokens `first` to `last`."""
    steps = pattern.steps
    anchor = pattern.anchor
    starts = [first]
    if anchor:
        states = [(first, steps[anchor].gap)]
        for index in range(anchor - 1, -1, -1):
            states = _back(view, states, steps[index], low)
            if not states:
                return None
        starts = [start for start, _ in states]
    ends = [last]
    for index in range(anchor + 1, len(steps)):
        ends = _forward(view, ends, steps[index], high)
        if not ends:
            return None
    return Found(max(starts), min(ends), pattern.owner, pattern.phrase)


def _fits(ids: Sequence[int], sequence: tuple[frozenset[int], ...], first: int) -> bool:
    return all(ids[first + number] in words for number, words in enumerate(sequence))


def _forward(view: TokenView, ends: list[int], step: CompiledStep, high: int) -> list[int]:
    """Positions after a step, from the positions after the step before it."""
    reached = list(ends) if step.optional else []
    ids, segment = view.ids, view.segment
    for end in ends:
        here = segment[end - 1]
        for token in range(end, min(high, end + step.gap + 1)):
            if segment[token] != here and (token > end or view.flags[end - 1] & SEMICOLON):
                break
            if ids[token] in step.words or (ids[token] in step.exact_ids and view.spelled(token) in step.exact):
                reached.append(token + 1)
            for sequence in step.sequences:
                after = token + len(sequence)
                if ids[token] in sequence[0] and after <= high and _fits(ids, sequence, token):
                    reached.append(after)
            if step.slot:
                after = view.slot(step.slot, token)
                if after:
                    reached.append(min(after, high))
    return reached


def _back(view: TokenView, states: list[tuple[int, int]], step: CompiledStep, low: int) -> list[tuple[int, int]]:
    """First tokens of a step, each with the gap allowed before it, from those of the step after it."""
    reached = list(states) if step.optional else []
    ids, segment = view.ids, view.segment
    for start, gap in states:
        here = segment[start]
        for token in range(start - 1, max(low, start - gap - 1) - 1, -1):
            if segment[token] != here and (token < start - 1 or view.flags[token] & SEMICOLON):
                break
            if ids[token] in step.words or (ids[token] in step.exact_ids and view.spelled(token) in step.exact):
                reached.append((token, step.gap))
            for sequence in step.sequences:
                first = token + 1 - len(sequence)
                if ids[token] in sequence[-1] and first >= low and _fits(ids, sequence, first):
                    reached.append((first, step.gap))
            if step.slot:
                first = view.slot_back(step.slot, token)
                if first >= low:
                    reached.append((first, step.gap))
    return reached
