"""Outputs that can be cut off at any instant: appended lines, and Parquet in parts.

JSON lines and CSV grow by whole lines; a kill during the write itself can leave the last line unfinished, which
`--resume` cuts off. Parquet cannot be appended to, so a run writes parts, each of them whole and readable from the
moment that it has its name (`OUT.parts/part-000000.parquet` …), and puts them together at the end.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Protocol

from escalate.batch.rows import EXPLAINED, column_names, csv_lines
from escalate.batch.state import replace_file, sync_folder, write_all
from escalate.errors import InputError

_PART_ROWS = 50_000
_PART_BYTES = 32 << 20
_ROW_GROUP = 65_536
_PARQUET_TYPES = {
    "score": "double", "level": "int8", "direction": "int8", "interval_low": "double", "interval_high": "double",
    "review": "bool", "cues": "int32",
}  # fmt: skip


class Output(Protocol):
    """Where results go.

    `position` is what the state file keeps: bytes or parts that are on the disk.
    """

    position: int
    seconds_between: float

    def append(self, results: bytes | list[tuple[Any, ...]]) -> None:
        """Add results, in order."""

    def full(self) -> bool:
        """Whether a checkpoint is due before its time."""

    def sync(self) -> None:
        """Bring all that was appended onto the disk and set `position`."""

    def finish(self) -> None:
        """After the last `sync`: make the output whole under its own name."""

    def clear(self) -> None:
        """After the run is recorded as complete: remove what only an unfinished run needs."""

    def close(self) -> None:
        """Let go of files."""


class Lines:
    """A file of lines, begun or continued after `position` bytes.

    Raises
    ------
    InputError
        The file is shorter than the state says.
    """

    seconds_between = 2.0

    def __init__(self, path: Path, position: int, header: bytes = b"") -> None:
        self.position = self._end = position
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        if os.fstat(self._descriptor).st_size < position:
            os.close(self._descriptor)
            raise InputError(f"{path}: is shorter than when the run stopped. Start again with --force.")
        os.ftruncate(self._descriptor, position)
        os.lseek(self._descriptor, position, os.SEEK_SET)
        if position == 0:
            self.append(header)

    def append(self, results: bytes | list[tuple[Any, ...]]) -> None:
        """Write whole lines; what a full disk did not take whole is taken back."""
        assert isinstance(results, bytes)
        try:
            write_all(self._descriptor, results)
        except OSError:
            os.ftruncate(self._descriptor, self._end)
            os.lseek(self._descriptor, self._end, os.SEEK_SET)
            raise
        self._end += len(results)

    def full(self) -> bool:
        """Never: lines are on their way to the disk as soon as they are appended."""
        return False

    def sync(self) -> None:
        """Wait for the disk."""
        os.fsync(self._descriptor)
        self.position = self._end

    def finish(self) -> None:
        """The file is as it should be."""

    def clear(self) -> None:
        """Nothing else was made."""

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


class ParquetParts:
    """Parts of a Parquet file, begun or continued after `position` parts."""

    seconds_between = 10.0

    def __init__(self, path: Path, position: int, explain: bool) -> None:
        import pyarrow as pa

        self.position = position
        self._path = path
        self._folder = parts_folder(path)
        self._folder.mkdir(exist_ok=True)
        types = {**_PARQUET_TYPES, EXPLAINED: "large_string"}
        self._schema = pa.schema([(name, types.get(name, "string")) for name in column_names(explain)])
        self._rows: list[tuple[Any, ...]] = []
        self._bytes = 0
        for part in sorted(self._folder.iterdir()):
            if part not in {self._part(number) for number in range(position)}:
                part.unlink()
        missing = [self._part(number) for number in range(position) if not self._part(number).exists()]
        if missing:
            raise InputError(f"{missing[0]}: is missing. Start again with --force.")

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:06}.parquet"

    def append(self, results: bytes | list[tuple[Any, ...]]) -> None:
        """Keep rows for the next part."""
        assert isinstance(results, list)
        self._rows += results
        self._bytes += sum(len(value) for row in results for value in row if isinstance(value, str))

    def full(self) -> bool:
        """Whether the rows kept should become a part."""
        return len(self._rows) >= _PART_ROWS or self._bytes >= _PART_BYTES

    def sync(self) -> None:
        """Write the rows kept as a part."""
        if not self._rows:
            return
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = [
            pa.array(values, field.type)
            for values, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        buffer = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_arrays(columns, schema=self._schema), buffer, compression="zstd")
        replace_file(self._part(self.position), buffer.getvalue().to_pybytes())
        self.position += 1
        self._rows, self._bytes = [], 0

    def finish(self) -> None:
        """Put the parts together, a few at a time, and give the result its name when it is whole."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        temporary = self._folder / "whole.new"
        with temporary.open("wb") as file:
            with pq.ParquetWriter(file, self._schema, compression="zstd") as writer:
                tables: list[Any] = []
                for number in range(self.position):
                    tables.append(pq.read_table(self._part(number)))
                    if sum(t.num_rows for t in tables) >= _ROW_GROUP or sum(t.nbytes for t in tables) >= _PART_BYTES:
                        writer.write_table(pa.concat_tables(tables))
                        tables = []
                if tables:
                    writer.write_table(pa.concat_tables(tables))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
        sync_folder(self._path.parent)

    def clear(self) -> None:
        """Remove the parts."""
        shutil.rmtree(self._folder)

    def close(self) -> None:
        """Parts are closed as they are written."""


def open_output(path: Path, output_format: str, position: int, explain: bool) -> Output:
    """The output of a run, begun (`position` 0) or continued."""
    if output_format == "parquet":
        return ParquetParts(path, position, explain)
    header = csv_lines([column_names(explain)]) if output_format == "csv" else b""
    return Lines(path, position, header)


def parts_folder(path: Path) -> Path:
    """Where the parts of an unfinished Parquet file are."""
    return path.with_name(path.name + ".parts")
