"""What each block and sentence of an article is: headline, lead, body, page furniture, repetition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from escalate.read.words import QUESTION, STOP

if TYPE_CHECKING:
    from escalate.find.document import Document

LEAD_SENTENCES = 2
BODY_WORDS = 20  # a block of this many words is prose
SENTENCE_WORDS = 9  # and so is one of this many that ends in a full stop
MENU_WORDS = 12  # a longer line is not a menu entry
CAPTION_WORDS = 5  # shorter lines between headline and body are captions or labels
CAPITAL_WORDS = 3  # shorter lines in capitals are headings of sections
DUPLICATE_WORDS = 4  # shorter lines may well be said twice


def classify_blocks(document: Document) -> None:
    """Set the kind of every block: by furniture rule first, then by position, then by repetition."""
    kinds, why = document.block_kind, document.block_rule
    has_title = bool(document.title_length)
    if has_title and kinds:
        kinds[0] = "headline"
    _by_rule(document)
    prose = [i for i, kind in enumerate(kinds) if kind == "body" and _is_prose(document, i)]
    first_prose = prose[0] if prose else len(kinds)
    if not has_title:
        _find_headline(document, first_prose)
    headline = kinds.index("headline") if "headline" in kinds else -1
    for index in range(first_prose if prose else 0):
        if kinds[index] != "body":
            continue
        words = _length(document, index)
        if (index < headline and words <= MENU_WORDS) or (words < CAPTION_WORDS and not _has_stop(document, index)):
            kinds[index], why[index] = "furniture", "position.top"
    if prose:
        tail = [i for i in range(prose[-1] + 1, len(kinds)) if kinds[i] == "body"]
        if len(tail) >= 2 and all(_length(document, i) <= MENU_WORDS + 4 and not _has_stop(document, i) for i in tail):
            for index in tail:
                kinds[index], why[index] = "furniture", "position.end"
    _mark_capitals(document)
    _mark_repeats(document, headline)


def _mark_capitals(document: Document) -> None:
    """Mark lines in capitals among others that are not: links to other articles, whose titles are no news here."""
    if document.shouting:
        return
    text, kinds = document.tokens.cased, document.block_kind
    prose = [index for index, kind in enumerate(kinds) if kind == "body" and _is_prose(document, index)]
    for index in range(prose[0] + 1 if prose else len(kinds), len(kinds)):
        block = document.blocks[index]
        is_link = _length(document, index) >= CAPITAL_WORDS and not _has_stop(document, index)
        if kinds[index] == "body" and is_link and text[block.start : block.end].isupper():
            kinds[index], document.block_rule[index] = "furniture", "position.capitals"


def _by_rule(document: Document) -> None:
    rules = document.pack.pack.furniture.rules
    kinds, why = document.block_kind, document.block_rule
    count = len(kinds)
    rest_from = count
    prose = [_is_prose(document, index) for index in range(count)]
    first_prose = prose.index(True) if True in prose else count
    tail = max(1, (2 * count) // 3)
    longest = document.pack.pack.furniture.longest
    for index in range(count):
        low, high = document.block_tokens[index]
        if kinds[index] == "headline" or not low < high <= low + longest[prose[index], index >= tail]:
            continue
        for found in document.pack.furniture.find(document, low, high):
            rule = rules[found.owner]
            if high - low > rule.max_words:
                continue
            if rule.where != "anywhere" and found.first != low:
                continue
            if rule.where == "whole" and found.last != high:
                continue
            if not rule.prose and not rule.colon and prose[index]:
                continue
            if rule.colon and not _colon_after(document, found.last - 1):
                continue
            if rule.position == "top" and index > first_prose:
                continue
            if rule.position == "end" and index < tail:
                continue
            kinds[index], why[index] = "furniture", rule.id
            if rule.rest:
                rest_from = min(rest_from, index + 1)
            break
    for index in range(rest_from, count):
        if kinds[index] == "body":
            kinds[index], why[index] = "furniture", why[rest_from - 1]


def _colon_after(document: Document, token: int) -> bool:
    after = document.folded.text[document.tokens.ends[token] : document.tokens.ends[token] + 2]
    return after.lstrip()[:1] in (":", "|")


def _length(document: Document, block: int) -> int:
    low, high = document.block_tokens[block]
    return high - low


def _has_stop(document: Document, block: int, question: bool = True) -> bool:
    low, high = document.block_tokens[block]
    flags = document.tokens.flags[high - 1] if high > low else 0
    return bool(flags & STOP) and (question or not flags & QUESTION)


def _is_prose(document: Document, block: int) -> bool:
    words = _length(document, block)
    return words >= BODY_WORDS or (words >= SENTENCE_WORDS and _has_stop(document, block, question=False))


def _find_headline(document: Document, first_prose: int) -> None:
    """Take the last line of five words or more before the first paragraph as the headline."""
    if first_prose >= len(document.block_kind):
        return
    for index in range(first_prose - 1, -1, -1):
        if document.block_kind[index] == "body" and _length(document, index) >= CAPTION_WORDS:
            document.block_kind[index] = "headline"
            return


def _mark_repeats(document: Document, headline: int) -> None:
    """Mark blocks given before, word by word, and the headline where a block begins with it again."""
    words = document.tokens.words
    head: list[str] = []
    if headline >= 0:
        low, high = document.block_tokens[headline]
        head = words[low:high]
    seen: dict[tuple[str, ...], int] = {}
    for index, (low, high) in enumerate(document.block_tokens):
        if document.block_kind[index] not in ("body", "headline"):
            continue
        content = tuple(words[low:high])
        if len(content) >= DUPLICATE_WORDS and seen.setdefault(content, index) != index:
            document.block_kind[index] = "repeated"
        elif index != headline and len(head) >= DUPLICATE_WORDS and words[low : low + len(head)] == head:
            document.repeated.append((low, low + len(head)))


def zones_of(document: Document) -> list[str]:
    """Zone of every sentence: that of its block, and lead for the first sentences of the body."""
    zones: list[str] = []
    lead = 0
    for sentence in document.segmentation.sentences:
        kind = document.block_kind[sentence.block]
        if kind == "body" and lead < LEAD_SENTENCES:
            lead += 1
            kind = "lead"
        zones.append(kind)
    return zones
