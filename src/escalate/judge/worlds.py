"""Guards: the dense vocabulary of another world (sport, markets, weather) that makes hits idiom."""

from __future__ import annotations

from collections.abc import Sequence

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.pack.compiled import CompiledGuard
from escalate.pack.context_cue import Guard

WORDS_SHOWN = 4


class GuardView:
    """The guards of one article, looked up once for the whole of it and on demand for each sentence.

    Words that hits are made of do not tell a world of real conflict from one that borrows its words ("the siege of
    the title"); all others do.
    """

    def __init__(self, document: Document, hits: Sequence[Hit]) -> None:
        self.document = document
        self.hits = hits
        self.guards = document.pack.pack.contexts.guards
        self.compiled = document.pack.guards
        self.article: list[str] | None = None
        self.sentences: dict[int, str] = {}
        self._taken: set[int] | None = None

    def guard(self, hit: Hit) -> str:
        """What marks the hit as idiom, such as "sport: striker, goal"; empty where nothing does."""
        number = hit.sentence
        if number not in self.sentences:
            if self.article is None:
                self.article = self._whole()
            sentence = self.document.segmentation.sentences[number]
            self.sentences[number] = self._sentence(self.article, sentence.first, sentence.last)
        return self.sentences[number]

    def _sentence(self, article: list[str], low: int, high: int) -> str:
        known = self._known(low, high)
        ids = set(known)
        free: set[int] | None = None
        for guard, compiled, whole in zip(self.guards, self.compiled, article, strict=True):
            if whole:
                if free is None:
                    free = self._free(low, high)
                if compiled.spares.isdisjoint(free):
                    return whole
            found = compiled.words & ids
            if len(found) >= guard.sentence and compiled.spares.isdisjoint(ids):
                return self._named(guard.title, found, low, high)
        return ""

    def _whole(self) -> list[str]:
        """For each guard the words that make the whole article one of its world, or nothing."""
        count = len(self.document.ids)
        known = self._known(0, count)
        ids = set(known)
        return [
            self._world(guard, compiled, known, ids, count)
            for guard, compiled in zip(self.guards, self.compiled, strict=True)
        ]

    def _world(self, guard: Guard, compiled: CompiledGuard, known: list[int], ids: set[int], count: int) -> str:
        found = (compiled.words & ids) | (compiled.also & ids)
        if len(found) < guard.article:
            return ""
        total = sum([word in found for word in known])
        if 100 * total < guard.per_hundred * count:
            return ""
        taken = self._hit_tokens()
        all_ids = self.document.ids
        real = sum([all_ids[token] in compiled.spares for token in range(count) if token not in taken])
        return "" if total <= guard.outweigh * real else self._named(guard.title, found, 0, count)

    def _known(self, low: int, high: int) -> list[int]:
        """Words of any guard among the tokens."""
        every = self.document.pack.guard_words
        return [word for word in self.document.ids[low:high] if word in every]

    def _free(self, low: int, high: int) -> set[int]:
        """Words that are part of no hit."""
        ids, taken = self.document.ids, self._hit_tokens()
        return {ids[token] for token in range(low, high) if token not in taken}

    def _hit_tokens(self) -> set[int]:
        if self._taken is None:
            self._taken = {token for hit in self.hits for token in range(hit.first, hit.last)}
        return self._taken

    def _named(self, title: str, found: set[int] | frozenset[int], low: int, high: int) -> str:
        words: dict[str, None] = {}
        for token in range(low, high):
            if self.document.ids[token] in found:
                words[self.document.tokens.words[token]] = None
        return f"{title}: {', '.join(list(words)[:WORDS_SHOWN])}"
