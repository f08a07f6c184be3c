"""The contexts of a hit: what the cues around it, a question, a quotation or another world's words say about it."""

from __future__ import annotations

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.judge.cues import governing, set_aside
from escalate.judge.dates import is_settled
from escalate.judge.judged_hit import ContextFound
from escalate.judge.worlds import WorldView
from escalate.pack.rule import Rule
from escalate.phrases.pattern import Found

TAKEN_FOR_GRANTED = ("why", "when", "who", "where")  # questions about an act that happened


def contexts_of(document: Document, hit: Hit, rule: Rule, cues: list[Found], world: WorldView) -> list[ContextFound]:
    """The contexts of a hit, one of each kind, in the order of the kinds."""
    contexts = document.pack.pack.contexts
    found: dict[str, ContextFound] = {}

    def add(kind: str, words: str, own: str = "") -> None:
        policy = rule.contexts.get(kind) or own or contexts.kinds[kind].policy
        # Of two cues of one kind the one that drops the hit says more than the one that halves it.
        if kind not in found or (policy == "drop" and found[kind].policy == "half"):
            found[kind] = ContextFound(kind, words, policy)

    if rule.polarity == "context":
        return []
    ruling = governing(document, hit, rule, cues)
    present = set_aside(document, ruling)
    for kind, match, _ in ruling:
        if kind == "current":
            if match == present:
                add(kind, document.words(match.first, match.last))
        elif kind != "historical" or present is None:
            settled = kind == "historical" and is_settled(document, match)
            own = "" if settled else contexts.cues[match.owner // 2].policy
            add(kind, document.words(match.first, match.last), own)
    if _asks(document, hit):
        add("hypothetical", "?")
    if document.segmentation.quoted[hit.first]:
        add("quoted", "“…”")
    words = world.world(hit)
    if words:
        add("idiom", words)
    return [found[kind] for kind in contexts.kinds if kind in found]


def _asks(document: Document, hit: Hit) -> bool:
    """Whether the sentence is a question that leaves open whether the act happened ("why" takes it for granted)."""
    sentence = document.segmentation.sentences[hit.sentence]
    return sentence.question and document.tokens.words[sentence.first] not in TAKEN_FOR_GRANTED
