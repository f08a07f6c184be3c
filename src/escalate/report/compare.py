"""What one article has gained and lost against another, to the last point: cues by rule, wording by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalate.explain.assessment import Assessment
from escalate.read.article import Article
from escalate.report.html import render_template, view
from escalate.report.reasons import Reason, signed
from escalate.report.wording import Spoken


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


@dataclass(frozen=True, slots=True)
class WordingChange:
    """A sentence whose wording speaks on one side or both, and what the step from left to right adds."""

    quote: str
    left: Spoken | None
    right: Spoken | None

    @property
    def value(self) -> float:
        """Change of points from left to right."""
        before = self.left.sentence.wording if self.left else 0.0
        return (self.right.sentence.wording if self.right else 0.0) - before

    @property
    def points(self) -> str:
        """The same with its sign."""
        return signed(self.value)

    @property
    def where(self) -> str:
        """The places on both sides."""
        sides = (("first", self.left), ("second", self.right))
        return "; ".join(f"{side}: {one.place}, {one.points}" for side, one in sides if one)


def wording_changes(left: Sequence[Spoken], right: Sequence[Spoken]) -> tuple[WordingChange, ...]:
    """Compare wording by sentence, the largest change first; a sentence on both sides is one with the same words."""
    waiting: dict[str, list[Spoken]] = {}
    for one in right:
        waiting.setdefault(one.quote.casefold(), []).append(one)
    found = []
    for before in left:
        same = waiting.get(before.quote.casefold())
        found.append(WordingChange(before.quote, before, same.pop(0) if same else None))
    found += [WordingChange(after.quote, None, after) for others in waiting.values() for after in others]
    return tuple(sorted(found, key=lambda change: -abs(change.value)))


def sums(left: Assessment, right: Assessment) -> tuple[tuple[str, str], ...]:
    """The difference of two scores by origin; the parts add up to it."""
    before, after = left.parts, right.parts
    parts = [
        ("cues", after.rules - before.rules),
        ("wording", after.classifier - before.classifier),
        ("baseline", after.baseline - before.baseline),
    ]
    return tuple((name, signed(value)) for name, value in parts if name != "baseline" or abs(value) >= 0.05)


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
        "compare.html",
        first=first,
        second=second,
        step=signed(step),
        changes=changes(first.reasons, second.reasons),
        wording=wording_changes(first.spoken, second.spoken),
        sums=sums(left[0], right[0]),
    )
