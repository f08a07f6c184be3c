"""The numbers of the score: what a cue of a level, severity, zone and context is worth, in log-odds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.errors import RuleError, RuleErrors
from escalate.pack.checker import Checker
from escalate.pack.yaml_file import read_yaml

FORMAT = "escalate-weights/1"
ZONES = ("headline", "lead", "body", "quote")
BANDS = ((5, "none"), (25, "faint"), (45, "tension"), (65, "clear"), (85, "strong"), (101, "extreme"))


@dataclass(frozen=True, slots=True)
class Weights:
    """Numbers fitted on rated articles, with their signs held.

    Attributes
    ----------
    baseline : float
        Log-odds of the score by rules alone of an article without a cue.
    escalation, de_escalation : tuple of float
        Log-odds of one cue by level 0 to 5, at severity 3, in the body; both are >= 0, the sign is the
        polarity's.
    severity : tuple of float
        Factor by severity 1 to 5; 1.0 at 3.
    confidence : dict
        Factor by confidence low, medium, high.
    zone : dict
        Factor by zone.
    half : float
        Factor of the policy "half".
    repeat : float
        Each further hit of the same rule counts this times the one before.
    rank : float
        Cues are ordered by weight, and the k-th counts 1 / k^rank of itself, so that length does not make war.
    category_cap : float
        The most that one category adds, in log-odds.
    """

    baseline: float
    escalation: tuple[float, ...]
    de_escalation: tuple[float, ...]
    severity: tuple[float, ...]
    confidence: dict[str, float]
    zone: dict[str, float]
    half: float
    repeat: float
    rank: float
    category_cap: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as stored in model.json."""
        return {
            "baseline": self.baseline,
            "escalation": list(self.escalation),
            "de_escalation": list(self.de_escalation),
            "severity": list(self.severity),
            "confidence": dict(self.confidence),
            "zone": dict(self.zone),
            "half": self.half,
            "repeat": self.repeat,
            "rank": self.rank,
            "category_cap": self.category_cap,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Weights:
        """The inverse of `to_dict`; raises KeyError or TypeError where something is missing."""
        return cls(
            baseline=float(data["baseline"]),
            escalation=tuple(map(float, data["escalation"])),
            de_escalation=tuple(map(float, data["de_escalation"])),
            severity=tuple(map(float, data["severity"])),
            confidence={key: float(value) for key, value in data["confidence"].items()},
            zone={key: float(value) for key, value in data["zone"].items()},
            half=float(data["half"]),
            repeat=float(data["repeat"]),
            rank=float(data["rank"]),
            category_cap=float(data["category_cap"]),
        )


def band_of(score: float) -> str:
    """The band of a score of 0 to 100: 0-5 none, 5-25 faint, 25-45 tension, 45-65 clear, 65-85 strong, then extreme."""
    return next(name for limit, name in BANDS if score < limit)


def read_weights(path: Path) -> tuple[Weights, list[RuleError]]:
    """Read weights.yaml; faults come back beside what could be read."""
    checker = Checker(str(path))
    neutral = Weights(-3.0, (0.0,) * 6, (0.0,) * 6, (1.0,) * 5, {}, {}, 0.5, 0.5, 0.7, 9.0)
    try:
        data = read_yaml(path)
    except RuleErrors as error:
        return neutral, error.errors
    scalars = ("baseline", "half", "repeat", "rank", "category_cap")
    tables = ("escalation", "de_escalation", "severity", "confidence", "zone")
    checker.closed(data, ("format", *scalars, *tables), ("format", *scalars, *tables))
    checker.format(data, FORMAT)

    def table(key: str, names: tuple[str, ...]) -> dict[str, float]:
        block = checker.mapping(data, key)
        checker.closed(block, names, names)
        return {name: checker.number(block, name, 0, 20, 0.0) for name in names}

    levels = tuple(str(level) for level in range(6))
    weights = Weights(
        baseline=checker.number(data, "baseline", -20, 20, -3),
        escalation=tuple(table("escalation", levels).values()),
        de_escalation=tuple(table("de_escalation", levels).values()),
        severity=tuple(table("severity", ("1", "2", "3", "4", "5")).values()),
        confidence=table("confidence", ("low", "medium", "high")),
        zone=table("zone", ZONES),
        half=checker.number(data, "half", 0, 1, 0.5),
        repeat=checker.number(data, "repeat", 0, 1, 0.5),
        rank=checker.number(data, "rank", 0, 5, 1.3),
        category_cap=checker.number(data, "category_cap", 0, 50, 9),
    )
    return weights, checker.errors
