"""A trained model: reads sentences, finds the news among them, and decides the article.

Nothing in a model folder is ever executed: the weights are plain arrays in an `.npz` opened with
``allow_pickle=False``, and `model.json` holds their digest. docs/score.md has the formulas.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.classifier.heads import Heads, TermValues, by_sentence, pooled
from escalate.classifier.terms import ReadWords, TermsFound, TermTable, read_words
from escalate.errors import ModelError
from escalate.find.document import Document
from escalate.judge.judged_hit import ContextFound, JudgedHit
from escalate.pack.rule import Rule
from escalate.pack.weights import Weights
from escalate.weigh import article, belief, sentences
from escalate.weigh.decisions import Decision, Wording
from escalate.weigh.interval import Interval
from escalate.weigh.logistic import Floats, Logistic, chances, log_odds
from escalate.weigh.outline import Outline, length_of, outline_of
from escalate.weigh.scale import Scale, Summands
from escalate.weigh.shares import Scores, share_out

FORMAT = "escalate-model/5"
MODEL_FILE = "model.json"
ARRAYS_FILE = "arrays.npz"
TERMS_NAMED = 12
TERMS_OF_SENTENCE = 4
DIRECTIONS = (-1, 0, 1)
DOUBTED = ContextFound("doubted", "the article around it", "half")
NOT_BELIEVED = "the article around it speaks of no conflict"


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What a model reads in a document.

    Attributes
    ----------
    outline : Outline
    wording : array, shape (sentences,)
        Log-odds of the score by the words of each sentence.
    news : array, shape (sentences,)
        Chance that a sentence is a reason for the score.
    cues, belief : array, shape (cues,)
        The counted hits of escalation, and how far each is believed.
    terms, words : TermValues
        Of the whole text, its sentences weighed.
    logits : array, shape (heads,)
        Of all heads: rating thresholds, levels, directions.
    scores : Scores
    """

    outline: Outline
    wording: Floats
    news: Floats
    cues: npt.NDArray[np.int64]
    belief: Floats
    terms: TermValues
    words: TermValues
    logits: Floats
    scores: Scores


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained model.

    Attributes
    ----------
    sentence_heads : Heads
        Rating thresholds, over the words of a sentence.
    sentence_steps, steps : array
        What exceeding each threshold adds to the score as a share of 1, for the heads of sentences and of articles.
    news, belief, level, direction : Logistic
        See `weigh.sentences`, `weigh.belief`, `weigh.article`.
    rule_rates : dict
        Share of rated texts on which each rule was right; "" for rules never seen.
    rule_numbers : dict
        Column of each rule in `rule_weights`.
    article_heads : Heads
        Rating thresholds, levels 1 to 5, directions +1 and -1, over the words of the whole text.
    rule_weights : array, shape (rules and `article.FIXED`, heads)
        Of the same heads: >= 0 for escalation, <= 0 for de-escalation, in the rating heads.
    weights : Weights
        What hits are worth by rules alone, fitted on the same texts.
    scale : Scale
    interval : Interval
    """

    name: str
    sha256: str
    terms: TermTable
    sentence_heads: Heads
    sentence_steps: Floats
    news: Logistic
    belief: Logistic
    rule_rates: dict[str, float]
    rule_numbers: dict[str, int]
    article_heads: Heads
    rule_weights: npt.NDArray[np.float32]
    steps: Floats
    scale: Scale
    level: Logistic
    direction: Logistic
    weights: Weights
    interval: Interval
    info: dict[str, Any]

    @property
    def provenance(self) -> dict[str, Any]:
        """Name and digest."""
        return {"name": self.name, "sha256": self.sha256}

    def worth(self, rule: Rule, zone: str) -> float:
        """Points of a text in which one cue of a rule speaks and nothing else; 0 for de-escalation."""
        if rule.polarity != "escalation":
            return 0.0
        number = self.rule_numbers.get(rule.id, -1)
        columns = article.columns_of_one(number, len(self.rule_numbers), rule.level, zone in ("headline", "lead"))
        nothing = article.RuleColumns(columns.column[:0], columns.value[:0])
        silent = np.zeros(len(self.article_heads.bias))
        with_it, without = (self.summands(silent, c).scores(self.scale, 0.0, self.steps) for c in (columns, nothing))
        return with_it.whole - without.whole

    def decide(self, document: Document, items: Sequence[JudgedHit]) -> Decision:
        """Decide an article from its judged hits."""
        words = read_words(document)
        found = self.terms.find(words)
        read = self.read(found, outline_of(document, items))
        outline, scores = read.outline, read.scores
        columns = article.decision_columns(
            read.logits[len(self.steps) :], scores.whole, outline, read.cues, read.belief
        )[None, :]
        level_shares = self.level.shares(columns)[0]
        level = max(int(level_shares.argmax()), article.floor_of(outline, read.cues, read.belief))
        said = chances(read.wording)
        shares = share_out(scores, outline, read.news, said, read.cues, read.belief)
        judged, points = list(items), [0.0] * len(items)
        for hit, value in zip(outline.item.tolist(), shares.hits.tolist(), strict=True):
            points[hit] = value
        for cue, believed in zip(read.cues.tolist(), read.belief.tolist(), strict=True):
            item = int(outline.item[cue])
            judged[item] = doubted(items[item], believed)
        return Decision(
            score=scores.whole,
            # A text of which nothing can be read has no place for a point.
            baseline=0.0 if shares.hits.any() or shares.wording.any() else scores.whole,
            items=tuple(judged),
            points=tuple(points),
            wording=self._wording(words, found, read, shares.wording),
            terms=self._named(words, read, float(shares.wording.sum())),
            level=level,
            direction=DIRECTIONS[int(self.direction.shares(columns)[0].argmax())],
            news=int(outline.numbers[int(read.news.argmax())]) if len(read.news) else -1,
            interval=self.interval.around(scores.whole, int(outline.words.sum())),
            review=self.interval.doubtful(scores, level_shares, read.belief, int(outline.words.sum())),
        )

    def read(self, found: TermsFound, outline: Outline) -> Read:
        """Read a document: its sentences, its cues, and the whole."""
        added = self.sentence_heads.added(*by_sentence(found, self.terms))
        wording = log_odds(chances(added + self.sentence_heads.bias) @ self.sentence_steps)
        flat = self.sentence_heads.added(*pooled(found, self.terms, (~outline.again).astype(np.float64)))
        whole = float(log_odds(chances(flat + self.sentence_heads.bias) @ self.sentence_steps)[0])
        news = self.news.chance(sentences.sentence_columns(outline, wording))
        cues, columns = belief.cue_columns(outline, self.rule_rates, wording, whole, news)
        believed = self.belief.chance(columns)
        believed = np.where(believed < belief.NOT_AT_ALL, 0.0, believed)
        terms, words = pooled(found, self.terms, sentences.attention(outline, news))
        spoken = self.article_heads.added(terms, words)[0]
        rules = article.rule_columns(outline, self.rule_numbers, cues, believed)
        summands = self.summands(spoken, rules)
        scores = summands.scores(self.scale, length_of(outline), self.steps)
        return Read(outline, wording, news, cues, believed, terms, words, summands.whole, scores)

    def summands(self, spoken: Floats, rules: article.RuleColumns) -> Summands:
        """What the words and the cues of a text add to all heads."""
        weights = rules.value[:, None] * self.rule_weights[rules.column].astype(np.float64)
        down = rules.column >= len(self.rule_numbers) + article.DOWN
        return Summands(self.article_heads.bias, spoken, weights[~down].sum(axis=0), weights[down].sum(axis=0))

    def _wording(self, words: ReadWords, found: TermsFound, read: Read, points: Floats) -> tuple[Wording, ...]:
        result = []
        values, _ = by_sentence(found, self.terms)
        for place in np.flatnonzero(points > 0).tolist():
            chosen = values.row == place
            here = TermValues(values.row[chosen], values.column[chosen], values.value[chosen], values.rows)
            worth = (self.sentence_heads.parts(here) * self.sentence_steps).sum(axis=1)
            order = [n for n in np.argsort(-worth, kind="stable").tolist() if worth[n] > 0][:TERMS_OF_SENTENCE]
            names = tuple(self.terms.name(int(here.column[n]), words) for n in order)
            result.append(Wording(int(read.outline.numbers[place]), float(points[place]), names))
        return tuple(result)

    def _named(self, words: ReadWords, read: Read, points: float) -> tuple[tuple[str, float], ...]:
        """The terms that say most, and their part of the wording's points."""
        parts = self.article_heads.parts(read.terms)[:, : len(self.steps)]
        worth = (parts * self.steps).sum(axis=1)
        total = float(worth[worth > 0].sum())
        if total <= 0 or points <= 0:
            return ()
        order = [n for n in np.argsort(-worth, kind="stable").tolist() if worth[n] > 0][:TERMS_NAMED]
        named: dict[str, float] = {}
        for n in order:
            name = self.terms.name(int(read.terms.column[n]), words)
            named[name] = named.get(name, 0.0) + points * float(worth[n]) / total
        return tuple(named.items())


def doubted(item: JudgedHit, believed: float) -> JudgedHit:
    """A hit as far as it is believed: in full, by half, or not counted."""
    if believed >= belief.IN_FULL:
        return item
    if believed < belief.NOT_AT_ALL:
        return replace(item, status="excluded", note=NOT_BELIEVED)
    return replace(item, contexts=(*item.contexts, DOUBTED), halves=item.halves + 1)


def load_model(folder: Path) -> Model:
    """Read a model folder.

    Raises
    ------
    ModelError
        A file is missing or of another format, or the arrays do not match their digest.
    """
    try:
        text = (folder / MODEL_FILE).read_bytes()
        info = json.loads(text.decode("utf-8"))
        data = (folder / ARRAYS_FILE).read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"{folder}: no model here ({Path(error.filename).name} is missing). Train one, or name another."
        ) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(f"{folder}: {MODEL_FILE} cannot be read ({error}). Train the model again.") from None
    if not isinstance(info, dict) or info.get("format") != FORMAT:
        raise ModelError(f"{folder}: not a model of format {FORMAT}. Train it again with this version.")
    if hashlib.sha256(data).hexdigest() != info.get("arrays_sha256"):
        raise ModelError(f"{folder}: the arrays do not match their digest in {MODEL_FILE}. Get the model anew.")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return model_from(info, {name: arrays[name] for name in arrays.files}, hashlib.sha256(text).hexdigest())
    except (LookupError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder}: the model is incomplete ({error!r}). Train it again.") from None


def model_from(info: dict[str, Any], arrays: dict[str, Any], digest: str) -> Model:
    """Put a model together from its parts; raises LookupError, TypeError or ValueError where one does not fit.

    Parameters
    ----------
    digest : str
        SHA-256 of model.json, which holds that of the arrays: it stands for all of the model.
    """
    count = len(info["unigrams"]) + len(arrays["pairs"])
    rules, heads = len(info["rules"]), len(info["steps"]) + 7
    _fits(arrays, "sentence_weights", (count, len(info["sentence_steps"])))
    _fits(arrays, "article_weights", (count, heads))
    _fits(arrays, "sentence_word_weights", (len(info["words"]), len(info["sentence_steps"])))
    _fits(arrays, "article_word_weights", (len(info["words"]), heads))
    _fits(arrays, "rule_weights", (rules + len(article.FIXED), heads))
    return Model(
        name=str(info["name"]),
        sha256=digest,
        terms=TermTable(
            list(info["unigrams"]),
            arrays["pairs"],
            arrays["idf"],
            list(info["words"]),
            arrays["word_idf"],
            frozenset(info["barred"]),
        ),
        sentence_heads=_heads(arrays, "sentence"),
        sentence_steps=np.array(info["sentence_steps"], dtype=np.float64),
        news=Logistic.from_dict(info["news"], sentences.COLUMNS, 1),
        belief=Logistic.from_dict(info["belief"], belief.COLUMNS, 1),
        rule_rates={str(rule): float(rate) for rule, rate in info["rule_rates"].items()},
        rule_numbers={str(rule): number for number, rule in enumerate(info["rules"])},
        article_heads=_heads(arrays, "article"),
        rule_weights=arrays["rule_weights"].astype(np.float32),
        steps=np.array(info["steps"], dtype=np.float64),
        scale=Scale.from_dict(info["scale"]),
        level=Logistic.from_dict(info["level"], article.DECISION, 6),
        direction=Logistic.from_dict(info["direction"], article.DECISION, 3),
        weights=Weights.from_dict(info["weights"]),
        interval=Interval.from_dict(info["interval"]),
        info=info,
    )


def _heads(arrays: dict[str, Any], name: str) -> Heads:
    return Heads(
        weights=arrays[f"{name}_weights"].astype(np.float32),
        word_weights=arrays[f"{name}_word_weights"].astype(np.float32),
        bias=arrays[f"{name}_bias"].astype(np.float64),
    )


def _fits(arrays: dict[str, Any], name: str, shape: tuple[int, ...]) -> None:
    if arrays[name].shape != shape or not np.isfinite(arrays[name].astype(np.float32)).all():
        raise ValueError(f"{name} has the shape {arrays[name].shape} and not {shape}, or holds no numbers")
