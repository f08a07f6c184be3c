"""What all stages of a fit share: texts read with the rules, their ratings, weights and folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from escalate.classifier.terms import TermsFound, TermTable
from escalate.training.features import Prepared
from escalate.training.vectors import WordVectors

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Everything the stages of a fit share; arrays have one entry a text.

    Attributes
    ----------
    apart : array of bool
        Texts whose heads have an intercept of their own, which scoring does not use.
    level, direction : array of int
        -1 and -9 where a text is not rated for it.
    """

    prepared: Sequence[Prepared]
    found: Sequence[TermsFound]
    table: TermTable
    vectors: WordVectors | None
    folds: Ints
    weight: Floats
    apart: npt.NDArray[np.bool_]
    score: Floats
    level: Ints
    direction: Ints
    strength: float
    jobs: int

    @property
    def fold_list(self) -> list[int]:
        """The folds, after -1, which stands for the fit on all texts."""
        return [-1, *sorted(set(self.folds.tolist()))]
