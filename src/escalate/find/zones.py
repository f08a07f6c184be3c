"""What each block and sentence of an article is: headline, lead, body, page furniture, repetition."""

from __future__ import annotations

from dataclasses import dataclass

from escalate.find.layout import Layout
from escalate.pack.compiled import CompiledPack
from escalate.phrases.pattern import TokenView
from escalate.read.words import QUESTION, STOP

LEAD_SENTENCES = 2
BODY_WORDS = 20  # a block of this many words is prose
SENTENCE_WORDS = 9  # and so is one of this many that ends in a full stop
MENU_WORDS = 12  # a longer line is not a menu entry
CAPTION_WORDS = 5  # shorter lines between headline and body are captions or labels
CAPITAL_WORDS = 3  # shorter lines in capitals are headings of sections
DUPLICATE_WORDS = 4  # shorter lines may well be said twice


@dataclass(frozen=True, slots=True)
class Zones:
    """What the blocks and sentences of an article are; see `Document` for the meaning of each list."""

    block_kind: list[str]
    block_rule: list[str]
    of_sentence: list[str]
    repeated: list[tuple[int, int]]


def find_zones(layout: Layout, view: TokenView, pack: CompiledPack) -> Zones:
    """Tell the kind of every block: by furniture rule first, then by position, then by repetition."""
    kinds, why = ["body"] * len(layout.blocks), [""] * len(layout.blocks)
    has_title = bool(layout.title_length)
    if has_title and kinds:
        kinds[0] = "headline"
    _by_rule(layout, view, pack, kinds, why)
    prose = [i for i, kind in enumerate(kinds) if kind == "body" and _is_prose(layout, i)]
    first_prose = prose[0] if prose else len(kinds)
    if not has_title:
        _find_headline(layout, kinds, first_prose)
    headline = kinds.index("headline") if "headline" in kinds else -1
    for index in range(first_prose if prose else 0):
        if kinds[index] != "body":
            continue
        words = _length(layout, index)
        if (index < headline and words <= MENU_WORDS) or (words < CAPTION_WORDS and not _has_stop(layout, index)):
            kinds[index], why[index] = "furniture", "position.top"
    if prose:
        tail = [i for i in range(prose[-1] + 1, len(kinds)) if kinds[i] == "body"]
        if len(tail) >= 2 and all(_length(layout, i) <= MENU_WORDS + 4 and not _has_stop(layout, i) for i in tail):
            for index in tail:
                kinds[index], why[index] = "furniture", "position.end"
    _mark_capitals(layout, kinds, why)
    repeated = _mark_repeats(layout, kinds, headline)
    return Zones(kinds, why, _of_sentence(layout, kinds), repeated)


def _mark_capitals(layout: Layout, kinds: list[str], why: list[str]) -> None:
    """Mark lines in capitals among others that are not: links to other articles, whose titles are no news here."""
    if layout.shouting:
        return
    text = layout.tokens.cased
    prose = [index for index, kind in enumerate(kinds) if kind == "body" and _is_prose(layout, index)]
    for index in range(prose[0] + 1 if prose else len(kinds), len(kinds)):
        block = layout.blocks[index]
        is_link = _length(layout, index) >= CAPITAL_WORDS and not _has_stop(layout, index)
        if kinds[index] == "body" and is_link and text[block.start : block.end].isupper():
            kinds[index], why[index] = "furniture", "position.capitals"


def _by_rule(layout: Layout, view: TokenView, pack: CompiledPack, kinds: list[str], why: list[str]) -> None:
    furniture = pack.pack.furniture
    rules, longest = furniture.rules, furniture.longest
    count = len(kinds)
    rest_from = count
    prose = [_is_prose(layout, index) for index in range(count)]
    first_prose = prose.index(True) if True in prose else count
    tail = max(1, (2 * count) // 3)
    for index in range(count):
        low, high = layout.block_tokens[index]
        if kinds[index] == "headline" or not low < high <= low + longest[prose[index], index >= tail]:
            continue
        for found in pack.furniture.find(view, low, high):
            rule = rules[found.owner]
            if high - low > rule.max_words:
                continue
            if rule.where != "anywhere" and found.first != low:
                continue
            if rule.where == "whole" and found.last != high:
                continue
            if not rule.prose and not rule.colon and prose[index]:
                continue
            if rule.colon and not _colon_after(layout, found.last - 1):
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


def _colon_after(layout: Layout, token: int) -> bool:
    after = layout.folded.text[layout.tokens.ends[token] : layout.tokens.ends[token] + 2]
    return after.lstrip()[:1] in (":", "|")


def _length(layout: Layout, block: int) -> int:
    low, high = layout.block_tokens[block]
    return high - low


def _has_stop(layout: Layout, block: int, question: bool = True) -> bool:
    low, high = layout.block_tokens[block]
    flags = layout.tokens.flags[high - 1] if high > low else 0
    return bool(flags & STOP) and (question or not flags & QUESTION)


def _is_prose(layout: Layout, block: int) -> bool:
    words = _length(layout, block)
    return words >= BODY_WORDS or (words >= SENTENCE_WORDS and _has_stop(layout, block, question=False))


def _find_headline(layout: Layout, kinds: list[str], first_prose: int) -> None:
    """Take the last line of five words or more before the first paragraph as the headline."""
    if first_prose >= len(kinds):
        return
    for index in range(first_prose - 1, -1, -1):
        if kinds[index] == "body" and _length(layout, index) >= CAPTION_WORDS:
            kinds[index] = "headline"
            return


def _mark_repeats(layout: Layout, kinds: list[str], headline: int) -> list[tuple[int, int]]:
    """Mark blocks given before, word by word, and the headline where a block begins with it again: its places."""
    words = layout.tokens.words
    head: list[str] = []
    if headline >= 0:
        low, high = layout.block_tokens[headline]
        head = words[low:high]
    seen: dict[tuple[str, ...], int] = {}
    repeated: list[tuple[int, int]] = []
    for index, (low, high) in enumerate(layout.block_tokens):
        if kinds[index] not in ("body", "headline"):
            continue
        content = tuple(words[low:high])
        if len(content) >= DUPLICATE_WORDS and seen.setdefault(content, index) != index:
            kinds[index] = "repeated"
        elif index != headline and len(head) >= DUPLICATE_WORDS and words[low : low + len(head)] == head:
            repeated.append((low, low + len(head)))
    return repeated


def _of_sentence(layout: Layout, kinds: list[str]) -> list[str]:
    """Zone of every sentence: that of its block, and lead for the first sentences of the body."""
    zones: list[str] = []
    lead = 0
    for sentence in layout.segmentation.sentences:
        kind = kinds[sentence.block]
        if kind == "body" and lead < LEAD_SENTENCES:
            lead += 1
            kind = "lead"
        zones.append(kind)
    return zones
