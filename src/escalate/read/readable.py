"""Whether a text is an article in English at all: a few signs that it is another language, a table, or no article."""

from __future__ import annotations

import unicodedata

from escalate.read.tables import plain_words

LEAST_WORDS = 20  # shorter texts tell too little of their language
ENGLISH = 0.18  # share of function words below which a text is no English prose; articles have 0.35 to 0.6
FIGURES = 0.35  # share of numbers above which a text is a table
LEAST_LETTERS = 20  # fewer are a name or two
LOOKED_AT = 1_000  # letters of a text that show its alphabet

ADDRESS = "this is an address, not an article: give its text"
TABLE = "this looks like a table of figures, not an article"
NOT_ENGLISH = "this does not look like English prose: the rules and the classifier read English only"


def problem_of(words: list[str], text: str) -> str:
    """Why a text is none that can be read, in words; empty where it is.

    Parameters
    ----------
    words : list of str
        All words of the article, folded.
    text : str
        As the user gave it.
    """
    if _only_addresses(text):
        return ADDRESS
    if not text.isascii() and _other_alphabet(text):
        return NOT_ENGLISH
    if len(words) < LEAST_WORDS:
        return ""
    numbers = sum(word[0].isdigit() for word in words)
    if numbers > FIGURES * len(words):
        return TABLE
    letters = len(words) - numbers
    known = plain_words()
    return NOT_ENGLISH if sum(word in known for word in words) < ENGLISH * letters else ""


def _only_addresses(text: str) -> bool:
    """Whether a text is one address with at most a word beside it, or several and nothing else."""
    parts = text.split(maxsplit=LEAST_WORDS)
    found = sum(map(_is_address, parts))
    return found > 0 and (len(parts) <= 2 or found == len(parts))


def _is_address(part: str) -> bool:
    """Whether a run without blanks is an address: with a scheme, www, or a host and a path ("news.example/world")."""
    host, slash, _ = part.partition("/")
    dotted = "." in host.strip(".") and host.replace(".", "").replace("-", "").isalnum() and host[-1].isalpha()
    return "://" in part or part.startswith("www.") or bool(slash and dotted)


def _other_alphabet(text: str) -> bool:
    """Whether most letters are not Latin ones; such writing may have few blanks, so its words are not counted."""
    letters = [sign for sign in text[: 2 * LOOKED_AT] if sign.isalpha()][:LOOKED_AT]
    other = sum(not sign.isascii() and not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    return len(letters) >= LEAST_LETTERS and other > len(letters) / 2
