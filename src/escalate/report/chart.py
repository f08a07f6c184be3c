"""Numbers of the report's two pictures: the gauge, and the waterfall from baseline to score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escalate.explain.assessment import Assessment
from escalate.pack.weights import BANDS
from escalate.report.reasons import signed
from escalate.report.wording import Entry

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
    label_of : str
        What the report calls the reason that the bar stands for, such as 3 or S1; empty for sums.
    link : str
        The id of that reason without the prefix; empty for sums.
    """

    label: str
    kind: str
    points: str
    left: float
    width: float
    end: float
    label_of: str
    link: str


def gauge_bands(score: float) -> tuple[BandPart, ...]:
    """The six bands from left to right."""
    parts = []
    low = 0.0
    for limit, name in BANDS:
        high = min(100.0, float(limit))
        parts.append(BandPart(name, low, high - low, low <= score < limit))
        low = high
    return tuple(parts)


def waterfall(assessment: Assessment, entries: Sequence[Entry]) -> tuple[WaterfallBar, ...]:
    """Bars from the baseline over the weightiest cues and sentences and the rest of them to the score.

    The bars add up to the score, because the points do.
    """
    counted = [entry for entry in entries if abs(entry.value) >= 0.05]
    shown, rest = counted[:CUES_SHOWN], counted[CUES_SHOWN:]
    if len(rest) == 1:
        shown, rest = counted, []
    moves = [(_name(entry), entry.value, entry.label, entry.key) for entry in shown]
    others = assessment.parts.rules + assessment.parts.classifier - sum(entry.value for entry in shown)
    if rest or abs(others) >= 0.05:
        moves.append((f"{len(rest)} weaker reasons" if rest else "Other reasons", others, "", ""))
    bounds = [0.0, assessment.parts.baseline, assessment.score]
    at = assessment.parts.baseline
    for _, points, _, _ in moves:
        at += points
        bounds.append(at)
    low, high = min(bounds), max(bounds)
    scale = 100 / max(high - low, 1.0)

    def bar(label: str, kind: str, text: str, start: float, end: float, ref: str = "", link: str = "") -> WaterfallBar:
        left, right = sorted(((start - low) * scale, (end - low) * scale))
        width, stop = round(max(right - left, 0.6), 2), round((end - low) * scale, 2)
        return WaterfallBar(label, kind, text, round(left, 2), width, stop, ref, link)

    at = assessment.parts.baseline
    steps = [bar("Baseline: a text of this length, without cues and wording", "total", f"{at:.1f}", 0.0, at)]
    for label, points, ref, link in moves:
        steps.append(bar(label, "up" if points >= 0 else "down", signed(points), at, at + points, ref, link))
        at += points
    steps.append(bar("Score", "total", f"{assessment.score:.1f}", 0.0, assessment.score))
    return tuple(steps)


def _name(entry: Entry) -> str:
    return entry.name[0].upper() + entry.name[1:]
