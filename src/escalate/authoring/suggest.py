"""`escalate rules suggest`: runs of words that mark highly rated articles where no rule fires.

Sentences without a hit of any rule are compared between articles rated high and articles rated low. A run's log-odds
ratio is smoothed by a prior of its share in both together, and ranked by its z-score (Monroe, Colaresi and Quinn 2008,
"Fightin' Words").
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from escalate.corpus.texts import Text
from escalate.errors import InputError
from escalate.find.document import Document, read_document
from escalate.find.hits import find_hits
from escalate.pack.compiled import CompiledPack, word_frequency

HIGH, LOW = 50.0, 10.0  # ratings: clear escalation, and none to speak of
LONGEST = 4  # words of a run
COMMON = 2_500  # in a million words; a run neither begins nor ends with a word as common as that
LONE = 100  # in a million words; a word more common than that is proposed only with others beside it
PRIOR = 50.0  # weight of the prior, in words
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A run of words.

    Attributes
    ----------
    high, low : int
        Articles of either kind that hold it where no rule fires.
    log_odds, z : float
        How much likelier it is in high articles, and how sure that is in standard deviations.
    """

    words: str
    high: int
    low: int
    log_odds: float
    z: float
    examples: tuple[str, ...]


def suggestions(pack: CompiledPack, corpus: Iterable[Text], *, least: int = 3, limit: int = 40) -> list[Suggestion]:
    """The strongest runs of words, the surest first; a run inside a longer one just as sure is left out.

    Parameters
    ----------
    least : int
        High articles that must hold a run.

    Raises
    ------
    InputError
        The corpus is not rated, or lacks one of the kinds.
    """
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    shown: dict[str, list[str]] = {}
    kinds = [0, 0]
    for text in corpus:
        if text.rating is None or LOW < text.rating < HIGH:
            continue
        low = text.rating <= LOW
        kinds[low] += 1
        document = read_document(text.article, pack)
        runs: dict[str, str] = {}
        for words, sentence in _runs(document):
            runs.setdefault(words, sentence)
        counts[low].update(runs.keys())
        if not low:
            for words, sentence in runs.items():
                if len(shown.setdefault(words, [])) < EXAMPLES:
                    shown[words].append(sentence)
    if not all(kinds):
        raise InputError(
            f"the corpus holds {kinds[0]} texts rated {HIGH / 10:g} or more and {kinds[1]} rated {LOW / 10:g} or less. "
            "Give rated texts ('score') of both kinds."
        )
    totals = (counts[0].total(), counts[1].total())
    found = [_suggestion(words, counts, totals, shown) for words, number in counts[0].items() if number >= least]
    found = [entry for entry in found if entry.z > 0]
    found.sort(key=lambda entry: (-entry.z, entry.words))
    return _longest(found)[:limit]


def _runs(document: Document) -> Iterable[tuple[str, str]]:
    """Runs of words in sentences without a hit, names and numbers left out."""
    covered = {hit.sentence for hit in find_hits(document)}
    words, frequency = document.tokens.words, word_frequency()
    for number, (sentence, zone) in enumerate(zip(document.segmentation.sentences, document.zones, strict=True)):
        if number in covered or zone in ("furniture", "repeated") or sentence.last <= sentence.first:
            continue
        named = {token for m in document.mentions(number) for token in range(m.first, m.last)}
        shown = " ".join(document.words(sentence.first, sentence.last).split())
        for first in range(sentence.first, sentence.last):
            for last in range(first + 1, min(first + LONGEST, sentence.last) + 1):
                run = words[first:last]
                if last - 1 in named or run[-1][0].isdigit():
                    break
                bound = COMMON if len(run) > 1 else LONE
                if first not in named and all(frequency.get(word, 0) < bound for word in (run[0], run[-1])):
                    yield " ".join(run), shown


def _suggestion(
    words: str, counts: tuple[Counter[str], Counter[str]], totals: tuple[int, int], shown: dict[str, list[str]]
) -> Suggestion:
    high, low = counts[0][words], counts[1][words]
    prior = PRIOR * (high + low) / (totals[0] + totals[1]) + 0.01
    odds = [
        math.log((number + prior) / (total + PRIOR - number - prior))
        for number, total in ((high, totals[0]), (low, totals[1]))
    ]
    z = (odds[0] - odds[1]) / math.sqrt(1 / (high + prior) + 1 / (low + prior))
    return Suggestion(words, high, low, round(odds[0] - odds[1], 2), round(z, 2), tuple(shown[words]))


def _longest(found: list[Suggestion]) -> list[Suggestion]:
    """Leave out runs that only repeat part of a longer run found as often."""
    return [
        entry
        for entry in found
        if not any(
            other is not entry and f" {entry.words} " in f" {other.words} " and other.high >= entry.high
            for other in found
        )
    ]
