"""`escalate rules show`: a rule in full, its inflections spelled out, its worth, and where values come from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from escalate.authoring.spelled import spelled
from escalate.pack.codes import load_codes, named
from escalate.pack.overlay import Overlay
from escalate.pack.rule import LEVEL_NAMES, Conditions, Rule
from escalate.pack.weights import ZONES
from escalate.phrases.language import Phrase
from escalate.scorer import Scorer
from escalate.weigh.decisions import Decider


@dataclass(frozen=True, slots=True)
class Worth:
    """What a cue of a rule is worth in a zone.

    Attributes
    ----------
    points : float
        Score of a text in which nothing but this cue speaks, less that of a text in which nothing does. Of
        de-escalation 0: it takes away from what speaks for escalation, and no more.
    """

    zone: str
    points: float


def worth(rule: Rule, decider: Decider) -> list[Worth]:
    """The worth of one cue in each zone; one that sets a context only, or a draft, has none."""
    if rule.polarity == "context" or rule.status == "draft":
        return []
    return [Worth(zone, round(decider.worth(rule, zone), 1)) for zone in ZONES]


def described(scorer: Scorer, rule: Rule) -> dict[str, Any]:
    """Everything about a rule as plain data, in the order of a rule file."""
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in scorer.pack.pack.lists.items()}
    spelled_out = [
        {"phrase": f"{p.voice}: {p.text}" if p.voice else p.text, "spelled": spelled(p.nodes, lists), "line": p.line}
        for p in rule.phrases
    ]
    return {
        "id": rule.id,
        "title": rule.title,
        "why": rule.why,
        "status": rule.status,
        "category": rule.category,
        "polarity": rule.polarity,
        "level": rule.level,
        "level_name": LEVEL_NAMES[rule.level],
        "severity": rule.severity,
        "confidence": rule.confidence,
        "codes": named(rule, load_codes()),
        "phrases": spelled_out,
        "actors": {"source": rule.source, "target": rule.target},
        "contexts": dict(rule.contexts),
        "unless": conditions(rule.unless),
        "when": conditions(rule.when),
        "worth": [asdict(entry) for entry in worth(rule, scorer.decider)],
        "examples": {
            "match": [example.text for example in rule.match],
            "no_match": [example.text for example in rule.no_match],
            "todo_match": [example.text for example in rule.todo_match],
        },
        "false_positives": list(rule.false_positives),
        "aliases": list(rule.aliases),
        "evidence": rule.evidence,
        "file": f"{rule.path}:{rule.line}",
    }


def conditions(block: Conditions) -> dict[str, list[str]]:
    """An `unless` or `when` block as the texts of its phrases; empty lists left out."""
    named_phrases: dict[str, tuple[Phrase, ...]] = {
        "near": block.near,
        "sentence": block.sentence,
        "headline": block.headline,
        "article": block.article,
    }
    return {name: [phrase.text for phrase in phrases] for name, phrases in named_phrases.items() if phrases}


def origins(rule: Rule, overlay: Overlay | None) -> dict[str, str]:
    """For each field of a rule the file and line that its value comes from, and the overlay's reason."""
    found = {field: f"{rule.path}:{rule.line}" for field in FIELDS}
    for (owner, field), origin in (overlay.origins if overlay else {}).items():
        if owner == rule.id:
            found[field] = f"{origin.path}:{origin.line} ({origin.reason})"
    return found


FIELDS = (
    "title", "why", "status", "category", "polarity", "level", "severity", "confidence", "codes", "phrases", "contexts",
    "unless", "when", "evidence",
)  # fmt: skip
