"""Fits what cues are worth on rated articles, by rules alone; `fit_fusion` puts the classifier beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from escalate.judge.judged_hit import JudgedHit
from escalate.pack.weights import ZONES, Weights

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RANK, REPEAT, HALF = 1.3, 0.5, 0.5  # by design: the second cue says 40 % of what it says alone, the tenth 5 %
CATEGORY_CAP = 8.0  # log-odds before the discount by rank: some four cues of use of force
# A de-escalation cue always says something. Articles that hold one are about a conflict and rated over those without
# any, which would fit its weight to nothing; beside hostile acts the codebook takes off one to three points of ten.
DOWN_FLOOR = 0.3
PRIOR = 0.02  # pull towards the starting values, so that a level with few cues keeps a sensible weight
HUBER = 4.0  # points; errors are squared below and linear above, between squared and absolute error


@dataclass(frozen=True, slots=True)
class HitTable:
    """All counted hits of a set of articles as columns."""

    article: Ints
    down: Ints
    level: Ints
    severity: Ints
    confidence: Ints
    zone: Ints
    halves: Ints
    rule: Ints


def hit_table(articles: Sequence[Sequence[JudgedHit]]) -> HitTable:
    """Columns of the counted hits, article by article."""
    rules: dict[str, int] = {}
    rows = [
        (
            number,
            int(item.polarity != "escalation"),
            item.level,
            item.severity,
            ("low", "medium", "high").index(item.rule.confidence),
            ZONES.index(item.zone),
            item.halves,
            rules.setdefault(item.rule.id, len(rules)),
        )
        for number, items in enumerate(articles)
        for item in items
        if item.status == "counted"
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 8).T
    return HitTable(*columns)


def _unpack(p: Floats) -> Weights:
    return Weights(
        baseline=float(p[0]),
        escalation=tuple(float(v) for v in np.cumsum(p[1:7])),
        de_escalation=tuple(float(v) for v in np.cumsum(p[7:13])),
        severity=tuple(float(1 + p[13] * (s - 3)) for s in range(1, 6)),
        confidence={"low": float(p[14] * p[15]), "medium": float(p[15]), "high": 1.0},
        zone={"headline": float(p[16]), "lead": float(p[17]), "body": 1.0, "quote": float(p[18])},
        half=HALF,
        repeat=REPEAT,
        rank=RANK,
        category_cap=CATEGORY_CAP,
    )


START = np.array([-4.0, 0.3, 0.7, 0.3, 0.1, 0.3, 0.3, 0.3, 0.1, 0.05, 0.05, 0.05, 0.05, 0.12, 0.75, 0.9, 1.4, 1.3, 0.8])
# Least steps from rung to rung: raters give a higher rung a higher score, though in texts with many cues the fit, which
# sees sums, would make all rungs alike.
LEAST_STEPS = (0.0, 0.3, 0.12, 0.12, 0.2, 0.3)


def _bounds() -> list[tuple[float, float]]:
    """Bounds of the fitted numbers, in the order of `START`."""
    steps = [(least, 2.5) for least in LEAST_STEPS]
    down = [(DOWN_FLOOR, 1.5), *[(0.0, 1.0)] * 5]
    severity, low, medium = (0.04, 0.24), (0.3, 0.8), (0.5, 0.95)
    headline, lead, quote = (1.0, 2.5), (0.8, 2.0), (0.3, 1.2)
    return [(-7.0, -1.5), *steps, *down, severity, low, medium, headline, lead, quote]


def totals(table: HitTable, count: int, weights: Weights) -> Floats:
    """Sum of the hits' log-odds for each article, with diminishing returns.

    As `ledger.score_by_rules` sums it, less the category cap, which hardly ever binds.
    """
    up = np.array(weights.escalation)[table.level]
    down = np.array(weights.de_escalation)[table.level]
    value: Floats = np.where(table.down == 1, down, up)
    value = value * np.array(weights.severity)[table.severity - 1]
    value = value * np.array([weights.confidence[k] for k in ("low", "medium", "high")])[table.confidence]
    value = value * np.array([weights.zone[k] for k in ZONES])[table.zone] * weights.half**table.halves
    again = np.lexsort((-value, table.rule, table.down, table.article))
    seen = _running(table.article[again] * 1_000_003 + table.rule[again] * 2 + table.down[again])
    value[again] *= np.power(weights.repeat, seen)
    order = np.lexsort((-value, table.down, table.article))
    ranks = _running(table.article[order] * 2 + table.down[order])
    value[order] *= np.power(ranks + 1.0, -weights.rank)
    up = np.bincount(table.article, weights=np.where(table.down == 0, value, 0.0), minlength=count)
    down = np.bincount(table.article, weights=np.where(table.down == 1, value, 0.0), minlength=count)
    return (up - np.minimum(down, up)).astype(np.float64)


def _running(keys: Ints) -> Ints:
    """Position of each element within its run of equal keys."""
    if not len(keys):
        return keys
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    lengths = np.diff(np.r_[starts, len(keys)])
    return np.arange(len(keys), dtype=np.int64) - np.repeat(starts, lengths).astype(np.int64)


def fit_weights(articles: Sequence[Sequence[JudgedHit]], ratings: Floats) -> Weights:
    """Fit the weights with their signs held.

    Parameters
    ----------
    articles : sequence of judged hits, one for each article
    ratings : array, shape (articles,)
        0 to 100.
    """
    table = hit_table(articles)
    count = len(articles)

    def loss(p: Floats) -> float:
        weights = _unpack(p)
        error = np.abs(100.0 / (1.0 + np.exp(-(weights.baseline + totals(table, count, weights)))) - ratings)
        huber = np.where(error < HUBER, error**2 / (2 * HUBER), error - HUBER / 2)
        return float(huber.mean() + PRIOR * np.sum((p - START) ** 2))

    fitted = minimize(loss, START, method="L-BFGS-B", bounds=_bounds(), options={"maxiter": 200, "maxfun": 20_000})
    return _rounded(_unpack(fitted.x))


def _rounded(weights: Weights) -> Weights:
    """Four decimals are enough, and make the file readable and the same on any machine."""

    def plain(value: object) -> object:
        if isinstance(value, float):
            return round(value, 4)
        if isinstance(value, list):
            return [plain(v) for v in value]
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        return value

    return Weights.from_dict({key: plain(value) for key, value in weights.to_dict().items()})
