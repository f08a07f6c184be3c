"""Files as `escalate batch` writes them, record by record, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from escalate.batch.options import Columns
from escalate.batch.records import Record, read_records
from escalate.batch.sources import find_all
from escalate.errors import InputError

FORMATS = ("jsonl", "csv", "tsv", "json", "parquet")
# What a Parquet file is read for, beside the score.
FIELDS = (
    "id", "title", "date", "source", "level", "top_reasons", "assessment", "text", "body", "content",
)  # fmt: skip
_SCORE = Columns(text="score")  # a table without this column is refused before it is read


def read_scored(inputs: tuple[str, ...], input_format: str | None = None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The records of all inputs, each with its place for messages.

    Parameters
    ----------
    inputs : tuple of str
        Files, folders and globs; ``-`` is standard input.
    input_format : str, optional
        One of `FORMATS`; overrides the suffix.

    Raises
    ------
    InputError
        An input is missing, damaged, not of scored records, or holds a record that cannot be read.
    """
    for _, source in find_all(inputs, input_format, ()):
        if source.kind == "text":
            raise InputError(f"{source.name}: is no file of scored records. Give what `escalate batch` has written.")
        for record in read_records(source, _SCORE, FIELDS):
            yield record.where, _fields(record)


def _fields(record: Record) -> Mapping[str, Any]:
    if record.kind == "fault":
        raise InputError(f"{record.where}: {record.payload}.")
    data = record.payload
    if record.kind == "line":
        try:
            data = json.loads(data)
        except (ValueError, RecursionError) as error:
            problem = getattr(error, "msg", "") or "nested too deeply, or no UTF-8"
            raise InputError(f"{record.where}: not valid JSON ({problem}). Mend or remove the line.") from None
    if not isinstance(data, dict):
        raise InputError(f"{record.where}: is no JSON object. Give records as `escalate batch` writes them.")
    return data
