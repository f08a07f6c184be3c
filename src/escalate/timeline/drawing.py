"""Where the parts of a series' chart stand, in units of its view box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from escalate.timeline.results import Series, TimePoint

WIDTH, HEIGHT = 960, 340
LEFT, RIGHT, TOP, FLOOR = 44, 948, 24, 240  # of the plot of means; 0 stands on the floor, 100 at the top
BARS_TOP, BARS_FLOOR = 258, 306  # of the strip with the numbers of articles
LABELS_AT = 328
_MOST_LABELS = 8
_GRID = (0, 20, 40, 60, 80, 100)
_SHORT_LABEL = 54  # units that the words of a change need


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with articles: where it stands, its whisker and its bar, and the list that it opens."""

    point: TimePoint
    link: str
    x: float
    y: float
    high: float | None
    low: float | None
    bar: float
    tells: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A change of the mean: a dashed line before the point where it begins, and its words in one of two rows."""

    x: float
    words: str
    row: float
    anchor: str


@dataclass(frozen=True, slots=True)
class SeriesChart:
    """All parts of a chart.

    Attributes
    ----------
    lines : tuple of str
        Points of polylines; a period without articles breaks the line.
    levels : tuple
        x from, x to and y of the mean of each stretch between changes; empty where nothing changes.
    grid, labels : tuple of tuple
        Place and words of the lines across and of the days below.
    half_bar, half_step : float
        Half the width of a bar, and of the stretch around a point that can be clicked.
    """

    series: Series
    name: str
    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    levels: tuple[tuple[float, float, float], ...]
    cuts: tuple[Cut, ...]
    grid: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]
    half_bar: float
    half_step: float
    most: int


def draw(series: Series, name: str) -> SeriesChart:
    """Lay out a series; `name` begins the ids of its parts."""
    count = len(series.points)
    step = (RIGHT - LEFT) / count
    at = [LEFT + step * (number + 0.5) for number in range(count)]
    most = max(point.articles for point in series.points)
    marks: list[Mark] = []
    lines: list[list[str]] = []
    run: list[str] = []
    for number, point in enumerate(series.points):
        if point.mean is None:
            lines.append(run)
            run = []
            continue
        x, y = round(at[number], 1), _height(point.mean)
        run.append(f"{x},{y}")
        high, low = (None if value is None else _height(value) for value in (point.high, point.low))
        bar = round((BARS_FLOOR - BARS_TOP) * point.articles / most, 1)
        marks.append(Mark(point, f"{name}p{number}", x, y, high, low, bar, _tells(point)))
    lines.append(run)
    begins = {point.start: at[number] - step / 2 for number, point in enumerate(series.points)}
    return SeriesChart(
        series=series,
        name=name,
        marks=tuple(marks),
        lines=tuple(" ".join(run) for run in lines if len(run) > 1),
        levels=_levels(series, begins),
        cuts=_cuts(series, begins),
        grid=tuple((_height(score), score) for score in _GRID),
        labels=_labels(series, at),
        half_bar=round(max(0.4, min(12.0, step * 0.4)), 2),
        half_step=round(step / 2, 2),
        most=most,
    )


def _height(score: float) -> float:
    return round(FLOOR - (FLOOR - TOP) * score / 100, 1)


def _tells(point: TimePoint) -> str:
    days = point.start.isoformat() if point.start == point.end else f"{point.start} to {point.end}"
    interval = "" if point.low is None else f" (95 %: {point.low} to {point.high})"
    return f"{days}: mean {point.mean}{interval}, {point.articles:,} article{'' if point.articles == 1 else 's'}"


def _levels(series: Series, begins: dict[date, float]) -> tuple[tuple[float, float, float], ...]:
    if not series.shifts:
        return ()
    edges = [float(LEFT), *(begins[shift.start] for shift in series.shifts), float(RIGHT)]
    means = [series.shifts[0].before, *(shift.after for shift in series.shifts)]
    return tuple(
        (round(low, 1), round(high, 1), _height(mean))
        for low, high, mean in zip(edges[:-1], edges[1:], means, strict=True)
    )


def _cuts(series: Series, begins: dict[date, float]) -> tuple[Cut, ...]:
    """The words of neighbours that are close stand in two rows."""
    cuts: list[Cut] = []
    for shift in series.shifts:
        x = round(begins[shift.start], 1)
        close = bool(cuts) and x - cuts[-1].x < 2 * _SHORT_LABEL and cuts[-1].row == TOP - 12
        anchor = "end" if x > RIGHT - _SHORT_LABEL else "middle" if x > LEFT + _SHORT_LABEL else "start"
        cuts.append(Cut(x, f"{shift.before:.0f} → {shift.after:.0f}", TOP - 2 if close else TOP - 12, anchor))
    return tuple(cuts)


def _labels(series: Series, at: list[float]) -> tuple[tuple[float, str], ...]:
    every = max(1, -(-len(at) // _MOST_LABELS))
    return tuple((round(at[number], 1), series.points[number].start.isoformat()) for number in range(0, len(at), every))
