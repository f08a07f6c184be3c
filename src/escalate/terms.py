"""The classifier's view of a document: folded words, names masked, furniture left out.

Names of states, groups and bodies become one token each, so that no weight can depend on which country is named.
"""

from __future__ import annotations

from escalate.document import Document, is_year

ACTOR_TERM = {
    "state": "<state>",
    "former-state": "<state>",
    "alliance": "<body>",
    "body": "<body>",
    "group": "<group>",
}
_LIMIT = 200_000  # words remembered; a hostile archive cannot fill memory


def folded_term(word: str) -> str:
    """A word without its inflection, numbers by size; light, and made for counting rather than for reading.

    Examples
    --------
    >>> [folded_term(word) for word in ("troops", "troop", "shelled", "shelling", "1,200", "1999")]
    ['troop', 'troop', 'shel', 'shel', '<number3>', '<year>']
    """
    if word[0].isdigit():
        if is_year(word):
            return "<year>"
        digits = sum(character.isdigit() for character in word)
        return f"<number{min(digits, 3)}>"
    if len(word) <= 3:
        return word
    if len(word) > 5 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif (len(word) > 4 and word.endswith("ed")) or (len(word) > 4 and word.endswith("es") and word[-3] != "e"):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "s":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word


class _Folding(dict[str, str]):
    """Remembers folded words."""

    def __missing__(self, word: str) -> str:
        term = folded_term(word)
        if len(self) < _LIMIT:
            self[word] = term
        return term


_FOLDED = _Folding()


def counted_words(document: Document) -> list[str]:
    """Words of a document as the classifier counts them, masked but not folded, in order."""
    words = document.tokens.words
    result: list[str] = []
    kinds = document.pack.actor_kinds
    for number, (sentence, zone) in enumerate(zip(document.segmentation.sentences, document.zones, strict=True)):
        if zone in ("furniture", "repeated"):
            continue
        position = sentence.first
        for mention in document.mentions(number):
            result += words[position : mention.first]
            term = ACTOR_TERM[kinds[mention.actor]]
            if result and result[-1] == "the":
                result.pop()
            if not result or result[-1] != term:
                result.append(term)
            position = mention.last
        result += words[position : sentence.last]
    return result


def folded_words(words: list[str]) -> list[str]:
    """The folded form of every word; masks stay as they are."""
    return [word if word[0] == "<" else _FOLDED[word] for word in words]
