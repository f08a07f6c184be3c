"""Finds the blocks of a text: paragraphs, headings, menu lines, with hard-wrapped lines joined."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")
MIN_WRAP_WIDTH = 50  # columns; narrower lines are lists and menus, not wrapped prose


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line standing alone: offsets into the folded text."""

    start: int
    end: int


def split_blocks(text: str) -> list[Block]:
    """Split text at blank lines, and at line ends that are not hard wraps.

    A line end is a wrap where the first word of the next line would not have fitted into the width of the
    longest line, as every wrapping program leaves it.
    """
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m[0].strip()]
    if not lines:
        return []
    widest = max(end - start for start, end in lines)
    wrapped = MIN_WRAP_WIDTH <= widest <= 120 and len(lines) > 1
    blocks: list[Block] = []
    start, end = lines[0]
    for next_start, next_end in lines[1:]:
        between = text[end:next_start].count("\n")
        first_word = len(text[next_start:next_end].split(maxsplit=1)[0])
        last_line = end - (text.rfind("\n", start, end) + 1 or start)
        if wrapped and between == 1 and last_line + 1 + first_word > widest:
            end = next_end
            continue
        blocks.append(Block(start, end))
        start, end = next_start, next_end
    blocks.append(Block(start, end))
    return blocks
