"""How rules and classifier become one score, and how its points are shared out among everything that spoke.

The classifier has a head for each rating threshold. What the cues say is added to each head, and the score is the
expectation over the thresholds:

    u_k   = bias_k + trust_k · z_k + up_k · √U − min(down_k · √D, trust_k · max(0, z_k) + up_k · √U)
    score = 100 · Σ_k step_k · σ(sharpness · u_k) / Σ_k step_k

``z_k`` is what the terms of the text add to head k; ``U`` and ``D`` are the sums of both sides of the rules' ledger.
``trust``, ``up`` and ``down`` are >= 0, so a cue never counts against its own polarity, and de-escalation takes away
what speaks for escalation and no more. Every coefficient runs between its value for a short text and its value for a
long one, with the logarithm of the length: in a sentence one cue decides, in a page of them the words say more.

A head moves from its baseline to ``u_k`` along a straight line; each part gets its share of that line, times the secant
of the head's curve. These are integrated gradients (Sundararajan, Taly and Yan 2017), which here have a closed form and
add up to the score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.weigh.ledger import score_of

Floats = npt.NDArray[np.float64]

SHORT, LONG = 40, 400  # words; shorter and longer texts are read like these


def length_share(words: int) -> float:
    """Where a text stands between short (0) and long (1).

    Examples
    --------
    >>> [round(length_share(words), 2) for words in (0, 40, 126, 400, 4000)]
    [0.0, 0.0, 0.5, 1.0, 1.0]
    """
    return min(1.0, max(0.0, math.log(max(words, 1) / SHORT) / math.log(LONG / SHORT)))


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """A score and the points of its parts.

    Attributes
    ----------
    score, baseline : float
        0 to 100; the baseline is that of a text of this length without cues and without terms.
    up, down : float
        Points for each unit of the ledger's escalation and of its de-escalation; `down` is <= 0.
    terms : array, shape (heads,)
        Points for each unit of log-odds that terms add to a head.
    """

    score: float
    baseline: float
    up: float
    down: float
    terms: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fusion:
    """Fitted coefficients of the rating heads.

    Attributes
    ----------
    short, long : array, shape (heads, 4)
        Bias, trust in the terms, weight of escalation, weight of de-escalation, at both ends of the length.
    steps : array, shape (heads,)
        What exceeding each threshold adds to the score; they sum to 100.
    sharpness : float
        Factor on the heads before the expectation is taken.
    """

    short: Floats
    long: Floats
    steps: Floats
    sharpness: float

    @classmethod
    def from_dict(cls, data: dict[str, Any], steps: Sequence[float], sharpness: float) -> Fusion:
        """From model.json; raises KeyError or ValueError where something is missing."""
        short, long = (np.array(data[end], dtype=np.float64).reshape(len(steps), 4) for end in ("short", "long"))
        return cls(short, long, 100.0 * np.array(steps, dtype=np.float64) / sum(steps), sharpness)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as stored in model.json."""
        return {"short": self.short.tolist(), "long": self.long.tolist()}

    def logits(self, up: Floats, down: Floats, terms: Floats, share: Floats) -> Floats:
        """The heads of several texts.

        Parameters
        ----------
        up, down : array, shape (texts,)
            Sums of both sides of the ledger, each >= 0.
        terms : array, shape (texts, heads)
            What the terms add to the heads.
        share : array, shape (texts,)
            `length_share` of each.
        """
        at = self.short + (self.long - self.short) * share[:, None, None]
        raised = np.sqrt(up)[:, None] * at[:, :, 2]
        said = at[:, :, 1] * terms
        lowered = np.minimum(np.sqrt(down)[:, None] * at[:, :, 3], np.maximum(0.0, said) + raised)
        result: Floats = at[:, :, 0] + said + raised - lowered
        return result

    def scores(self, up: Floats, down: Floats, terms: Floats, share: Floats) -> Floats:
        """Scores of several texts, 0 to 100; parameters as for `logits`."""
        return self._expected(self.logits(up, down, terms, share))

    def _curve(self, logits: Floats) -> Floats:
        curve: Floats = self.steps / (1.0 + np.exp(-self.sharpness * logits))
        return curve

    def _expected(self, logits: Floats) -> Floats:
        expected: Floats = self._curve(logits).sum(axis=-1)
        return expected

    def outcome(self, up: float, down: float, terms: Floats, share: float) -> Outcome:
        """The score of one text, and what each part of it is worth."""
        at = self.short + (self.long - self.short) * share
        raised = math.sqrt(up) * at[:, 2]
        said = at[:, 1] * terms
        lowered = np.minimum(math.sqrt(down) * at[:, 3], np.maximum(0.0, said) + raised)
        moved = said + raised - lowered
        start, end = self._curve(at[:, 0]), self._curve(at[:, 0] + moved)
        small = np.abs(moved) < 1e-9
        slope = self.sharpness * start * (1.0 - start / self.steps)
        secant = np.where(small, slope, (end - start) / np.where(small, 1.0, moved))
        return Outcome(
            score=float(end.sum()),
            baseline=float(start.sum()),
            up=float((secant * raised).sum()) / up if up else 0.0,
            down=-float((secant * lowered).sum()) / down if down else 0.0,
            terms=secant * at[:, 1],
        )


@dataclass(frozen=True, slots=True)
class RulesAlone:
    """The same where there is no classifier: one head, which the sums of the ledger move as they are."""

    baseline: float

    def scores(self, up: Floats, down: Floats, terms: Floats, share: Floats) -> Floats:
        """Scores of several texts, 0 to 100; `terms` and `share` say nothing here."""
        result: Floats = 100.0 / (1.0 + np.exp(-(self.baseline + up - np.minimum(down, up))))
        return result

    def outcome(self, up: float, down: float, terms: Floats, share: float) -> Outcome:
        """The score of one text, and what each part of it is worth."""
        lowered = min(down, up)
        moved = up - lowered
        start, end = score_of(self.baseline), score_of(self.baseline + moved)
        secant = (end - start) / moved if moved > 1e-9 else start * (1.0 - start / 100.0)
        return Outcome(end, start, secant, -secant * lowered / down if down else 0.0, np.zeros(len(terms)))


def scores_without(
    fusion: Fusion | RulesAlone, sums: Sequence[tuple[float, float]], terms: Floats, share: float
) -> list[float]:
    """Scores of one text with other sums of its ledger: those that one cue less leaves, say."""
    if not sums:
        return []
    up, down = np.array(sums, dtype=np.float64).T
    found = fusion.scores(up, down, np.broadcast_to(terms, (len(sums), len(terms))), np.full(len(sums), share))
    result: list[float] = found.tolist()
    return result
