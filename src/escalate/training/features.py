"""Articles as training sees them: hits in context, and TF-IDF values of their terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from escalate.classifier.terms import counted_words, folded_words
from escalate.corpus import Rated
from escalate.find.document import read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.compiled import CompiledPack
from escalate.training.vectors import WordVectors

Floats = npt.NDArray[np.float64]

MAX_IDF = 7.0  # for the word vectors' part: rarer words say no more than this
MIN_TEXTS = 2  # a term that stands in one text only is noise


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article read once: its hits in context and its words for the classifier."""

    rated: Rated
    items: list[JudgedHit]
    words: list[str]


def prepare(rated: Sequence[Rated], pack: CompiledPack) -> list[Prepared]:
    """Read all articles with the rules."""
    result = []
    for entry in rated:
        document = read_document(entry.article, pack)
        result.append(Prepared(entry, judge(document, find_hits(document)), counted_words(document)))
    return result


def _terms(words: list[str]) -> Counter[str]:
    folded = folded_words(words)
    counts = Counter(folded)
    counts.update(f"{a} {b}" for a, b in pairwise(folded))
    return counts


@dataclass(frozen=True, slots=True)
class Features:
    """Vocabulary and weights of terms, learned from the training texts."""

    terms: tuple[str, ...]
    idf: Floats
    words: tuple[str, ...]
    word_idf: Floats
    vectors: WordVectors | None

    @classmethod
    def learn(cls, texts: Sequence[list[str]], vectors: WordVectors | None) -> Features:
        """Count in how many texts each term stands, and give rare terms more weight (smoothed IDF)."""
        spread: Counter[str] = Counter()
        word_spread: Counter[str] = Counter()
        for words in texts:
            spread.update(_terms(words).keys())
            word_spread.update(set(words))
        terms = tuple(sorted((term for term, number in spread.items() if number >= MIN_TEXTS), key=_term_order))
        idf = np.log((1 + len(texts)) / (1 + np.array([spread[t] for t in terms], dtype=float))) + 1
        known = vectors.words if vectors else ()
        counts = np.array([word_spread[w] for w in known], dtype=float)
        word_idf = np.minimum(np.log((1 + len(texts)) / (1 + counts)) + 1, MAX_IDF)
        return cls(
            terms,
            idf.astype(np.float32).astype(float),
            known,
            word_idf.astype(np.float32).astype(float),
            vectors,
        )

    def matrix(self, texts: Sequence[list[str]]) -> csr_matrix:
        """TF-IDF values, L2-normalised, and beside them the mean word vector of each text; one row a text."""
        column = {term: index for index, term in enumerate(self.terms)}
        rows, columns, values = [], [], []
        for row, words in enumerate(texts):
            found = sorted((column[t], n) for t, n in _terms(words).items() if t in column)
            weights = [(1 + np.log(n)) * self.idf[c] for c, n in found]
            norm = float(np.sqrt(np.dot(weights, weights))) or 1.0
            rows += [row] * len(found)
            columns += [c for c, _ in found]
            values += [w / norm for w in weights]
        sparse = csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.terms)))
        if self.vectors is None:
            return sparse
        return hstack([sparse, csr_matrix(self.word_matrix(texts) @ self.vectors.values)]).tocsr()

    def word_matrix(self, texts: Sequence[list[str]]) -> csr_matrix:
        """TF-IDF values of the words that have a vector, L2-normalised."""
        column = {word: index for index, word in enumerate(self.words)}
        rows, columns, values = [], [], []
        for row, words in enumerate(texts):
            found = sorted(Counter(column[w] for w in words if w in column).items())
            weights = [(1 + np.log(n)) * self.word_idf[c] for c, n in found]
            norm = float(np.sqrt(np.dot(weights, weights))) or 1.0
            rows += [row] * len(found)
            columns += [c for c, _ in found]
            values += [w / norm for w in weights]
        return csr_matrix((values, (rows, columns)), shape=(len(texts), len(self.words)))


def _term_order(term: str) -> tuple[bool, list[str]]:
    """Words before pairs, pairs by their first word and then their second: the order of `terms.TermTable`."""
    return " " in term, term.split(" ")


def unigrams_of(terms: Sequence[str]) -> list[str]:
    """All words that stand in a term, sorted."""
    return sorted({word for term in terms for word in term.split(" ")})


def term_arrays(terms: Sequence[str]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Columns of the words and keys of the pairs, as `terms.TermTable` takes them."""
    number = {word: index for index, word in enumerate(unigrams_of(terms))}
    columns = np.full(len(number), -1, dtype=np.int32)
    keys = []
    for column, term in enumerate(terms):
        words = term.split(" ")
        if len(words) == 1:
            columns[number[term]] = column
        else:
            keys.append(number[words[0]] * len(number) + number[words[1]])
    return columns, np.array(keys, dtype=np.int64)
