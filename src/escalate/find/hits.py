"""Rule hits in an article: phrases found, exclusions and conditions checked, overlaps settled."""

from __future__ import annotations

from dataclasses import dataclass

from escalate.find.document import Document
from escalate.pack.compiled import CompiledConditions
from escalate.phrases.index import PatternIndex

NEAR_WORDS = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a rule found in the text.

    Attributes
    ----------
    rule, phrase : int
        Index of the rule in the pack and of the phrase in the rule.
    first, last : int
        Tokens, the last one not included.
    sentence : int
        Index of the sentence.
    excluded : str
        What excludes it ("unless near 'parade'"); empty where nothing does.
    """

    rule: int
    phrase: int
    first: int
    last: int
    sentence: int
    excluded: str = ""


def find_hits(document: Document) -> list[Hit]:
    """All hits in order of place, those of one rule that overlap joined to the longest."""
    found: dict[tuple[int, int], list[Hit]] = {}
    index = document.pack.rules
    for number, (low, high) in enumerate(document.bounds):
        for match in index.find(document.view, low, high):
            hit = Hit(match.owner, match.phrase, match.first, match.last, number)
            found.setdefault((match.owner, number), []).append(hit)
    hits: list[Hit] = []
    for group in found.values():
        # At most as many as a sentence has words, so comparing each with each is bounded by MAX_SENTENCE.
        group.sort(key=lambda hit: (hit.first - hit.last, hit.first, hit.phrase))
        kept: list[Hit] = []
        for hit in group:
            if all(hit.last <= other.first or other.last <= hit.first for other in kept):
                kept.append(hit)
        hits += kept
    conditions = _Conditions(document)
    hits = [conditions.checked(hit) for hit in hits]
    return sorted(hits, key=lambda hit: (hit.first, hit.last, hit.rule))


class _Conditions:
    """The `unless` and `when` blocks of an article's hits; a zone is searched once and not for every hit."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._zones: dict[tuple[int, str], str] = {}

    def checked(self, hit: Hit) -> Hit:
        """A hit, with what excludes it."""
        pack = self.document.pack
        unless, when = pack.unless[hit.rule], pack.when[hit.rule]
        reason = ""
        if unless:
            where, words = self._look(unless, hit)
            if words:
                reason = f"unless {where}: {words}"
        if when and not reason and not self._look(when, hit)[1]:
            reason = f"nothing of '{_when_name(when)}' found"
        return Hit(hit.rule, hit.phrase, hit.first, hit.last, hit.sentence, reason) if reason else hit

    def _look(self, conditions: CompiledConditions, hit: Hit) -> tuple[str, str]:
        """Where a condition is met and by which words; empty words where none is."""
        first, last = self.document.bounds[hit.sentence]
        if conditions.near is not None:
            near = (max(first, hit.first - NEAR_WORDS), min(last, hit.last + NEAR_WORDS))
            words = self._first_of(conditions.near, [near])
            if words:
                return "near", words
        if conditions.sentence is not None:
            words = self._first_of(conditions.sentence, [(first, last)])
            if words:
                return "sentence", words
        if conditions.headline is not None:
            words = self._first_in(conditions.headline, "headline")
            if words:
                return "headline", words
        if conditions.article is not None:
            words = self._first_in(conditions.article, "")
            if words:
                return "article", words
        return "", ""

    def _first_of(self, index: PatternIndex, ranges: list[tuple[int, int]]) -> str:
        """The words of the first match in some ranges of tokens; empty where there is none."""
        for low, high in ranges:
            found = index.find(self.document.view, low, high)
            if found:
                return self.document.words(found[0].first, found[0].last)
        return ""

    def _first_in(self, index: PatternIndex, zone: str) -> str:
        """The words of the first match in a zone, or in all but page furniture where it is ""."""
        key = (id(index), zone)  # the pack holds the index as long as there is a document
        if key not in self._zones:
            own = zip(self.document.bounds, self.document.zones, strict=True)
            ranges = [bound for bound, of in own if (of == zone if zone else of != "furniture")]
            self._zones[key] = self._first_of(index, ranges)
        return self._zones[key]


def _when_name(when: CompiledConditions) -> str:
    names = ("near", "sentence", "headline", "article")
    return "when " + " or ".join(name for name in names if getattr(when, name))
