"""Finds the actors that a text names, and apart from them the towns and regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from escalate.find.layout import Layout
from escalate.pack.actor_names import COMMON, PLACES
from escalate.pack.compiled import ActorName, CompiledPack
from escalate.read.sentences import word_lists


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor's name in the text: tokens `first` up to, not including, `last`."""

    first: int
    last: int
    actor: str
    form: str


def find_names(
    layout: Layout, ids: list[Any], pack: CompiledPack
) -> tuple[dict[int, list[Mention]], dict[int, list[Mention]]]:
    """The actors named in a text, by sentence, and apart from them the towns and regions."""
    names, seconds = pack.actors, pack.actor_seconds
    mentions: dict[int, list[Mention]] = {}
    places: dict[int, list[Mention]] = {}
    reading = _Reading(layout, ids, pack)
    number, low, high, free = -1, 0, 0, 0
    for token in [token for token, word in enumerate(ids) if word in names]:
        while token >= high:
            number += 1
            sentence = layout.segmentation.sentences[number]
            low, high = sentence.first, sentence.last
        if token < free or (ids[token] in seconds and (token + 1 >= high or ids[token + 1] not in seconds[ids[token]])):
            continue
        for name in names[ids[token]]:
            last = token + len(name.words)
            if last <= high and _is_named(ids, name.words, token) and reading.is_actor(name, token, last, low, high):
                found = places if name.form == PLACES else mentions
                found.setdefault(number, []).append(Mention(token, last, name.actor, name.form))
                free = last
                break
    return mentions, places


def _is_named(ids: list[Any], words: tuple[int, ...], first: int) -> bool:
    return len(words) == 1 or tuple(ids[first : first + len(words)]) == words


class _Reading:
    """One text, asked whether words that could be a name are one."""

    def __init__(self, layout: Layout, ids: list[Any], pack: CompiledPack) -> None:
        self.layout = layout
        self.ids = ids
        self.pack = pack

    def is_actor(self, name: ActorName, first: int, last: int, low: int, high: int) -> bool:
        """Whether a name is written as a name, and, for an ambiguous one, whether the context makes it the actor."""
        cased = self.layout.tokens.cased
        start = self.layout.tokens.starts[first]
        if not self.layout.shouting:
            if not cased[start].isupper() and name.form != COMMON:
                return False
            short = self.layout.tokens.ends[last - 1] - start
            if last == first + 1 and short <= 3 and not cased[start : start + short].isupper():
                return False
        elif self.layout.tokens.words[first] == "us" and not self.layout.tokens.flags[first]:
            return False
        if name.form == PLACES:
            return not self._follows_a_name(first, low)
        if (name.unless or name.needs) and self._is_part_of_name(name, first, last, low, high):
            return False
        if name.unless and not name.unless.isdisjoint(self.ids[max(low, first - 4) : min(high, last + 4)]):
            return False
        return not name.needs or not name.needs.isdisjoint(self.ids[low:high])

    def _follows_a_name(self, first: int, low: int) -> bool:
        """Whether a town's name is likely a person's: a capital right before it, but not at the sentence's head."""
        return first > low + 1 and not self.layout.shouting and self._is_capital_neighbour(first, first - 1)

    def _is_part_of_name(self, name: ActorName, first: int, last: int, low: int, high: int) -> bool:
        """Whether an ambiguous name is half of another one: "Michael Jordan", "Jordan Peele", "the Washington Post".

        A capital right before or after it shows that, but not in a headline where most words have one.
        """
        if name.form == "adjectives" or self.layout.shouting:
            return False
        starts = self.layout.tokens.starts
        after = last < high and self._is_capital_neighbour(last - 1, last)
        before = first > low and self._is_capital_neighbour(first, first - 1)
        if first == low + 1:  # the first word of a sentence has a capital anyway
            before = before and self.layout.tokens.words[low] in word_lists()["before_name"]
        if not after and not before:
            return False
        capitals = sum(self.layout.tokens.cased[starts[token]].isupper() for token in range(low, high))
        return 2 * capitals <= high - low + 2

    def _is_capital_neighbour(self, inner: int, outer: int) -> bool:
        """Whether the word beside a name has a capital, belongs to it, and is no title, day or actor of its own."""
        tokens = self.layout.tokens
        one, two = min(inner, outer), max(inner, outer)
        if self.layout.folded.text[tokens.ends[one] : tokens.starts[two]] != " ":
            return False
        word = tokens.words[outer]
        if not tokens.cased[tokens.starts[outer]].isupper() or word in word_lists()["beside_actors"]:
            return False
        if outer < inner and (word.endswith("ern") or (outer and tokens.flags[outer - 1])):
            return False
        return self.ids[outer] not in self.pack.actors
