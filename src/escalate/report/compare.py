"""What one article has gained and lost against another: cues by rule, with their points on either side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalate.explain.assessment import Assessment
from escalate.read.article import Article
from escalate.report.html import render_template, view
from escalate.report.reasons import Reason, signed


@dataclass(frozen=True, slots=True)
class Change:
    """One rule on both sides: its words and points, and what the step from left to right adds."""

    reason: Reason
    left: tuple[str, ...]
    right: tuple[str, ...]
    left_points: float
    right_points: float

    @property
    def points(self) -> str:
        """Signed change of points from left to right."""
        return signed(self.right_points - self.left_points)


@dataclass(frozen=True, slots=True)
class Changes:
    """Rules that count only on the right, only on the left, and on both sides."""

    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    both: tuple[Change, ...]


def changes(left: Sequence[Reason], right: Sequence[Reason]) -> Changes:
    """Compare the counted reasons of two articles, the largest change first."""
    found: dict[str, tuple[list[Reason], list[Reason]]] = {}
    for side, reasons in enumerate((left, right)):
        for reason in reasons:
            if reason.counted:
                found.setdefault(reason.cue.rule, ([], []))[side].append(reason)
    every = [
        Change(
            (after or before)[0],
            tuple(reason.quote for reason in before),
            tuple(reason.quote for reason in after),
            sum(reason.cue.points for reason in before),
            sum(reason.cue.points for reason in after),
        )
        for before, after in found.values()
    ]
    every.sort(key=lambda change: (-abs(change.right_points - change.left_points), change.reason.cue.rule))
    return Changes(
        tuple(change for change in every if not change.left),
        tuple(change for change in every if not change.right),
        tuple(change for change in every if change.left and change.right),
    )


def render_comparison(
    left: tuple[Assessment, Article], right: tuple[Assessment, Article], names: Mapping[str, str] | None = None
) -> str:
    """Render two articles side by side as an HTML element; its page brings the style sheet."""
    first, second = view(*left, names, "left-"), view(*right, names, "right-")
    step = right[0].score - left[0].score
    return render_template(
        "compare.html", first=first, second=second, step=signed(step), changes=changes(first.reasons, second.reasons)
    )
