"""Scores rated texts with a scorer and says how well it agrees with the ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from escalate.corpus.rated import Rated, corpus_digest, seen_key
from escalate.explain.assessment import Assessment
from escalate.measure.metrics import (
    MISSING,
    PART_RESAMPLES,
    Measured,
    Predictions,
    Ratings,
    compare,
    measure,
    subset,
    verdict,
)
from escalate.model import Model
from escalate.scorer import Scorer

CHUNK = 25  # texts for one task
REASONS = 3  # cues shown for an error


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A scorer's measures on a set of texts.

    Attributes
    ----------
    texts : int
    seen : int
        Texts that the model was trained on; on these it looks better than it is.
    overall : dict of measure to value
    by_level, by_kind : dict of name to (texts, measures)
    """

    texts: int
    seen: int
    digest: str
    overall: dict[str, Measured]
    by_level: dict[str, tuple[int, dict[str, Measured]]]
    by_kind: dict[str, tuple[int, dict[str, Measured]]]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, in a fixed order."""

        def plain(parts: dict[str, tuple[int, dict[str, Measured]]]) -> dict[str, Any]:
            return {name: {"texts": count, "metrics": metrics_dict(m)} for name, (count, m) in parts.items()}

        return {
            "texts": self.texts,
            "seen": self.seen,
            "sha256": self.digest,
            "metrics": metrics_dict(self.overall),
            "by_level": plain(self.by_level),
            "by_kind": plain(self.by_kind),
        }


def metrics_dict(measured: dict[str, Measured]) -> dict[str, dict[str, float | None]]:
    """Measures as plain data: value, low and high."""
    return {name: asdict(m) for name, m in measured.items()}


def ratings_of(rated: Sequence[Rated]) -> Ratings:
    """The ratings as columns."""
    return Ratings(
        score=np.array([r.score for r in rated], dtype=np.float64),
        level=np.array([MISSING if r.level is None else r.level for r in rated], dtype=np.int64),
        direction=np.array([MISSING if r.direction is None else r.direction for r in rated], dtype=np.int64),
    )


def assess(
    scorer: Scorer, rated: Sequence[Rated], jobs: int = 1, progress: Callable[[int], None] | None = None
) -> list[Assessment]:
    """Score all texts with the public scoring call, in order."""
    chunks = [list(rated[start : start + CHUNK]) for start in range(0, len(rated), CHUNK)]
    result: list[Assessment] = []
    for part in Parallel(n_jobs=jobs, return_as="generator")(delayed(_assess_chunk)(scorer, c) for c in chunks):
        result += part
        if progress:
            progress(len(part))
    return result


def _assess_chunk(scorer: Scorer, rated: Sequence[Rated]) -> list[Assessment]:
    return [scorer.score(entry.article) for entry in rated]


def predictions_of(assessments: Sequence[Assessment]) -> Predictions:
    """What the assessments say, as columns."""
    return Predictions(
        score=np.array([a.score for a in assessments], dtype=np.float64),
        level=np.array([a.level for a in assessments], dtype=np.int64),
        direction=np.array([a.direction for a in assessments], dtype=np.int64),
        low=np.array([a.interval[0] for a in assessments], dtype=np.float64),
        high=np.array([a.interval[1] for a in assessments], dtype=np.float64),
    )


def evaluate_predictions(rated: Sequence[Rated], predictions: Predictions, model: Model | None = None) -> Evaluation:
    """Measures overall, for each level and for each kind of text."""
    ratings = ratings_of(rated)
    known = set(model.info.get("training", {}).get("seen", ())) if model else set()
    levels = {
        str(level): [i for i, r in enumerate(rated) if r.level == level]
        for level in sorted({r.level for r in rated if r.level is not None})
    }
    kinds = {
        kind: [i for i, r in enumerate(rated) if r.kind == kind] for kind in sorted({r.kind for r in rated if r.kind})
    }
    kinds["hard negative"] = [i for i, r in enumerate(rated) if r.hard_negative]
    return Evaluation(
        texts=len(rated),
        seen=sum(seen_key(r) in known for r in rated),
        digest=corpus_digest(rated),
        overall=measure(ratings, predictions),
        by_level={
            n: (len(i), measure(*subset(ratings, predictions, i), PART_RESAMPLES)) for n, i in levels.items() if i
        },
        by_kind={n: (len(i), measure(*subset(ratings, predictions, i), PART_RESAMPLES)) for n, i in kinds.items() if i},
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against another model on the same texts."""

    differences: dict[str, Measured]
    verdict: str


def compare_predictions(rated: Sequence[Rated], ours: Predictions, theirs: Predictions) -> Comparison:
    """The paired differences and what they come to."""
    differences = compare(ratings_of(rated), ours, theirs)
    return Comparison(differences, verdict(differences))


def worst(rated: Sequence[Rated], assessments: Sequence[Assessment], count: int) -> list[dict[str, Any]]:
    """The texts that the score misses by most, with what it was made of."""
    order = sorted(range(len(rated)), key=lambda i: (-abs(rated[i].score - assessments[i].score), i))
    return [
        {
            "id": rated[i].article.id,
            "title": rated[i].article.title,
            "rated": {"score": rated[i].score, "level": rated[i].level, "direction": rated[i].direction},
            "given": {
                "score": assessments[i].score,
                "level": assessments[i].level,
                "direction": assessments[i].direction,
            },
            "parts": assessments[i].parts.to_dict(),
            "cues": [{"rule": c.rule, "text": c.text, "points": c.points} for c in assessments[i].cues[:REASONS]],
            "terms": [{"term": t.term, "points": t.points} for t in assessments[i].terms[:REASONS]],
        }
        for i in order[:count]
    ]
