"""Days, weeks and months as numbers in a row."""

from __future__ import annotations

from datetime import date, timedelta

from escalate.errors import InputError

EVERY = ("day", "week", "month")
MOST_PERIODS = 20_000  # fifty years of days; more is a date written wrong


def period_of(day: int, every: str) -> int:
    """Number of the period that holds a day, counted as `date.toordinal`; neighbours have numbers one apart."""
    if every == "day":
        return day
    if every == "week":
        return (day - 1) // 7  # the first of January of the year 1 was a Monday, as ISO 8601 begins weeks
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def bounds_of(period: int, every: str) -> tuple[date, date]:
    """First and last day of a period."""
    if every == "day":
        return date.fromordinal(period), date.fromordinal(period)
    if every == "week":
        first = date.fromordinal(period * 7 + 1)
        return first, min(first, date.max - timedelta(days=6)) + timedelta(days=6)
    first = date(period // 12, period % 12 + 1, 1)
    following = period + 1
    if following // 12 > date.max.year:
        return first, date.max
    return first, date(following // 12, following % 12 + 1, 1) - timedelta(days=1)


def check_length(first: int, last: int, every: str) -> None:
    """Refuse more periods than a chart or a table of them is good for.

    Raises
    ------
    InputError
    """
    if last - first >= MOST_PERIODS:
        low, high = bounds_of(first, every)[0], bounds_of(last, every)[1]
        raise InputError(
            f"the records run from {low} to {high}, over {MOST_PERIODS:,} times a {every}. "
            "Mend the dates, narrow them with --from and --to, or take longer periods with --every."
        )
