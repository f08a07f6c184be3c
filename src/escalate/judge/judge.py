"""Puts hits into context: which words around a hit change what it counts for, and what becomes of it."""

from __future__ import annotations

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.judge.contexts import contexts_of
from escalate.judge.cues import cues_by_sentence
from escalate.judge.judged_hit import ContextFound, JudgedHit
from escalate.judge.overlaps import settle_overlaps
from escalate.judge.status import Case, status_of
from escalate.judge.worlds import WorldView
from escalate.pack.context_cue import Transfer
from escalate.pack.rule import Rule

TEST_NOTE = "a rule in test counts half"
SEVERITY_STEP = {"up": 1, "down": -1}


def judge(document: Document, hits: list[Hit]) -> list[JudgedHit]:
    """Judge all hits of an article, in their order."""
    rules = document.pack.pack.rules
    cues = cues_by_sentence(document, hits)
    world = WorldView(document, hits)
    judged = []
    for hit in hits:
        rule = rules[hit.rule]
        contexts = contexts_of(document, hit, rule, cues[hit.sentence], world)
        judged.append(_judged(document, hit, rule, contexts))
    return settle_overlaps(document, judged)


def _judged(document: Document, hit: Hit, rule: Rule, contexts: list[ContextFound]) -> JudgedHit:
    level, polarity, severity, halves = rule.level, rule.polarity, rule.severity, 0
    note = "sets a context only" if polarity == "context" else ""
    for context in contexts:
        transfer = _transfer(document, context.kind, polarity, level)
        if context.policy in SEVERITY_STEP:
            severity = min(5, max(1, severity + SEVERITY_STEP[context.policy]))
        if context.policy == "half":
            halves += 1
        if context.policy == "flip" and not transfer:
            polarity = "de-escalation" if polarity == "escalation" else "escalation"
        if transfer and context.policy in ("half", "flip"):
            level, polarity, note = transfer.becomes_level, transfer.becomes_polarity, transfer.why
    if rule.status == "test":
        halves += 1
        note = "; ".join(filter(None, (note, TEST_NOTE)))
    verdict = status_of(Case(document, hit, rule, contexts, note))
    zone = _zone(document, hit)
    return JudgedHit(hit, rule, tuple(contexts), verdict.status, halves, level, severity, polarity, zone, verdict.note)


def _zone(document: Document, hit: Hit) -> str:
    """The zone by which a hit is weighed: that of its sentence, or the quotation in which it stands."""
    zone = document.zones[hit.sentence]
    if zone in ("furniture", "repeated"):
        zone = "body"
    return "quote" if zone != "headline" and document.segmentation.quoted[hit.first] else zone


def _transfer(document: Document, kind: str, polarity: str, level: int) -> Transfer | None:
    for transfer in document.pack.pack.contexts.transfers:
        if transfer.context == kind and transfer.polarity == polarity and level >= transfer.min_level:
            return transfer
    return None
