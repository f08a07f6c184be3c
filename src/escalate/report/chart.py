"""Numbers of the report's two pictures: the gauge, and the waterfall from baseline to score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escalate.explain.assessment import Assessment
from escalate.pack.weights import BANDS
from escalate.report.reasons import Reason, signed

CUES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class BandPart:
    """A band on the gauge, in percent of its width."""

    name: str
    left: float
    width: float
    here: bool


@dataclass(frozen=True, slots=True)
class WaterfallBar:
    """One bar of the waterfall.

    Attributes
    ----------
    kind : str
        total, up or down.
    left, width, end : float
        Percent of the chart's width; `end` is where the next bar begins.
    number : int
        The reason that the bar stands for; 0 for sums.
    """

    label: str
    kind: str
    points: str
    left: float
    width: float
    end: float
    number: int


def gauge_bands(score: float) -> tuple[BandPart, ...]:
    """The six bands from left to right."""
    parts = []
    low = 0.0
    for limit, name in BANDS:
        high = min(100.0, float(limit))
        parts.append(BandPart(name, low, high - low, low <= score < limit))
        low = high
    return tuple(parts)


def waterfall(assessment: Assessment, reasons: Sequence[Reason]) -> tuple[WaterfallBar, ...]:
    """Bars from the baseline over the weightiest cues, the rest of them and the classifier, to the score.

    The bars add up to the score, because the points do.
    """
    counted = [reason for reason in reasons if reason.counted and abs(reason.cue.points) >= 0.05]
    shown, rest = counted[:CUES_SHOWN], counted[CUES_SHOWN:]
    if len(rest) == 1:
        shown, rest = counted, []
    moves = [(reason.cue.title, reason.cue.points, reason.number) for reason in shown]
    others = assessment.parts.rules - sum(points for _, points, _ in moves)
    if rest or abs(others) >= 0.05:
        moves.append((f"{len(rest)} weaker cues" if rest else "Other cues", others, 0))
    if abs(assessment.parts.classifier) >= 0.05:
        moves.append(("Classifier: the wording as a whole", assessment.parts.classifier, 0))
    bounds = [0.0, assessment.parts.baseline, assessment.score]
    at = assessment.parts.baseline
    for _, points, _ in moves:
        at += points
        bounds.append(at)
    low, high = min(bounds), max(bounds)
    scale = 100 / max(high - low, 1.0)

    def bar(label: str, kind: str, text: str, start: float, end: float, number: int) -> WaterfallBar:
        left, right = sorted(((start - low) * scale, (end - low) * scale))
        return WaterfallBar(
            label, kind, text, round(left, 2), round(max(right - left, 0.6), 2), round((end - low) * scale, 2), number
        )

    at = assessment.parts.baseline
    steps = [bar("Baseline: a text of this length, without cues and wording", "total", f"{at:.1f}", 0.0, at, 0)]
    for label, points, number in moves:
        steps.append(bar(label, "up" if points >= 0 else "down", signed(points), at, at + points, number))
        at += points
    steps.append(bar("Score", "total", f"{assessment.score:.1f}", 0.0, assessment.score, 0))
    return tuple(steps)
