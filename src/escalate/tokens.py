"""Splits folded text into words and the separators between them, in one pass.

A separator is classed once by its characters (a sentence mark, a semicolon, quote marks, …) and remembered, so
that words without meaning cost no Python object of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from escalate.fold import CLOSE_QUOTE, DASH, OPEN_QUOTE, fold

_ASCII_WORD = re.compile(r"([a-z]+(?:'[a-z]+)?|[0-9][0-9a-z]*(?:[.,][0-9]+)*)")
_ANY_WORD = re.compile(r"([^\W\d_]+(?:'[^\W\d_]+)?|\d[^\W_]*(?:[.,]\d+)*)")
_POSSESSIVE = re.compile(r"'[sS](?![^\W_])")
_DOTTED = re.compile(r"(?<![^\W_])(?:[A-Za-z]\.){2,}")
_DOTTED_END = "\x05"  # stands for the last full stop of "U.S.", which may end a sentence or not

STOP, SEMICOLON, COLON, COMMA, DASHED, OPENING, CLOSING, NEWLINE, DOTTED, QUESTION = (1 << n for n in range(10))
BRACKET = 1 << 10


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


class _Memo(dict[str, int]):
    """Remembers the flags of separators; bounded, since a hostile text could hold endless kinds."""

    def __missing__(self, separator: str) -> int:
        flags = separator_flags(separator)
        if len(self) < 5_000 and len(separator) < 40:
            self[separator] = flags
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
    lead_in : int
        Flags of what stands before the first word.
    """

    cased: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    flags: list[int]
    lead_in: int


_FLAGS = _Memo()


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
    cased = _POSSESSIVE.sub(_blank, folded) if "'" in folded else folded
    cased = _DOTTED.sub(_join_dotted, cased)
    lower = cased.lower()
    pattern = _ASCII_WORD if lower.isascii() else _ANY_WORD
    parts = pattern.split(lower)
    bounds = list(accumulate(map(len, parts)))
    return Tokens(
        cased=cased,
        words=parts[1::2],
        starts=bounds[0:-1:2],
        ends=bounds[1::2],
        flags=list(map(_FLAGS.__getitem__, parts[2::2])),
        lead_in=_FLAGS[parts[0]],
    )


def words_of(text: str) -> list[str]:
    """The folded lower-case words of a short text."""
    return tokenize(fold(text).text).words
