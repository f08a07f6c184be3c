"""Cues as the report's numbered reasons, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from escalate.explain.assessment import Assessment, CueFound
from escalate.judge.status import statuses
from escalate.pack.rule import LEVEL_NAMES
from escalate.pack.weights import band_of
from escalate.report.families import Family, family_of

POLICY_WORDS = {
    "keep": "counts in full", "half": "counts half", "drop": "does not count", "flip": "counts the other way",
    "up": "counts more", "down": "counts less",
}  # fmt: skip
MAX_QUOTE = 240


@dataclass(frozen=True, slots=True)
class Reason:
    """One cue as the report tells it.

    Attributes
    ----------
    number : int
        Counted cues come first, by weight; then those not counted, by place.
    sign : str
        The shape that stands for it where colour does not reach: ▲ up, ▼ down, ○ not counted.
    look : str
        Names of styles: the family, and whether it counts.
    """

    number: int
    cue: CueFound
    family: Family
    sign: str
    look: str
    quote: str
    place: str
    level: str
    without: str
    status: str
    contexts: tuple[str, ...]
    who: str

    @property
    def counted(self) -> bool:
        """Whether the cue adds to the score."""
        return self.cue.status == "counted"

    @property
    def points(self) -> str:
        """Signed points, with a true minus sign."""
        return signed(self.cue.points)


def reasons_of(assessment: Assessment, names: Mapping[str, str]) -> tuple[Reason, ...]:
    """All cues of an assessment, numbered; `names` gives actors' names by id."""
    every = (*assessment.cues, *assessment.not_counted)
    return tuple(_reason(number, cue, names) for number, cue in enumerate(every, 1))


def signed(points: float) -> str:
    """Points with their sign: "+12.4", "−3.7", "0.0"."""
    if abs(points) < 0.05:
        return "0.0"
    return f"{points:+.1f}".replace("-", "−")


def who_to_whom(source: str | None, target: str | None, names: Mapping[str, str]) -> str:
    """A directed pair in words; empty where neither is known."""
    if not source and not target:
        return ""
    return f"{names.get(source or '', source) or 'unnamed'} → {names.get(target or '', target) or 'unnamed'}"


def _reason(number: int, cue: CueFound, names: Mapping[str, str]) -> Reason:
    counted = cue.status == "counted"
    family = family_of(cue.category, cue.polarity)
    up = cue.polarity == "escalation"
    return Reason(
        number=number,
        cue=cue,
        family=family,
        sign=("▲" if up else "▼") if counted else "○",
        look=f"{family.key} {'counted' if counted else 'uncounted'}",
        quote=_quote(cue.text),
        place="headline" if cue.field == "title" else f"line {cue.line}",
        level=f"{cue.level} ({LEVEL_NAMES[cue.level]})",
        without="" if cue.without is None else f"{cue.without:.0f} ({band_of(cue.without)})",
        status="" if counted else statuses().get(cue.status, cue.status),
        contexts=tuple(
            f"{c.kind}: {c.cue if c.cue == '“…”' else f'“{_quote(c.cue)}”'}, {POLICY_WORDS.get(c.policy, c.policy)}"
            for c in cue.contexts
        ),
        who=who_to_whom(cue.source, cue.target, names),
    )


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else flat[: MAX_QUOTE - 1] + "…"
