"""Inflected forms of English words, from a table of exceptions and the regular spelling rules.

`word~v` in a rule stands for the five verb forms, `word~n` for singular and plural (the possessive is the same
word to the matcher), `word~` for both. `escalate rules show` prints what a rule expands to.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

VOWELS = "aeiou"
# Verbs of two syllables in -l and -p that British spelling doubles and American does not: both forms are made.
_DOUBLE_L = ("el", "al", "il", "ol")


@cache
def _exceptions() -> dict[str, dict[str, list[str]]]:
    text = resources.files("escalate").joinpath("data/inflections.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, list[str]]] = json.loads(text)
    return table


def forms(word: str, kind: str) -> tuple[str, ...]:
    """All forms of a lower-case lemma.

    Parameters
    ----------
    word : str
        The lemma, as in a dictionary.
    kind : {"v", "n", ""}
        Verb forms, noun forms, or both.

    Returns
    -------
    tuple of str
        Sorted, each form once, the lemma among them.

    Examples
    --------
    >>> forms("deploy", "v")
    ('deploy', 'deployed', 'deploying', 'deploys')
    >>> forms("army", "n")
    ('armies', 'army')
    """
    result = {word}
    if kind in ("v", ""):
        result.update(_exceptions()["v"].get(word) or regular_verb(word))
    if kind in ("n", ""):
        result.update(_exceptions()["n"].get(word) or regular_noun(word))
    return tuple(sorted(result))


def regular_verb(word: str) -> list[str]:
    """Third person, past and -ing form by the spelling rules (both spellings where British and American differ)."""
    third = _add_s(word)
    if word.endswith("ie"):
        return [word, third, word + "d", word[:-2] + "ying"]
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return [word, third, word + "d", word[:-1] + "ing"]
    if word.endswith("e"):
        return [word, third, word + "d", word + "ing"]
    if word.endswith("y") and len(word) > 1 and word[-2] not in VOWELS:
        return [word, third, word[:-1] + "ied", word + "ing"]
    if word.endswith("c"):
        return [word, third, word + "ked", word + "king"]
    result = [word, third]
    if _doubles(word) or word.endswith(_DOUBLE_L):
        result += [word + word[-1] + "ed", word + word[-1] + "ing"]
    if not _doubles(word):
        result += [word + "ed", word + "ing"]
    return result


def regular_noun(word: str) -> list[str]:
    """Singular and plural by the spelling rules."""
    if word.endswith("man") and len(word) > 3:
        return [word, word[:-3] + "men"]
    return [word, _add_s(word)]


def _add_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and len(word) > 1 and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubles(word: str) -> bool:
    """One syllable ending consonant, vowel, consonant: 'ram' doubles, 'shell' and 'row' do not."""
    if len(word) < 3 or word[-1] in VOWELS + "wxy" or word[-2] not in VOWELS or word[-3] in VOWELS:
        return len(word) > 3 and word[-3:-2] == "u" and word[-4] == "q"  # quit, squat
    return sum(letter in VOWELS for letter in word) == 1
