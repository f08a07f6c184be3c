"""Puts together the account of an article: every cue with its points, the parts that add up, who acts on whom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

from escalate.actors.roles import who_to_whom
from escalate.explain.assessment import Assessment, Context, CueFound, Dyad, Parts, Term, TextPart
from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit
from escalate.model import Model, Reading
from escalate.pack.rule import LEVEL_NAMES
from escalate.pack.weights import Weights, band_of
from escalate.weigh.decisions import direction_of, interval_of, level_of, needs_review
from escalate.weigh.fusion import Fusion, Outcome, RulesAlone, scores_without
from escalate.weigh.ledger import ledger, sides, sides_without

TERMS_SHOWN: Final = 12


def assess(
    document: Document,
    items: list[JudgedHit],
    reading: Reading,
    model: Model | None,
    weights: Weights,
    fusion: Fusion | RulesAlone,
    provenance: dict[str, Any],
) -> Assessment:
    """The assessment of an article from its judged hits and the classifier's reading.

    Parameters
    ----------
    weights : Weights
        What the hits are worth.
    fusion : Fusion or RulesAlone
        How hits and terms become a score.
    provenance : dict
        Goes into the assessment as it is.
    """
    values = ledger(items, weights)
    outcome = fusion.outcome(*sides(values), reading.rating, reading.share)
    score = round(outcome.score, 1)
    worth = [_points(value, outcome) for value in values]
    parts = _parts(score, outcome.baseline, sum(worth), model is not None)
    lines = _line_starts(document.article.text)
    rests = scores_without(fusion, sides_without(items, weights), reading.rating, reading.share)
    points = _rounded([w for w, item in zip(worth, items, strict=True) if item.status == "counted"], parts.rules)
    counted: list[CueFound] = []
    others: list[CueFound] = []
    for item, rest in zip(items, rests, strict=True):
        if item.status == "counted":
            counted.append(_cue(document, item, lines, points[len(counted)], round(rest, 1)))
        elif item.rule.polarity != "context":
            others.append(_cue(document, item, lines, 0.0, None))
    cues = tuple(sorted(counted, key=_order))
    level = level_of(items, values, reading, model)
    direction = direction_of(values, reading, model)
    return Assessment(
        id=document.article.id,
        title=document.article.title,
        score=score,
        band=band_of(score),
        level=level,
        level_name=LEVEL_NAMES[level],
        direction=direction,
        interval=interval_of(score, model),
        review=needs_review(items, reading, model, weights),
        parts=parts,
        cues=cues,
        not_counted=tuple(others),
        terms=_terms(model.named_terms(reading, outcome.terms) if model else []),
        actors=_dyads(cues),
        provenance=provenance,
        layout=_layout(document),
    )


def _points(value: float, outcome: Outcome) -> float:
    """Points of a hit, from its log-odds in the ledger."""
    return value * outcome.up if value > 0 else -value * outcome.down


def _parts(score: float, baseline: float, rules: float, classifier: bool) -> Parts:
    """Points by origin, rounded so that they add up to the score; without a classifier rounding leaves it nothing."""
    base = round(baseline, 1)
    rule_points = round(rules if classifier else score - base, 1)
    return Parts(base, rule_points, round(score - base - rule_points, 1))


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


def _rounded(points: list[float], total: float) -> list[float]:
    """Round points to a tenth so that they add up to `total`: the largest take what rounding left over."""
    if not points:
        return []
    tenths = [round(value * 10) for value in points]
    missing = round(total * 10) - sum(tenths)
    if missing:
        order = sorted(range(len(points)), key=lambda i: (-abs(points[i]), i))
        step = 1 if missing > 0 else -1
        for turn in range(abs(missing)):
            tenths[order[turn % len(order)]] += step
    return [tenth / 10 for tenth in tenths]


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
    shown = [term for term in terms if abs(term.points) >= 0.1]
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
