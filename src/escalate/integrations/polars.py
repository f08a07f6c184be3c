"""Scores as columns of a Polars data frame (extra ``polars``)."""

from __future__ import annotations

import polars as pl

from escalate.integrations.frames import by_column, columns_read, new_names, score_rows
from escalate.scorer import Scorer

_TYPES = {"score": pl.Float64(), "level": pl.Int8(), "direction": pl.Int8()}


def add_scores(
    frame: pl.DataFrame | pl.LazyFrame,
    text_column: str = "text",
    *,
    title_column: str | None = None,
    date_column: str | None = None,
    scorer: Scorer | None = None,
    workers: int = 1,
    prefix: str = "",
) -> pl.DataFrame:
    """The frame with `score`, `band`, `level`, `direction`, `top_reasons` and `error`.

    Parameters
    ----------
    frame : DataFrame or LazyFrame
        A lazy one is collected: a score needs the text itself.
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
        A row that cannot be scored has its reason in `error`, the rest null.

    Raises
    ------
    InputError
        A column is missing, or has the name of an added one.
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    chosen = columns_read(frame.columns, text_column, title_column, date_column)
    added = new_names(frame.columns, prefix)
    fields = {field: frame[column].to_list() for field, column in chosen.items()}
    rows = score_rows(scorer or Scorer.load(), fields, workers)
    return frame.with_columns(
        pl.Series(name, values, dtype=_TYPES.get(kind, pl.String())) for name, kind, values in by_column(rows, added)
    )
