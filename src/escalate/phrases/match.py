"""Finds compiled phrases in a token stream: an index from anchor word to phrases, then bounded verification.

Word ids are kept as the objects that they are in `TokenView.ids` and only looked up in sets and dictionaries: most of
the time of scoring goes here, and a number that is unpacked and packed again costs more than the look-up.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any, Final, NamedTuple, final

from escalate.read.words import SEMICOLON

UNKNOWN: Final = 0  # id of every word that no phrase mentions
_SLOT_WORDS: Final = 12  # no slot is filled by more words than this
_decode: Final = json.JSONDecoder().raw_decode  # thousands of short texts: `json.loads` would double their time


@final
class CompiledStep:
    """A step with word ids in place of words; see `escalate.phrases.language.Step`."""

    __slots__ = ("exact", "exact_ids", "gap", "optional", "sequences", "slot", "words")

    def __init__(
        self,
        gap: int,
        optional: bool,
        words: frozenset[Any],
        sequences: tuple[tuple[frozenset[Any], ...], ...],
        exact_ids: frozenset[Any],
        exact: frozenset[str],
        slot: str,
    ) -> None:
        self.gap = gap
        self.optional = optional
        self.words = words
        self.sequences = sequences
        self.exact_ids = exact_ids
        self.exact = exact
        self.slot = slot


@final
class Pattern:
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

    __slots__ = ("anchor", "first_required", "last_required", "owner", "phrase", "steps")

    def __init__(self, owner: int, phrase: int, anchor: int, steps: tuple[CompiledStep, ...]) -> None:
        required = [place for place, step in enumerate(steps) if not step.optional]
        self.owner = owner
        self.phrase = phrase
        self.anchor = anchor
        self.steps = steps
        self.first_required = required[0]
        self.last_required = required[-1]


class Found(NamedTuple):
    """A match: tokens `first` up to, not including, `last`."""

    first: int
    last: int
    owner: int
    phrase: int


class TokenView:
    """What verification looks at.

    Attributes
    ----------
    ids : list of int
        Word ids.
    segment : list of int
        Segment number of every token: a gap stays within one segment.
    flags : list of int
        Flags of the separator after every token.
    bounds : list of (int, int)
        Sentences: the first token, and the one after the last.
    """

    def __init__(self, ids: list[Any], segment: list[int], flags: list[int], bounds: list[tuple[int, int]]) -> None:
        self.ids = ids
        self.segment = segment
        self.flags = flags
        self.bounds = bounds
        self._firsts = [first for first, _ in bounds]

    def sentence_of(self, token: int) -> int:
        """Index of the sentence that holds a token."""
        return bisect_right(self._firsts, token) - 1

    def has_year(self, low: int, high: int) -> bool:
        """Whether a year stands in a range of tokens."""
        raise NotImplementedError

    def spelled(self, token: int) -> str:
        """Spelling of a token in its original case."""
        raise NotImplementedError

    def slot(self, name: str, token: int) -> int:
        """The token after a slot that begins at `token`, or 0."""
        raise NotImplementedError

    def slot_back(self, name: str, token: int) -> int:
        """The first token of a slot that ends with `token`, or -1."""
        raise NotImplementedError


@final
class Nearby:
    """Words of which one must stand near an anchor word: tokens `low` up to, not including, `high`, counted from it."""

    __slots__ = ("high", "low", "words")

    def __init__(self, words: frozenset[Any], low: int, high: int) -> None:
        self.words = words
        self.low = low
        self.high = high


@final
class Candidate:
    """A pattern to try where an anchor word stands.

    Attributes
    ----------
    sequence : int
        The run of the anchor step that holds the word, or -1 for a single word.
    offset : int
        The word's place in that run.
    needed : list of Nearby
        What the pattern's other words ask for, the rarest first; empty where it has none but slots and optional ones.
    """

    __slots__ = ("needed", "offset", "pattern", "sequence")

    def __init__(self, pattern: Pattern, sequence: int, offset: int) -> None:
        self.pattern = pattern
        self.sequence = sequence
        self.offset = offset
        self.needed = _needed(pattern, sequence, offset)


@final
class Group:
    """The candidates of one anchor word.

    Attributes
    ----------
    beside : dict
        Those that need a word right before or after it: by each word that will do.
    near : dict
        Those that need a word somewhere nearby: by each word that will do.
    low, high : int
        Where the words of `near` may stand, counted from the anchor word.
    dated : list of Candidate
        Those that can only be tried, where a year stands in the sentence.
    others : list of Candidate
        Those that can only be tried.
    """

    __slots__ = ("beside", "dated", "high", "low", "near", "others")

    def __init__(self) -> None:
        self.beside: dict[Any, list[Candidate]] = {}
        self.near: dict[Any, list[Candidate]] = {}
        self.low = 0
        self.high = 0
        self.dated: list[Candidate] = []
        self.others: list[Candidate] = []

    def add(self, candidate: Candidate) -> None:
        """Sort a candidate in."""
        if not candidate.needed:
            needs_year = any([step.slot == "year" and _is_required(step) for step in candidate.pattern.steps])
            (self.dated if needs_year else self.others).append(candidate)
            return
        first = candidate.needed[0]
        beside = first.low >= -1 and first.high <= 2
        if not beside:
            self.low, self.high = min(self.low, first.low), max(self.high, first.high)
        for word in first.words:
            (self.beside if beside else self.near).setdefault(word, []).append(candidate)


def _is_required(step: CompiledStep) -> bool:
    """Whether only its slot fills a step, and something must."""
    return not (step.optional or step.words or step.sequences or step.exact)


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
            found = self._sets[number] = frozenset(_decode(self.plain_sets[number])[0])
        return found

    def pattern(self, number: int) -> Pattern:
        """The pattern of this number."""
        found = self._patterns.get(number)
        if found is None:
            owner, phrase, anchor, steps = _decode(self.plain_patterns[number])[0]
            found = self._patterns[number] = Pattern(owner, phrase, anchor, tuple([self._step(step) for step in steps]))
        return found

    def _step(self, plain: list[Any]) -> CompiledStep:
        gap, optional, words, runs, exact_ids, exact, slot = plain
        sequences = tuple([tuple([self.words(number) for number in run]) for run in runs])
        return CompiledStep(
            gap, bool(optional), self.words(words), sequences, self.words(exact_ids), frozenset(exact), slot
        )


class PatternIndex:
    """Patterns by the id of their anchor words; those made of slots alone are tried everywhere.

    Parameters
    ----------
    store : PatternStore
    by_word : dict
        For each anchor word its candidates, as a JSON text: pattern, sequence, offset, and the same of the next one.
    anywhere : list of int
        Numbers of the patterns without a word.
    """

    def __init__(self, store: PatternStore, by_word: dict[int, str], anywhere: list[int]) -> None:
        self.store = store
        self.by_word: dict[Any, str] = by_word
        self.anywhere = anywhere
        self._groups: dict[Any, Group] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return PatternIndex, (self.store, self.by_word, self.anywhere)

    def patterns(self) -> list[Pattern]:
        """All patterns, each once, by number."""
        numbers = {number for entries in self.by_word.values() for number in json.loads(entries)[::3]}
        return [self.store.pattern(number) for number in sorted(numbers.union(self.anywhere))]

    def find(self, view: TokenView, low: int, high: int) -> list[Found]:
        """The matches within tokens `low` to `high`, by place of the anchor word.

        Most anchor words stand alone, without any word that a pattern of theirs needs; a look at their neighbours in a
        dictionary of those words tells so before any pattern is touched.
        """
        ids = view.ids
        by_word = self.by_word
        matches: list[Found] = []
        for position in range(low, high):
            word = ids[position]
            if word not in by_word:
                continue
            group = self._groups.get(word)
            if group is None:
                group = self._group(word)
            for candidate in group.others:
                match_at(candidate, view, position, low, high, matches)
            if group.dated and view.has_year(low, high):
                for candidate in group.dated:
                    match_at(candidate, view, position, low, high, matches)
            if group.beside:
                if position > low and ids[position - 1] in group.beside:
                    self._try(group.beside[ids[position - 1]], view, position, -1, low, high, matches, [])
                if position + 1 < high and ids[position + 1] in group.beside:
                    self._try(group.beside[ids[position + 1]], view, position, 1, low, high, matches, [])
            near = group.near
            if near:
                tried: list[Candidate] = []
                for place in range(max(low, position + group.low), min(high, position + group.high)):
                    if ids[place] in near:
                        self._try(near[ids[place]], view, position, place - position, low, high, matches, tried)
        for number in self.anywhere:
            self._slots(self.store.pattern(number), view, low, high, matches)
        return matches

    def _try(
        self,
        candidates: list[Candidate],
        view: TokenView,
        position: int,
        away: int,
        low: int,
        high: int,
        matches: list[Found],
        tried: list[Candidate],
    ) -> None:
        """Try the candidates of the anchor word at `position` that need the word `away` from it, each once."""
        for candidate in candidates:
            first = candidate.needed[0]
            if first.low <= away < first.high and candidate not in tried:
                tried.append(candidate)
                match_at(candidate, view, position, low, high, matches)

    def _slots(self, pattern: Pattern, view: TokenView, low: int, high: int, matches: list[Found]) -> None:
        for position in range(low, high):
            after = view.slot(pattern.steps[pattern.anchor].slot, position)
            if after:
                _around(pattern, view, position, min(after, high), low, high, matches)

    def _group(self, word: Any) -> Group:
        """The candidates of a word, sorted when they are first needed."""
        group = self._groups[word] = Group()
        entries = _decode(self.by_word[word])[0]
        for number, sequence, offset in zip(entries[::3], entries[1::3], entries[2::3], strict=True):
            group.add(Candidate(self.store.pattern(number), sequence, offset))
        return group


def _edge(step: CompiledStep) -> frozenset[Any]:
    """The words that a step can begin with; empty where it may be passed over or is a slot."""
    if step.optional or step.slot:
        return frozenset()
    if not (step.exact_ids or step.sequences):
        return step.words
    return step.words.union(step.exact_ids, *[sequence[0] for sequence in step.sequences])


def _needed(pattern: Pattern, sequence: int, offset: int) -> list[Nearby]:
    """What the other words of a pattern ask for, the rarest first."""
    steps, anchor = pattern.steps, pattern.anchor
    found: list[Nearby] = []
    length = 1
    if sequence >= 0:
        run = steps[anchor].sequences[sequence]
        length = len(run)
        found += [Nearby(words, n - offset, n - offset + 1) for n, words in enumerate(run) if n != offset]
    far = length - offset  # of the first token after what has been read, from the anchor word
    for number in range(anchor + 1, len(steps)):
        words = _edge(steps[number])
        if words:
            found.append(Nearby(words, length - offset, far + steps[number].gap + 1))
        far += steps[number].gap + _longest(steps[number])
    near = -offset
    for number in range(anchor - 1, -1, -1):
        near -= steps[number + 1].gap + _longest(steps[number])
        words = _edge(steps[number])
        if words:
            found.append(Nearby(words, near, -offset))
    # A word right beside the anchor tells more than one that may stand anywhere near it.
    return sorted(found, key=lambda nearby: (len(nearby.words) * (nearby.high - nearby.low), nearby.low))


def _longest(step: CompiledStep) -> int:
    """The most words that fill a step."""
    return max([_SLOT_WORDS if step.slot else 1, *[len(sequence) for sequence in step.sequences]])


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
            _around(pattern, view, first, last, low, high, matches)
    elif ids[position] in step.words or view.spelled(position) in step.exact:
        _around(pattern, view, position, position + 1, low, high, matches)


def _around(
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
                after = view.slot(step.slot, token)
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
                first = view.slot_back(step.slot, token)
                if first >= low:
                    reached.append(first)
                    reached_gaps.append(step.gap)
