"""Folds text for matching: accents, quote marks, dashes and invisible characters, offsets kept.

Rules and articles go through the same folding, so that "Erdoğan's" in one typeface is "Erdogan's" in another.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NOT_PLAIN = re.compile(r"[^\x09\x0a\x20-\x7e]")

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u2039\u203a\uff07"
_DOUBLE_OPEN = "\u201c\u201e\u201f\u00ab\u300c"
_DOUBLE_CLOSE = "\u201d\u00bb\u300d\u2033\uff02"
# Typographic double quotes keep their direction, as the control characters below, so that quotations can be told.
OPEN_QUOTE, CLOSE_QUOTE = "\x02", "\x03"
_HYPHENS = "\u2010\u2011\u2012\u2212\u2043"
DASH = "\x04"  # en and em dash: a break in the sentence, unlike a hyphen
_DASHES = "\u2013\u2014\u2015"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back.

    Attributes
    ----------
    text : str
        The folded text, in its original case.
    offsets : list of int or None
        For each character of `text` its offset in the original, and one more for the end;
        None where the two have the same length throughout.
    """

    text: str
    offsets: list[int] | None

    def original(self, position: int) -> int:
        """Offset in the original text of an offset in the folded one."""
        return position if self.offsets is None else self.offsets[position]


def fold_character(character: str) -> str:
    """The plain form of one character; empty for marks and invisible characters."""
    if character in _SINGLE_QUOTES:
        return "'"
    if character in _DOUBLE_OPEN:
        return OPEN_QUOTE
    if character in _DOUBLE_CLOSE:
        return CLOSE_QUOTE
    if character in _HYPHENS:
        return "-"
    if character in _DASHES:
        return DASH
    category = unicodedata.category(character)
    if character in "\u2028\u2029\x85\x0b\x0c":
        return "\n"
    if category in ("Zs", "Cc", "Co", "Cs", "Cn") or character == "\ufffd":
        return " "
    if category in ("Cf", "Mn", "Me"):
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    plain = {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae"}.get(
        character, plain
    )
    return plain if len(plain.lower()) == len(plain) else character


def fold(text: str) -> Folded:
    r"""Fold a text.

    Examples
    --------
    >>> fold("Erdoğan said “no”").text
    'Erdogan said \x02no\x03'
    """
    if text.isascii() and not _NOT_PLAIN.search(text):
        return Folded(text, None)
    odd = {character: fold_character(character) for character in set(_NOT_PLAIN.findall(text))}
    if all(len(plain) == 1 for plain in odd.values()):
        if len(odd) <= 12:  # few distinct characters: replacing each is faster than one translate
            for character, plain in odd.items():
                text = text.replace(character, plain)
            return Folded(text, None)
        return Folded(text.translate({ord(character): plain for character, plain in odd.items()}), None)
    pieces = [odd.get(character, character) for character in text]
    offsets = [index for index, piece in enumerate(pieces) for _ in piece]
    return Folded("".join(pieces), [*offsets, len(text)])
