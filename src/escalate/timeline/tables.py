"""A timeline as text for a terminal, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json

from escalate.report.safe import csv_cell
from escalate.timeline.results import LEVELS, Series, Timeline, TimePoint

COLUMNS = (
    "series", "start", "end", "articles", "copies", "mean", "low", "high", "high_share",
    *(f"level_{level}" for level in range(LEVELS)), "up", "down", "shift",
)  # fmt: skip
_HEADER = (
    f"{'from':10}  {'articles':>8} {'copies':>6}  {'mean':>5} {'95 %':>13}  {'>=60':>5}  "
    + " ".join(f"{'L' + str(level):>4}" for level in range(LEVELS))
    + f"  {'up':>5} {'down':>5}  "
)
_NONE = "-"


def to_csv(told: Timeline) -> str:
    """A header and a line for each point; empty cells where there is no figure."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in told.rows():
        writer.writerow([csv_cell("" if row[name] is None else row[name]) for name in COLUMNS])
    return out.getvalue()


def to_json(told: Timeline) -> str:
    """The whole timeline."""
    return json.dumps(told.to_dict(), ensure_ascii=False, indent=2) + "\n"


def to_text(told: Timeline) -> str:
    """Tables for a terminal, one for each series; a change of the mean is told where it begins."""
    lines = [account(told)]
    for series in told.series:
        lines += ["", *_table(series)]
    return "\n".join(lines) + "\n"


def account(told: Timeline) -> str:
    """What became of all records, in one or two sentences."""
    parts = [f"{told.records:,} records: {told.used:,} used, {told.copies:,} of them copies"]
    parts += [f"{told.undated:,} without a date"] if told.undated else []
    parts += [f"{told.outside:,} outside the days or pairs asked for"] if told.outside else []
    line = ", ".join(parts) + "."
    if told.by and told.unnamed:
        line += f" {told.unnamed:,} of those used name no {told.by}."
    if told.series_left_out:
        line += f" {told.series_left_out:,} series with fewer articles are left out (--top)."
    return line


def _table(series: Series) -> list[str]:
    steps = {shift.start: shift for shift in series.shifts}
    title = f"{' '.join(series.name.split())}: {series.articles:,} articles, {series.copies:,} copies"
    lines = [title, _HEADER.rstrip()]
    for point in series.points:
        shift = steps.get(point.start)
        told = f"change: {shift.before:.1f} to {shift.after:.1f}" if shift else ""
        lines.append((_row(point) + told).rstrip())
    return lines


def _row(point: TimePoint) -> str:
    interval = _NONE if point.low is None else f"{point.low:.1f} to {point.high:.1f}"
    shares = point.levels or (None,) * LEVELS
    return (
        f"{point.start.isoformat():10}  {point.articles:>8,} {point.copies:>6,}  "
        f"{_cell(point.mean):>5} {interval:>13}  {percent(point.high_share):>5}  "
        + " ".join(f"{percent(share):>4}" for share in shares)
        + f"  {_cell(point.up):>5} {_cell(point.down):>5}  "
    )


def _cell(value: float | None) -> str:
    return _NONE if value is None else f"{value:.1f}"


def percent(share: float | None) -> str:
    """A share as people read it, in percent without the sign."""
    return _NONE if share is None else f"{100 * share:.0f}%"
