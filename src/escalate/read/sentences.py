"""Cuts blocks into sentences and marks quotations and the places that a phrase may not cross."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from escalate.read.blocks import Block
from escalate.read.words import CLOSING, DOTTED, OPENING, QUESTION, SEMICOLON, STOP, Tokens


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of tokens: `first` up to, not including, `last`; `block` is the index of its block."""

    first: int
    last: int
    block: int
    question: bool


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Sentences, and for every token its segment and whether it stands in a quotation.

    A segment ends at the end of a sentence, at a semicolon and before an opening quote; a quotation of a few words
    inside a sentence (``no reason to think it was "an accident"``) is part of the sentence around it and ends none.
    """

    sentences: list[Sentence]
    segment: list[int]
    quoted: bytearray


# Words. What rules and contexts do grows with the square of a sentence; the longest in 17,000 of real articles has 168.
MAX_SENTENCE = 300
SHORT_QUOTE = 5  # words; longer quotations are speech, and a phrase may not reach into them


@cache
def word_lists() -> dict[str, frozenset[str]]:
    """Words that cutting sentences needs to know: abbreviations, months, sentence starters, numbers."""
    text = resources.files("escalate").joinpath("data/sentence_words.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return {key: frozenset(value) for key, value in data.items()}


def segment(tokens: Tokens, blocks: list[Block]) -> Segmentation:
    """Cut a tokenised text, block by block."""
    count = len(tokens.words)
    sentences: list[Sentence] = []
    segments: list[int] = []
    quoted = bytearray(count)
    number = 0
    first = 0  # first token of the sentence
    cut = 0  # first token of the segment
    block = 0
    block_ends = [b.end for b in blocks]
    opened = 0 if tokens.lead_in & OPENING else -1
    starts = tokens.starts
    has_case = not tokens.cased.islower()
    for index in tokens.marked:
        flags = tokens.flags[index]
        following = index + 1
        at_block_end = following >= count or starts[following] >= block_ends[block]
        if opened >= 0 and (flags & CLOSING or at_block_end):
            quoted[opened:following] = b"\1" * (following - opened)
            opened = -1
        if flags & OPENING:
            opened = following
        ends = at_block_end or (flags & (STOP | DOTTED) and _ends_sentence(tokens, index, flags, has_case))
        if ends or flags & SEMICOLON or (flags & OPENING and not _short_quote(tokens.flags, following)):
            segments += [number] * (following - cut)
            cut = following
            number += 1
        if ends:
            sentences.append(Sentence(first, following, block, bool(flags & QUESTION)))
            first = following
        if at_block_end and following < count:
            while starts[following] >= block_ends[block]:
                block += 1
            if opened >= 0:
                opened = following
    if first < count:
        sentences.append(Sentence(first, count, block, False))
    segments += [number] * (count - len(segments))
    if any(sentence.last - sentence.first > MAX_SENTENCE for sentence in sentences):
        sentences = _cut_long(sentences, segments)
    return Segmentation(sentences, segments, quoted)


def _cut_long(sentences: list[Sentence], segments: list[int]) -> list[Sentence]:
    """Sentences of at most `MAX_SENTENCE` words; each cut ends a segment too, in place."""
    cut: list[Sentence] = []
    added = 0
    for sentence in sentences:
        for first in range(sentence.first, sentence.last, MAX_SENTENCE):
            last = min(first + MAX_SENTENCE, sentence.last)
            added += first > sentence.first
            cut.append(Sentence(first, last, sentence.block, sentence.question))
            if added:
                segments[first:last] = [number + added for number in segments[first:last]]
    return cut


def _short_quote(flags: list[int], first: int) -> bool:
    """Whether the quotation that opens before token `first` closes within a few words."""
    return any(flag & CLOSING for flag in flags[first : first + SHORT_QUOTE])


def _ends_sentence(tokens: Tokens, index: int, flags: int, has_case: bool) -> bool:
    """Whether the stop after a token ends its sentence."""
    if index + 1 >= len(tokens.words):
        return True
    words = word_lists()
    word, following = tokens.words[index], tokens.words[index + 1]
    between = tokens.cased[tokens.ends[index] : tokens.starts[index + 1]]
    if not any(c.isspace() for c in between):
        return False
    if flags & DOTTED and not flags & STOP:
        upper = tokens.cased[tokens.starts[index + 1]].isupper()
        return following in words["starters"] and upper
    only_full_stop = between.lstrip()[:1] == "." and "?" not in between and "!" not in between
    if only_full_stop and not flags & CLOSING:
        if word in words["before_name"] or (word in words["before_number"] and following[0].isdigit()):
            return False
        if len(word) == 1 and word.isalpha() and word != "i":
            return False
        if word in words["months"] and following[0].isdigit():
            return False
    return not (has_case and tokens.cased[tokens.starts[index + 1]].islower())
