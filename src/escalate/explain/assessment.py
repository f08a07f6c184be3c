"""The result of scoring an article: plain, frozen values that add up, and their JSON form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

SCHEMA = "escalate-assessment/1"


@dataclass(frozen=True, slots=True)
class Context:
    """What the words around a cue say about it, and the policy that follows."""

    kind: str
    cue: str
    policy: str

    def to_dict(self) -> dict[str, str]:
        """Plain data."""
        return {"kind": self.kind, "cue": self.cue, "policy": self.policy}


@dataclass(frozen=True, slots=True)
class CueFound:
    """A cue of the article, counted or not.

    Attributes
    ----------
    start, end : int
        Offsets of the words in the text (or the title, where `field` says so) that the user gave.
    sentence : tuple of int
        Offsets of the sentence.
    line : int
        Line of the text, counted from 1; 0 for a separate title.
    points : float
        What the cue adds to the score, signed; 0 where it is not counted.
    without : float or None
        The score less what all cues of its rule add: one act counts once, however often it is mentioned. None where it
        is not counted.
    note : str
        Why it is not counted or counts otherwise, in words; may be empty.
    """

    rule: str
    title: str
    why: str
    category: str
    polarity: str
    level: int
    field: str
    start: int
    end: int
    line: int
    text: str
    sentence: tuple[int, int]
    zone: str
    status: str
    contexts: tuple[Context, ...]
    source: str | None
    target: str | None
    points: float
    without: float | None
    codes: dict[str, Any]
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the order of the contract."""
        return {
            "rule": self.rule,
            "title": self.title,
            "why": self.why,
            "category": self.category,
            "polarity": self.polarity,
            "level": self.level,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "text": self.text,
            "sentence": list(self.sentence),
            "zone": self.zone,
            "status": self.status,
            "contexts": [context.to_dict() for context in self.contexts],
            "source": self.source,
            "target": self.target,
            "points": self.points,
            "without": self.without,
            "codes": self.codes,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the classifier and the points it adds."""

    term: str
    points: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"term": self.term, "points": self.points}


@dataclass(frozen=True, slots=True)
class Dyad:
    """Who acts on whom, over all counted cues: the sum of their points and their number."""

    source: str | None
    target: str | None
    score: float
    cues: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"source": self.source, "target": self.target, "score": self.score, "cues": self.cues}


@dataclass(frozen=True, slots=True)
class SentencePoints:
    """A sentence with points.

    Attributes
    ----------
    start, end : int
        Offsets in the title or text, whichever `field` says.
    points, rules, wording : float
        What the sentence adds to the score: its cues together, and its wording; the two add up to `points`.
    terms : tuple of str
        The words that its wording speaks by, weightiest first; empty where it has no points.
    level : int
        The highest rung of its counted cues; 0 where it has none.
    """

    field: str
    start: int
    end: int
    points: float
    rules: float
    wording: float
    terms: tuple[str, ...]
    level: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "points": self.points,
            "rules": self.rules,
            "wording": self.wording,
            "terms": list(self.terms),
            "level": self.level,
        }


@dataclass(frozen=True, slots=True)
class LevelReason:
    """What set the level: a cue, by its rule, or the wording of a sentence.

    Attributes
    ----------
    kind : str
        cue or wording.
    rule : str or None
    field, start, end
        Where it stands.
    text : str
    """

    kind: str
    rule: str | None
    field: str
    start: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "rule": self.rule,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of the text that is not plain body: the headline, page furniture, a repetition.

    Attributes
    ----------
    start, end : int
        Offsets in the text that the user gave.
    kind : str
        headline, furniture or repeated.
    why : str
        The furniture rule or the position that shows it; empty for a headline.
    """

    start: int
    end: int
    kind: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"start": self.start, "end": self.end, "kind": self.kind, "why": self.why}


@dataclass(frozen=True, slots=True)
class Parts:
    """Points by origin; the three add up to the score."""

    baseline: float
    rules: float
    classifier: float

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return {"baseline": self.baseline, "rules": self.rules, "classifier": self.classifier}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What escalate says of one article.

    Attributes
    ----------
    score : float
        0 to 100, one decimal.
    band : str
        none, faint, tension, clear, strong or extreme.
    level : int
        0 to 5; see docs/codebook.md. `level_name` says it in words.
    direction : int
        1 towards conflict, 0 mixed or steady, -1 away from it.
    interval : tuple of float
        90 % split-conformal interval of the score; the full range without a model.
    review : bool
        Whether a person should read the article: more error is expected than usual, or it could not be read.
    cues, not_counted : tuple of CueFound
        By weight, and by place.
    layout : tuple of TextPart
        Headline, furniture and repetitions of the text, in order; everything else is body.
    sentences : tuple of SentencePoints
        Those with points, by place; with the baseline they add up to the score.
    level_reason : LevelReason or None
        What set the level; None at level 0.
    warnings : tuple of str
        Why the text may not be one that can be read; empty for most.
    """

    id: str | None
    title: str | None
    score: float
    band: str
    level: int
    level_name: str
    direction: int
    interval: tuple[float, float]
    review: bool
    parts: Parts
    cues: tuple[CueFound, ...]
    not_counted: tuple[CueFound, ...]
    terms: tuple[Term, ...]
    actors: tuple[Dyad, ...]
    provenance: dict[str, Any]
    layout: tuple[TextPart, ...] = ()
    sentences: tuple[SentencePoints, ...] = ()
    level_reason: LevelReason | None = None
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the order of the contract."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "title": self.title,
            "score": self.score,
            "band": self.band,
            "level": self.level,
            "level_name": self.level_name,
            "direction": self.direction,
            "interval": list(self.interval),
            "review": self.review,
            "parts": self.parts.to_dict(),
            "cues": [cue.to_dict() for cue in self.cues],
            "not_counted": [cue.to_dict() for cue in self.not_counted],
            "terms": [term.to_dict() for term in self.terms],
            "actors": [dyad.to_dict() for dyad in self.actors],
            "layout": [part.to_dict() for part in self.layout],
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "level_reason": self.level_reason.to_dict() if self.level_reason else None,
            "warnings": list(self.warnings),
            "provenance": self.provenance,
        }

    def to_json(self, indent: int | None = 2) -> str:
        """The JSON form; the same bytes for the same text, rules and model."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def _repr_html_(self) -> str:
        """The report for a notebook; the words of the cues without the text around them."""
        from escalate.report.html import render_fragment

        return render_fragment(self)
