"""Finds compiled phrases in a token stream: an index from anchor word to phrases, then bounded verification.

Word ids are kept as the objects that they are in `TokenView.ids` and only looked up in sets and dictionaries, since this
is where most of the time of scoring goes, plain or compiled.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, final

from escalate.tokens import SEMICOLON

UNKNOWN: Final = 0  # id of every word that no phrase mentions
_SLOT_WORDS: Final = 12  # no slot is filled by more words than this


@final
class CompiledStep:
    """A step with word ids in place of words; see `escalate.phrase.Step`."""

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
    """

    def __init__(self, ids: list[Any], segment: list[int], flags: list[int]) -> None:
        self.ids = ids
        self.segment = segment
        self.flags = flags

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
class Candidate:
    """A pattern to try where an anchor word stands.

    Attributes
    ----------
    sequence : int
        The run of the anchor step that holds the word, or -1 for a single word.
    offset : int
        The word's place in that run.
    needed : frozenset of int
        Words of which one must stand nearby: the rarest other step; empty where there is none.
    low, high : int
        Where: tokens from `low` up to, not including, `high`, counted from the anchor word.
    """

    __slots__ = ("high", "low", "needed", "offset", "pattern", "sequence")

    def __init__(self, pattern: Pattern, sequence: int, offset: int) -> None:
        self.pattern = pattern
        self.sequence = sequence
        self.offset = offset
        self.needed, self.low, self.high = _needed(pattern, sequence, offset)


@final
class Group:
    """The candidates of one anchor word, by the cheapest test that rules them out.

    Attributes
    ----------
    after, before : dict
        Candidates whose next, or last, word must be one of few: by the id of that word.
    needing : list of Candidate
        Candidates that need some other word nearby.
    always : list of Candidate
        Candidates that can only be tried.
    """

    __slots__ = ("after", "always", "before", "needing")

    def __init__(self) -> None:
        self.after: dict[Any, list[Candidate]] = {}
        self.before: dict[Any, list[Candidate]] = {}
        self.needing: list[Candidate] = []
        self.always: list[Candidate] = []


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

    def __reduce__(self) -> tuple[Any, ...]:
        return PatternStore, (self.plain_sets, self.plain_patterns)

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
        For each anchor word the plain candidates ``[pattern, sequence, offset]``.
    anywhere : list of int
        Numbers of the patterns without a word.
    """

    def __init__(self, store: PatternStore, by_word: dict[int, list[list[int]]], anywhere: list[int]) -> None:
        self.store = store
        self.by_word: dict[Any, list[list[int]]] = by_word
        self.anywhere = anywhere
        self._groups: dict[Any, Group] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return PatternIndex, (self.store, self.by_word, self.anywhere)

    def patterns(self) -> list[Pattern]:
        """All patterns, each once, by number."""
        numbers = {entry[0] for entries in self.by_word.values() for entry in entries}
        return [self.store.pattern(number) for number in sorted(numbers.union(self.anywhere))]

    def find(self, view: TokenView, low: int, high: int) -> list[Found]:
        """The matches whose anchor stands at tokens `low` to `high`, all within that range, by place of the anchor."""
        ids = view.ids
        by_word = self.by_word
        matches: list[Found] = []
        for position in range(low, high):
            word = ids[position]
            if word in by_word:
                group = self._groups.get(word)
                self._try(group if group is not None else self._group(word), view, position, low, high, matches)
        for number in self.anywhere:
            self._slots(self.store.pattern(number), view, low, high, matches)
        return matches

    def _try(self, group: Group, view: TokenView, position: int, low: int, high: int, matches: list[Found]) -> None:
        """Try the candidates of one anchor word."""
        ids = view.ids
        for candidate in group.always:
            match_at(candidate, view, position, low, high, matches)
        if group.after and position + 1 < high:
            for candidate in group.after.get(ids[position + 1], ()):
                match_at(candidate, view, position, low, high, matches)
        if group.before and position > low:
            for candidate in group.before.get(ids[position - 1], ()):
                match_at(candidate, view, position, low, high, matches)
        for candidate in group.needing:
            first, last = position + candidate.low, position + candidate.high
            if not candidate.needed.isdisjoint(ids[max(first, low) : min(last, high)]):
                match_at(candidate, view, position, low, high, matches)

    def _slots(self, pattern: Pattern, view: TokenView, low: int, high: int, matches: list[Found]) -> None:
        for position in range(low, high):
            after = view.slot(pattern.steps[pattern.anchor].slot, position)
            if after:
                _around(pattern, view, position, min(after, high), low, high, matches)

    def _group(self, word: Any) -> Group:
        """Sort the candidates of a word by the test that rules most of them out."""
        group = self._groups[word] = Group()
        for number, sequence, offset in self.by_word[word]:
            candidate = Candidate(self.store.pattern(number), sequence, offset)
            following, preceding = _neighbours(candidate)
            if following:
                for neighbour in following:
                    group.after.setdefault(neighbour, []).append(candidate)
            elif preceding:
                for neighbour in preceding:
                    group.before.setdefault(neighbour, []).append(candidate)
            elif candidate.needed:
                group.needing.append(candidate)
            else:
                group.always.append(candidate)
        return group


def _neighbours(candidate: Candidate) -> tuple[frozenset[Any], frozenset[Any]]:
    """Words of which one must stand right after, or right before, the anchor word; empty where that is not so."""
    steps, anchor = candidate.pattern.steps, candidate.pattern.anchor
    if candidate.sequence >= 0:
        run = steps[anchor].sequences[candidate.sequence]
        if candidate.offset + 1 < len(run):
            return run[candidate.offset + 1], frozenset()
        if candidate.offset > 0:
            return frozenset(), run[candidate.offset - 1]
    following = preceding = frozenset[Any]()
    if anchor + 1 < len(steps) and steps[anchor + 1].gap == 0:
        following = _edge(steps[anchor + 1], 0)
    if anchor > 0 and steps[anchor].gap == 0:
        preceding = _edge(steps[anchor - 1], -1)
    return following, preceding


def _edge(step: CompiledStep, end: int) -> frozenset[Any]:
    """The words that a step can begin (0) or end (-1) with; empty where it may be passed over or is a slot."""
    if step.optional or step.slot:
        return frozenset()
    return step.words.union(step.exact_ids, *[sequence[end] for sequence in step.sequences])


def _needed(pattern: Pattern, sequence: int, offset: int) -> tuple[frozenset[Any], int, int]:
    """First words of the other required step with the fewest, and from where to where they may stand."""
    steps, anchor = pattern.steps, pattern.anchor
    length = len(steps[anchor].sequences[sequence]) if sequence >= 0 else 1
    found: list[tuple[int, int, frozenset[Any], int, int]] = []
    far = length - offset  # of the first token after what has been read, from the anchor word
    for number in range(anchor + 1, len(steps)):
        words = _edge(steps[number], 0)
        if words:
            found.append((len(words), number, words, length - offset, far + steps[number].gap + 1))
        far += steps[number].gap + _longest(steps[number])
    near = -offset
    for number in range(anchor - 1, -1, -1):
        near -= steps[number + 1].gap + _longest(steps[number])
        words = _edge(steps[number], 0)
        if words:
            found.append((len(words), number, words, near, -offset))
    if not found:
        return frozenset(), 0, 0
    found.sort(key=lambda entry: entry[:2])
    return found[0][2:]


def _longest(step: CompiledStep) -> int:
    """The most words that fill a step."""
    return max([_SLOT_WORDS if step.slot else 1, *[len(sequence) for sequence in step.sequences]])


def match_at(
    candidate: Candidate, view: TokenView, position: int, low: int, high: int, matches: list[Found]
) -> None:
    """Add the shortest match of a pattern whose anchor word stands at `position`, where there is one.

    Work is bounded by (number of steps) × (gap + 1) × (positions reached), at most a few hundred look-ups.
    """
    pattern = candidate.pattern
    step = pattern.steps[pattern.anchor]
    if candidate.sequence >= 0:
        sequence = step.sequences[candidate.sequence]
        first = position - candidate.offset
        last = first + len(sequence)
        if first >= low and last <= high and _fits(view.ids, sequence, first):
            _around(pattern, view, first, last, low, high, matches)
    elif view.ids[position] in step.words or view.spelled(position) in step.exact:
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
