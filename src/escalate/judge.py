"""Puts hits into context: which words around a hit change what it counts for, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from escalate.contexts import KINDS, STATUS_OF_KIND, Cue, Transfer
from escalate.document import Document, is_year
from escalate.hits import Hit
from escalate.match import Found
from escalate.rules import Rule

SEVERITY_STEP = {"up": 1, "down": -1}


@dataclass(frozen=True, slots=True)
class ContextFound:
    """A context of a hit: its kind, the words that show it and the policy applied."""

    kind: str
    cue: str
    policy: str


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A hit and what it counts as.

    Attributes
    ----------
    status : str
        "counted", or why it is not: negated, denied, hypothetical, historical, requested, excluded, furniture,
        repeated.
    halves : int
        How often the policy "half" applies.
    level, severity : int
        After transfers and modifiers.
    polarity : str
        After transfers: a called-off attack is de-escalation.
    note : str
        In words, what a transfer or exclusion did; empty where nothing.
    """

    hit: Hit
    rule: Rule
    contexts: tuple[ContextFound, ...]
    status: str
    halves: int
    level: int
    severity: int
    polarity: str
    zone: str
    note: str


def judge(document: Document, hits: list[Hit]) -> list[JudgedHit]:
    """Judge all hits of an article, in their order."""
    rules = document.pack.pack.rules
    cues_of: dict[int, list[Found]] = {}
    world = _GuardView(document)
    judged = []
    for hit in hits:
        if hit.sentence not in cues_of:
            cues_of[hit.sentence] = _cues(document, hit.sentence)
        rule = rules[hit.rule]
        contexts = _contexts(document, hit, rule, cues_of[hit.sentence], world)
        judged.append(_judged(document, hit, rule, contexts))
    return _settle_overlaps(judged)


def _cues(document: Document, sentence: int) -> list[Found]:
    """Cues in a sentence, those covered by a pseudo-cue of the same entry taken out."""
    found = document.segmentation.sentences[sentence]
    matches = list(document.pack.cues.find(document.view, found.first, found.last))
    pseudo = [m for m in matches if m.owner % 2]
    kept = [
        m
        for m in matches
        if not m.owner % 2 and not any(p.owner == m.owner + 1 and p.first < m.last and m.first < p.last for p in pseudo)
    ]
    kept.sort(key=lambda m: (m.owner, m.first, m.first - m.last))
    return kept


def _contexts(document: Document, hit: Hit, rule: Rule, cues: list[Found], world: _GuardView) -> list[ContextFound]:
    contexts = document.pack.pack.contexts
    found: dict[str, ContextFound] = {}

    def add(kind: str, words: str, own: str = "") -> None:
        if kind not in found:
            policy = rule.contexts.get(kind) or own or contexts.policies[kind]
            found[kind] = ContextFound(kind, words, policy)

    if rule.polarity == "context":
        return []
    for match in cues:
        cue = contexts.cues[match.owner // 2]
        if cue.only and cue.only != rule.polarity:
            continue
        if _governs(document, cue, match, hit) and not (cue.kind == "historical" and _is_this_year(document, match)):
            add(cue.kind, document.words(match.first, match.last), cue.policy)
    sentence = document.segmentation.sentences[hit.sentence]
    if sentence.question:
        add("hypothetical", "?")
    if document.segmentation.quoted[hit.first]:
        add("quoted", "“…”")
    if rule.polarity == "escalation":
        guard = world.guard(hit)
        if guard:
            add("idiom", guard)
    return sorted(found.values(), key=lambda context: KINDS.index(context.kind))


def _governs(document: Document, cue: Cue, match: Found, hit: Hit) -> bool:
    """Whether a cue reaches a hit: side, distance, stop words and segments."""
    if match.first < hit.last and hit.first < match.last:
        # Inside the match: a cue in one of its gaps governs it, a word that the rule itself names does not.
        return cue.inside and document.ids[match.first] not in document.pack.literals[hit.rule]
    if cue.side == "sentence":
        return True
    before = match.last <= hit.first
    if (cue.side == "before" and not before) or (cue.side == "after" and before):
        return False
    low, high = (match.last, hit.first) if before else (hit.last, match.first)
    if high - low > cue.reach:
        return False
    segment = document.segmentation.segment
    if segment[low - 1] != segment[high]:
        return False
    stops = document.pack.cue_stops[match.owner // 2]
    return not stops or stops.isdisjoint(document.ids[low:high])


def _is_this_year(document: Document, match: Found) -> bool:
    """Whether the year in a cue is the article's own, or later."""
    day = document.article.date
    for token in range(match.first, match.last):
        word = document.tokens.words[token]
        if is_year(word) and day and int(word) >= day.year:
            return True
    return False


class _GuardView:
    """Guards of other worlds, looked up once for the article and on demand for each sentence."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.article: list[str] | None = None
        self.sentences: dict[int, str] = {}

    def guard(self, hit: Hit) -> str:
        """What marks the hit as idiom, such as "sport: striker, goal"; empty where nothing does."""
        if hit.sentence not in self.sentences:
            self.sentences[hit.sentence] = self._sentence(hit)
        return self.sentences[hit.sentence]

    def _sentence(self, hit: Hit) -> str:
        document = self.document
        guards = document.pack.pack.contexts.guards
        sentence = document.segmentation.sentences[hit.sentence]
        ids = set(document.ids[sentence.first : sentence.last])
        if self.article is None:
            self.article = self._whole()
        for number, (guard, compiled) in enumerate(zip(guards, document.pack.guards, strict=True)):
            if not compiled.spares.isdisjoint(ids):
                continue
            if self.article[number]:
                return self.article[number]
            found = ids & compiled.words
            if len(found) >= guard.sentence:
                return self._named(guard.title, found, sentence.first, sentence.last)
        return ""

    def _whole(self) -> list[str]:
        document = self.document
        ids = document.ids
        present = set(ids)
        result = []
        for guard, compiled in zip(document.pack.pack.contexts.guards, document.pack.guards, strict=True):
            found = present & compiled.words
            dense = False
            if len(found) >= guard.article:
                total = sum(1 for word in ids if word in compiled.words)
                spared = sum(1 for word in ids if word in compiled.spares)
                dense = 100 * total >= guard.per_hundred * len(ids) and total > 2 * spared
            result.append(self._named(guard.title, found, 0, len(ids)) if dense else "")
        return result

    def _named(self, title: str, found: set[int], low: int, high: int) -> str:
        words: dict[str, None] = {}
        for token in range(low, high):
            if self.document.ids[token] in found:
                words[self.document.tokens.words[token]] = None
        return f"{title}: {', '.join(list(words)[:4])}"


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
    if hit.excluded:
        status, note = "excluded", hit.excluded
    if rule.status == "test":
        halves += 0
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


def _settle_overlaps(judged: list[JudgedHit]) -> list[JudgedHit]:
    """Of counted hits of one polarity that overlap, only the weightiest counts; nor does one inside a longer one.

    So "no reason to think it came by mistake" is an accusation, and the "by mistake" in it no admission.
    """
    result = list(judged)
    counted = [index for index, item in enumerate(judged) if item.status == "counted"]
    if len(counted) < 2:
        return result
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
    return result


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
