"""Verbs told by their form alone: auxiliaries, participles, and verbs of saying."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from escalate.read.inflections import forms


def _word_lists() -> dict[str, frozenset[str]]:
    text = resources.files("escalate").joinpath("data/dyad_words.json").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = json.loads(text)
    return {name: frozenset(words) for name, words in lists.items()}


WORDS = _word_lists()

BE = WORDS["be"]
AUXILIARIES = BE | WORDS["auxiliaries"]
IRREGULAR_PARTICIPLES = WORDS["irregular_participles"]
SAY = WORDS["say"]
NOT_VERBS = WORDS["not_verbs"]  # names and adjectives that end like a past tense


@cache
def inflected(lemmas: frozenset[str]) -> frozenset[str]:
    """All verb forms of some lemmas."""
    found = {form for lemma in sorted(lemmas) for form in forms(lemma, "v")}
    return frozenset(found | {"stated", "stating"} if "say" in lemmas else found)


def is_participle(word: str) -> bool:
    """Whether a word may be a past participle."""
    return word.endswith(("ed", "wn", "en")) or word in IRREGULAR_PARTICIPLES


def is_verb_like(word: str) -> bool:
    """Whether a word in a gap is likely a verb of its own; auxiliaries are not counted."""
    past = word.endswith("ed") and len(word) > 3 and word not in NOT_VERBS
    return past or word in IRREGULAR_PARTICIPLES or word in inflected(SAY)
