"""What a batch run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INPUT_FORMATS = ("jsonl", "csv", "tsv", "json", "parquet", "text")
OUTPUT_FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".pq": "parquet"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the fields that hold text, title and id; None takes the usual names (text or body, title, id)."""

    text: str | None = None
    title: str | None = None
    id: str | None = None

    def renamed(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record with the usual names."""
        if self.text is None and self.title is None and self.id is None:
            return record
        renamed = dict(record)
        if self.text is not None:
            for name in ("text", "body", "content"):
                renamed.pop(name, None)
        for name, column in (("text", self.text), ("title", self.title), ("id", self.id)):
            if column is not None:
                renamed[name] = record.get(column)
        return renamed

    def named(self) -> tuple[str, ...]:
        """The columns that the user named."""
        return tuple(name for name in (self.text, self.title, self.id) if name is not None)


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """Options of a run.

    Attributes
    ----------
    columns : Columns
    input_format : str or None
        Overrides what the suffix says; one of `INPUT_FORMATS`.
    explain : bool
        Full assessments instead of the compact columns.
    workers : int
        Processes that score.
    resume : bool
        Continue an unfinished run.
    force : bool
        Write over an output that is there.
    """

    columns: Columns = Columns()
    input_format: str | None = None
    explain: bool = False
    workers: int = 1
    resume: bool = False
    force: bool = False

    def of_result(self) -> dict[str, Any]:
        """What decides the content of the output: a run can only be resumed with the same."""
        columns = self.columns
        return {
            "input_format": self.input_format,
            "text_column": columns.text,
            "title_column": columns.title,
            "id_column": columns.id,
            "explain": self.explain,
        }
