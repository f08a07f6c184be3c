"""Pairs of sentences in which no cue is counted, gathered for the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalate.explain.pairs import SentenceDyad
from escalate.report.reasons import who_to_whom

ACTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class UncuedPair:
    """A directed pair over the sentences that tell it without a counted cue.

    Attributes
    ----------
    who : str
        The pair in words.
    acts : str
        What they do, in the article's words: the first few that differ, quoted. May be empty.
    places : str
        Where: "headline", "line 3", "lines 3, 7".
    sentences : int
    """

    who: str
    acts: str
    places: str
    sentences: int


def uncued_pairs(dyads: Sequence[SentenceDyad], names: Mapping[str, str] | None = None) -> tuple[UncuedPair, ...]:
    """Those pairs of `Scorer.dyads` that carry no counted cue: most sentences first, then by place."""
    groups: dict[tuple[str, str], list[SentenceDyad]] = {}
    for dyad in dyads:
        if not dyad.cues:
            groups.setdefault((dyad.source, dyad.target), []).append(dyad)
    ordered = sorted(groups.values(), key=lambda group: -len(group))  # stable: ties stay by place
    return tuple(_gathered(group, names or {}) for group in ordered)


def _gathered(group: Sequence[SentenceDyad], names: Mapping[str, str]) -> UncuedPair:
    acts = list(dict.fromkeys(dyad.act for dyad in group if dyad.act))
    shown = ", ".join(f"“{act}”" for act in acts[:ACTS_SHOWN]) + (", …" if len(acts) > ACTS_SHOWN else "")
    return UncuedPair(who_to_whom(group[0].source, group[0].target, names), shown, _places(group), len(group))


def _places(group: Sequence[SentenceDyad]) -> str:
    lines = list(dict.fromkeys(dyad.line for dyad in group if dyad.field == "text"))
    parts = ["headline"] if any(dyad.field == "title" for dyad in group) else []
    if lines:
        parts.append(f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}")
    return ", ".join(parts)
