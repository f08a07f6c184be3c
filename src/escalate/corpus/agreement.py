"""How well two raters of the same texts agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from escalate.corpus.rated import corpus_files, read_records


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the first two ratings.

    Attributes
    ----------
    texts : int
        Texts with two ratings or more.
    spearman : float
        Of the scores.
    error : float
        Mean absolute difference of the scores, of 100.
    level, level_within_one, direction : float
        Share of texts with the same level, with levels at most one apart, with the same direction.
    third : int
        Texts with a third rating, because the first two were too far apart.
    """

    texts: int
    spearman: float
    error: float
    level: float
    level_within_one: float
    direction: float
    third: int

    def to_dict(self) -> dict[str, float]:
        """Plain data."""
        return asdict(self)


def agreement(paths: Sequence[Path]) -> Agreement | None:
    """Agreement over all texts of these corpora that were rated twice; None where there is none."""
    import numpy as np

    from escalate.measure.metrics import spearman

    pairs: list[list[dict[str, Any]]] = [
        record["ratings"]
        for path in paths
        for file in corpus_files(path)
        for _, record in read_records(file)
        if len(record.get("ratings") or ()) >= 2
    ]
    if not pairs:
        return None
    keys = ("score", "level", "direction")
    first, second = (np.array([[pair[n][key] for key in keys] for pair in pairs], dtype=float) for n in (0, 1))
    gap = np.abs(first - second)
    return Agreement(
        texts=len(pairs),
        spearman=round(spearman(first[:, 0], second[:, 0]), 3),
        error=round(10 * float(gap[:, 0].mean()), 2),
        level=round(float((gap[:, 1] == 0).mean()), 3),
        level_within_one=round(float((gap[:, 1] <= 1).mean()), 3),
        direction=round(float((gap[:, 2] == 0).mean()), 3),
        third=sum(len(pair) > 2 for pair in pairs),
    )
