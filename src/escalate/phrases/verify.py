"""Whether a pattern matches around its anchor word: bounded steps forward and back from there."""

from __future__ import annotations

from typing import Any

from escalate.phrases.anchors import Candidate
from escalate.phrases.pattern import CompiledStep, Found, Pattern, TokenView
from escalate.read.words import SEMICOLON


def match_at(candidate: Candidate, view: TokenView, position: int, low: int, high: int, matches: list[Found]) -> None:
    """Add the shortest match of a pattern whose anchor word stands at `position`, where there is one.

    Work is bounded by (number of steps) × (gap + 1) × (positions reached), at most a few hundred look-ups.
    """
    ids = view.ids
    for nearby in candidate.needed[1:]:
        if nearby.words.isdisjoint(ids[max(low, position + nearby.low) : min(high, position + nearby.high)]):
            return
    pattern = candidate.pattern
    step = pattern.steps[pattern.anchor]
    if candidate.sequence >= 0:
        sequence = step.sequences[candidate.sequence]
        first = position - candidate.offset
        last = first + len(sequence)
        if first >= low and last <= high and _fits(ids, sequence, first):
            match_around(pattern, view, first, last, low, high, matches)
    elif ids[position] in step.words or view.spelled(position) in step.exact:
        match_around(pattern, view, position, position + 1, low, high, matches)


def match_around(
    pattern: Pattern, view: TokenView, first: int, last: int, low: int, high: int, matches: list[Found]
) -> None:
    """Match the steps before and after an anchor at tokens `first` to `last`."""
    steps = pattern.steps
    anchor = pattern.anchor
    start = first
    if anchor:
        places = [first]
        gaps = [steps[anchor].gap]
        edge = pattern.first_required
        for index in range(anchor - 1, -1, -1):
            step = steps[index]
            reached: list[int] = []
            reached_gaps: list[int] = []
            _back(view, places, gaps, step, low, reached, reached_gaps)
            if step.optional and not (reached and index < edge):
                # At the edge of the phrase an optional word belongs to the match where it is there.
                reached, reached_gaps = places + reached, gaps + reached_gaps
            if not reached:
                return
            places, gaps = reached, reached_gaps
        start = max(places)
    end = last
    if anchor + 1 < len(steps):
        ends = [last]
        edge = pattern.last_required
        for index in range(anchor + 1, len(steps)):
            step = steps[index]
            after = _forward(view, ends, step, high)
            if step.optional and not (after and index > edge):
                after = ends + after
            if not after:
                return
            ends = after
        end = min(ends)
    matches.append(Found(start, end, pattern.owner, pattern.phrase))


def _fits(ids: list[Any], sequence: tuple[frozenset[Any], ...], first: int) -> bool:
    token = first
    for words in sequence:
        if ids[token] not in words:
            return False
        token += 1
    return True


def _forward(view: TokenView, ends: list[int], step: CompiledStep, high: int) -> list[int]:
    """Positions after a step, from the positions after the step before it."""
    reached: list[int] = []
    ids, segment = view.ids, view.segment
    words, exact_ids, sequences = step.words, step.exact_ids, step.sequences
    for end in ends:
        here = segment[end - 1]
        for token in range(end, min(high, end + step.gap + 1)):
            if segment[token] != here and (token > end or view.flags[end - 1] & SEMICOLON):
                break
            word = ids[token]
            if word in words or (word in exact_ids and view.spelled(token) in step.exact):
                reached.append(token + 1)
            for sequence in sequences:
                if word in sequence[0]:
                    after = token + len(sequence)
                    if after <= high and _fits(ids, sequence, token):
                        reached.append(after)
            if step.slot:
                after = view.slot_ends[step.slot].get(token, 0)
                if after:
                    reached.append(min(after, high))
    return reached


def _back(
    view: TokenView,
    places: list[int],
    gaps: list[int],
    step: CompiledStep,
    low: int,
    reached: list[int],
    reached_gaps: list[int],
) -> None:
    """Add first tokens of a step, each with the gap allowed before it, from those of the step after it."""
    ids, segment = view.ids, view.segment
    words, exact_ids, sequences = step.words, step.exact_ids, step.sequences
    for start, gap in zip(places, gaps, strict=True):
        here = segment[start]
        for token in range(start - 1, max(low, start - gap - 1) - 1, -1):
            if segment[token] != here and (token < start - 1 or view.flags[token] & SEMICOLON):
                break
            word = ids[token]
            if word in words or (word in exact_ids and view.spelled(token) in step.exact):
                reached.append(token)
                reached_gaps.append(step.gap)
            for sequence in sequences:
                if word in sequence[-1]:
                    first = token + 1 - len(sequence)
                    if first >= low and _fits(ids, sequence, first):
                        reached.append(first)
                        reached_gaps.append(step.gap)
            if step.slot:
                first = view.slot_starts[step.slot].get(token, -1)
                if first >= low:
                    reached.append(first)
                    reached_gaps.append(step.gap)
