"""What a timeline tells: series of points, the shifts in them, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from escalate.errors import EscalateError

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "escalate-timeline/1"
LEVELS = 6


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article of a point, as a list shows it; `reasons` are the main ones in one line."""

    id: str
    title: str
    date: str
    source: str
    score: float
    level: int
    reasons: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "id": self.id,
            "title": self.title,
            "date": self.date,
            "source": self.source,
            "score": self.score,
            "level": self.level,
            "reasons": self.reasons,
        }


@dataclass(frozen=True, slots=True)
class TimePoint:
    """The articles of one day, week or month.

    Attributes
    ----------
    start, end : date
        First and last day.
    articles : int
        Stories, each counted once; 0 where there are none, and then all figures are None.
    copies : int
        Further printings of these stories, which count for nothing.
    mean : float or None
        Of the scores.
    low, high : float or None
        95 % bootstrap interval of the mean; None under three articles.
    high_share : float or None
        Share of articles that score 60 or more, 0 to 1.
    levels : tuple of float
        Share of articles at each level, 0 to 5; empty where there are no articles.
    up, down : float or None
        Mean points of the cues that raise and that lower a score, over the articles whose records hold them.
    listed : tuple of ListedArticle
        The articles with the highest scores, highest first, as many as were asked for.
    """

    start: date
    end: date
    articles: int
    copies: int
    mean: float | None
    low: float | None
    high: float | None
    high_share: float | None
    levels: tuple[float, ...]
    up: float | None
    down: float | None
    listed: tuple[ListedArticle, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "articles": self.articles,
            "copies": self.copies,
            "mean": self.mean,
            "low": self.low,
            "high": self.high,
            "high_share": self.high_share,
            "levels": list(self.levels),
            "up": self.up,
            "down": self.down,
            "listed": [article.to_dict() for article in self.listed],
        }


@dataclass(frozen=True, slots=True)
class Shift:
    """A change point: from `start` on, the mean is another one than before, up to the next shift on either side."""

    start: date
    before: float
    after: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"start": self.start.isoformat(), "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the timeline: all articles, or those of a pair or a source.

    Attributes
    ----------
    name : str
        "all", the pair as SOURCE-TARGET, or the source.
    articles, copies : int
        Sums over its points.
    points : tuple of TimePoint
        One for every period from the first to the last of the whole timeline, in order.
    shifts : tuple of Shift
    """

    name: str
    articles: int
    copies: int
    points: tuple[TimePoint, ...]
    shifts: tuple[Shift, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "name": self.name,
            "articles": self.articles,
            "copies": self.copies,
            "points": [point.to_dict() for point in self.points],
            "shifts": [shift.to_dict() for shift in self.shifts],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """Scored articles over time.

    Attributes
    ----------
    every : str
        day, week or month.
    by : str or None
        pair or source; None for all articles as one series.
    series : tuple of Series
        Those with the most articles first.
    records : int
        All that were read; they are the sum of those used, `undated` and `outside`.
    used : int
        Records that count, copies among them.
    copies : int
        Records that print again what another of the records used printed within a week.
    undated : int
        Records without a date, left out.
    outside : int
        Records left out because of `pairs`, `start` or `end`.
    unnamed : int
        Records used that are in no series, because they name no pair or no source.
    series_left_out : int
        Series with fewer articles than the ones kept.
    """

    every: str
    by: str | None
    series: tuple[Series, ...]
    records: int
    used: int
    copies: int
    undated: int
    outside: int
    unnamed: int
    series_left_out: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the order of the contract."""
        return {
            "schema": SCHEMA,
            "every": self.every,
            "by": self.by,
            "records": self.records,
            "used": self.used,
            "copies": self.copies,
            "undated": self.undated,
            "outside": self.outside,
            "unnamed": self.unnamed,
            "series_left_out": self.series_left_out,
            "series": [series.to_dict() for series in self.series],
        }

    def rows(self) -> list[dict[str, Any]]:
        """The points as flat rows, series by series; `shift` is the step of the mean that begins there, else None."""
        rows = []
        for series in self.series:
            steps = {shift.start: shift.after - shift.before for shift in series.shifts}
            for point in series.points:
                row: dict[str, Any] = {"series": series.name}
                row |= {key: value for key, value in point.to_dict().items() if key not in ("levels", "listed")}
                shares = point.levels or (None,) * LEVELS
                row |= {f"level_{level}": share for level, share in enumerate(shares)}
                step = steps.get(point.start)
                row["shift"] = None if step is None else round(step, 1)
                rows.append(row)
        return rows

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas data frame, `start` and `end` as times.

        Raises
        ------
        EscalateError
            pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            told = "a data frame needs pandas. Install it with: pip install 'escalation-signals[pandas]'"
            raise EscalateError(told) from None
        frame = pd.DataFrame(self.rows())
        for name in ("start", "end"):
            frame[name] = pd.to_datetime(frame[name])
        figures = [name for name in frame.columns if name not in ("series", "start", "end", "articles", "copies")]
        frame[figures] = frame[figures].astype(float)
        return frame
