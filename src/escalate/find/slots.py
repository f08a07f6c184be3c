"""Finds what may fill the slots of a phrase: actors, places, numbers and years."""

from __future__ import annotations

from typing import Any

from escalate.find.layout import Layout
from escalate.find.names import Mention
from escalate.phrases.pattern import TokenView
from escalate.read.sentences import word_lists

# Names of days and months are capitalised as places are: "shelled the town last March".
CALENDAR = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))  # fmt: skip


def view_of(layout: Layout, ids: list[Any], mentions: dict[int, list[Mention]]) -> TokenView:
    """What the matcher reads of a text, with all its slots."""
    tokens = layout.tokens
    numerals = word_lists()["numbers"]
    numbers = {n: n + 1 for n, word in enumerate(tokens.words) if word in numerals or word[0].isdigit()}
    years = [token for token in numbers if is_year(tokens.words[token])]
    ends, starts = _actors(layout, mentions)
    places = {token: token + 1 for token in _capitals(layout)}
    return TokenView(
        ids=ids,
        segment=layout.segmentation.segment,
        flags=tokens.flags,
        cased=tokens.cased,
        starts=tokens.starts,
        ends=tokens.ends,
        shouting=layout.shouting,
        slot_ends={"actor": ends, "place": places | ends, "number": numbers, "year": {n: n + 1 for n in years}},
        slot_starts={
            "actor": starts,
            "place": {token: token for token in places} | starts,
            "number": {token: token for token in numbers},
            "year": {token: token for token in years},
        },
        years=years,
    )


def _actors(layout: Layout, mentions: dict[int, list[Mention]]) -> tuple[dict[int, int], dict[int, int]]:
    """The token after a name by the one that it begins with, "the" before it or not; and the first by the last."""
    words = layout.tokens.words
    ends: dict[int, int] = {}
    starts: dict[int, int] = {}
    for number, named in mentions.items():
        low = layout.segmentation.sentences[number].first
        for mention in named:
            ends[mention.first] = mention.last
            starts[mention.last - 1] = mention.first
            if mention.first > low and words[mention.first - 1] == "the":
                ends.setdefault(mention.first - 1, mention.last)
    return ends, starts


def _capitals(layout: Layout) -> list[int]:
    """The tokens that may be a place for all that their case tells."""
    tokens = layout.tokens
    if layout.shouting:
        return [token for token, word in enumerate(tokens.words) if word not in CALENDAR]
    cased, words = tokens.cased, tokens.words
    return [n for n, start in enumerate(tokens.starts) if cased[start].isupper() and words[n] not in CALENDAR]


def is_year(word: str) -> bool:
    """Whether a word is a year of 1800 to 2099, or an earlier one from 1000 on that is no round number of men."""
    if len(word) != 4 or not word.isdecimal() or word[0] not in "12":
        return False
    return word[:2] in ("18", "19", "20") or (word[0] == "1" and word[2:] not in ("00", "50"))
