"""Brings the log-odds of the rating heads onto the scale that readers rate on, and makes scores of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from escalate.weigh.logistic import chances
from escalate.weigh.outline import Floats
from escalate.weigh.shares import Scores


@dataclass(frozen=True, slots=True)
class Scale:
    """Slope and shift of the log-odds, for a short item and for an article; what lies between gets a mean of both.

    Heads that were fitted for chances hedge; a slope over 1 takes that back, as the least absolute error asks for.

    Attributes
    ----------
    slope, shift : pair of float
        Of a short item and of an article; slopes are over 0.
    """

    slope: tuple[float, float] = (1.0, 1.0)
    shift: tuple[float, float] = (0.0, 0.0)

    def brought(self, logits: Floats, length: float) -> Floats:
        """Log-odds on the scale of ratings; `length` as `length_of` gives it."""
        slope = (1.0 - length) * self.slope[0] + length * self.slope[1]
        shift = (1.0 - length) * self.shift[0] + length * self.shift[1]
        result: Floats = slope * logits + shift
        return result

    def to_dict(self) -> dict[str, list[float]]:
        """Plain numbers."""
        return {"slope": list(self.slope), "shift": list(self.shift)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scale:
        """The way back; raises ValueError where a slope is not over 0 or a number is not finite."""
        slope, shift = ([float(value) for value in data[name]] for name in ("slope", "shift"))
        if len(slope) != 2 or len(shift) != 2 or not np.isfinite([*slope, *shift]).all() or min(slope) <= 0.0:
            raise ValueError(f"'scale' holds {dict(data)!r} and not two slopes over 0 and two shifts")
        return cls((slope[0], slope[1]), (shift[0], shift[1]))


@dataclass(frozen=True, slots=True, eq=False)
class Summands:
    """What adds up to the log-odds of all heads: their biases, the words, the cues, and de-escalation."""

    bias: Floats
    words: Floats
    cues: Floats
    down: Floats

    @property
    def whole(self) -> Floats:
        """Log-odds of all heads."""
        result: Floats = self.bias + self.words + self.cues + self.down
        return result

    def scores(self, scale: Scale, length: float, steps: Floats) -> Scores:
        """The score, whole and with parts left out.

        Parameters
        ----------
        steps : array, shape (rating heads,)
            What exceeding each threshold adds to the score, as a share of 1.
        """

        def score(logits: Floats) -> float:
            return 100.0 * float((chances(scale.brought(logits[: len(steps)], length)) * steps).sum())

        without_down = score(self.bias + self.words + self.cues)
        return Scores(
            whole=min(score(self.whole), without_down),
            without_down=without_down,
            by_rules=score(self.bias + self.cues),
            by_words=min(score(self.bias + self.words), without_down),
        )
