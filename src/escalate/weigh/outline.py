"""What is known of an article's sentences and hits before anything is weighed: plain columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOT_READ = ("furniture", "repeated")
SHORT, LONG = 4, 12  # sentences: a text up to the one is a short item, from the other on an article
DAYS = frozenset(
    (
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("today", "yesterday", "tonight", "overnight"),
    )
)
MOSTLY = 0.6  # share of a sentence's words in quotation marks above which it is somebody's speech


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Sentences that are read, in order, and the hits in them.

    Attributes
    ----------
    numbers : array of int, shape (sentences,)
        Numbers of the sentences in the document.
    words : array of int, shape (sentences,)
    headline, lead, question, quoted, again, actor, day, year : array of bool, shape (sentences,)
        `again` marks a sentence that gives the headline a second time; `actor`, `day` and `year` one that names an
        actor, a day of the week or such ("today"), and a year.
    item, sentence, level : array of int, shape (hits,)
        Number of the hit among the judged hits, place of its sentence among those read, rung.
    share : array, shape (hits,)
        0.5 to the power of its contexts that halve it.
    counted, up, historical, idiom : array of bool, shape (hits,)
        `up` is escalation.
    rules : tuple of str
        Id of the rule of each hit.
    """

    numbers: Ints
    words: Ints
    headline: Flags
    lead: Flags
    question: Flags
    quoted: Flags
    again: Flags
    actor: Flags
    day: Flags
    year: Flags
    item: Ints
    sentence: Ints
    level: Ints
    share: Floats
    counted: Flags
    up: Flags
    historical: Flags
    idiom: Flags
    rules: tuple[str, ...]

    @property
    def raising(self) -> Flags:
        """Hits of escalation that count, shape (hits,)."""
        return self.counted & self.up

    @property
    def lowering(self) -> Flags:
        """Hits of de-escalation that count, shape (hits,)."""
        return self.counted & ~self.up

    @property
    def opens(self) -> Flags:
        """Sentences of headline and lead, shape (sentences,)."""
        return self.headline | self.lead


def outline_of(document: Document, items: Sequence[JudgedHit]) -> Outline:
    """Lay a judged document out in columns."""
    zones, sentences = document.zones, document.segmentation.sentences
    numbers = [number for number, zone in enumerate(zones) if zone not in NOT_READ]
    place = {number: order for order, number in enumerate(numbers)}
    quoted, words = document.segmentation.quoted, document.tokens.words
    inside = [item for item in range(len(items)) if items[item].hit.sentence in place]
    hits = [items[item] for item in inside]

    def flags(values: list[bool]) -> Flags:
        return np.array(values, dtype=np.bool_)

    def ints(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    return Outline(
        numbers=ints(numbers),
        words=ints([sentences[n].last - sentences[n].first for n in numbers]),
        headline=flags([zones[n] == "headline" for n in numbers]),
        lead=flags([zones[n] == "lead" for n in numbers]),
        question=flags([sentences[n].question for n in numbers]),
        quoted=flags([_quoted_share(quoted, sentences[n].first, sentences[n].last) > MOSTLY for n in numbers]),
        again=flags([any(low <= sentences[n].first < high for low, high in document.repeated) for n in numbers]),
        actor=flags([bool(document.mentions(n)) for n in numbers]),
        day=flags([not DAYS.isdisjoint(words[sentences[n].first : sentences[n].last]) for n in numbers]),
        year=flags([document.view.has_year(sentences[n].first, sentences[n].last) for n in numbers]),
        item=ints(inside),
        sentence=ints([place[hit.hit.sentence] for hit in hits]),
        level=ints([hit.level for hit in hits]),
        share=np.array([0.5 ** contexts_that_halve(hit) for hit in hits], dtype=np.float64),
        counted=flags([hit.status == "counted" for hit in hits]),
        up=flags([hit.polarity == "escalation" for hit in hits]),
        historical=flags([hit.status == "historical" for hit in hits]),
        idiom=flags([any(context.kind == "idiom" for context in hit.contexts) for hit in hits]),
        rules=tuple(hit.rule.id for hit in hits),
    )


def length_of(outline: Outline) -> float:
    """0 for a short item, 1 for an article, by the number of sentences."""
    return min(1.0, max(0.0, (len(outline.numbers) - SHORT) / (LONG - SHORT)))


def contexts_that_halve(hit: JudgedHit) -> int:
    """How many contexts halve a hit; that its rule is still in test is not one of them."""
    return hit.halves - (hit.rule.status == "test")


def _quoted_share(quoted: bytearray, first: int, last: int) -> float:
    return sum(quoted[first:last]) / max(1, last - first)
