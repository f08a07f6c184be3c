"""Puts hits into context: which words around a hit change what it counts for, and what becomes of it."""

from __future__ import annotations

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.judge.dates import is_over, is_past
from escalate.judge.judged_hit import ContextFound, JudgedHit
from escalate.judge.overlaps import settle_overlaps
from escalate.judge.reach import distance
from escalate.judge.worlds import GuardView
from escalate.pack.context_cue import KINDS, STATUS_OF_KIND, Transfer
from escalate.pack.rule import Rule
from escalate.phrases.match import Found

TEST_NOTE = "a rule in test counts half"
SEVERITY_STEP = {"up": 1, "down": -1}
TAKEN_FOR_GRANTED = ("why", "when", "who", "where")  # questions about an act that happened


def judge(document: Document, hits: list[Hit]) -> list[JudgedHit]:
    """Judge all hits of an article, in their order."""
    rules = document.pack.pack.rules
    cues_of = _cues(document, hits)
    world = GuardView(document, hits)
    judged = []
    for hit in hits:
        rule = rules[hit.rule]
        contexts = _contexts(document, hit, rule, cues_of[hit.sentence], world)
        judged.append(_judged(document, hit, rule, contexts))
    return settle_overlaps(document.pack, document.ids, judged)


def _cues(document: Document, hits: list[Hit]) -> dict[int, list[Found]]:
    """Cues and pseudo-cues by cue and place, in each sentence with a hit."""
    found: dict[int, list[Found]] = {}
    for hit in hits:
        if hit.sentence not in found:
            low, high = document.bounds[hit.sentence]
            found[hit.sentence] = sorted(document.pack.cues.find(document, low, high), key=_by_cue_and_place)
    return found


def _by_cue_and_place(match: Found) -> tuple[int, int, int]:
    return match.owner, match.first, match.first - match.last


def _switched_off(document: Document, match: Found, hit: Hit, cues: list[Found]) -> bool:
    """Whether a pseudo-cue covers a cue.

    Not where it leans on a word that the rule itself names: in "did not condemn" a rule's own "condemn" is negated.
    """
    ids, literals = document.ids, document.pack.literal_words(hit.rule)
    for other in cues:
        if other.owner != match.owner + 1 or other.first >= match.last or match.first >= other.last:
            continue
        own = range(max(match.last, hit.first), min(other.last, hit.last))
        if not any(ids[token] in literals for token in own):
            return True
    return False


def _contexts(document: Document, hit: Hit, rule: Rule, cues: list[Found], world: GuardView) -> list[ContextFound]:
    contexts = document.pack.pack.contexts
    found: dict[str, ContextFound] = {}

    def add(kind: str, words: str, own: str = "") -> None:
        policy = rule.contexts.get(kind) or own or contexts.policies[kind]
        # Of two cues of one kind the one that drops the hit says more than the one that halves it.
        if kind not in found or (policy == "drop" and found[kind].policy == "half"):
            found[kind] = ContextFound(kind, words, policy)

    if rule.polarity == "context":
        return []
    governing = _governing(document, hit, rule, cues)
    set_aside = _set_aside(document, governing)
    for kind, match, _ in governing:
        if kind == "current":
            if match == set_aside:
                add(kind, document.words(match.first, match.last))
        elif kind != "historical" or set_aside is None:
            add(kind, document.words(match.first, match.last), contexts.cues[match.owner // 2].policy)
    if _asks(document, hit):
        add("hypothetical", "?")
    if document.segmentation.quoted[hit.first]:
        add("quoted", "“…”")
    guard = world.guard(hit)
    if guard:
        add("idiom", guard)
    return sorted(found.values(), key=lambda context: KINDS.index(context.kind))


def _governing(document: Document, hit: Hit, rule: Rule, cues: list[Found]) -> list[tuple[str, Found, int]]:
    """Cues that govern a hit: kind, match and distance in words."""
    found = []
    for match in cues:
        if match.owner % 2:
            continue
        cue = document.pack.pack.contexts.cues[match.owner // 2]
        if cue.only and cue.only != rule.polarity:
            continue
        far = distance(document, cue, match, hit)
        if far < 0 or (cue.kind == "historical" and not is_past(document, match)):
            continue
        if _switched_off(document, match, hit, cues):
            continue
        kind = "historical" if cue.kind == "future" and is_over(document, match) else cue.kind
        found.append((kind, match, far))
    return found


def _set_aside(document: Document, governing: list[tuple[str, Found, int]]) -> Found | None:
    """The cue of the present ("on Monday") that stands nearer to a hit than any cue of the past; None without one."""
    present = [(far, match) for kind, match, far in governing if kind == "current"]
    past = [far for kind, _, far in governing if kind == "historical"]
    if not present or not past:
        return None
    far, match = min(present)
    return match if far < min(past) else None


def _asks(document: Document, hit: Hit) -> bool:
    """Whether the sentence is a question that leaves open whether the act happened ("why" takes it for granted)."""
    sentence = document.segmentation.sentences[hit.sentence]
    return sentence.question and document.tokens.words[sentence.first] not in TAKEN_FOR_GRANTED


def _judged(document: Document, hit: Hit, rule: Rule, contexts: list[ContextFound]) -> JudgedHit:
    zone = document.zones[hit.sentence]
    status, note, level, polarity, severity, halves = (
        "counted",
        "",
        rule.level,
        rule.polarity,
        rule.severity,
        0,
    )
    if rule.polarity == "context":
        status = "excluded"
        note = "sets a context only"
    for context in contexts:
        transfer = _transfer(document, context.kind, polarity, level)
        if context.policy == "keep":
            continue
        if context.policy in SEVERITY_STEP:
            severity = min(5, max(1, severity + SEVERITY_STEP[context.policy]))
            continue
        if context.policy == "half":
            halves += 1
        if context.policy == "drop" and status == "counted":
            status = STATUS_OF_KIND.get(context.kind, context.kind)
        if context.policy == "flip" and not transfer:
            polarity = "de-escalation" if polarity == "escalation" else "escalation"
        if transfer and context.policy in ("half", "flip"):
            level, polarity, note = transfer.becomes_level, transfer.becomes_polarity, transfer.why
    if rule.status == "test":
        halves += 1
        note = "; ".join(filter(None, (note, TEST_NOTE)))
    if hit.excluded:
        status, note = "excluded", hit.excluded
    if rule.status == "draft":
        status, note = "excluded", "the rule is a draft"
    if zone in ("furniture", "repeated"):
        status, note = zone, document.block_rule[document.segmentation.sentences[hit.sentence].block]
    elif any(low <= hit.first < high for low, high in document.repeated):
        status, note = "repeated", "the headline again"
    if zone in ("furniture", "repeated"):
        zone = "body"
    if zone != "headline" and document.segmentation.quoted[hit.first]:
        zone = "quote"
    return JudgedHit(hit, rule, tuple(contexts), status, halves, level, severity, polarity, zone, note)


def _transfer(document: Document, kind: str, polarity: str, level: int) -> Transfer | None:
    for transfer in document.pack.pack.contexts.transfers:
        if transfer.context == kind and transfer.polarity == polarity and level >= transfer.min_level:
            return transfer
    return None
