"""Text of articles and names of files made harmless for a terminal and for a spreadsheet."""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\ufffd"
# What reorders a line for the eye only: a file name can so pretend to be another.
_REORDERING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown(text: str) -> str:
    r"""Text with its control characters replaced, so that it can neither move the cursor nor colour or name a terminal.

    Line ends and tabs stay. Half surrogate pairs, which no stream can take, are replaced too.

    Examples
    --------
    >>> shown("War \x1b[2J").encode()
    b'War \xef\xbf\xbd[2J'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(REPLACEMENT if _is_unsafe(letter) else letter for letter in text)


def _is_unsafe(letter: str) -> bool:
    if letter in "\n\t":
        return False
    return letter in _REORDERING or unicodedata.category(letter) in ("Cc", "Cs")


def csv_cell(value: object) -> object:
    """A value for a CSV file: spreadsheets would run text that begins like a formula, so it gets an apostrophe before.

    Numbers stay as they are, also those written as text. Control characters are replaced.

    Examples
    --------
    >>> csv_cell("=1+1"), csv_cell("-5"), csv_cell(-5.0), csv_cell("War")
    ("'=1+1", '-5', -5.0, 'War')
    """
    if not isinstance(value, str):
        return value
    text = shown(value)
    return f"'{text}" if value.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
