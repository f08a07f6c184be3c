"""The classifier's view of a document: the words with meaning of each sentence, and pairs of them.

Function words, words of reporting, days, months and numbers have no weight (`data/plain_words.json`), and neither have
names: what training texts write with a capital inside a sentence is no term, nor is any name of an actor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalate.find.document import Document

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LIMIT = 200_000  # words remembered; a hostile archive cannot fill memory
_ROOM = 1 << 24  # more words with a vector than any model has
_MAYBE = 1 << 19  # entries of the table of pairs; a power of two
NOT_READ = ("furniture", "repeated")
MASKS = {"state": "<state>", "former-state": "<state>", "alliance": "<body>", "body": "<body>", "group": "<group>"}


def folded_term(word: str) -> str:
    """A word without its inflection; light, and made for counting rather than for reading.

    Examples
    --------
    >>> [folded_term(word) for word in ("troops", "troop", "shelled", "shelling")]
    ['troop', 'troop', 'shel', 'shel']
    """
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


@dataclass(frozen=True, slots=True, eq=False)
class ReadWords:
    """The words of the sentences that are read: all but page furniture and what the page shows twice.

    Attributes
    ----------
    words : list of str
        Folded to small letters.
    place : array of int, shape (words,)
        Place of the sentence of each, counted from 0 among those read.
    sentences : int
    """

    words: list[str]
    place: Ints
    sentences: int


def read_words(document: Document) -> ReadWords:
    """The words of a document as the classifier reads them."""
    words: list[str] = []
    place: list[int] = []
    order = 0
    kinds = document.pack.actor_kinds
    for number, (sentence, zone) in enumerate(zip(document.segmentation.sentences, document.zones, strict=True)):
        if zone not in NOT_READ:
            before = len(words)
            at = sentence.first
            for mention in document.mentions(number):
                words += document.tokens.words[at : mention.first]
                words.append(MASKS[kinds[mention.actor]])
                at = mention.last
            words += document.tokens.words[at : sentence.last]
            place += [order] * (len(words) - before)
            order += 1
    return ReadWords(words, np.array(place, dtype=np.int64), order)


@dataclass(frozen=True, slots=True, eq=False)
class TermsFound:
    """The terms of a document, counted for each sentence.

    Attributes
    ----------
    sentences : int
        Sentences read; their places below count from 0 in the order of the text.
    sentence, column, count : array, shape (entries,)
        A term of a sentence: place of the sentence, column of the term, how often it stands there.
    word_sentence, word_row, word_count : array
        The same for words that have a vector.
    """

    sentences: int
    sentence: Ints
    column: Ints
    count: Floats
    word_sentence: Ints
    word_row: Ints
    word_count: Floats


class TermTable:
    """The terms of a model by number: folded words, pairs of them, and the words that have a vector.

    Parameters
    ----------
    unigrams : list of str
        Folded words, sorted; column n is word n.
    pairs : array of int, shape (pairs,)
        Sorted keys ``first · len(unigrams) + second`` of two-word terms, with at most one word of no meaning between
        them; their columns follow those of the words.
    idf : array, shape (terms,)
    names : frozenset of str
        Words that are no terms, since they are names.
    words : list of str
        Words with a vector, as they stand in a text; may be empty.
    word_idf : array, shape (words,)
    """

    def __init__(
        self,
        unigrams: list[str],
        pairs: Ints,
        idf: npt.NDArray[np.floating],
        words: list[str],
        word_idf: npt.NDArray[np.floating],
        barred: frozenset[str],
    ) -> None:
        if len(idf) != len(unigrams) + len(pairs) or len(words) != len(word_idf):
            raise ValueError("terms and arrays differ in length")
        self.unigrams = unigrams
        self.pairs = pairs.astype(np.int64)
        self.idf = idf.astype(np.float64)
        self.words = words
        self.word_idf = word_idf.astype(np.float64)
        self.barred = barred
        self._numbers = _Numbers(unigrams, words, barred)
        self._maybe = np.zeros(_MAYBE, dtype=np.bool_)
        self._maybe[self.pairs & (_MAYBE - 1)] = True

    def numbers(self, words: list[str]) -> tuple[Ints, Ints]:
        """For each word its number and its row among the words with a vector, or -1."""
        both = np.fromiter(map(self._numbers.__getitem__, words), dtype=np.int64, count=len(words))
        return both // _ROOM - 1, both % _ROOM - 1

    def find(self, read: ReadWords) -> TermsFound:
        """Count the terms of a text by sentence."""
        place, count = read.place, len(self.unigrams)
        numbers, rows = self.numbers(read.words)
        keys, at = pair_keys(numbers, place, count)
        # Most pairs are no term; a table with room for few mistakes tells so faster than a search.
        maybe = self._maybe[keys & (_MAYBE - 1)]
        keys, at = keys[maybe], at[maybe]
        if len(self.pairs):
            found = np.searchsorted(self.pairs, keys)
            found[found == len(self.pairs)] = 0
            hit = self.pairs[found] == keys
            columns, at = found[hit] + count, at[hit]
        else:
            columns, at = keys[:0], at[:0]
        known, vector = numbers >= 0, rows >= 0
        term = _counted(np.concatenate([place[known], at]), np.concatenate([numbers[known], columns]), len(self.idf))
        word = _counted(place[vector], rows[vector], max(1, len(self.words)))
        return TermsFound(read.sentences, *term, *word)

    def name(self, column: int, read: ReadWords) -> str:
        """A term as the text writes it first."""
        count = len(self.unigrams)
        wanted = [column] if column < count else list(divmod(int(self.pairs[column - count]), count))
        numbers, _ = self.numbers(read.words)
        for start in np.flatnonzero(numbers == wanted[0]).tolist():
            if len(wanted) == 1:
                return read.words[start]
            for end in (start + 1, start + 2):
                if end < len(numbers) and numbers[end] == wanted[1] and read.place[start] == read.place[end]:
                    return f"{read.words[start]} {read.words[end]}"
        return " ".join(self.unigrams[number] for number in wanted)


def pair_keys(numbers: Ints, place: Ints, count: int) -> tuple[Ints, Ints]:
    """Keys ``first · count + second`` of all pairs of words, and the place of each.

    Two words are a pair where they stand side by side in a sentence, or with one word between them that is no term.
    """
    first = (numbers[:-1] >= 0) & (numbers[1:] >= 0) & (place[:-1] == place[1:])
    over = (numbers[:-2] >= 0) & (numbers[1:-1] < 0) & (numbers[2:] >= 0) & (place[:-2] == place[2:])
    keys = [numbers[:-1][first] * count + numbers[1:][first], numbers[:-2][over] * count + numbers[2:][over]]
    return np.concatenate(keys), np.concatenate([place[:-1][first], place[:-2][over]])


def _counted(place: Ints, column: Ints, columns: int) -> tuple[Ints, Ints, Floats]:
    """Distinct (place, column) in order, and how often each stands there."""
    keys, times = np.unique(place * columns + column, return_counts=True)
    return keys // columns, keys % columns, times.astype(np.float64)


class _Numbers(dict[str, int]):
    """Both numbers of words as they stand in the text, in one: folded once, and remembered.

    ``(unigram + 1) · _ROOM + (row + 1)``, where -1 stands for a word that is unknown.
    """

    def __init__(self, unigrams: list[str], words: list[str], barred: frozenset[str]) -> None:
        super().__init__()
        self.unigrams = {word: number for number, word in enumerate(unigrams)}
        self.rows = {word: number for number, word in enumerate(words)}
        self.barred = barred

    def __missing__(self, word: str) -> int:
        number = 0
        if word not in self.barred and (word[0].isalpha() or word[0] == "<"):
            number = (
                (self.unigrams.get(word if word[0] == "<" else folded_term(word), -1) + 1) * _ROOM
                + self.rows.get(word, -1)
                + 1
            )
        if len(self) < _LIMIT:
            self[word] = number
        return number
