"""Settles hits that share words: of two readings of the same words, which one counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.compiled import CompiledPack

TWO_READINGS = "two readings"
REQUEST = "REQUEST"  # the event category of calls and appeals
USE_OF_FORCE = 4  # from this level on a hit is an act of force, not a word or a threat of one
ENDED_NOTE = "over: its end is told in the same sentence"
AFTER = frozenset(("after", "ending", "ended", "ends", "following", "whose", "had"))  # open what went before an end
ENDING_LEVEL = 3  # rules of truces, withdrawals, releases and measures taken back; talks and words are below
REACH = 6  # words between such a word and the act: "after two days of heavy shelling"

Verdict = Callable[[JudgedHit, JudgedHit], bool]


def settle_overlaps(document: Document, judged: list[JudgedHit]) -> list[JudgedHit]:
    """Of counted hits that share words, keep the one that says most about them.

    Of one polarity the weightiest counts, and none inside a longer one, but a graver act of force in a lesser one and
    any in one whose rule is in test. Of both polarities the more specific reading counts: the one that covers the other
    and more, or whose verb ends what the shared words name (“lifted the sanctions”, “violated the truce”), or that
    names more words. Where neither does, the words can be read in two ways and neither counts. A call to end an act of
    force takes no words from the act.
    """
    pack, ids = document.pack, document.ids
    result = list(judged)
    of_sentence: dict[int, list[int]] = {}
    for index, item in enumerate(judged):
        if item.status == "counted":
            of_sentence.setdefault(item.hit.sentence, []).append(index)

    def says_more(one: JudgedHit, two: JudgedHit) -> bool:
        return _says_more(pack, ids, one, two)

    for rivals in of_sentence.values():
        if len(rivals) > 1:
            left = _settle_sides(judged, rivals, result, says_more)
            _settle_one_side(judged, left, result)
            _halve_ended(document, rivals, result)
    return result


def _halve_ended(document: Document, rivals: list[int], result: list[JudgedHit]) -> None:
    """Count half the hostile acts that the end of them, told in the same sentence, has left behind.

    “Both armies agreed to a truce after two days of shelling”: the shelling gives the level, the truce is the news.
    """
    counted = [index for index in rivals if result[index].status == "counted"]
    if not any(_is_ending(document, result[index]) for index in counted):
        return
    for index in counted:
        item = result[index]
        start = document.segmentation.sentences[item.hit.sentence].first
        before = document.tokens.words[max(start, item.hit.first - REACH) : item.hit.first + 1]
        if item.polarity == "escalation" and not AFTER.isdisjoint(before):
            note = "; ".join(filter(None, (item.note, ENDED_NOTE)))
            result[index] = replace(item, halves=item.halves + 1, note=note)


def _is_ending(document: Document, item: JudgedHit) -> bool:
    """Whether a hit tells of a step back that is taken: no wish, no plan, no call for one."""
    told = not any(context.policy in ("half", "drop") for context in item.contexts)
    return item.polarity == "de-escalation" and told and item.rule.level >= ENDING_LEVEL


def _settle_sides(
    judged: list[JudgedHit],
    counted: list[int],
    result: list[JudgedHit],
    says_more: Verdict,
) -> list[int]:
    """Settle the overlaps of hits of both polarities in one sentence; return the hits that are left."""
    lost: dict[int, tuple[str, str]] = {}
    for place, first in enumerate(counted):
        for second in counted[place + 1 :]:
            one, two = judged[first], judged[second]
            if one.polarity == two.polarity or not _overlap(one.hit, two.hit):
                continue
            if _asks_to_end(one, two) or _asks_to_end(two, one):
                continue  # both hold: the act goes on, and somebody wants it to stop
            wins, loses = says_more(one, two), says_more(two, one)
            if wins == loses:
                lost.setdefault(first, ("excluded", f"{TWO_READINGS}: {two.rule.id}"))
                lost.setdefault(second, ("excluded", f"{TWO_READINGS}: {one.rule.id}"))
            else:
                loser, winner = (second, one) if wins else (first, two)
                lost[loser] = ("repeated", f"the same words as {winner.rule.id}")
    for index, (status, note) in lost.items():
        result[index] = replace(judged[index], status=status, note=note)
    return [index for index in counted if index not in lost]


def _asks_to_end(asked: JudgedHit, act: JudgedHit) -> bool:
    """Whether one reading asks for the end of an act of force that the other tells of: what it asks for goes on."""
    call = asked.polarity == "de-escalation" and asked.rule.plover.startswith(REQUEST)
    force = act.polarity == "escalation" and act.level >= USE_OF_FORCE
    return call and force and asked.hit.first < act.hit.first


def _says_more(pack: CompiledPack, ids: Sequence[int], one: JudgedHit, two: JudgedHit) -> bool:
    """Whether one reading is more specific than the other, of the other sign, with which it shares words.

    A verb of its own rule decides first: one of ending in a step back (“the kidnapped men were freed by the army”), one
    of breaking in a step towards conflict. Else the longer match that holds the other one is, else the one of which
    more words are named by its rule, gaps left out.
    """
    (decided, named), (decided_two, named_two) = _strength(pack, ids, one), _strength(pack, ids, two)
    if decided != decided_two:
        return decided > decided_two
    if _inside(one.hit, two.hit) or _inside(two.hit, one.hit):
        return _inside(two.hit, one.hit)
    return named > named_two


def _strength(pack: CompiledPack, ids: Sequence[int], item: JudgedHit) -> tuple[tuple[bool, bool], int]:
    """Whether its context turned a reading round, whether a verb in it decides; how many words its rule names."""
    turned = item.polarity != item.rule.polarity  # “the truce agreed on Monday has collapsed”
    verbs = pack.endings if item.polarity == "de-escalation" else pack.breakings
    words = pack.rule_words(item.hit.rule).intersection(ids[item.hit.first : item.hit.last])
    return (turned, not words.isdisjoint(verbs)), len(words)


def _settle_one_side(judged: list[JudgedHit], counted: list[int], result: list[JudgedHit]) -> None:
    """Settle the overlaps of hits of one polarity in one sentence."""
    kept: list[int] = []
    for index in sorted(counted, key=lambda index: _precedence(judged[index], index)):
        own = [other for other in counted if judged[other].polarity == judged[index].polarity]
        hit = judged[index].hit
        rival = next((other for other in own if other in kept and _overlap(hit, judged[other].hit)), None)
        if rival is None:
            rival = next((other for other in own if _told_better(judged[index], judged[other])), None)
        if rival is None:
            kept.append(index)
        else:
            note = f"the same words as {judged[rival].rule.id}"
            result[index] = replace(judged[index], status="repeated", note=note)


def _told_better(one: JudgedHit, two: JudgedHit) -> bool:
    """Whether a hit lies in a longer one that changes what it says: “threatened to invade”.

    Of two acts of force the longer only names more of the same, so the graver one stands: “rebels launched a major
    offensive”. A rule in test takes no words from a proven one.
    """
    graver_act = one.polarity == "escalation" and one.level > two.level >= USE_OF_FORCE
    return _inside(one.hit, two.hit) and not graver_act and _on_trial(two) <= _on_trial(one)


def _precedence(item: JudgedHit, index: int) -> tuple[int, bool, int, int, int]:
    """The higher level goes first, then a proven rule, then the longer match, then the graver one, then by place."""
    level = -item.level if item.polarity == "escalation" else 0
    return (level, _on_trial(item), item.hit.first - item.hit.last, -item.severity, index)


def _on_trial(item: JudgedHit) -> bool:
    """Whether the rule of a hit is in test: it counts half, so it takes no words from a rule that counts in full."""
    return item.rule.status == "test"


def _overlap(one: Hit, two: Hit) -> bool:
    return one.first < two.last and two.first < one.last


def _inside(one: Hit, two: Hit) -> bool:
    """Whether one hit lies in a longer one."""
    return two.first <= one.first and one.last <= two.last and two.last - two.first > one.last - one.first
