"""Scores as columns of a pandas data frame (extra ``pandas``)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from escalate.integrations.frames import by_column, columns_read, new_names, score_rows
from escalate.scorer import Scorer

_TYPES = {"score": "float64", "level": "Int8", "direction": "Int8"}


def add_scores(
    frame: pd.DataFrame,
    text_column: str = "text",
    *,
    title_column: str | None = None,
    date_column: str | None = None,
    scorer: Scorer | None = None,
    workers: int = 1,
    prefix: str = "",
) -> pd.DataFrame:
    """A copy of the frame with `score`, `band`, `level`, `direction`, `top_reasons` and `error`.

    Parameters
    ----------
    frame : DataFrame
    text_column : str
    title_column, date_column : str, optional
        ``title`` and ``date`` are used where there are such columns.
    scorer : Scorer, optional
        The shipped rules and model by default.
    workers : int
        Processes that score.
    prefix : str
        Goes before the names of the added columns.

    Returns
    -------
    DataFrame
        Rows and index as given. A row that cannot be scored has its reason in `error`, the rest missing.

    Raises
    ------
    InputError
        A column is missing, or has the name of an added one.
    """
    names = [str(name) for name in frame.columns]
    chosen = columns_read(names, text_column, title_column, date_column)
    added = new_names(names, prefix)
    fields = {field: values_of(frame[column]) for field, column in chosen.items()}
    rows = score_rows(scorer or Scorer.load(), fields, workers)
    return frame.assign(**scored_columns(rows, added, frame.index))


def values_of(column: pd.Series[Any]) -> list[Any]:
    """The values, None where one is missing."""
    return [None if gone else value for value, gone in zip(column.tolist(), column.isna(), strict=True)]


def scored_columns(rows: list[tuple[Any, ...]], names: tuple[str, ...], index: pd.Index[Any]) -> dict[str, Any]:
    """The added columns by name."""
    return {
        name: pd.Series(list(values), index=index, dtype=_TYPES.get(kind, "object"))
        for name, kind, values in by_column(rows, names)
    }
