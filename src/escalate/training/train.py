"""Fits a model on texts read with the rules: sentences first, then cues, then articles, each by readings held out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.classifier.terms import TermTable
from escalate.measure.metrics import Predictions
from escalate.model import FORMAT
from escalate.training.articles import read_articles
from escalate.training.cues import read_cues
from escalate.training.decisions import answers_of, interval_of
from escalate.training.features import Prepared
from escalate.training.heads import SENTENCE_THRESHOLDS, THRESHOLDS, Fitted, steps_of
from escalate.training.sentences import read_news, read_sentences
from escalate.training.stage import Stage
from escalate.training.vectors import WordVectors
from escalate.training.weights import fit_weights
from escalate.weigh import article, belief, sentences

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STRENGTH = 20.0  # of the heads of articles; scikit-learn's C


@dataclass(frozen=True, slots=True)
class Held:
    """Predictions for texts by fits that never saw them: both parts together, rules alone, words alone."""

    both: Predictions
    rules: Predictions
    classifier: Predictions


def fit(
    prepared: Sequence[Prepared],
    table: TermTable,
    vectors: WordVectors | None,
    folds: Ints,
    *,
    name: str,
    weights: Mapping[str, float] | None = None,
    apart: Collection[str] = (),
    strength: float = STRENGTH,
    jobs: int = 1,
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]], Held]:
    """Fit a model.

    Parameters
    ----------
    prepared : sequence of Prepared
    table : TermTable
        Of these texts.
    vectors : WordVectors or None
        Their part of the heads is folded into one number for each word, so scoring does not need them.
    folds : array of int, shape (texts,)
        What belongs together has one fold.
    weights : mapping, optional
        Weight of the texts of a group; 1 by default.
    apart : collection of str
        Groups with an intercept of their own.
    strength : float
        Inverse of the L2 penalty of the heads of articles.
    jobs : int
        Heads fitted in parallel.

    Returns
    -------
    info : dict
        What goes into model.json.
    arrays : dict of arrays
        What goes into arrays.npz.
    held : Held
    """
    weights = weights or {}
    stage = Stage(
        prepared=prepared,
        found=[table.find(p.read) for p in prepared],
        table=table,
        vectors=vectors,
        folds=folds,
        weight=np.array([weights.get(p.rated.group, 1.0) for p in prepared]),
        apart=np.array([p.rated.group in apart for p in prepared], dtype=np.bool_),
        score=np.array([p.rated.score for p in prepared]),
        level=np.array([-1 if p.rated.level is None else p.rated.level for p in prepared], dtype=np.int64),
        direction=np.array([-9 if p.rated.direction is None else p.rated.direction for p in prepared], dtype=np.int64),
        strength=strength,
        jobs=jobs,
    )
    sentence_heads, wording, whole = read_sentences(stage)
    eye, news = read_news(stage, wording)
    rates, trust, cues, believed = read_cues(stage, wording, whole, news)
    rules = sorted({rule for p in prepared for rule in p.outline.rules})
    heads, logits, scores, scale = read_articles(stage, rules, news, cues, believed)
    columns = np.array(
        [
            article.decision_columns(logits[i, len(THRESHOLDS) :], scores[i].whole, p.outline, cues[i], believed[i])
            for i, p in enumerate(prepared)
        ]
    )
    level, level_shares = answers_of(stage, columns, stage.level, range(6))
    direction, direction_shares = answers_of(stage, columns, stage.direction, (-1, 0, 1))
    interval, low, high = interval_of(stage, scores, level_shares, believed)
    floors = [article.floor_of(p.outline, cues[i], believed[i]) for i, p in enumerate(prepared)]
    count = len(rules)
    info: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "sentence_steps": steps_of(SENTENCE_THRESHOLDS).tolist(),
        "steps": steps_of(THRESHOLDS).tolist(),
        "news": eye.to_dict(sentences.COLUMNS),
        "belief": trust.to_dict(belief.COLUMNS),
        "rule_rates": {rule: round(rate, 4) for rule, rate in sorted(rates.items())},
        "rules": rules,
        "scale": scale.to_dict(),
        "level": level.to_dict(article.DECISION),
        "direction": direction.to_dict(article.DECISION),
        "weights": fit_weights([p.items for p in prepared], stage.score).to_dict(),
        "interval": interval.to_dict(),
        "training": {"texts": len(prepared), "strength": strength, "folds": len(set(folds.tolist()))},
        "unigrams": table.unigrams,
        "words": table.words,
        "barred": sorted(table.barred),
    }
    words = len(table.idf)
    spoken = _folded_in(heads, words, heads.weights.shape[0] - count - len(article.FIXED), stage)
    arrays: dict[str, npt.NDArray[Any]] = {
        "pairs": table.pairs,
        "idf": table.idf.astype(np.float32),
        "word_idf": table.word_idf.astype(np.float32),
        "sentence_weights": sentence_heads.weights[:words].astype(np.float16),
        "sentence_word_weights": _folded_in(sentence_heads, words, len(sentence_heads.weights), stage),
        "sentence_bias": sentence_heads.bias,
        "article_weights": heads.weights[:words].astype(np.float16),
        "article_word_weights": spoken,
        "article_bias": heads.bias,
        "rule_weights": heads.weights[-(count + len(article.FIXED)) :].astype(np.float32),
    }
    none, bottom, top = np.zeros(len(prepared), dtype=np.int64), np.zeros(len(prepared)), np.full(len(prepared), 100.0)
    held = Held(
        both=Predictions(
            np.array([round(s.whole, 1) for s in scores]),
            np.maximum(level_shares.argmax(axis=1), floors),
            direction_shares.argmax(axis=1).astype(np.int64) - 1,
            low,
            high,
        ),
        rules=Predictions(np.array([s.by_rules for s in scores]), none, none, bottom, top),
        classifier=Predictions(np.array([s.by_words for s in scores]), none, none, bottom, top),
    )
    return info, arrays, held


def _folded_in(fitted: Fitted, terms: int, end: int, stage: Stage) -> npt.NDArray[np.float16]:
    """The weights of the vectors' dimensions as one weight a word."""
    if stage.vectors is None:
        return np.zeros((0, fitted.weights.shape[1]), dtype=np.float16)
    place = {word: row for row, word in enumerate(stage.vectors.words)}
    values = stage.vectors.values[[place[word] for word in stage.table.words]]
    return (values @ fitted.weights[terms:end]).astype(np.float16)
