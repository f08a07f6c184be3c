"""First stage: heads over the words of a sentence, and which sentences are the news."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from escalate.classifier.heads import TermValues, by_sentence, pooled
from escalate.model import load_model
from escalate.pack.shipped import shipped
from escalate.training.heads import SENTENCE_THRESHOLDS, Fitted, fit_heads, matrix_of, steps_of
from escalate.training.stage import Stage
from escalate.weigh import sentences
from escalate.weigh.logistic import Logistic, chances, log_odds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SENTENCE_STRENGTH = 10.0
SHORT_TEXT = 90  # words; a text of this length is read as one sentence is
CITED = {1: 0.6, 2: 0.85, 3: 1.0}  # share of the article's score that a sentence says by itself, by the reason's weight
UNRELATED = 5.0  # a score up to which no sentence of an article says anything
BARRED = 2.0  # what a sentence weighs that a reader names as one that must not count
TENSE = 15.0  # a score from which its reader has reasons
ENOUGH_CITED = 40  # texts with reasons, below which the shipped eye for news is taken over


def read_sentences(stage: Stage) -> tuple[Fitted, list[Floats], Floats]:
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
        heads = fit_heads(
            matrix[inside],
            answers[inside].astype(np.int64),
            says[inside],
            SENTENCE_STRENGTH,
            stage.jobs,
            stage.apart[owners[inside]],
        )
        if fold < 0:
            fitted = heads
            continue
        mine, texts = np.flatnonzero(stage.folds[of] == fold), np.flatnonzero(stage.folds == fold)
        wording[mine] = log_odds(chances(heads.logits(single[mine])) @ steps)
        whole[texts] = log_odds(chances(heads.logits(flat[texts])) @ steps)
    assert fitted is not None
    return fitted, _split(wording, stage), whole


def _split(values: Floats, stage: Stage) -> list[Floats]:
    """Values of all sentences, text by text."""
    ends = np.cumsum([found.sentences for found in stage.found])
    return [values[end - found.sentences : end] for end, found in zip(ends.tolist(), stage.found, strict=True)]


def read_news(stage: Stage, wording: list[Floats]) -> tuple[Logistic, list[Floats]]:
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
        f: logistic(values[fold != f], (answer[fold != f] > 0).astype(np.int64), says[fold != f])
        for f in stage.fold_list
    }
    return fits[-1], [fits[int(stage.folds[i])].chance(columns[i]) for i in range(len(columns))]


def logistic(values: Floats, answer: Ints, weight: Floats) -> Logistic:
    """A logistic regression with one answer, its columns brought to one scale for the penalty."""
    scale = values.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(values / scale, answer, sample_weight=weight)
    return Logistic((fitted.coef_[0] / scale)[:, None], fitted.intercept_)
