"""Finds compiled phrases in a token stream: an index from anchor word to phrases, then bounded verification.

Word ids are kept as the objects that they are in `TokenView.ids` and only looked up in sets and dictionaries: most of
the time of scoring goes here, and a number that is unpacked and packed again costs more than the look-up.
"""

from __future__ import annotations

import json
from typing import Any

from escalate.phrases.anchors import AnchorGroup, Candidate
from escalate.phrases.pattern import Found, Pattern, TokenView
from escalate.phrases.pattern_store import PatternStore, decode
from escalate.phrases.verify import match_around, match_at


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
        self._groups: dict[Any, AnchorGroup] = {}

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
        ends = view.slot_ends[pattern.steps[pattern.anchor].slot]
        for position in range(low, high):
            if position in ends:
                match_around(pattern, view, position, min(ends[position], high), low, high, matches)

    def _group(self, word: Any) -> AnchorGroup:
        """The candidates of a word, sorted when they are first needed."""
        group = self._groups[word] = AnchorGroup()
        entries = decode(self.by_word[word])[0]
        for number, sequence, offset in zip(entries[::3], entries[1::3], entries[2::3], strict=True):
            group.add(Candidate(self.store.pattern(number), sequence, offset))
        return group
