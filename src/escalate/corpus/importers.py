"""Brings labelled texts of other formats into the corpus format: tables, folders, coded events, event notes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from escalate.corpus.labels import SCORE_OF_LEVEL
from escalate.corpus.tables import column, read_rows
from escalate.errors import InputError
from escalate.read.article import decode

Record = dict[str, Any]

_ACLED_COLUMNS = ("notes", "event_type", "sub_event_type", "event_date")
_UCDP_COLUMNS = ("source_headline", "type_of_violence", "best", "date_start")
BATTLE_DEATHS = 1000  # in one event: UCDP's own line between a conflict and a war, there for a year
TEXT_SUFFIXES = (".txt", ".text", ".md")


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Names of the columns of a table; None where there is none.

    Attributes
    ----------
    label : str
        The column that is written as `score`, `level` or `label`, by `meaning`.
    meaning : str
        score, level or label.
    """

    text: str
    label: str
    meaning: str
    title: str | None = None
    date: str | None = None
    id: str | None = None
    source: str | None = None


def import_table(path: Path, columns: TableColumns) -> Iterator[Record]:
    """Rows of CSV, TSV, JSON lines or Parquet with the columns named."""
    for number, row in enumerate(read_rows(path), start=1):
        where = f"{path}, row {number}"
        record: Record = {"id": f"{path.stem}-{number}"}
        for key in ("id", "title", "date", "source"):
            name = getattr(columns, key)
            if name:
                record[key] = _plain(column(row, name, where))
        record["text"] = str(column(row, columns.text, where) or "")
        record[columns.meaning] = _value(column(row, columns.label, where), columns.meaning)
        if record["text"].strip():
            yield record


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _value(value: Any, meaning: str) -> Any:
    if meaning == "label" or isinstance(value, (bool, int, float)):
        return value
    try:
        number = float(str(value))
    except ValueError:
        return value  # the reader of the corpus says what is wrong with it, and where
    return int(number) if number.is_integer() else number


def import_folders(path: Path) -> Iterator[Record]:
    """A folder for each label, as scikit-learn's `load_files` reads it: yes and no, or levels 0 to 5."""
    if not path.is_dir():
        raise InputError(f"{path}: no such folder. Name a folder that holds one folder for each label.")
    labels = sorted(child for child in path.iterdir() if child.is_dir())
    if len(labels) < 2:
        raise InputError(f"{path}: holds {len(labels)} folders. Give one folder for each label, two or more.")
    levels = all(label.name.removeprefix("level").strip(" -_") in "012345" for label in labels)
    for label in labels:
        for file in sorted(label.rglob("*")):
            if file.suffix.lower() in TEXT_SUFFIXES and file.is_file():
                record: Record = {"id": f"{label.name}/{file.relative_to(label).as_posix()}"}
                record["text"] = decode(file.read_bytes(), str(file))
                if levels:
                    record["level"] = int(label.name.removeprefix("level").strip(" -_"))
                else:
                    record["label"] = label.name
                if record["text"].strip():
                    yield record


@cache
def code_table(name: str) -> dict[str, Any]:
    """A shipped table of codes, `src/escalate/data/codes/NAME.json`."""
    text = (resources.files("escalate") / "data" / "codes" / f"{name}.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def import_coded(path: Path, text: str = "text", code: str = "code") -> Iterator[Record]:
    """Sentences with a PLOVER event (ACCUSE, ASSAULT …) or a CAMEO code (112, 190 …)."""
    cameo, plover = code_table("cameo"), code_table("plover")
    for number, row in enumerate(read_rows(path), start=1):
        where = f"{path}, row {number}"
        given = str(column(row, code, where) or "").strip()
        level_direction = plover.get(given.upper().split("/")[0]) or _by_prefix(cameo, given)
        if level_direction is None:
            raise InputError(
                f"{where}: {given!r} is no PLOVER event and no CAMEO code. Correct it, or leave the row out."
            )
        yield _levelled(row.get("id") or f"{path.stem}-{number}", str(column(row, text, where)), level_direction)


def _by_prefix(table: dict[str, Any], code: str) -> list[int] | None:
    """The entry of the longest leading part of a CAMEO code that the table has."""
    digits = code.zfill(2) if len(code) == 1 else code
    for length in range(len(digits), 1, -1):
        if digits[:length] in table:
            found: list[int] = table[digits[:length]]
            return found
    return None


def _levelled(identity: Any, text: str, level_direction: list[int], **more: Any) -> Record:
    level, direction = level_direction
    score = SCORE_OF_LEVEL[level] / 10
    return {"id": str(identity), "text": text, "score": score, "level": level, "direction": direction, **more}


def import_acled(path: Path) -> Iterator[Record]:
    """ACLED event notes, level by event and sub-event type."""
    table = code_table("acled")
    for number, row in enumerate(read_rows(path), start=1):
        where = f"{path}, row {number}"
        notes, event, sub_event, day = (str(column(row, name, where) or "").strip() for name in _ACLED_COLUMNS)
        found = table.get(f"{event}/{sub_event}") or table.get(event)
        if found is None:
            raise InputError(f"{where}: unknown event type {event!r}. Give an export of ACLED with its own names.")
        if notes:
            identity = row.get("event_id_cnty") or f"{path.stem}-{number}"
            yield _levelled(identity, notes, found, date=_iso(day), kind="event note")


def import_ucdp(path: Path) -> Iterator[Record]:
    """UCDP GED source headlines: organised violence by definition, so level 4, or 5 from a thousand deaths on."""
    for number, row in enumerate(read_rows(path), start=1):
        where = f"{path}, row {number}"
        headline, kind, best, day = (str(column(row, name, where) or "").strip() for name in _UCDP_COLUMNS)
        level = 5 if kind == "1" and _count(best) >= BATTLE_DEATHS else 4
        if headline:
            identity = row.get("id") or f"{path.stem}-{number}"
            yield _levelled(identity, headline, [level, 1], date=day[:10], kind="headline")


def _count(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip


def _iso(day: str) -> str:
    """ACLED writes `05 March 2021` or an ISO day."""
    parts = day.split()
    if len(parts) == 3 and parts[1].lower() in MONTHS and parts[0].isdigit():
        return f"{parts[2]}-{MONTHS.index(parts[1].lower()) + 1:02d}-{int(parts[0]):02d}"
    return day[:10]


def write_records(records: Iterable[Record], path: Path) -> int:
    """Write JSON lines; the number of records comes back.

    Raises
    ------
    InputError
        Nothing to write, or the file cannot be written.
    """
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    if not lines:
        raise InputError("no text was found to import. Check the file and the names of its columns.")
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}). Check folder and permissions.") from None
    return len(lines)
