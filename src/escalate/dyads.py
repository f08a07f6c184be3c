"""Who does what to whom: the source and target of a cue, from the actors named around it."""

from __future__ import annotations

from escalate.document import Document, Mention
from escalate.judge import JudgedHit

_PASSIVE = frozenset(["was", "were", "is", "are", "been", "being", "be"])


def who_to_whom(document: Document, item: JudgedHit) -> tuple[str | None, str | None]:
    """Ids of source and target, each None where the sentence does not tell.

    The nearest actor on the side that the rule names is taken; in the passive voice the sides change.
    """
    hit = item.hit
    mentions = document.mentions(hit.sentence)
    before = [m for m in mentions if m.first < hit.first]
    after = [m for m in mentions if m.first >= hit.first]
    source_side, target_side = item.rule.source, item.rule.target
    if source_side == "before" and target_side == "after" and _is_passive(document, item):
        source_side, target_side = "after", "before"
    source = _pick(source_side, before, after, None)
    target = _pick(target_side, before, after, source)
    return source, target


def _pick(side: str, before: list[Mention], after: list[Mention], other: str | None) -> str | None:
    if side == "none":
        return None
    order = {"before": before[::-1], "after": after, "any": before[::-1] + after}[side]
    return next((mention.actor for mention in order if mention.actor != other), None)


def _is_passive(document: Document, item: JudgedHit) -> bool:
    words = document.tokens.words
    sentence = document.segmentation.sentences[item.hit.sentence]
    low = max(sentence.first, item.hit.first - 3)
    after = words[item.hit.last : min(sentence.last, item.hit.last + 8)]
    return not _PASSIVE.isdisjoint(words[low : item.hit.last]) and "by" in [
        *words[item.hit.first : item.hit.last],
        *after,
    ]
