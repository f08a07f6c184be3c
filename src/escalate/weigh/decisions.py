"""One interface for what is decided of an article, whether a trained model decides or the rules alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.rule import Rule


@dataclass(frozen=True, slots=True)
class Wording:
    """What the wording of a sentence adds: its number in the document, points, and its weightiest terms."""

    sentence: int
    points: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of an article. Baseline, hits and wording add up to the score; nothing is rounded.

    Attributes
    ----------
    score : float
        0 to 100.
    baseline : float
        What an article has of which nothing is said.
    items : tuple of JudgedHit
        The hits; those that their surroundings make doubtful are halved, or no longer counted.
    points : tuple of float
        Of each hit.
    wording : tuple of Wording
        By place.
    terms : tuple of (term, points)
        Weightiest first; what they add is part of the wording.
    level, direction : int
    news : int
        Number of the sentence that is most likely the news, or -1.
    interval : tuple of float
        90 %, 0 to 100.
    review : bool
    """

    score: float
    baseline: float
    items: tuple[JudgedHit, ...]
    points: tuple[float, ...]
    wording: tuple[Wording, ...]
    terms: tuple[tuple[str, float], ...]
    level: int
    direction: int
    news: int
    interval: tuple[float, float]
    review: bool


class Decider(Protocol):
    """Decides an article: a trained model, or the rules alone."""

    @property
    def provenance(self) -> dict[str, Any] | None:
        """Name and digest of the model; None for the rules alone."""

    def worth(self, rule: Rule, zone: str) -> float:
        """Points of a text in which one cue of a rule speaks and nothing else; 0 for de-escalation."""

    def decide(self, document: Document, items: Sequence[JudgedHit]) -> Decision:
        """Decide an article from its judged hits."""
