"""A hit in its context, and what it counts as."""

from __future__ import annotations

from dataclasses import dataclass

from escalate.find.hits import Hit
from escalate.pack.rule import Rule


@dataclass(frozen=True, slots=True)
class ContextFound:
    """A context of a hit: its kind, the words that show it and the policy applied."""

    kind: str
    cue: str
    policy: str


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A hit and what it counts as.

    Attributes
    ----------
    status : str
        "counted", or why it is not: negated, denied, hypothetical, historical, requested, excluded, furniture,
        repeated.
    halves : int
        How often the policy "half" applies.
    level, severity : int
        After transfers and modifiers.
    polarity : str
        After transfers: a called-off attack is de-escalation.
    note : str
        In words, what a transfer or exclusion did; empty where nothing.
    """

    hit: Hit
    rule: Rule
    contexts: tuple[ContextFound, ...]
    status: str
    halves: int
    level: int
    severity: int
    polarity: str
    zone: str
    note: str
