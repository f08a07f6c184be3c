"""Fits a model on texts read with the rules: sentences first, then cues, then articles, each by readings held out."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LinearRegression, LogisticRegression

from escalate.classifier.heads import TermValues, by_sentence, pooled
from escalate.classifier.terms import TermsFound, TermTable
from escalate.measure.metrics import Predictions
from escalate.model import FORMAT, Model, load_model, model_from
from escalate.pack.shipped import shipped
from escalate.training.features import Prepared
from escalate.training.heads import (
    SENTENCE_THRESHOLDS,
    THRESHOLDS,
    Fitted,
    fit_heads,
    held_sign,
    matrix_of,
    steps_of,
)
from escalate.training.vectors import WordVectors
from escalate.training.weights import fit_weights
from escalate.weigh import article, belief, sentences
from escalate.weigh.interval import EDGES, LONG, Interval, trouble_columns
from escalate.weigh.logistic import Logistic, chances, log_odds
from escalate.weigh.shares import Scores

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STRENGTH = 20.0  # of the heads of articles; scikit-learn's C
SENTENCE_STRENGTH = 10.0
SHORT_TEXT = 90  # words; a text of this length is read as one sentence is
CITED = {1: 0.6, 2: 0.85, 3: 1.0}  # share of the article's score that a sentence says by itself, by the reason's weight
UNRELATED = 5.0  # a score up to which no sentence of an article says anything
BARRED = 2.0  # what a sentence weighs that a reader names as one that must not count
TENSE = 15.0  # a score from which its reader has reasons
ENOUGH_CITED = 40  # texts with reasons, below which the shipped eye for news is taken over
SURE = 10.0  # log-odds that a cue believed in full gives where rules alone decide
RATE_PRIOR = 3.0  # texts that a rule's rate is pulled towards the mean of all rules by
MAX_REVIEW = 0.15  # share of texts that are marked for review
LEAST_IN_BIN = 25  # texts; a bin with fewer takes the width of its neighbours


@dataclass(frozen=True, slots=True)
class Held:
    """Predictions for texts by fits that never saw them: both parts together, rules alone, words alone."""

    both: Predictions
    rules: Predictions
    classifier: Predictions


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """Everything the stages of a fit share."""

    prepared: Sequence[Prepared]
    found: Sequence[TermsFound]
    table: TermTable
    vectors: WordVectors | None
    folds: Ints
    weight: Floats
    score: Floats
    level: Ints
    direction: Ints
    strength: float
    jobs: int

    @property
    def fold_list(self) -> list[int]:
        return [-1, *sorted(set(self.folds.tolist()))]


def fit(
    prepared: Sequence[Prepared],
    table: TermTable,
    vectors: WordVectors | None,
    folds: Ints,
    *,
    name: str,
    weights: Mapping[str, float] | None = None,
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
    stage = _Stage(
        prepared=prepared,
        found=[table.find(p.read) for p in prepared],
        table=table,
        vectors=vectors,
        folds=folds,
        weight=np.array([weights.get(p.rated.group, 1.0) for p in prepared]),
        score=np.array([p.rated.score for p in prepared]),
        level=np.array([-1 if p.rated.level is None else p.rated.level for p in prepared], dtype=np.int64),
        direction=np.array([-9 if p.rated.direction is None else p.rated.direction for p in prepared], dtype=np.int64),
        strength=strength,
        jobs=jobs,
    )
    sentence_heads, wording, whole = _read_sentences(stage)
    eye, news = _read_news(stage, wording)
    rates, trust, cues, believed = _read_cues(stage, wording, whole, news)
    rules = sorted({rule for p in prepared for rule in p.outline.rules})
    heads, logits, scores = _read_articles(stage, rules, news, cues, believed)
    columns = np.array(
        [
            article.decision_columns(logits[i, len(THRESHOLDS) :], scores[i].whole, p.outline, cues[i], believed[i])
            for i, p in enumerate(prepared)
        ]
    )
    level, level_shares = _answers(stage, columns, stage.level, range(6))
    direction, direction_shares = _answers(stage, columns, stage.direction, (-1, 0, 1))
    interval, low, high = _interval(stage, scores, level_shares, believed)
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


def _folded_in(fitted: Fitted, terms: int, end: int, stage: _Stage) -> npt.NDArray[np.float16]:
    """The weights of the vectors' dimensions as one weight a word."""
    if stage.vectors is None:
        return np.zeros((0, fitted.weights.shape[1]), dtype=np.float16)
    place = {word: row for row, word in enumerate(stage.vectors.words)}
    values = stage.vectors.values[[place[word] for word in stage.table.words]]
    return (values @ fitted.weights[terms:end]).astype(np.float16)


# --- sentences -------------------------------------------------------------------------------------------------------


def _read_sentences(stage: _Stage) -> tuple[Fitted, list[Floats], Floats]:
    """Heads over the words of a sentence, and log-odds of the score by the words of each sentence and of each text."""
    rows: list[tuple[TermValues, TermValues]] = []
    owner: list[int] = []
    rating: list[float] = []
    weight: list[float] = []

    def take(text: int, attention: Floats, score: float, says: float) -> None:
        rows.append(pooled(stage.found[text], stage.table, attention))
        owner.append(text)
        rating.append(score / 10.0)
        weight.append(says * stage.weight[text])

    for text, entry in enumerate(stage.prepared):
        outline, score = entry.outline, float(stage.score[text])
        count = len(outline.numbers)
        if not entry.rated.asked and int(outline.words.sum()) <= SHORT_TEXT:
            take(text, (~outline.again).astype(np.float64), score, 1.0)
            continue
        for place in range(count):
            alone = (np.arange(count) == place).astype(np.float64)
            if entry.cited[place]:
                take(text, alone, score * CITED[int(entry.cited[place])], 1.5)
            elif entry.barred[place] and not entry.cited_down[place]:
                take(text, alone, 0.0, 0.5)
            elif score <= UNRELATED:
                take(text, alone, 0.0, 0.3)
    matrix = matrix_of(rows, stage.table, stage.vectors)
    answers = np.array(rating)[:, None] > np.array(SENTENCE_THRESHOLDS)[None, :]
    owners, says = np.array(owner), np.array(weight)
    steps = steps_of(SENTENCE_THRESHOLDS)
    single = matrix_of([by_sentence(found, stage.table) for found in stage.found], stage.table, stage.vectors)
    flat = matrix_of(
        [
            pooled(f, stage.table, (~p.outline.again).astype(np.float64))
            for f, p in zip(stage.found, stage.prepared, strict=True)
        ],
        stage.table,
        stage.vectors,
    )
    of = np.repeat(np.arange(len(stage.prepared)), [found.sentences for found in stage.found])
    wording, whole = np.zeros(len(of)), np.zeros(len(stage.prepared))
    fitted = None
    for fold in stage.fold_list:
        inside = np.flatnonzero(stage.folds[owners] != fold)
        heads = fit_heads(matrix[inside], answers[inside].astype(np.int64), says[inside], SENTENCE_STRENGTH, stage.jobs)
        if fold < 0:
            fitted = heads
            continue
        mine, texts = np.flatnonzero(stage.folds[of] == fold), np.flatnonzero(stage.folds == fold)
        wording[mine] = log_odds(chances(heads.logits(single[mine])) @ steps)
        whole[texts] = log_odds(chances(heads.logits(flat[texts])) @ steps)
    assert fitted is not None
    return fitted, _split(wording, stage), whole


def _split(values: Floats, stage: _Stage) -> list[Floats]:
    """Values of all sentences, text by text."""
    ends = np.cumsum([found.sentences for found in stage.found])
    return [values[end - found.sentences : end] for end, found in zip(ends.tolist(), stage.found, strict=True)]


def _read_news(stage: _Stage, wording: list[Floats]) -> tuple[Logistic, list[Floats]]:
    """Which sentences are the news: from the reasons that readers gave, else as the shipped model sees it."""
    columns = [sentences.sentence_columns(p.outline, words) for p, words in zip(stage.prepared, wording, strict=True)]
    cited = [
        i
        for i, p in enumerate(stage.prepared)
        if p.rated.asked and ((stage.score[i] >= TENSE and p.cited.any()) or p.barred.any())
    ]
    if len(cited) < ENOUGH_CITED:
        eye = load_model(shipped("models") / "default").news
        return eye, [eye.chance(c) for c in columns]
    values = np.concatenate([columns[i] for i in cited])
    answer = np.concatenate([stage.prepared[i].cited for i in cited])
    fold = np.concatenate([np.full(len(columns[i]), stage.folds[i]) for i in cited])
    barred = np.concatenate([stage.prepared[i].barred for i in cited])
    says = np.where(barred & (answer == 0), BARRED, np.maximum(answer, 1)).astype(np.float64)
    fits = {
        f: _logistic(values[fold != f], (answer[fold != f] > 0).astype(np.int64), says[fold != f])
        for f in stage.fold_list
    }
    return fits[-1], [fits[int(stage.folds[i])].chance(columns[i]) for i in range(len(columns))]


def _logistic(values: Floats, answer: Ints, weight: Floats) -> Logistic:
    """A logistic regression with one answer, its columns brought to one scale for the penalty."""
    scale = values.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(values / scale, answer, sample_weight=weight)
    return Logistic((fitted.coef_[0] / scale)[:, None], fitted.intercept_)


# --- cues ------------------------------------------------------------------------------------------------------------


def _read_cues(
    stage: _Stage, wording: list[Floats], whole: Floats, news: list[Floats]
) -> tuple[dict[str, float], Logistic, list[Ints], list[Floats]]:
    """How often each rule is right, and how far each cue is believed."""
    raising = [np.flatnonzero(p.outline.raising) for p in stage.prepared]
    text = np.repeat(np.arange(len(stage.prepared)), [len(r) for r in raising])
    rule = [p.outline.rules[cue] for p, r in zip(stage.prepared, raising, strict=True) for cue in r.tolist()]
    level = np.concatenate([p.outline.level[r] for p, r in zip(stage.prepared, raising, strict=True)])
    right = stage.level[text] >= level
    known = stage.level[text] >= 0
    weight = stage.weight[text] / np.sqrt(np.bincount(text, minlength=len(stage.prepared))[text])
    if known.sum() < ENOUGH_CITED or len(set(right[known].tolist())) < 2:
        # Nothing tells which cues were right: all are believed.
        rates, fits = {-1: {"": 1.0}}, {-1: Logistic(np.zeros((len(belief.COLUMNS), 1)), np.array([SURE]))}
    else:
        rates, fits = {}, {}
        for fold in stage.fold_list:
            inside = np.flatnonzero(known & (stage.folds[text] != fold))
            rates[fold] = _rates([rule[i] for i in inside.tolist()], right[inside])
            values = np.concatenate(
                [
                    belief.cue_columns(p.outline, rates[fold], wording[i], float(whole[i]), news[i])[1]
                    for i, p in enumerate(stage.prepared)
                ]
            )
            fits[fold] = _logistic(values[inside], right[inside].astype(np.int64), weight[inside])
    believed = []
    for i, p in enumerate(stage.prepared):
        fold = int(stage.folds[i]) if int(stage.folds[i]) in fits else -1
        columns = belief.cue_columns(p.outline, rates[fold], wording[i], float(whole[i]), news[i])[1]
        chance = fits[fold].chance(columns)
        believed.append(np.where(chance < belief.NOT_AT_ALL, 0.0, chance))
    return rates[-1], fits[-1], raising, believed


def _rates(rules: Sequence[str], right: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Share of hits on which each rule was right, pulled towards that of all rules."""
    mean = float(right.mean())
    hits: dict[str, list[bool]] = {}
    for rule, good in zip(rules, right.tolist(), strict=True):
        hits.setdefault(rule, []).append(good)
    return {"": mean, **{r: (sum(g) + RATE_PRIOR * mean) / (len(g) + RATE_PRIOR) for r, g in hits.items()}}


# --- articles --------------------------------------------------------------------------------------------------------


def _read_articles(
    stage: _Stage, rules: Sequence[str], news: list[Floats], cues: list[Ints], believed: list[Floats]
) -> tuple[Fitted, Floats, list[Scores]]:
    """Heads over whole texts; their log-odds and scores for each text by heads that never saw it."""
    numbers = {rule: number for number, rule in enumerate(rules)}
    width = len(rules) + len(article.FIXED)
    spoken = matrix_of(
        [
            pooled(f, stage.table, sentences.attention(p.outline, n))
            for f, p, n in zip(stage.found, stage.prepared, news, strict=True)
        ],
        stage.table,
        stage.vectors,
    )
    entries = [
        article.rule_columns(p.outline, numbers, c, b) for p, c, b in zip(stage.prepared, cues, believed, strict=True)
    ]
    ruled = csr_matrix(
        (
            np.concatenate([e.value for e in entries]),
            (
                np.repeat(np.arange(len(entries)), [len(e.column) for e in entries]),
                np.concatenate([e.column for e in entries]),
            ),
        ),
        shape=(len(entries), width),
    )
    matrix = hstack([spoken, ruled]).tocsr()
    answers = np.column_stack(
        [
            *((stage.score / 10.0 > t).astype(np.int64) for t in THRESHOLDS),
            *(np.where(stage.level < 0, -1, stage.level >= k) for k in range(1, 6)),
            *(np.where(stage.direction < -1, -1, stage.direction == d) for d in (1, -1)),
        ]
    ).astype(np.int64)
    first = spoken.shape[1]
    up, down = slice(first, first + len(rules) + article.DOWN), slice(first + len(rules) + article.DOWN, None)
    logits = np.zeros((len(entries), answers.shape[1]))
    scores: list[Scores] = [Scores(0.0, 0.0, 0.0, 0.0)] * len(entries)
    steps = 100.0 * steps_of(THRESHOLDS)
    whole = None
    for fold in stage.fold_list:
        inside = np.flatnonzero(stage.folds != fold)
        part = matrix[inside]
        fitted = fit_heads(part, answers[inside], stage.weight[inside], stage.strength, stage.jobs)
        fitted = held_sign(
            fitted, part, answers[inside], stage.weight[inside], stage.strength, up, down, len(THRESHOLDS)
        )
        if fold < 0:
            whole = fitted
            continue
        for text in np.flatnonzero(stage.folds == fold).tolist():
            logits[text], scores[text] = _weighed(fitted, matrix[text], first, down.start, steps)
    assert whole is not None
    return whole, logits, scores


def _weighed(fitted: Fitted, row: Any, first: int, down: int, steps: Floats) -> tuple[Floats, Scores]:
    """As `Model.weighed`, for a row of the training matrix."""
    columns, values = row.indices, row.data[:, None]
    parts = values * fitted.weights[columns]
    spoken = parts[columns < first].sum(axis=0)
    ruled = parts[(columns >= first) & (columns < down)].sum(axis=0)
    lowered = parts[columns >= down].sum(axis=0)
    count = len(steps)

    def score(logits: Floats) -> float:
        return float((chances(logits[:count]) * steps).sum())

    logits = fitted.bias + spoken + ruled + lowered
    without = score(fitted.bias + spoken + ruled)
    return logits, Scores(
        whole=min(score(logits), without),
        without_down=without,
        by_rules=score(fitted.bias + ruled),
        by_words=min(score(fitted.bias + spoken), without),
    )


# --- decisions -------------------------------------------------------------------------------------------------------


def _answers(stage: _Stage, columns: Floats, answer: Ints, possible: Sequence[int]) -> tuple[Logistic, Floats]:
    """A multinomial regression over the decision columns, and the chances of each text by one that never saw it."""
    known = np.isin(answer, list(possible))
    if len(set(answer[known].tolist())) < 2:
        taken = _by_rules(len(possible))
        return taken, taken.shares(columns)
    scale = columns.std(axis=0) + 1e-9
    shares = np.zeros((len(columns), len(possible)))
    final = None
    for fold in stage.fold_list:
        inside = np.flatnonzero(known & (stage.folds != fold))
        fitted = LogisticRegression(C=0.3, max_iter=2000).fit(
            columns[inside] / scale, answer[inside], sample_weight=stage.weight[inside]
        )
        model = _multinomial(fitted, list(possible), scale)
        if fold < 0:
            final = model
        else:
            mine = np.flatnonzero(stage.folds == fold)
            shares[mine] = model.shares(columns[mine])
    assert final is not None
    return final, shares


def _by_rules(answers: int) -> Logistic:
    """Level or direction where no text was rated for it: the highest rung that is believed, and what cues speak of."""
    weights = np.zeros((len(article.DECISION), answers))
    at = {name: column for column, name in enumerate(article.DECISION)}
    if answers == 3:
        weights[at["believed level 1"], 2] = SURE
        weights[at["de-escalation in the lead"], 0] = SURE
        return Logistic(weights, np.array([-SURE / 2, 0.0, -SURE / 2]))
    for level in range(1, answers):
        for step in range(1, level + 1):
            weights[at[f"believed level {step}"], level] = SURE
    return Logistic(weights, -SURE / 2 * np.arange(answers, dtype=np.float64))


def _multinomial(fitted: LogisticRegression, possible: list[int], scale: Floats) -> Logistic:
    """Plain numbers; an answer that no text gave never comes out."""
    weights, bias = np.zeros((len(scale), len(possible))), np.full(len(possible), -30.0)
    classes = fitted.classes_.tolist()
    rows, intercepts = fitted.coef_, fitted.intercept_
    if len(classes) == 2:
        rows, intercepts = np.vstack([0 * rows[0], rows[0]]), np.array([0.0, intercepts[0]])
    for row, intercept, value in zip(rows, intercepts, classes, strict=True):
        column = possible.index(int(value))
        weights[:, column], bias[column] = row / scale, intercept
    return Logistic(weights, bias)


def _interval(
    stage: _Stage, scores: Sequence[Scores], level_shares: Floats, believed: list[Floats]
) -> tuple[Interval, Floats, Floats]:
    """Widths and the limit for review from scores of texts held out; bounds of each text by widths without its fold."""
    words = np.array([int(p.outline.words.sum()) for p in stage.prepared])
    score = np.array([s.whole for s in scores])
    error = np.abs(score - stage.score)
    trouble = np.array(
        [
            trouble_columns(s, shares, b, int(w))
            for s, shares, b, w in zip(scores, level_shares, believed, words, strict=True)
        ]
    )
    expected = LinearRegression(fit_intercept=False, positive=True).fit(trouble, error)
    said = expected.predict(trouble)
    limit = float(np.quantile(said[words >= LONG] if (words >= LONG).sum() >= LEAST_IN_BIN else said, 1 - MAX_REVIEW))

    def made(inside: npt.NDArray[np.bool_]) -> Interval:
        return Interval(
            short=_widths(score, error, inside & (words < LONG)),
            long=_widths(score, error, inside & (words >= LONG)),
            trouble=tuple(np.round(expected.coef_, 4).tolist()),
            limit=round(limit, 4),
        )

    low, high = np.zeros(len(score)), np.zeros(len(score))
    for fold in sorted(set(stage.folds.tolist())):
        widths = made(stage.folds != fold)
        for text in np.flatnonzero(stage.folds == fold).tolist():
            low[text], high[text] = widths.around(float(score[text]), int(words[text]))
    return made(np.ones(len(score), dtype=np.bool_)), low, high


def _widths(score: Floats, error: Floats, chosen: npt.NDArray[np.bool_]) -> tuple[float, ...]:
    """Split-conformal half widths by score bin; a bin with few texts is read with its neighbours."""
    lower = (-1.0, *EDGES[:-1])
    widths = []
    for low, high in zip(lower, EDGES, strict=True):
        near = chosen & (score > low) & (score <= high)
        reach = 5.0
        while near.sum() < LEAST_IN_BIN and reach <= 100.0:
            near = chosen & (score > low - reach) & (score <= high + reach)
            reach += 5.0
        values = np.sort(error[near])
        rank = int(np.ceil(0.9 * (len(values) + 1))) - 1
        widths.append(round(float(values[min(rank, len(values) - 1)]), 2) if len(values) else 100.0)
    return tuple(widths)


# --- the folder ------------------------------------------------------------------------------------------------------


def write_model(folder: Path, info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    """Write a model folder; the digest of model.json comes back. The same model gives the same bytes."""
    data = pack_arrays(arrays)
    text = _model_text(info, data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "arrays.npz").write_bytes(data)
    (folder / "model.json").write_bytes(text)
    return hashlib.sha256(text).hexdigest()


def _model_text(info: dict[str, Any], data: bytes) -> bytes:
    """model.json: everything but the arrays, and their digest."""
    whole = {**info, "arrays_sha256": hashlib.sha256(data).hexdigest()}
    return (json.dumps(whole, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n").encode()


def pack_arrays(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """An .npz archive without time stamps."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            part = io.BytesIO()
            np.save(part, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return buffer.getvalue()


def model_of(info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Model:
    """The trained model, without a detour over the disk."""
    text = _model_text(info, pack_arrays(arrays))
    return model_from(json.loads(text), dict(arrays), hashlib.sha256(text).hexdigest())
