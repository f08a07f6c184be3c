"""Puts together the account of an article: cues and sentences with their points, and who acts on whom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

from escalate.actors.roles import who_to_whom
from escalate.explain.assessment import (
    Assessment,
    Context,
    CueFound,
    Dyad,
    LevelReason,
    Parts,
    SentencePoints,
    Term,
    TextPart,
)
from escalate.explain.points import rounded, tenths
from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.rule import LEVEL_NAMES
from escalate.pack.weights import band_of
from escalate.read.readable import problem_of
from escalate.weigh.decisions import Decision

TERMS_SHOWN: Final = 12
LEAST_SHOWN: Final = 0.1


def assess(document: Document, decision: Decision, provenance: dict[str, Any]) -> Assessment:
    """The assessment of an article from what was decided of it.

    Parameters
    ----------
    provenance : dict
        Goes into the assessment as it is.
    """
    score, baseline = tenths(decision.score), tenths(decision.baseline)
    places = [*decision.points, *(wording.points for wording in decision.wording)]
    points = rounded(places, score - baseline)
    by_rule = points[: len(decision.items)]
    by_word = points[len(decision.items) :]
    lines = _line_starts(document.article.text)
    of_rule: dict[str, float] = {}
    for item, value in zip(decision.items, by_rule, strict=True):
        of_rule[item.rule.id] = of_rule.get(item.rule.id, 0.0) + value
    counted: list[CueFound] = []
    others: list[CueFound] = []
    for item, value in zip(decision.items, by_rule, strict=True):
        if item.status == "counted":
            without = min(100.0, max(min(baseline, score), round(score - of_rule[item.rule.id], 1)))
            counted.append(_cue(document, item, lines, value, without))
        elif item.rule.polarity != "context":
            others.append(_cue(document, item, lines, 0.0, None))
    cues = tuple(sorted(counted, key=_order))
    problem = problem_of(document.tokens.words, document.article.text or document.article.title or "")
    ruled = round(sum(by_rule), 1)
    return Assessment(
        id=document.article.id,
        title=document.article.title,
        score=score,
        band=band_of(score),
        level=decision.level,
        level_name=LEVEL_NAMES[decision.level],
        direction=decision.direction,
        interval=(0.0, 100.0) if problem else (round(decision.interval[0], 1), round(decision.interval[1], 1)),
        review=decision.review or bool(problem),
        parts=Parts(baseline, ruled, round(score - baseline - ruled, 1)),
        cues=cues,
        not_counted=tuple(others),
        terms=_terms(decision.terms),
        actors=_dyads(cues),
        provenance=provenance,
        layout=_layout(document),
        sentences=_sentences(document, decision, by_rule, by_word),
        level_reason=_level_reason(document, decision, cues),
        warnings=(problem,) if problem else (),
    )


def _sentences(
    document: Document, decision: Decision, by_rule: Sequence[float], by_word: Sequence[float]
) -> tuple[SentencePoints, ...]:
    """Sentences with points, by place."""
    ruled: dict[int, float] = {}
    level: dict[int, int] = {}
    for item, value in zip(decision.items, by_rule, strict=True):
        if item.status == "counted":
            number = item.hit.sentence
            ruled[number] = ruled.get(number, 0.0) + value
            up = item.level if item.polarity == "escalation" else 0
            level[number] = max(level.get(number, 0), up)
    said = {w.sentence: (value, w.terms) for w, value in zip(decision.wording, by_word, strict=True)}
    result = []
    for number in sorted({*ruled, *said}):
        rules, (wording, terms) = round(ruled.get(number, 0.0), 1), said.get(number, (0.0, ()))
        if rules or wording:
            sentence = document.segmentation.sentences[number]
            field, start, end = document.span(sentence.first, sentence.last)
            result.append(
                SentencePoints(
                    field,
                    start,
                    end,
                    round(rules + wording, 1),
                    rules,
                    wording,
                    terms if wording else (),
                    level.get(number, 0),
                )
            )
    return tuple(result)


def _level_reason(document: Document, decision: Decision, cues: Sequence[CueFound]) -> LevelReason | None:
    """The weightiest cue of the level; where no cue has it, the sentence that is most likely the news."""
    if decision.level == 0:
        return None
    for cue in cues:
        if cue.level == decision.level and cue.polarity == "escalation":
            return LevelReason("cue", cue.rule, cue.field, cue.start, cue.end, cue.text)
    if decision.news < 0:
        return None
    sentence = document.segmentation.sentences[decision.news]
    field, start, end = document.span(sentence.first, sentence.last)
    return LevelReason("wording", None, field, start, end, document.words(sentence.first, sentence.last))


def _layout(document: Document) -> tuple[TextPart, ...]:
    """The blocks of the text that are not body."""
    parts = []
    for block, kind, why in zip(document.blocks, document.block_kind, document.block_rule, strict=True):
        start = document.folded.original(block.start) - document.title_length
        end = document.folded.original(block.end - 1) + 1 - document.title_length
        if kind != "body" and start >= 0:
            parts.append(TextPart(start, end, kind, why))
    return tuple(parts)


def _order(cue: CueFound) -> tuple[float, bool, int, str]:
    return -abs(cue.points), cue.field != "title", cue.start, cue.rule


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _cue(document: Document, item: JudgedHit, lines: list[int], points: float, without: float | None) -> CueFound:
    hit, rule = item.hit, item.rule
    field, start, end = document.span(hit.first, hit.last)
    sentence = document.segmentation.sentences[hit.sentence]
    _, sentence_start, sentence_end = document.span(sentence.first, sentence.last)
    source, target = who_to_whom(document, item)
    return CueFound(
        rule=rule.id,
        title=rule.title,
        why=rule.why,
        category=rule.category,
        polarity=item.polarity,
        level=item.level,
        field=field,
        start=start,
        end=end,
        line=0 if field == "title" else bisect_right(lines, start),
        text=document.words(hit.first, hit.last),
        sentence=(sentence_start, sentence_end),
        zone=item.zone,
        status=item.status,
        contexts=tuple(Context(c.kind, c.cue, c.policy) for c in item.contexts),
        source=source,
        target=target,
        points=points,
        without=without,
        codes={"cameo": list(rule.cameo), "plover": rule.plover},
        note=item.note,
    )


def _terms(named: Sequence[tuple[str, float]]) -> tuple[Term, ...]:
    """The classifier's strongest terms, by points."""
    terms = [Term(term, round(value, 1)) for term, value in named]
    shown = [term for term in terms if abs(term.points) >= LEAST_SHOWN]
    return tuple(sorted(shown, key=lambda term: (-abs(term.points), term.term))[:TERMS_SHOWN])


def _dyads(cues: tuple[CueFound, ...]) -> tuple[Dyad, ...]:
    sums: dict[tuple[str, str], tuple[float, int]] = {}
    for cue in cues:
        if cue.source or cue.target:
            key = (cue.source or "", cue.target or "")
            points, number = sums.get(key, (0.0, 0))
            sums[key] = (points + cue.points, number + 1)
    dyads = [Dyad(s or None, t or None, round(points, 1), n) for (s, t), (points, n) in sums.items()]
    return tuple(sorted(dyads, key=lambda d: (-abs(d.score), d.source or "", d.target or "")))
