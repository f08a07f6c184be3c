"""Rule hits as words for the classifier: beside the words of the text it sees what kinds of cue the rules found."""

from __future__ import annotations

from collections.abc import Sequence

from escalate.judge import JudgedHit

UNREAD = ("furniture", "repeated")  # the classifier does not read their words either


def hit_words(items: Sequence[JudgedHit]) -> list[str]:
    """Two words for each hit: its category, and its polarity with its level, each with whether it counts.

    They stand in angle brackets, as masks do, so no word of a text is one of them.
    """
    result: list[str] = []
    for item in items:
        if item.rule.polarity == "context" or item.status in UNREAD:
            continue
        kind = "cue" if item.status == "counted" else "not"
        result.append(f"<{kind}:{item.rule.category}>")
        result.append(f"<{kind}:{item.polarity}-{item.level}>")
    return result
