"""Settles hits that share words: of those that overlap only one counts."""

from __future__ import annotations

from dataclasses import replace

from escalate.find.hits import Hit
from escalate.judge.judged_hit import JudgedHit


def settle_overlaps(judged: list[JudgedHit]) -> list[JudgedHit]:
    """Of counted hits of one polarity that overlap, only the weightiest counts; nor does one inside a longer one.

    So "no reason to think it came by mistake" is an accusation, and the "by mistake" in it no admission.
    """
    result = list(judged)
    counted = [index for index, item in enumerate(judged) if item.status == "counted"]
    if len(counted) < 2:
        return result
    of_sentence: dict[int, list[int]] = {}
    for index in counted:
        of_sentence.setdefault(judged[index].hit.sentence, []).append(index)
    for rivals in of_sentence.values():
        if len(rivals) > 1:
            _settle(judged, rivals, result)
    return result


def _settle(judged: list[JudgedHit], counted: list[int], result: list[JudgedHit]) -> None:
    """Settle the overlaps of the counted hits of one sentence."""
    kept: list[int] = []
    for index in sorted(counted, key=lambda index: _precedence(judged[index], index)):
        hit = judged[index].hit
        rival = next((o for o in kept if _same_side(judged[o], judged[index]) and _overlap(hit, judged[o].hit)), None)
        if rival is None:
            rival = next((o for o in counted if _inside(hit, judged[o].hit)), None)
        if rival is None:
            kept.append(index)
        else:
            note = f"the same words as {judged[rival].rule.id}"
            result[index] = replace(judged[index], status="repeated", note=note)


def _precedence(item: JudgedHit, index: int) -> tuple[int, int, int, int]:
    """The higher level goes first, then the longer match, then the graver one, then by place."""
    level = -item.level if item.polarity == "escalation" else 0
    return (level, item.hit.first - item.hit.last, -item.severity, index)


def _same_side(one: JudgedHit, two: JudgedHit) -> bool:
    return one.polarity == two.polarity


def _overlap(one: Hit, two: Hit) -> bool:
    return one.first < two.last and two.first < one.last


def _inside(one: Hit, two: Hit) -> bool:
    return two.first <= one.first and one.last <= two.last and two.last - two.first > one.last - one.first
