"""Whether a text is an article in English at all: a few signs that it is another language, a table, or no article."""

from __future__ import annotations

from escalate.read.tables import plain_words

LEAST_WORDS = 20  # shorter texts tell too little of their language
ENGLISH = 0.2  # share of function words below which a text is no English prose; articles have 0.35 to 0.6
FIGURES = 0.35  # share of numbers above which a text is a table


def problem_of(words: list[str], text: str) -> str:
    """Why a text is none that can be read, in words; empty where it is.

    Parameters
    ----------
    words : list of str
        All words of the article, folded.
    text : str
        As the user gave it.
    """
    if len(text.split()) <= 2 and ("://" in text or text.lstrip().startswith("www.")):
        return "this is an address, not an article: give its text"
    if len(words) < LEAST_WORDS:
        return ""
    numbers = sum(word[0].isdigit() for word in words)
    if numbers > FIGURES * len(words):
        return "this looks like a table of figures, not an article"
    letters = len(words) - numbers
    known = plain_words()
    if sum(word in known for word in words) < ENGLISH * letters:
        return "this does not look like English prose: the rules and the classifier read English only"
    return ""
