"""Decides by rules alone: the ledger's sum is the score, the highest rung the level, the balance the direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit
from escalate.pack.rule import Rule
from escalate.pack.weights import Weights
from escalate.weigh.decisions import Decision
from escalate.weigh.ledger import ledger, score_of, sides

DIRECTION_MARGIN = 0.35  # share of the ledger that must outweigh the other before the article points one way
DOWN_FACTOR = 3.0  # de-escalation is worth less in the score than it says about direction
FAINT = 0.5  # log-odds below which a ledger points nowhere


@dataclass(frozen=True, slots=True)
class RulesAlone:
    """Decides without a model."""

    weights: Weights

    @property
    def provenance(self) -> None:
        """There is no model."""
        return

    def worth(self, rule: Rule, zone: str) -> float:
        """Points of a text in which one cue of a rule speaks and nothing else; 0 for de-escalation."""
        if rule.polarity != "escalation":
            return 0.0
        weights = self.weights
        added = weights.escalation[rule.level] * weights.severity[rule.severity - 1]
        added *= weights.confidence[rule.confidence] * weights.zone[zone]
        return score_of(weights.baseline + added) - score_of(weights.baseline)

    def decide(self, document: Document, items: Sequence[JudgedHit]) -> Decision:
        """Decide an article from its judged hits."""
        added = ledger(items, self.weights)
        up, down = sides(added)
        baseline = score_of(self.weights.baseline)
        moved = up - min(up, down)
        score = score_of(self.weights.baseline + moved)
        raised = score_of(self.weights.baseline + up) - baseline
        up_worth = raised / up if up else 0.0
        down_worth = (baseline + raised - score) / down if down else 0.0
        asserted = [item.level for item, value in zip(items, added, strict=True) if value > 0]
        return Decision(
            score=score,
            baseline=baseline,
            items=tuple(items),
            points=tuple(value * (up_worth if value > 0 else down_worth) for value in added),
            wording=(),
            terms=(),
            level=max(asserted, default=0),
            direction=direction_of(up, down),
            news=-1,
            interval=(0.0, 100.0),
            review=False,
        )


def direction_of(up: float, down: float) -> int:
    """1, 0 or -1 by the balance of both sides of the ledger."""
    if up + down < FAINT:
        return 0
    balance = (up - DOWN_FACTOR * down) / (up + DOWN_FACTOR * down)
    return 1 if balance > DIRECTION_MARGIN else -1 if balance < -DIRECTION_MARGIN else 0
