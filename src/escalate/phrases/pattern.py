"""A compiled phrase, what it is looked for in, and a match of it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class TokenView:
    """All that the matcher reads of a text, made once before it looks.

    Attributes
    ----------
    ids : list of int
        Word ids.
    segment : list of int
        Segment number of every token: a gap stays within one segment.
    flags : list of int
        Flags of the separator after every token.
    cased : str
        The text in its original case.
    starts, ends : list of int
        Offsets of every token in it.
    shouting : bool
        Whether the text is all capitals, so that case tells nothing.
    slot_ends : dict
        For each kind of slot, the token after one by the token that it begins with.
    slot_starts : dict
        For each kind of slot, the first token of one by the token that it ends with.
    years : list of int
        The tokens that are years, in order.
    """

    ids: list[Any]
    segment: list[int]
    flags: list[int]
    cased: str
    starts: list[int]
    ends: list[int]
    shouting: bool
    slot_ends: dict[str, dict[int, int]]
    slot_starts: dict[str, dict[int, int]]
    years: list[int]

    def has_year(self, low: int, high: int) -> bool:
        """Whether a year stands in a range of tokens."""
        return bisect_left(self.years, low) < bisect_left(self.years, high)

    def spelled(self, token: int) -> str:
        """A token in its original case; nothing fits an exact spelling in a text that is all capitals."""
        if self.shouting and not self.flags[token]:
            return ""
        return self.cased[self.starts[token] : self.ends[token]]
