"""Linear heads over the terms of a text: sentence by sentence, and over a text whose sentences weigh unequally."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalate.classifier.terms import Floats, Ints, TermsFound, TermTable

SOFT = 50.0  # added to the squared length of a text's terms: a short text is no louder than what it says
WORD_SOFT = SOFT / 3.0  # the same for words with a vector


@dataclass(frozen=True, slots=True, eq=False)
class TermValues:
    """Distinct terms of texts and their TF-IDF values: entries of a sparse matrix.

    Attributes
    ----------
    row, column : array of int
        Number of the text and of the term.
    value : array
        ``(1 + ln count) · idf`` over the softened length of the text's values.
    rows : int
        Texts.
    """

    row: Ints
    column: Ints
    value: Floats
    rows: int


def term_values(row: Ints, column: Ints, count: Floats, idf: Floats, rows: int, soft: float) -> TermValues:
    """TF-IDF values of distinct entries; counts under 1, of sentences that weigh little, are taken as they are."""
    damped = np.where(count >= 1.0, 1.0 + np.log(np.maximum(count, 1.0)), count)
    value = damped * idf[column]
    length = np.sqrt(np.bincount(row, value * value, rows) + soft)
    return TermValues(row, column, value / length[row], rows)


def by_sentence(found: TermsFound, table: TermTable) -> tuple[TermValues, TermValues]:
    """Values of the terms, and of the words with a vector, of each sentence by itself."""
    return (
        term_values(found.sentence, found.column, found.count, table.idf, found.sentences, SOFT),
        term_values(found.word_sentence, found.word_row, found.word_count, table.word_idf, found.sentences, WORD_SOFT),
    )


def pooled(found: TermsFound, table: TermTable, attention: Floats) -> tuple[TermValues, TermValues]:
    """Values of the terms, and of the words with a vector, of the whole text, its sentences weighed.

    Parameters
    ----------
    attention : array, shape (sentences,)
        0 to 1.
    """
    terms = _summed(found.column, found.count * attention[found.sentence], len(table.idf))
    words = _summed(found.word_row, found.word_count * attention[found.word_sentence], max(1, len(table.words)))
    nought = np.zeros(len(terms[0]), dtype=np.int64), np.zeros(len(words[0]), dtype=np.int64)
    return (
        term_values(nought[0], *terms, table.idf, 1, SOFT),
        term_values(nought[1], *words, table.word_idf, 1, WORD_SOFT),
    )


def _summed(column: Ints, count: Floats, columns: int) -> tuple[Ints, Floats]:
    """Distinct columns with a count over 0, and their sums."""
    total: Floats = np.bincount(column, count, columns).astype(np.float64)
    kept: Ints = np.flatnonzero(total).astype(np.int64)
    left: Floats = total[kept]
    return kept, left


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Linear heads over terms and words with a vector.

    Attributes
    ----------
    weights : array, shape (terms, heads)
    word_weights : array, shape (words, heads)
        Weights that come from word vectors, folded into one number a word and head; may have no rows.
    bias : array, shape (heads,)
    """

    weights: npt.NDArray[np.float32]
    word_weights: npt.NDArray[np.float32]
    bias: Floats

    def added(self, terms: TermValues, words: TermValues) -> Floats:
        """What the terms add to each head of each text, shape (rows, heads); the bias is not in it.

        Summed by NumPy and not by BLAS, whose threads fight for the cores and whose last digits differ by machine.
        """
        rows = terms.rows
        result = np.zeros((rows, len(self.bias)))
        for values, weights in ((terms, self.weights), (words, self.word_weights)):
            if len(values.row) == 0 or len(weights) == 0:
                continue
            parts = values.value[:, None] * weights[values.column].astype(np.float64)
            for head in range(parts.shape[1]):
                result[:, head] += np.bincount(values.row, parts[:, head], rows)
        return result

    def parts(self, values: TermValues) -> Floats:
        """What each term adds to each head, shape (entries, heads)."""
        parts: Floats = values.value[:, None] * self.weights[values.column].astype(np.float64)
        return parts
