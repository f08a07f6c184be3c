"""A compiled phrase, what it is looked for in, and a match of it."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final, NamedTuple, final

UNKNOWN: Final = 0  # id of every word that no phrase mentions


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
