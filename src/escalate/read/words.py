"""Splits folded text into words and the separators between them, in one pass.

A word is a run of letters, with single apostrophes between them ("won't"), or a number with the letters that follow it
("1,200", "3rd"). A separator other than a plain space is classed once by its characters (a sentence mark, a semicolon,
quote marks, …), so that most words cost no look at what follows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from escalate.read.fold import CLOSE_QUOTE, DASH, OPEN_QUOTE, fold

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*(?:[^\W\d_]+(?:'[^\W\d_]+)*)?")
_POSSESSIVE = re.compile(r"'[sS](?![^\W_])")
_DOTTED = re.compile(r"(?<![^\W_])(?:[A-Za-z]\.){2,}")
_DOTTED_END = "\x05"  # stands for the last full stop of "U.S.", which may end a sentence or not

STOP: Final = 1
SEMICOLON: Final = 2
COLON: Final = 4
COMMA: Final = 8
DASHED: Final = 16
OPENING: Final = 32
CLOSING: Final = 64
NEWLINE: Final = 128
DOTTED: Final = 256
QUESTION: Final = 512
BRACKET: Final = 1024


def separator_flags(separator: str) -> int:
    """Bit flags of what a separator holds; 0 for a plain space or hyphen."""
    flags = 0
    if "\n" in separator:
        flags |= NEWLINE
    if "." in separator or "!" in separator or "?" in separator:
        flags |= STOP
        if "?" in separator:
            flags |= QUESTION
    if ";" in separator:
        flags |= SEMICOLON
    if ":" in separator:
        flags |= COLON
    if "," in separator:
        flags |= COMMA
    if DASH in separator or " - " in separator or "--" in separator:
        flags |= DASHED
    if "(" in separator or "[" in separator or ")" in separator or "]" in separator:
        flags |= BRACKET
    if _DOTTED_END in separator:
        flags |= DOTTED
    if OPEN_QUOTE in separator:
        flags |= OPENING
    if CLOSE_QUOTE in separator:
        flags |= CLOSING
    if '"' in separator or "''" in separator or "``" in separator:
        flags |= _straight_quote(separator.replace("''", '"').replace("``", '"'))
    elif "'" in separator and re.search(r"(^|[\s(\x04])'$", separator):
        flags |= OPENING
    elif "'" in separator and re.match(r"[,.!?]?'(?=[\s,.;:!?)]|$)", separator) and separator[0] != "'":
        flags |= CLOSING
    return flags


def _straight_quote(separator: str) -> int:
    """Tell an opening straight quote (right before a word) from a closing one (right after a word or its mark)."""
    flags = 0
    if re.match(r"""^[.,!?;:)'\-\x04]*\"""", separator):
        flags |= CLOSING
    if separator.endswith('"') and (separator.count('"') > 1 or not flags or separator == '"'):
        flags |= OPENING
        if separator.count('"') == 1 and len(separator) > 1:
            flags &= ~CLOSING
    return flags


class _Separators(dict[str, int]):
    """Flags of the separators of one text, each kind classed once."""

    def __missing__(self, separator: str) -> int:
        flags = self[separator] = separator_flags(separator)
        return flags


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of a text with their places.

    Attributes
    ----------
    cased : str
        Folded text with possessives and the dots of abbreviations blanked out; same length as the folded text.
    words : list of str
        Lower-case words.
    starts, ends : list of int
        Offsets of the words in the folded text.
    flags : list of int
        For each word the flags of the separator after it.
    marked : list of int
        The words whose separator has flags or ends the text.
    lead_in : int
        Flags of what stands before the first word.
    """

    cased: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    flags: list[int]
    marked: list[int]
    lead_in: int


_LETTER, _DIGIT = 1, 2
_APOSTROPHE, _FULL_STOP, _COMMA, _SPACE = map(ord, "'., ")
_CLASS = np.array(
    [_DIGIT if chr(n).isdigit() else _LETTER if chr(n).isalpha() else 0 for n in range(128)], dtype=np.int8
)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _join_dotted(match: re.Match[str]) -> str:
    letters = match[0].replace(".", "")
    return letters + " " * (len(match[0]) - len(letters) - 1) + _DOTTED_END


def tokenize(folded: str) -> Tokens:
    """Split folded text; every offset refers to it.

    Examples
    --------
    >>> tokenize("The U.S. army's build-up").words
    ['the', 'us', 'army', 'build', 'up']
    """
    cased = folded
    if "'s" in cased or "'S" in cased:
        cased = _POSSESSIVE.sub(_blank, cased)
    if _has_dotted(cased):
        cased = _DOTTED.sub(_join_dotted, cased)
    lower = cased.lower()
    starts, ends, marked = _ascii_bounds(lower) if lower.isascii() else _any_bounds(lower)
    flags_of = _Separators()
    flags = [0] * len(starts)
    for index in marked:
        following = starts[index + 1] if index + 1 < len(starts) else len(lower)
        flags[index] = flags_of[lower[ends[index] : following]]
    words = [lower[start:end] for start, end in zip(starts, ends, strict=True)]
    return Tokens(cased, words, starts, ends, flags, marked, flags_of[lower[: starts[0]] if starts else lower])


def _has_dotted(text: str) -> bool:
    """Whether two full stops stand one character apart somewhere, as in "U.S."; a cheap look before a dear one."""
    place = text.find(".")
    while place >= 0:
        following = text.find(".", place + 1)
        if following == place + 2:
            return True
        place = following
    return False


_Bounds = tuple[list[int], list[int], list[int]]  # starts, ends, and words with more than a space after them


def _ascii_bounds(lower: str) -> _Bounds:
    """What `WORD` finds, by comparing each character with the one before it."""
    data = np.frombuffer(lower.encode("ascii"), dtype=np.uint8)
    kinds = np.zeros(len(data) + 2, dtype=np.int8)
    kinds[1:-1] = _CLASS[data]
    if "'" in lower:
        places = np.flatnonzero(data == _APOSTROPHE) + 1
        kinds[places[(kinds[places - 1] == _LETTER) & (kinds[places + 1] == _LETTER)]] = _LETTER
    digit = kinds == _DIGIT
    places = np.flatnonzero(digit[:-2] & digit[2:] & (kinds[1:-1] == 0)) + 1
    if len(places):
        mark = data[places - 1]
        kinds[places[(mark == _FULL_STOP) | (mark == _COMMA)]] = _DIGIT
    inside = kinds != 0
    turn = (kinds[:-1] == _LETTER) & (kinds[1:] == _DIGIT)  # "S300": a word, and then a number
    starts = np.flatnonzero(inside[1:] & (turn | ~inside[:-1]))
    ends = np.flatnonzero(inside[:-1] & (turn | ~inside[1:]))
    plain = (starts[1:] - ends[:-1] == 1) & (data[ends[:-1]] == _SPACE)
    marked = np.flatnonzero(~plain).tolist()
    return starts.tolist(), ends.tolist(), [*marked, len(starts) - 1] if len(starts) else []


def _any_bounds(lower: str) -> _Bounds:
    spans = [match.span() for match in WORD.finditer(lower)]
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    gaps = zip(ends, starts[1:], strict=False)
    marked = [index for index, (end, start) in enumerate(gaps) if lower[end:start] != " "]
    return starts, ends, [*marked, len(starts) - 1] if starts else []


def words_of(text: str) -> list[str]:
    """The folded lower-case words of a short text."""
    return tokenize(fold(text).text).words
