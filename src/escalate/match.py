"""Finds compiled phrases in a token stream: an index from anchor word to phrases, then bounded verification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

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
    first_required, last_required : int
        Indexes of the outermost steps that may not be passed over.
    """

    owner: int
    phrase: int
    anchor: int
    steps: tuple[CompiledStep, ...]
    first_required: int
    last_required: int


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


class Group(NamedTuple):
    """The candidates of one anchor word, by the cheapest test that rules them out.

    Attributes
    ----------
    after, before : dict
        Candidates whose next, or last, word must be one of few: by the id of that word.
    needing : tuple of (frozenset of int, Candidate)
        Candidates that need one of these words somewhere in the range.
    always : tuple of Candidate
        Candidates that can only be tried.
    """

    after: dict[int, tuple[Candidate, ...]]
    before: dict[int, tuple[Candidate, ...]]
    needing: tuple[tuple[frozenset[int], Candidate], ...]
    always: tuple[Candidate, ...]


class PatternStore:
    """Patterns as plain lists, as they are compiled and cached; each is built when it is first needed.

    A plain pattern is ``[owner, phrase, anchor, steps]``, a plain step ``[gap, optional, set, runs, exact set,
    spellings, slot]``, where sets are numbers into `sets`.
    """

    def __init__(self, sets: list[list[int]], patterns: list[list[Any]]) -> None:
        self.plain_sets = sets
        self.plain_patterns = patterns
        self._sets: dict[int, frozenset[int]] = {}
        self._patterns: dict[int, Pattern] = {}

    def words(self, number: int) -> frozenset[int]:
        """The set of words of this number."""
        found = self._sets.get(number)
        if found is None:
            found = self._sets[number] = frozenset(self.plain_sets[number])
        return found

    def pattern(self, number: int) -> Pattern:
        """The pattern of this number."""
        found = self._patterns.get(number)
        if found is None:
            owner, phrase, anchor, steps = self.plain_patterns[number]
            built = tuple(self._step(*step) for step in steps)
            required = [place for place, step in enumerate(built) if not step.optional]
            found = Pattern(owner, phrase, anchor, built, required[0], required[-1])
            self._patterns[number] = found
        return found

    def _step(
        self, gap: int, optional: bool, words: int, runs: list[list[int]], exact_ids: int, exact: list[str], slot: str
    ) -> CompiledStep:
        sequences = tuple(tuple(self.words(number) for number in run) for run in runs)
        return CompiledStep(
            gap, bool(optional), self.words(words), sequences, self.words(exact_ids), frozenset(exact), slot
        )


class PatternIndex:
    """Patterns by the id of their anchor words; those made of slots alone are tried everywhere.

    Parameters
    ----------
    store : PatternStore
    by_word : dict
        For each anchor word the plain candidates ``[pattern, sequence, offset]``.
    anywhere : list of int
        Numbers of the patterns without a word.
    """

    def __init__(self, store: PatternStore, by_word: dict[int, list[list[int]]], anywhere: list[int]) -> None:
        self.store = store
        self.by_word = by_word
        self.anywhere = anywhere
        self._groups: dict[int, Group] = {}

    def patterns(self) -> Iterator[Pattern]:
        """All patterns, each once, by number."""
        numbers = {entry[0] for entries in self.by_word.values() for entry in entries}
        return (self.store.pattern(number) for number in sorted(numbers.union(self.anywhere)))

    def find(self, view: TokenView, low: int, high: int) -> Iterator[Found]:
        """Yield the matches whose anchor stands at tokens `low` to `high`, all within that range."""
        ids = view.ids
        by_word = self.by_word
        groups = self._groups
        present: set[int] | None = None
        for position in range(low, high):
            word = ids[position]
            if word not in by_word:
                continue
            group = groups.get(word) or self._group(word)
            candidates: list[Candidate] | tuple[Candidate, ...] = group.always
            if group.after and position + 1 < high:
                candidates = (*candidates, *group.after.get(ids[position + 1], ()))
            if group.before and position > low:
                candidates = (*candidates, *group.before.get(ids[position - 1], ()))
            if group.needing:
                if present is None:
                    present = set(ids[low:high])
                candidates = [*candidates, *(c for needed, c in group.needing if not needed.isdisjoint(present))]
            for candidate in candidates:
                found = match_at(candidate, view, position, low, high)
                if found:
                    yield found
        for number in self.anywhere:
            yield from self._slots(self.store.pattern(number), view, low, high)

    def _slots(self, pattern: Pattern, view: TokenView, low: int, high: int) -> Iterator[Found]:
        for position in range(low, high):
            after = view.slot(pattern.steps[pattern.anchor].slot, position)
            if after:
                found = _around(pattern, view, position, min(after, high), low, high)
                if found:
                    yield found

    def _group(self, word: int) -> Group:
        """Sort the candidates of a word by the test that rules most of them out."""
        after: dict[int, list[Candidate]] = {}
        before: dict[int, list[Candidate]] = {}
        needing: list[tuple[frozenset[int], Candidate]] = []
        always: list[Candidate] = []
        for number, sequence, offset in self.by_word[word]:
            candidate = Candidate(self.store.pattern(number), sequence, offset)
            following, preceding = _neighbours(candidate)
            if following:
                for neighbour in following:
                    after.setdefault(neighbour, []).append(candidate)
            elif preceding:
                for neighbour in preceding:
                    before.setdefault(neighbour, []).append(candidate)
            else:
                needed = _needed(candidate)
                if needed:
                    needing.append((needed, candidate))
                else:
                    always.append(candidate)
        group = Group(
            {neighbour: tuple(found) for neighbour, found in after.items()},
            {neighbour: tuple(found) for neighbour, found in before.items()},
            tuple(needing),
            tuple(always),
        )
        self._groups[word] = group
        return group


def _neighbours(candidate: Candidate) -> tuple[frozenset[int], frozenset[int]]:
    """Words of which one must stand right after, or right before, the anchor word; empty where that is not so."""
    pattern, sequence, offset = candidate
    steps, anchor = pattern.steps, pattern.anchor
    if sequence >= 0:
        run = steps[anchor].sequences[sequence]
        if offset + 1 < len(run):
            return run[offset + 1], frozenset()
        if offset > 0:
            return frozenset(), run[offset - 1]
    following = preceding = frozenset[int]()
    if anchor + 1 < len(steps) and steps[anchor + 1].gap == 0:
        following = _edge(steps[anchor + 1], 0)
    if anchor > 0 and steps[anchor].gap == 0:
        preceding = _edge(steps[anchor - 1], -1)
    return following, preceding


def _edge(step: CompiledStep, end: int) -> frozenset[int]:
    """The words that a step can begin (0) or end (-1) with; empty where it may be passed over or is a slot."""
    if step.optional or step.slot:
        return frozenset()
    return step.words.union(step.exact_ids, *(sequence[end] for sequence in step.sequences))


def _needed(candidate: Candidate) -> frozenset[int]:
    """Words of the other required step with the fewest words; empty where there is none."""
    pattern = candidate.pattern
    sets = [_edge(step, 0) for number, step in enumerate(pattern.steps) if number != pattern.anchor]
    return min((words for words in sets if words), key=len, default=frozenset[int]())


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
        edge = pattern.first_required
        for index in range(anchor - 1, -1, -1):
            reached = _back(view, states, steps[index], low)
            if steps[index].optional:
                # At the edge of the phrase an optional word belongs to the match where it is there.
                reached = reached or states if index < edge else states + reached
            if not reached:
                return None
            states = reached
        starts = [start for start, _ in states]
    ends = [last]
    if anchor + 1 < len(steps):
        edge = pattern.last_required
        for index in range(anchor + 1, len(steps)):
            after = _forward(view, ends, steps[index], high)
            if steps[index].optional:
                after = after or ends if index > edge else ends + after
            if not after:
                return None
            ends = after
    return Found(max(starts), min(ends), pattern.owner, pattern.phrase)


def _fits(ids: Sequence[int], sequence: tuple[frozenset[int], ...], first: int) -> bool:
    return all(ids[first + number] in words for number, words in enumerate(sequence))


def _forward(view: TokenView, ends: list[int], step: CompiledStep, high: int) -> list[int]:
    """Positions after a step, from the positions after the step before it."""
    reached: list[int] = []
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
    reached: list[tuple[int, int]] = []
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
