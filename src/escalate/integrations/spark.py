"""Scores as columns of a Spark data frame (extra ``spark``).

The driver reads rules and model once and broadcasts the ready scorer; executors need the package installed (or shipped
with ``--py-files``) but no rule or model folder. Each executor process unpacks the scorer once and keeps it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from escalate.integrations.frames import ADDED, columns_read, new_names, score_rows
from escalate.scorer import Scorer

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame


def score_dataframe(
    frame: DataFrame,
    text_column: str = "text",
    *,
    title_column: str | None = None,
    date_column: str | None = None,
    rules: str | Path | None = None,
    model: str | Path | None = None,
    use_model: bool = True,
    scorer: Scorer | None = None,
    prefix: str = "",
) -> DataFrame:
    """The frame with `score`, `band`, `level`, `direction`, `top_reasons` and `error`; lazy, as Spark is.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
    text_column : str
    title_column, date_column : str, optional
        ``title`` and ``date`` are used where there are such columns.
    rules, model : path, optional
        Folders on the driver; the shipped ones by default.
    use_model : bool
        False scores with rules alone.
    scorer : Scorer, optional
        Instead of rules and model.
    prefix : str
        Goes before the names of the added columns.

    Returns
    -------
    pyspark.sql.DataFrame
        A row that cannot be scored has its reason in `error`, the rest null. No row stops the job.

    Raises
    ------
    EscalateError
        A column is missing or taken, or rules or model are faulty.
    """
    from pyspark.sql.types import ByteType, DoubleType, StringType, StructType

    chosen = columns_read(frame.columns, text_column, title_column, date_column)
    added = new_names(frame.columns, prefix)
    ready = scorer or Scorer.load(rules, model, use_model=use_model)
    data = pickle.dumps(ready, pickle.HIGHEST_PROTOCOL)
    shared = frame.sparkSession.sparkContext.broadcast(data)
    types = {"score": DoubleType(), "level": ByteType(), "direction": ByteType()}
    schema = StructType(list(frame.schema.fields))
    for name, kind in zip(added, ADDED, strict=True):
        schema = schema.add(name, types.get(kind, StringType()))
    return frame.mapInPandas(_scoring(shared, sha256(data).hexdigest(), chosen, added), schema)


def _scoring(
    shared: Any, key: str, chosen: dict[str, str], added: tuple[str, ...]
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """The function that executors run over the batches of a partition."""

    def score_batches(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        from escalate.integrations import spark  # by name: what is pickled with this function is a copy
        from escalate.integrations.pandas import scored_columns, values_of

        scorer = spark.unpacked(key, shared)
        for batch in batches:
            fields = {field: values_of(batch[column]) for field, column in chosen.items()}
            yield batch.assign(**scored_columns(score_rows(scorer, fields), added, batch.index))

    return score_batches


# Of an executor process: the scorer by the digest of its bytes. A process serves many tasks; unpacking takes as long as
# scoring hundreds of short articles, so it is done once. Only the last one is kept.
_unpacked: dict[str, Scorer] = {}


def unpacked(key: str, shared: Any) -> Scorer:
    """The scorer of this process, made from the broadcast bytes on first use."""
    if key not in _unpacked:
        _unpacked.clear()
        _unpacked[key] = pickle.loads(shared.value)
    return _unpacked[key]
