"""How far a context cue reaches: side, distance, stop words, segments, quotations and commas."""

from __future__ import annotations

from escalate.find.document import Document
from escalate.find.hits import Hit
from escalate.pack.context_cue import ContextCue
from escalate.phrases.pattern import Found
from escalate.read.sentences import SHORT_QUOTE
from escalate.read.words import COLON, COMMA

RELATIVES = frozenset(("who", "whom", "which", "he", "she", "it", "they", "we"))
PRONOUNS_OF_CLAUSES = frozenset(("who", "which", "whom", "whose"))
CLAUSE_WORDS = 12  # words of a relative clause before the cue that stands in it
DENYING = ("negated", "denied", "hypothetical", "requested", "averted")
JOINS = ("or", "nor")
LIST_ITEM = 5  # words of an item in a list under a negation: "cross-border raids on the coast"
OPENING_WORDS = 3  # a cue that begins this early in its sentence opens it: "Back in 1982 …"


def distance(document: Document, cue: ContextCue, match: Found, hit: Hit) -> int:
    """Words between a cue and a hit that it governs (0 where they overlap), or -1 where it does not reach it."""
    if match.first < hit.last and hit.first < match.last:
        return 0 if _governs_from_inside(document, cue, match, hit) else -1
    if cue.side == "sentence":
        return 0
    before = match.last <= hit.first
    if cue.side == "opening":
        sentence = document.segmentation.sentences[hit.sentence]
        if match.first - sentence.first >= OPENING_WORDS:
            return -1
    if before != (cue.side in ("before", "opening")) and cue.side != "around":
        return -1
    low, high = (match.last, hit.first) if before else (hit.last, match.first)
    stops = document.pack.cue_stops[match.owner // 2]
    if before and high > low and cue.kind == "negated" and _relative_inside(document, hit):
        return -1
    if before and cue.kind == "negated" and _in_list(document, match, hit):
        return high - low if stops.isdisjoint(document.ids[low:high]) else -1
    if before and cue.kind in DENYING and _left_behind(document, match, low, high):
        return -1
    if high - low > cue.reach or _cut_off(document, cue, low, high) or _speech_apart(document, match, hit):
        return -1
    return high - low if not stops or stops.isdisjoint(document.ids[low:high]) else -1


def _governs_from_inside(document: Document, cue: ContextCue, match: Found, hit: Hit) -> bool:
    """Whether a cue that overlaps a hit governs it.

    A fixed expression does whatever the rule names ("attack ad"); a cue that only runs into one end of the hit does as
    if it stood on that side ("urged the rebels to" before "rebels to free"; "in 1977" after "suspended aid in"); else
    it must stand in a gap of the match, not on words that the rule names.
    """
    if cue.kind == "idiom":
        return True
    if match.first < hit.first and match.last <= hit.last and cue.side in ("before", "around"):
        return True
    if match.first > hit.first and match.last > hit.last and cue.side in ("after", "around"):
        return True
    literals = document.pack.literal_words(hit.rule, hit.phrase)
    # "To" is nobody's own: in "refused to suspend" a rule that names "refuse" means the whole of "refused to".
    words = range(match.first, match.last)
    return cue.inside and any(
        document.ids[token] not in literals and document.tokens.words[token] != "to" for token in words
    )


def _relative_inside(document: Document, hit: Hit) -> bool:
    """Whether the hit runs into a clause of its own, of which a word before it says nothing: "tanks it sent"."""
    return not RELATIVES.isdisjoint(document.tokens.words[hit.first + 1 : hit.last - 1])


def _in_list(document: Document, match: Found, hit: Hit) -> bool:
    """Whether the hit is an item of a list under a negation: "no attacks, clashes, ambushes or bombings".

    Items are short and stand between commas; "or" or "nor" joins the last one, before the hit or soon after it.
    """
    end = document.segmentation.sentences[hit.sentence].last
    words, flags = document.tokens.words, document.tokens.flags
    length, commas, joined = 0, 0, False
    for token in range(match.last, min(end, hit.last + 2 * LIST_ITEM)):
        if token > match.last and document.segmentation.segment[token] != document.segmentation.segment[token - 1]:
            break
        if words[token] in JOINS:
            length, joined = 0, True
        else:
            length += 1
        if length > LIST_ITEM and token < hit.last:
            return False
        if length > LIST_ITEM or (joined and token >= hit.last):
            break
        if flags[token] & COMMA:
            length = 0
            commas += token < hit.first
    return joined and commas > 0


def _left_behind(document: Document, match: Found, low: int, high: int) -> bool:
    """Whether what the cue says is over before the hit: a colon, or the comma that closes the clause of the cue.

    "It had not been asked: its troops crossed …"; "Cardova, which long ruled out such steps, adopts …".
    """
    flags, words = document.tokens.flags, document.tokens.words
    between = flags[low - 1 : high]
    if any(flag & COLON for flag in between):
        return True
    if not any(flag & COMMA for flag in between):
        return False
    start = max(
        match.first - CLAUSE_WORDS, document.segmentation.sentences[document.sentence_of(match.first)].first + 1
    )
    for token in range(match.first - 1, start - 1, -1):
        if words[token] in PRONOUNS_OF_CLAUSES:
            return bool(flags[token - 1] & COMMA)
    return False


def _cut_off(document: Document, cue: ContextCue, low: int, high: int) -> bool:
    """Whether a segment ends between two tokens, or, where the cue asks for it, a comma stands there."""
    segment = document.segmentation.segment
    if segment[low - 1] != segment[high]:
        return True
    return cue.commas and any(flags & COMMA for flags in document.tokens.flags[low - 1 : high])


def _speech_apart(document: Document, match: Found, hit: Hit) -> bool:
    """Whether the cue is said in a quotation of more than a few words and the hit stands outside of it."""
    quoted = document.segmentation.quoted
    if not quoted[match.first] or quoted[hit.first]:
        return False
    first, last = match.first, match.last
    while first > 0 and quoted[first - 1]:
        first -= 1
    while last < len(quoted) and quoted[last]:
        last += 1
    return last - first > SHORT_QUOTE
