"""The classifier's view of a document: folded words, names masked, furniture left out.

Names of states, groups and bodies become one token each, so that no weight can depend on which country is named.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from escalate.find.document import Document, is_year

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ACTOR_TERM = {
    "state": "<state>",
    "former-state": "<state>",
    "alliance": "<body>",
    "body": "<body>",
    "group": "<group>",
}
_TRUE = np.ones(1, dtype=np.bool_)
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
    for number, sentence in enumerate(document.segmentation.sentences):
        if document.zones[number] in ("furniture", "repeated"):
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


def weighted_counts(found: Ints, idf: Floats) -> tuple[Ints, Floats]:
    """Distinct numbers in order, and their L2-normalised TF-IDF values: (1 + ln count) · idf."""
    ordered = np.sort(found)
    firsts = np.flatnonzero(np.concatenate([_TRUE[: len(ordered)], ordered[1:] != ordered[:-1]]))
    numbers = ordered[firsts]
    counts = np.diff(firsts, append=len(ordered))
    values = (1.0 + np.log(counts)) * idf[numbers]
    norm = math.sqrt(float((values * values).sum()))
    return numbers, values / norm if norm else values


class TermTable:
    """The terms of a model by number: folded words, pairs of them, and the words that have a vector.

    Parameters
    ----------
    unigrams : list of str
        All folded words that occur in a term.
    columns : array of int, shape (unigrams,)
        Column of each word as a term of its own, or -1.
    pairs : array of int, shape (pairs,)
        Sorted keys ``first · len(unigrams) + second`` of the two-word terms; their columns follow those of the words.
    idf : array, shape (terms,)
    words : list of str
        Words with a vector, as they stand in a text; may be empty.
    word_idf : array, shape (words,)
    """

    def __init__(
        self,
        unigrams: list[str],
        columns: Ints,
        pairs: Ints,
        idf: npt.NDArray[np.float32],
        words: list[str],
        word_idf: npt.NDArray[np.float32],
    ) -> None:
        single = np.flatnonzero(columns >= 0)
        if len(columns) != len(unigrams) or len(idf) - len(pairs) != len(single) or len(words) != len(word_idf):
            raise ValueError("terms and arrays differ in length")
        self.unigrams = unigrams
        self.columns = columns.astype(np.int64)
        self.pairs = pairs
        self.idf = idf.astype(np.float64)
        self.words = words
        self.word_idf = word_idf.astype(np.float64)
        self.first_pair = len(single)
        self._unigram_of = np.zeros(len(single), dtype=np.int64)
        self._unigram_of[columns[single]] = single
        self._numbers = _Numbers(unigrams, words)
        self._maybe = np.zeros(_MAYBE, dtype=np.bool_)
        self._maybe[pairs & (_MAYBE - 1)] = True

    def values(self, words: list[str]) -> tuple[Ints, Floats, Ints, Floats]:
        """Columns of the terms in a text, sorted, and their TF-IDF values; rows of the words with a vector, and theirs.

        Each of the two sets of values has the length 1.
        """
        count = len(self.unigrams)
        both = np.fromiter(map(self._numbers.__getitem__, words), dtype=np.int64, count=len(words))
        numbers, rows = both // _ROOM - 1, both % _ROOM - 1
        singles = self.columns[numbers]
        keys = numbers[:-1] * count + numbers[1:]
        # Most pairs are no term; a table with room for few mistakes tells so faster than a search.
        keys = keys[(numbers[:-1] >= 0) & (numbers[1:] >= 0) & self._maybe[keys & (_MAYBE - 1)]]
        places = np.searchsorted(self.pairs, keys)
        places[places == len(self.pairs)] = 0
        hits = places[self.pairs[places] == keys] if len(self.pairs) else places[:0]
        known = singles[(numbers >= 0) & (singles >= 0)]
        columns, values = weighted_counts(np.concatenate([known, hits + self.first_pair]), self.idf)
        return columns, values, *weighted_counts(rows[rows >= 0], self.word_idf)

    def name(self, column: int) -> str:
        """A term in words."""
        if column < self.first_pair:
            return self.unigrams[int(self._unigram_of[column])]
        first, second = divmod(int(self.pairs[column - self.first_pair]), len(self.unigrams))
        return f"{self.unigrams[first]} {self.unigrams[second]}"


_MAYBE = 1 << 19  # entries of the table of pairs; a power of two
_ROOM = 1 << 24  # more words with a vector than any model has


class _Numbers(dict[str, int]):
    """Both numbers of words as they stand in the text, in one: folded once, and remembered.

    ``(unigram + 1) · _ROOM + (row + 1)``, where -1 stands for a word that is unknown.
    """

    def __init__(self, unigrams: list[str], words: list[str]) -> None:
        super().__init__()
        self.unigrams = {word: number for number, word in enumerate(unigrams)}
        self.rows = {word: number for number, word in enumerate(words)}

    def __missing__(self, word: str) -> int:
        unigram = self.unigrams.get(word if word[0] == "<" else folded_term(word), -1)
        number = (unigram + 1) * _ROOM + self.rows.get(word, -1) + 1
        if len(self) < _LIMIT:
            self[word] = number
        return number
