"""Rows of a table file as dictionaries of strings: CSV, TSV, JSON lines, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from escalate.corpus.rated import read_records
from escalate.errors import InputError
from escalate.read.article import decode

SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".parquet")
_FIELD_LIMIT = 5_000_000  # characters in one field


def read_rows(path: Path, *, header: bool = True) -> list[dict[str, Any]]:
    """The rows of a table.

    Parameters
    ----------
    header : bool
        Whether the first line of a CSV or TSV file names its columns; without, they are called 0, 1, 2 …

    Raises
    ------
    InputError
        The file cannot be read, or its kind is not known.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path}: unknown kind of file. Give {', '.join(SUFFIXES)}.")
    if suffix == ".parquet":
        return _from_parquet(path)
    if suffix in (".jsonl", ".ndjson"):
        return [record for _, record in read_records(path)]
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    if suffix == ".json":
        return _from_json(text, path)
    return list(_from_csv(text, path, header, "," if suffix == ".csv" else "\t"))


def _from_parquet(path: Path) -> list[dict[str, Any]]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        hint = "Run `pip install pyarrow`, or give CSV or JSON lines"
        raise InputError(f"{path}: reading Parquet needs pyarrow. {hint}.") from None
    try:
        rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
    except (OSError, pyarrow.ArrowException) as error:
        raise InputError(f"{path}: not a readable Parquet file ({error}). Check the path.") from None
    return rows


def _from_json(text: str, path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not valid JSON ({error}). Give a list of objects.") from None
    if isinstance(data, dict) and isinstance(data.get("text"), str):  # one article
        return [data]
    if isinstance(data, dict):  # id → text, or id → object
        return [{"id": key, **(value if isinstance(value, dict) else {"text": value})} for key, value in data.items()]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise InputError(f"{path}: not a list of JSON objects. Give one, or JSON lines.")
    return data


def _from_csv(text: str, path: Path, header: bool, delimiter: str) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_FIELD_LIMIT)
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    # In TSV files of text a quotation mark is a quotation mark.
    tabs = delimiter == "\t"
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
    names: list[str] | None = None
    try:
        for row in reader:
            if not row:
                continue
            if header and names is None:
                names = row
                continue
            keys = names or [str(number) for number in range(len(row))]
            yield dict(zip(keys, row, strict=False))
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: not readable as CSV ({error}). Check its quotes.") from None


def column(row: dict[str, Any], name: str, where: str) -> Any:
    """The value in a column.

    Raises
    ------
    InputError
        There is no such column; the message names those that there are.
    """
    if name not in row:
        raise InputError(f"{where}: has no column {name!r}. Its columns are {', '.join(sorted(map(str, row)))}.")
    return row[name]
