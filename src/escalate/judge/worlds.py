"""Worlds: where the vocabulary of sport, business, crime, … is dense around a hit, the hit is idiom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.pack.compiled import ALSO, REAL, WORD
from escalate.pack.world import World

WORDS_SHOWN = 4
NEIGHBOURS = 2  # sentences before and after a hit's own that make its passage
OUTSIDE = ("furniture", "repeated")  # zones whose words tell nothing of what the article is about


@dataclass(frozen=True, slots=True)
class _Count:
    """What of a world stands in a range of sentences.

    Attributes
    ----------
    words, also : frozenset of str
        Different words.
    total : int
        How often any of them stands there.
    real, every_real : int
        Words of real conflict that are part of no hit, and all of them.
    """

    words: frozenset[str]
    also: frozenset[str]
    total: int
    real: int
    every_real: int


class WorldView:
    """The worlds of one article, looked up where a hit asks for them.

    A world speaks where its words stand: in the sentence of a hit, in the sentences around it, or over a whole article
    that is of that world, and there too only where some of its words are near. Page furniture tells nothing.
    Words that hits are made of do not tell a world of real conflict from one that borrows its words ("the siege of
    the title"); all others do.
    """

    def __init__(self, document: Document, hits: Sequence[Hit]) -> None:
        self.document = document
        self.worlds = document.pack.pack.worlds.worlds
        self._taken = {token for hit in hits for token in range(hit.first, hit.last)}
        self._inside = [number for number, zone in enumerate(document.zones) if zone not in OUTSIDE]
        self._found: dict[int, list[tuple[int, int, str]]] = {}
        self._articles: dict[int, bool] = {}
        self._answers: dict[tuple[int, bool], str] = {}

    def world(self, hit: Hit) -> str:
        """What marks the hit as idiom, such as "sport: striker, goal"; empty where nothing does."""
        number = hit.sentence
        named = any(hit.first <= mention.first < hit.last for mention in self.document.mentions(number))
        if (number, named) not in self._answers:
            self._answers[number, named] = self._sentence(number, named)
        return self._answers[number, named]

    def _sentence(self, number: int, named: bool) -> str:
        around = self._passage(number)
        for index, world in enumerate(self.worlds):
            if named and world.named == "spares":
                continue
            here = self._count(index, [number])
            near = self._count(index, around)
            if len(near.words) + len(near.also) < min(world.sentence, world.near):
                continue
            if self._speaks(index, world, here, near):
                words = here.words if len(here.words) >= world.sentence else near.words | near.also
                return self._named(index, world.title, words, around)
        return ""

    def _speaks(self, index: int, world: World, here: _Count, near: _Count) -> bool:
        if len(here.words) >= world.sentence and not here.every_real and near.total >= near.real:
            return True
        if here.real:
            return False
        if len(near.words) >= world.passage and not here.every_real and near.total > world.outweigh * near.real:
            return True
        return len(near.words) + len(near.also) >= world.near and bool(near.words) and self._is_article(index)

    def _is_article(self, index: int) -> bool:
        """Whether the article as a whole is of a world."""
        if index not in self._articles:
            world = self.worlds[index]
            zones = self.document.zones
            body = [number for number, zone in enumerate(zones) if zone not in OUTSIDE]
            count = self._count(index, body)
            bounds = self.document.bounds
            length = sum([bounds[number][1] - bounds[number][0] for number in body])
            self._articles[index] = (
                len(count.words) + len(count.also) >= world.article
                and 100 * count.total >= world.per_hundred * length
                and count.total > world.outweigh * count.real
            )
        return self._articles[index]

    def _passage(self, number: int) -> list[int]:
        """The sentence and its neighbours, page furniture passed over."""
        place = bisect_left(self._inside, number)
        after = place + (self._inside[place : place + 1] == [number])
        return [*self._inside[max(0, place - NEIGHBOURS) : place], number, *self._inside[after : after + NEIGHBOURS]]

    def _count(self, index: int, sentences: Sequence[int]) -> _Count:
        words: set[str] = set()
        also: set[str] = set()
        total = real = every = 0
        for number in sentences:
            for code, token, text in self._of_sentence(number):
                if code // 3 != index:
                    continue
                if code % 3 == REAL:
                    every += 1
                    real += token not in self._taken
                    continue
                total += 1
                (words if code % 3 == WORD else also).add(text)
        return _Count(frozenset(words), frozenset(also), total, real, every)

    def _of_sentence(self, number: int) -> list[tuple[int, int, str]]:
        """Code (three for each world: word, also, real), first token and text of what stands in a sentence."""
        if number not in self._found:
            pack, ids, words = self.document.pack, self.document.ids, self.document.tokens.words
            low, high = self.document.bounds[number]
            found = [
                (code, token, words[token])
                for token in range(low, high)
                for code in pack.world_words.get(ids[token], ())
            ]
            # A run of words counts once, not also as the single words in it, nor as a run found before it there.
            covered: set[tuple[int, int]] = set()
            runs: list[tuple[int, int, str]] = []
            for match in reversed(pack.world_phrases.find(self.document.view, low, high)):
                world = match.owner // 3
                if (world, match.first) not in covered:
                    runs.append((match.owner, match.first, " ".join(words[match.first : match.last])))
                covered.update((world, token) for token in range(match.first, match.last))
            found = [entry for entry in found if (entry[0] // 3, entry[1]) not in covered] + runs
            self._found[number] = sorted(found, key=lambda entry: (entry[1], entry[0]))
        return self._found[number]

    def _named(self, index: int, title: str, words: frozenset[str], sentences: Sequence[int]) -> str:
        shown: dict[str, None] = {}
        for number in sentences:
            for code, _, text in self._of_sentence(number):
                if code in (3 * index + WORD, 3 * index + ALSO) and text in words:
                    shown[text] = None
        return f"{title}: {', '.join(list(shown)[:WORDS_SHOWN])}"
