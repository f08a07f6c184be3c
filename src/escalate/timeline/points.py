"""The points of one series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from escalate.timeline.copies import heads_of
from escalate.timeline.interval import interval_of
from escalate.timeline.periods import bounds_of
from escalate.timeline.results import LEVELS, Series, Shift, TimePoint
from escalate.timeline.shifts import shifts_of
from escalate.timeline.store import Store

HIGH_SCORE = 60.0  # from here on a score is strong (docs/codebook.md)


@dataclass(frozen=True, slots=True)
class Members:
    """The records of a series.

    Attributes
    ----------
    records : array of int
        Numbers of all its records.
    heads : array of int
        Places in `records` of those that count.
    copies : array of int
        Further printings of each of the heads.
    up, down : array of float
        Points of each of the records, NaN where they are not held.
    """

    name: str
    records: np.ndarray
    heads: np.ndarray
    copies: np.ndarray
    up: np.ndarray
    down: np.ndarray

    @classmethod
    def of(
        cls, name: str, records: np.ndarray, stories: np.ndarray, days: np.ndarray, up: np.ndarray, down: np.ndarray
    ) -> Members:
        """The members with their copies found."""
        heads, counts = np.unique(heads_of(stories[records], days[records]), return_counts=True)
        return cls(name, records, heads, counts - 1, up, down)


def series_of(
    store: Store, members: Members, periods: np.ndarray, low: int, high: int, every: str, articles: int
) -> Series:
    """The series of some records.

    Parameters
    ----------
    store : Store
    members : Members
    periods : array of int
        Of each record of the store, counted from `low`.
    low, high : int
        First and last period of the timeline.
    every : str
    articles : int
        Listed at each point.
    """
    counted = periods[members.records[members.heads]]
    order = np.argsort(counted, kind="stable")
    edges = np.searchsorted(counted[order], np.arange(high - low + 2))
    points = []
    for number, (begin, end) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
        bounds = bounds_of(low + number, every)
        points.append(_point(store, members, order[begin:end], bounds, articles))
    return Series(
        name=members.name,
        articles=len(members.heads),
        copies=int(members.copies.sum()),
        points=tuple(points),
        shifts=_shifts(points),
    )


def _point(store: Store, members: Members, chosen: np.ndarray, bounds: tuple[date, date], articles: int) -> TimePoint:
    if not len(chosen):
        return TimePoint(*bounds, 0, 0, None, None, None, None, (), None, None)
    places = members.heads[chosen]
    records = members.records[places]
    scores = store.column("score")[records]
    low, high = interval_of(scores) or (None, None)
    levels = np.bincount(store.column("level")[records], minlength=LEVELS) / len(records)
    return TimePoint(
        start=bounds[0],
        end=bounds[1],
        articles=len(records),
        copies=int(members.copies[chosen].sum()),
        mean=_figure(scores.mean()),
        low=None if low is None else _figure(low),
        high=None if high is None else _figure(high),
        high_share=_share((scores >= HIGH_SCORE).mean()),
        levels=tuple(_share(share) for share in levels),
        up=_mean_held(members.up[places]),
        down=_mean_held(members.down[places]),
        listed=tuple(
            store.listed(number, date.fromordinal(int(store.column("day")[number])).isoformat())
            for number in records[np.lexsort((records, -scores))][:articles].tolist()
        ),
    )


def _shifts(points: list[TimePoint]) -> tuple[Shift, ...]:
    """Of the points that have articles; the means on both sides are over articles, not over points."""
    held = [(point, point.mean) for point in points if point.mean is not None]
    means, weights = [mean for _, mean in held], [float(point.articles) for point, _ in held]
    cuts = shifts_of(means, weights)
    edges = [0, *cuts, len(held)]
    levels = [float(np.average(means[low:high], weights=weights[low:high])) for low, high in pairwise(edges)]
    return tuple(
        Shift(held[cut][0].start, _figure(levels[number]), _figure(levels[number + 1]))
        for number, cut in enumerate(cuts)
    )


def _mean_held(points: np.ndarray) -> float | None:
    held = points[~np.isnan(points)]
    return _figure(held.mean()) if len(held) else None


def _figure(value: float) -> float:
    return round(float(value), 1)


def _share(value: float) -> float:
    return round(float(value), 4)
