"""Articles as training sees them: sentences and hits in columns, words by sentence, and the reader's reasons there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalate.classifier.terms import ReadWords, TermTable, folded_term, pair_keys, read_words
from escalate.corpus.rated import Rated
from escalate.find.document import Document, read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.compiled import CompiledPack
from escalate.read.tables import plain_words
from escalate.training.vectors import WordVectors
from escalate.weigh.outline import Outline, outline_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIN_TEXTS = 3  # a term that stands in fewer texts is noise
MAX_IDF = 7.0  # for the word vectors' part: rarer words say no more than this
TITLE_CASE = 0.6  # share of capitals above which a sentence is a headline, where they tell no name


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An article read once.

    Attributes
    ----------
    cited, cited_down : array of int, shape (sentences,)
        Weight of the gravest reason towards escalation, and away from it, in each sentence; 0 where none is.
    barred : array of bool, shape (sentences,)
        Whether the sentence holds words that must not count.
    """

    rated: Rated
    items: list[JudgedHit]
    outline: Outline
    read: ReadWords
    cited: Ints
    cited_down: Ints
    barred: npt.NDArray[np.bool_]


def prepare(rated: Sequence[Rated], pack: CompiledPack) -> tuple[list[Prepared], frozenset[str]]:
    """Read all articles with the rules; the words that are names, by their capitals, come with them."""
    result = []
    capitals: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for entry in rated:
        document = read_document(entry.article, pack)
        items = judge(document, find_hits(document))
        outline = outline_of(document, items)
        cited, down, barred = _cited(document, outline, entry)
        result.append(Prepared(entry, items, outline, read_words(document), cited, down, barred))
        _count_capitals(document, capitals, seen)
    named = {word for word, number in capitals.items() if 2 * number > seen[word]}
    return result, frozenset(named | {word for word in pack.pack.actors.words() if 2 * capitals[word] >= seen[word]})


def _cited(document: Document, outline: Outline, entry: Rated) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    count = len(outline.numbers)
    up, down, barred = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    if entry.reasons:
        for place, number in enumerate(outline.numbers.tolist()):
            sentence = document.segmentation.sentences[number]
            field, start, end = document.span(sentence.first, sentence.last)
            for reason in entry.reasons:
                if reason.field == field and reason.start < end and start < reason.end:
                    if reason.sign == 0:
                        barred[place] = True
                    else:
                        side = up if reason.sign > 0 else down
                        side[place] = max(side[place], reason.weight)
    return up, down, barred


def _count_capitals(document: Document, capitals: Counter[str], seen: Counter[str]) -> None:
    """Count how often words stand inside a sentence, and how often with a capital."""
    tokens = document.tokens
    for sentence, zone in zip(document.segmentation.sentences, document.zones, strict=True):
        if zone not in ("lead", "body"):
            continue
        upper = [tokens.cased[tokens.starts[token]].isupper() for token in range(sentence.first, sentence.last)]
        if sum(upper) > TITLE_CASE * len(upper):
            continue
        for token, capital in zip(range(sentence.first + 1, sentence.last), upper[1:], strict=True):
            seen[tokens.words[token]] += 1
            capitals[tokens.words[token]] += capital


def learn_terms(prepared: Sequence[Prepared], names: frozenset[str], vectors: WordVectors | None) -> TermTable:
    """The terms that stand in `MIN_TEXTS` texts or more; rare ones weigh more (smoothed IDF)."""
    barred = names | plain_words()
    texts = len(prepared)
    spread: Counter[str] = Counter()
    word_spread: Counter[str] = Counter()
    for entry in prepared:
        words = {word for word in entry.read.words if word[0].isalpha() or word[0] == "<"}
        kept = words - barred
        spread.update({word if word[0] == "<" else folded_term(word) for word in kept})
        word_spread.update(kept)
    unigrams = sorted(term for term, number in spread.items() if number >= MIN_TEXTS)
    empty = np.zeros(0, dtype=np.int64)
    known_terms = set(unigrams)
    silent = frozenset(word for word in barred if folded_term(word) in known_terms) | plain_words()
    alone = TermTable(unigrams, empty, np.zeros(len(unigrams)), [], np.zeros(0), silent)
    keys: Counter[int] = Counter()
    for entry in prepared:
        numbers, _ = alone.numbers(entry.read.words)
        keys.update(set(pair_keys(numbers, entry.read.place, len(unigrams))[0].tolist()))
    pairs = sorted(key for key, number in keys.items() if number >= MIN_TEXTS)
    counts = np.array([*(spread[term] for term in unigrams), *(keys[key] for key in pairs)], dtype=np.float64)
    idf = np.log((1 + texts) / (1 + counts)) + 1
    known = [word for word in vectors.words if word in word_spread] if vectors else []
    word_idf = np.log((1 + texts) / (1 + np.array([word_spread[word] for word in known], dtype=np.float64))) + 1
    return TermTable(
        unigrams,
        np.array(pairs, dtype=np.int64),
        idf.astype(np.float32),
        known,
        np.minimum(word_idf, MAX_IDF).astype(np.float32),
        silent,
    )
