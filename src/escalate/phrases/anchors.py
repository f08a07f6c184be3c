"""What may be tried where an anchor word stands, and the words around it that tell whether to try at all."""

from __future__ import annotations

from typing import Any, Final, final

from escalate.phrases.pattern import CompiledStep, Pattern

_SLOT_WORDS: Final = 12  # no slot is filled by more words than this


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
class AnchorGroup:
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
