"""What the helpers share: rows in, the added columns out; a row that fails keeps its place and says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from escalate.errors import EscalateError, InputError
from escalate.processes import map_in_order
from escalate.read.article import Article
from escalate.report.tables import top_reasons
from escalate.scorer import Scorer

ADDED = ("score", "band", "level", "direction", "top_reasons", "error")
_ROWS = 64  # that a worker gets together


def columns_read(
    names: Sequence[str], text_column: str, title_column: str | None, date_column: str | None
) -> dict[str, str]:
    """Which column serves as text, title and date; title and date are optional.

    Raises
    ------
    InputError
        A column that was named is not there.
    """
    for name in (text_column, title_column, date_column):
        if name is not None and name not in names:
            raise InputError(f"data frame: has no column '{name}'. Its columns are: {', '.join(map(str, names))}.")
    chosen = {"text": text_column}
    for field, column in (("title", title_column), ("date", date_column)):
        if column is not None or field in names:
            chosen[field] = column or field
    return chosen


def new_names(names: Iterable[str], prefix: str) -> tuple[str, ...]:
    """The names of the added columns.

    Raises
    ------
    InputError
        The data frame has such a column already.
    """
    added = tuple(prefix + name for name in ADDED)
    taken = [name for name in added if name in set(names)]
    if taken:
        raise InputError(
            f"data frame: has a column '{taken[0]}' already. Give a prefix for the new ones, as prefix='escalate_'."
        )
    return added


def by_column(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> Iterator[tuple[str, str, Sequence[Any]]]:
    """Name, kind (of `ADDED`) and values of each added column, of rows in the order of `ADDED`."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return zip(names, ADDED, columns, strict=True)


def score_rows(scorer: Scorer, fields: Mapping[str, Sequence[Any]], workers: int = 1) -> list[tuple[Any, ...]]:
    """Values of the added columns, in the order of `ADDED`, a row each.

    Parameters
    ----------
    scorer : Scorer
    fields : mapping of text, title and date to their values
        None where a value is missing.
    workers : int
    """
    names = list(fields)
    records = [dict(zip(names, values, strict=True)) for values in zip(*fields.values(), strict=True)]
    chunks = (records[start : start + _ROWS] for start in range(0, len(records), _ROWS))
    return [row for rows in map_in_order(_score_records, scorer, chunks, workers) for row in rows]


def _score_records(scorer: Scorer, records: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [_score_record(scorer, record) for record in records]


def _score_record(scorer: Scorer, record: dict[str, Any]) -> tuple[Any, ...]:
    try:
        if isinstance(record.get("date"), datetime):
            record = {**record, "date": record["date"].date()}
        a = scorer.score(Article.from_record(record, "row"))
    except EscalateError as error:
        return (None, None, None, None, None, str(error).removeprefix("row: "))
    except Exception as error:  # one bad row never stops a job
        return (None, None, None, None, None, f"{type(error).__name__}: {error}")
    return (a.score, a.band, a.level, a.direction, top_reasons(a), None)
