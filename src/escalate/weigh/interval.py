"""How far a score may be off: a 90 % interval from texts held out, and which articles a person should read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from escalate.weigh.belief import IN_FULL
from escalate.weigh.logistic import Floats
from escalate.weigh.shares import Scores

EDGES = (5.0, 15.0, 30.0, 45.0, 60.0, 100.0)  # upper limits of the score bins
LONG = 90  # words from which a text is an article; the score of a statement is off by other amounts
TROUBLE = ("constant", "rules against words", "undecided level", "doubted cues", "middle", "long")


@dataclass(frozen=True, slots=True)
class Interval:
    """Fitted on texts that the model had not seen.

    Attributes
    ----------
    short, long : tuple of float
        Half width of the 90 % interval for each bin of `EDGES`, for short texts and for articles.
    trouble : tuple of float
        Expected error, a sum over the columns `TROUBLE`.
    limit : float
        Expected error above which an article is marked for review.
    """

    short: tuple[float, ...]
    long: tuple[float, ...]
    trouble: tuple[float, ...]
    limit: float

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Interval:
        """From model.json; raises KeyError or ValueError where something is missing."""
        made = cls(
            tuple(map(float, data["short"])),
            tuple(map(float, data["long"])),
            tuple(map(float, data["trouble"])),
            float(data["limit"]),
        )
        if (len(made.short), len(made.long), len(made.trouble)) != (len(EDGES), len(EDGES), len(TROUBLE)):
            raise ValueError("the interval has too few numbers")
        return made

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as stored in model.json."""
        return asdict(self)

    def around(self, score: float, words: int) -> tuple[float, float]:
        """The 90 % interval of a score, within 0 and 100."""
        widths = self.long if words >= LONG else self.short
        width = next(width for edge, width in zip(EDGES, widths, strict=True) if score <= edge or edge == EDGES[-1])
        return max(0.0, score - width), min(100.0, score + width)

    def doubtful(self, scores: Scores, level_shares: Floats, belief: Floats, words: int) -> bool:
        """Whether more error is expected than a reader should take on trust."""
        return float(np.dot(trouble_columns(scores, level_shares, belief, words), self.trouble)) > self.limit


def trouble_columns(scores: Scores, level_shares: Floats, belief: Floats, words: int) -> Floats:
    """What tells that a score may be off, shape (`TROUBLE`,)."""
    return np.array(
        [
            1.0,
            abs(scores.by_rules - scores.by_words) / 100.0,
            1.0 - float(level_shares.max(initial=0.0)),
            min(3.0, float(((belief > 0) & (belief < IN_FULL)).sum())),
            scores.whole * (100.0 - scores.whole) / 2500.0,
            float(words >= LONG),
        ]
    )
