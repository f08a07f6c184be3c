"""Context cues of a sentence, and those of them that govern a hit."""

from __future__ import annotations

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.judge.dates import DAYS, is_bare_month, is_over, is_past
from escalate.judge.reach import distance
from escalate.pack.rule import Rule
from escalate.phrases.pattern import Found


def cues_by_sentence(document: Document, hits: list[Hit]) -> dict[int, list[Found]]:
    """Cues and pseudo-cues by cue and place, in each sentence with a hit."""
    found: dict[int, list[Found]] = {}
    for hit in hits:
        if hit.sentence not in found:
            low, high = document.bounds[hit.sentence]
            found[hit.sentence] = sorted(document.pack.cues.find(document.view, low, high), key=_by_cue_and_place)
    return found


def _by_cue_and_place(match: Found) -> tuple[int, int, int]:
    return match.owner, match.first, match.first - match.last


def _switched_off(document: Document, match: Found, hit: Hit, cues: list[Found]) -> bool:
    """Whether a pseudo-cue covers a cue.

    Not where it leans on a word that the rule itself names: in "did not condemn" a rule's own "condemn" is negated.
    """
    ids, literals = document.ids, document.pack.literal_words(hit.rule, hit.phrase)
    for other in cues:
        if other.owner != match.owner + 1 or other.first >= match.last or match.first >= other.last:
            continue
        own = range(max(match.last, hit.first), min(other.last, hit.last))
        if not any(ids[token] in literals for token in own):
            return True
    return False


def governing(document: Document, hit: Hit, rule: Rule, cues: list[Found]) -> list[tuple[str, Found, int]]:
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
    if any(kind == "future" for kind, _, _ in found):
        # Where the act is still to come, so is the month: "will shell the town in November".
        found = [item for item in found if item[0] != "historical" or not is_bare_month(document, item[1])]
    dated = not DAYS.isdisjoint(document.tokens.words[hit.first : hit.last])
    if dated or any(kind == "current" and match.first >= hit.last for kind, match, _ in found):
        # A day told after the act is the act's own: "accused them of shelling the town on Sunday" is an account of it.
        found = [item for item in found if item[0] != "accused"]
    return found


def set_aside(document: Document, governing: list[tuple[str, Found, int]]) -> Found | None:
    """The cue of the present ("on Monday") that stands nearer to a hit than any cue of the past; None without one."""
    present = [(far, match) for kind, match, far in governing if kind == "current"]
    past = [far for kind, _, far in governing if kind == "historical"]
    if not present or not past:
        return None
    far, match = min(present)
    return match if far < min(past) else None
