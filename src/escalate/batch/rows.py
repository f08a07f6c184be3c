"""What is written of an article: the compact columns, or the full assessment."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from escalate.explain.assessment import Assessment
from escalate.read.article import Article
from escalate.report.safe import csv_cell
from escalate.report.tables import top_reasons, warnings_of

COLUMNS = (
    "id", "title", "date", "source", "url", "score", "band", "level", "direction", "interval_low", "interval_high",
    "review", "cues", "top_reasons", "warnings",
)  # fmt: skip
EXPLAINED = "assessment"  # the further column of tables: the assessment as JSON


def column_names(explain: bool) -> tuple[str, ...]:
    """The columns of a table."""
    return (*COLUMNS, EXPLAINED) if explain else COLUMNS


def row_of(article: Article, assessment: Assessment, explain: bool) -> tuple[Any, ...]:
    """Values in the order of `column_names`."""
    a = assessment
    row = (
        a.id, a.title, _day(article), article.source, article.url, a.score, a.band, a.level, a.direction,
        *a.interval, a.review, len(a.cues), top_reasons(a), warnings_of(a),
    )  # fmt: skip
    return (*row, a.to_json(indent=None)) if explain else row


def json_line(article: Article, assessment: Assessment, explain: bool) -> bytes:
    """One line of JSON: the compact columns, or the assessment with date, source and url."""
    if explain:
        carried = {"date": _day(article), "source": article.source, "url": article.url}
        data = {**assessment.to_dict(), **carried}
    else:
        data = dict(zip(COLUMNS, row_of(article, assessment, False), strict=True))
    return encode_json(data)


def encode_json(data: dict[str, Any]) -> bytes:
    """A line of UTF-8; half a surrogate pair, which UTF-8 cannot hold, stays as its JSON escape."""
    return (json.dumps(data, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def csv_lines(rows: list[tuple[Any, ...]]) -> bytes:
    """Rows of CSV; truth values are true and false as in JSON, and no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([str(value).lower() if isinstance(value, bool) else csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8", "replace")


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with text that UTF-8 can hold, for Arrow."""
    return tuple(v.encode("utf-8", "replace").decode("utf-8") if isinstance(v, str) else v for v in row)


def _day(article: Article) -> str | None:
    return article.date.isoformat()[:10] if article.date else None
