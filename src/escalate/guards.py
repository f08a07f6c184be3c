"""Guards: the dense vocabulary of another world (sport, markets, weather) that makes hits idiom."""

from __future__ import annotations

from escalate.document import Document
from escalate.hits import Hit


class GuardView:
    """The guards of one article, looked up once for the whole of it and on demand for each sentence."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.article: list[str] | None = None
        self.sentences: dict[int, str] = {}

    def guard(self, hit: Hit) -> str:
        """What marks the hit as idiom, such as "sport: striker, goal"; empty where nothing does."""
        if hit.sentence not in self.sentences:
            self.sentences[hit.sentence] = self._sentence(hit)
        return self.sentences[hit.sentence]

    def _sentence(self, hit: Hit) -> str:
        document = self.document
        guards = document.pack.pack.contexts.guards
        sentence = document.segmentation.sentences[hit.sentence]
        ids = set(document.ids[sentence.first : sentence.last])
        if self.article is None:
            self.article = self._whole()
        for number, (guard, compiled) in enumerate(zip(guards, document.pack.guards, strict=True)):
            if not compiled.spares.isdisjoint(ids):
                continue
            if self.article[number]:
                return self.article[number]
            found = ids & compiled.words
            if len(found) >= guard.sentence:
                return self._named(guard.title, found, sentence.first, sentence.last)
        return ""

    def _whole(self) -> list[str]:
        document = self.document
        ids = document.ids
        present = set(ids)
        result = []
        for guard, compiled in zip(document.pack.pack.contexts.guards, document.pack.guards, strict=True):
            found = present & compiled.words
            dense = False
            if len(found) >= guard.article:
                total = sum(1 for word in ids if word in compiled.words)
                spared = sum(1 for word in ids if word in compiled.spares)
                dense = 100 * total >= guard.per_hundred * len(ids) and total > 2 * spared
            result.append(self._named(guard.title, found, 0, len(ids)) if dense else "")
        return result

    def _named(self, title: str, found: set[int], low: int, high: int) -> str:
        words: dict[str, None] = {}
        for token in range(low, high):
            if self.document.ids[token] in found:
                words[self.document.tokens.words[token]] = None
        return f"{title}: {', '.join(list(words)[:4])}"
