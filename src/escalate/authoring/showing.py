"""`escalate rules show`: a rule in full, its inflections spelled out, its worth, and where values come from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from escalate.authoring.spelled import spelled
from escalate.pack.codes import load_codes, named
from escalate.pack.overlay import Overlay
from escalate.pack.rule import LEVEL_NAMES, Conditions, Rule
from escalate.pack.weights import ZONES, Weights
from escalate.phrases.language import Phrase
from escalate.scorer import Scorer
from escalate.weigh.fusion import Fusion, RulesAlone, length_share
from escalate.weigh.ledger import log_odds_of

AMID = 30.0  # points; where "tension" begins, the slope of the score is about four times that of the baseline
WORDS = 150  # of the article that a cue's worth is told for


@dataclass(frozen=True, slots=True)
class Worth:
    """What a cue of a rule is worth in a zone.

    Attributes
    ----------
    log_odds : float
    points : float
        Over the baseline, in an article without any other sign.
    amid : float
        In an article that scores `AMID` points without it.
    """

    zone: str
    log_odds: float
    points: float
    amid: float


def worth(rule: Rule, weights: Weights, fusion: Fusion | RulesAlone) -> list[Worth]:
    """The worth of one cue in each zone, in an article of `WORDS` words; one that sets a context only has none."""
    if rule.polarity == "context" or rule.status == "draft":
        return []
    sign, table = (1, weights.escalation) if rule.polarity == "escalation" else (-1, weights.de_escalation)
    alone = table[rule.level] * weights.severity[rule.severity - 1] * weights.confidence[rule.confidence]
    others, terms = _tense(weights, fusion)
    result = []
    for zone in ZONES:
        value = alone * weights.zone[zone]
        up, down = (value, 0.0) if sign > 0 else (0.0, value)
        points = _score(fusion, up, down, 0.0) - _score(fusion, 0.0, 0.0, 0.0)
        amid = _score(fusion, others + up, down, terms) - AMID
        result.append(Worth(zone, round(sign * value, 2), round(points, 1), round(amid, 1)))
    return result


def baseline_of(scorer: Scorer) -> float:
    """Score of an article of `WORDS` words without cues and wording."""
    return _score(scorer.fusion, 0.0, 0.0, 0.0)


def _score(fusion: Fusion | RulesAlone, up: float, down: float, terms: float) -> float:
    """The score where terms add the same to every head."""
    heads = len(fusion.steps) if isinstance(fusion, Fusion) else 0
    return fusion.outcome(up, down, np.full(heads, terms), length_share(WORDS)).score


def _tense(weights: Weights, fusion: Fusion | RulesAlone) -> tuple[float, float]:
    """Sum of other cues, or of terms, with which an article scores `AMID`: wording where there is a classifier."""
    if isinstance(fusion, RulesAlone):
        return max(0.0, log_odds_of(AMID) - weights.baseline), 0.0
    return 0.0, float(brentq(lambda terms: _score(fusion, 0.0, 0.0, terms) - AMID, -50.0, 200.0))


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
        "worth": [asdict(entry) for entry in worth(rule, scorer.weights, scorer.fusion)],
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
