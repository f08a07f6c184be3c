"""Guards: the dense vocabulary of another world (sport, markets, weather) that makes hits idiom."""

from __future__ import annotations

from collections.abc import Sequence

from escalate.compile import CompiledGuard
from escalate.contexts import Guard
from escalate.document import Document
from escalate.hits import Hit

WORDS_SHOWN = 4


class GuardView:
    """The guards of one article, looked up once for the whole of it and on demand for each sentence.

    Words that hits are made of do not tell a world of real conflict from one that borrows its words ("the siege of
    the title"); all others do.
    """

    def __init__(self, document: Document, hits: Sequence[Hit]) -> None:
        self.document = document
        self.hits = hits
        self.guards = list(zip(document.pack.pack.contexts.guards, document.pack.guards, strict=True))
        self.article: list[str] | None = None
        self.sentences: dict[int, str] = {}

    def guard(self, hit: Hit) -> str:
        """What marks the hit as idiom, such as "sport: striker, goal"; empty where nothing does."""
        if hit.sentence not in self.sentences:
            self.sentences[hit.sentence] = self._sentence(hit)
        return self.sentences[hit.sentence]

    def _sentence(self, hit: Hit) -> str:
        document = self.document
        sentence = document.segmentation.sentences[hit.sentence]
        ids = set(document.ids[sentence.first : sentence.last])
        if self.article is None:
            self.article = [self._whole(guard, compiled) for guard, compiled in self.guards]
        free: set[int] | None = None
        for (guard, compiled), whole in zip(self.guards, self.article, strict=True):
            if whole:
                if free is None:
                    free = {document.ids[t] for t in self._free(sentence.first, sentence.last)}
                if compiled.spares.isdisjoint(free):
                    return whole
            if not compiled.spares.isdisjoint(ids):
                continue
            found = ids & compiled.words
            if len(found) >= guard.sentence:
                return self._named(guard.title, found, sentence.first, sentence.last)
        return ""

    def _whole(self, guard: Guard, compiled: CompiledGuard) -> str:
        """The words that make the whole article one of another world, or nothing."""
        ids = self.document.ids
        words = compiled.words | compiled.also
        found = words.intersection(ids)
        if len(found) < guard.article:
            return ""
        total = sum(word in words for word in ids)
        real = sum(ids[token] in compiled.spares for token in self._free(0, len(ids)))
        if 100 * total < guard.per_hundred * len(ids) or total <= guard.outweigh * real:
            return ""
        return self._named(guard.title, found, 0, len(ids))

    def _free(self, low: int, high: int) -> list[int]:
        """Tokens that are part of no hit."""
        taken = {token for hit in self.hits for token in range(hit.first, hit.last)}
        return [token for token in range(low, high) if token not in taken]

    def _named(self, title: str, found: set[int] | frozenset[int], low: int, high: int) -> str:
        words: dict[str, None] = {}
        for token in range(low, high):
            if self.document.ids[token] in found:
                words[self.document.tokens.words[token]] = None
        return f"{title}: {', '.join(list(words)[:WORDS_SHOWN])}"
