"""Logistic readings: the curve, its inverse, and a fitted regression as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FLOOR = 0.003  # shares nearer to 0 or 1 are not told apart


def chances(logits: Floats) -> Floats:
    """1 / (1 + e⁻ˣ), without overflow."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
    return result


def log_odds(share: Floats) -> Floats:
    """The inverse of `chances`, for shares kept `FLOOR` away from 0 and 1."""
    kept = np.clip(share, FLOOR, 1.0 - FLOOR)
    result: Floats = np.log(kept / (1.0 - kept))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A fitted logistic regression; with several columns of answers a multinomial one.

    Attributes
    ----------
    weights : array, shape (columns, answers)
    bias : array, shape (answers,)
    """

    weights: Floats
    bias: Floats

    @classmethod
    def from_dict(cls, data: dict[str, Any], columns: Sequence[str], answers: int) -> Logistic:
        """From model.json, where each column has its name; raises KeyError or ValueError where something is missing."""
        weights = np.array([data["weights"][name] for name in columns], dtype=np.float64).reshape(len(columns), answers)
        return cls(weights, np.array(data["bias"], dtype=np.float64).reshape(answers))

    def to_dict(self, columns: Sequence[str]) -> dict[str, Any]:
        """Plain data: one line a column."""
        return {
            "bias": np.round(self.bias, 5).tolist(),
            "weights": {name: np.round(row, 5).tolist() for name, row in zip(columns, self.weights, strict=True)},
        }

    def logits(self, values: Floats) -> Floats:
        """Sums for texts in rows, shape (rows, answers); summed in one order whatever the machine."""
        result = np.zeros((len(values), len(self.bias))) + self.bias
        for column in range(values.shape[1]):
            result += values[:, column, None] * self.weights[column]
        return result

    def chance(self, values: Floats) -> Floats:
        """The chance of the one answer, shape (rows,)."""
        return chances(self.logits(values)[:, 0])

    def shares(self, values: Floats) -> Floats:
        """Chances of several answers that exclude each other, shape (rows, answers)."""
        logits = self.logits(values)
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: Floats = raised / raised.sum(axis=1, keepdims=True)
        return result
