"""Records of the inputs, one after the other, each with its position."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from escalate.batch.csv_rows import read_rows
from escalate.batch.options import Columns
from escalate.batch.sources import Source
from escalate.batch.streams import MAX_LINE, Foreign, Stream, damage, read_lines
from escalate.errors import InputError
from escalate.read.article import decode, decode_western

MAX_JSON = 100_000_000  # bytes of a JSON file, decompressed; in memory it takes some ten times as much
_USUAL_NAMES = ("text", "body", "content", "title", "id", "date", "source", "url")
_ROWS_READ = 512  # of a Parquet file at a time


@dataclass(frozen=True, slots=True)
class Record:
    """One record, not yet decoded: that is the workers' part.

    Attributes
    ----------
    where : str
        File and line, row or record, counted from 1.
    kind : str
        "line" (payload: bytes of JSON), "fields" (a mapping), "file" (a `Source`), "stdin" (bytes of one article),
        or "fault" (a reason).
    payload : object
    done : int
        Bytes of the input read up to here.
    """

    where: str
    kind: str
    payload: Any
    done: int

    def size(self) -> int:
        """About how many bytes there are to score."""
        if isinstance(self.payload, bytes):
            return len(self.payload)
        if isinstance(self.payload, Source):
            return self.payload.size
        if isinstance(self.payload, dict):
            return sum(len(value) for value in self.payload.values() if isinstance(value, str))
        return 0


def read_records(source: Source, columns: Columns, usual: Collection[str] = _USUAL_NAMES) -> Iterator[Record]:
    """The records of one input; damage ends it with a fault record and never an error.

    Parameters
    ----------
    source : Source
    columns : Columns
    usual : collection of str
        Columns of a Parquet file that are read beside the named ones.

    Raises
    ------
    InputError
        A table lacks the column of the text, or standard input is of an unknown kind.
    """
    if source.kind == "text" and source.path != "-":
        yield Record(source.path, "file", source, source.size)
        return
    where = source.name
    done = 0
    try:
        if source.kind == "parquet":
            for record in _parquet(source, columns, usual):
                where, done = record.where, record.done
                yield record
            return
        stream = Stream(source)
        try:
            for record in _streamed(source, stream, columns):
                where, done = record.where, record.done
                yield record
        finally:
            stream.close()
    except InputError:
        raise
    except Exception as error:  # whatever a decompressor or Arrow raises over a damaged file
        after = "" if where == source.name else f" after {where}"
        yield Record(f"{source.name}{after}", "fault", damage(error), done)


def _streamed(source: Source, stream: Stream, columns: Columns) -> Iterator[Record]:
    kind = source.kind
    if not kind:
        if not stream.lines.peek(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            raise InputError("standard input: not JSON lines. Say what it is with --input-format csv, tsv or text.")
        kind = "jsonl"
    if kind == "jsonl":
        yield from _json_lines(source, stream)
    elif kind in ("csv", "tsv"):
        yield from _csv_rows(source, stream, columns)
    elif kind == "json":
        yield from _json_file(source, stream)
    elif kind == "parquet":
        raise InputError("standard input: Parquet cannot be streamed. Give the file's name.")
    else:
        yield Record(source.name, "stdin", stream.lines.read(MAX_LINE), 0)


def _json_lines(source: Source, stream: Stream) -> Iterator[Record]:
    for number, line in enumerate(read_lines(stream.lines), 1):
        if not line.isspace():
            where = f"{source.name}:{number}"
            if len(line) >= MAX_LINE:
                yield Record(where, "fault", f"the line is over {MAX_LINE:,} bytes. Split it", stream.done())
            else:
                yield Record(where, "line", line, stream.done())


def _json_file(source: Source, stream: Stream) -> Iterator[Record]:
    """A JSON file is read whole; JSON lines are the form for many records."""
    try:
        content = stream.lines.read(MAX_JSON + 1)
        if len(content) > MAX_JSON:
            reason = f"over {MAX_JSON:,} bytes, and JSON is read whole. Give JSON lines, which have no such limit"
            yield Record(source.name, "fault", reason, stream.done())
            return
        data = json.loads(decode(content, source.name))
    except (ValueError, RecursionError) as error:
        yield Record(source.name, "fault", f"not valid JSON ({error}). Mend it", stream.done())
        return
    records = data if isinstance(data, list) else [data]
    for number, record in enumerate(records, 1):
        yield Record(f"{source.name}: record {number}", "fields", record, stream.done())


def _csv_rows(source: Source, stream: Stream, columns: Columns) -> Iterator[Record]:
    lines = (_line_text(line) for line in read_lines(stream.lines))
    header_line = next(lines, "")
    delimiter = "\t" if source.kind == "tsv" else max(",;\t", key=header_line.count)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    if not header:
        return
    check_columns(source.name, header, columns)
    for row in read_rows(lines, delimiter, 2):
        where = f"{source.name}:{row.line}"
        if row.fault:
            yield Record(where, "fault", row.fault, stream.done())
        elif len(row.fields) == len(header):
            yield Record(where, "fields", dict(zip(header, row.fields, strict=True)), stream.done())
        elif row.fields:
            reason = f"has {len(row.fields)} fields where the header has {len(header)}. Mend the row"
            yield Record(where, "fault", reason, stream.done())


def _line_text(line: bytes) -> str:
    """A line of a spreadsheet: UTF-8, or Windows-1252 as older ones write."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return decode_western(line, "")
        except InputError:
            raise Foreign from None


def _parquet(source: Source, columns: Columns, usual: Collection[str]) -> Iterator[Record]:
    import pyarrow.parquet as pq

    # Buffered reading streams within a row group; otherwise its columns are loaded whole.
    with pq.ParquetFile(source.path, buffer_size=1 << 20, pre_buffer=False) as file:
        names = file.schema_arrow.names
        check_columns(source.name, names, columns)
        wanted = [name for name in names if name in usual or name in columns.named()]
        number, total = 0, max(1, file.metadata.num_rows)
        for batch in file.iter_batches(batch_size=_ROWS_READ, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield Record(f"{source.name}: row {number}", "fields", row, source.size * number // total)


def check_columns(where: str, names: list[str], columns: Columns) -> None:
    """Refuse a table without the columns that the run reads, before it begins.

    Raises
    ------
    InputError
    """
    for name in columns.named():
        if name not in names:
            raise InputError(f"{where}: has no column '{name}'. Its columns are: {', '.join(names)}.")
    if columns.text is None and not any(name in names for name in ("text", "body", "content")):
        raise InputError(
            f"{where}: has no column 'text' or 'body' (its columns are: {', '.join(names)}). "
            "Name the one that holds the text with --text-column."
        )
