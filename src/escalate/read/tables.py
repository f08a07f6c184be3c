"""The word lists of `data/`, read once."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def plain_words() -> frozenset[str]:
    """Words without meaning of their own for a score: function words, days, months, words of reporting, agencies."""
    text = resources.files("escalate").joinpath("data/plain_words.json").read_text(encoding="utf-8")
    return frozenset(json.loads(text)["words"])
