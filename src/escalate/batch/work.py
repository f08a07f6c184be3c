"""What a worker does: decode, score and format a chunk of records."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Any

from escalate.batch.options import Columns
from escalate.batch.records import Record
from escalate.batch.rows import csv_lines, encode_json, json_line, plain, row_of
from escalate.batch.sources import Source, is_page
from escalate.batch.streams import MAX_LINE, Stream, damage
from escalate.errors import EscalateError, InputError
from escalate.read.article import Article, check_text, decode, from_html
from escalate.scorer import Scorer

SLOWEST_SHOWN = 5
_INPUT_SHOWN = 200  # characters of a rejected record, enough to find it again


@dataclass(frozen=True, slots=True)
class Job:
    """What each worker gets once: the scorer and how to read and write."""

    scorer: Scorer
    columns: Columns
    output_format: str
    explain: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records that go to a worker together.

    Attributes
    ----------
    first : int
        Number of the first record over the whole run, from 1.
    records : tuple of Record
    done : int
        Bytes of all inputs read up to the end of the chunk.
    stdin_sha256 : str
        Digest of the records of standard input up to the end of the chunk; empty without standard input.
    """

    first: int
    records: tuple[Record, ...]
    done: int
    stdin_sha256: str


@dataclass(frozen=True, slots=True, order=True)
class Slow:
    """A record and the seconds that it took."""

    seconds: float
    where: str
    characters: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A chunk's results, ready to write.

    Attributes
    ----------
    records : int
        How many records the chunk held.
    done, stdin_sha256 : int, str
        As in `Chunk`.
    output : bytes or list of tuple
        Lines of JSON or CSV; rows for Parquet.
    rejects : bytes
        Lines of JSON, one for each rejected record.
    bands : dict of str to int
        Scored articles by band.
    """

    records: int
    done: int
    stdin_sha256: str
    output: bytes | list[tuple[Any, ...]]
    rejects: bytes
    rejected: int
    bands: dict[str, int]
    slowest: list[Slow]


def score_chunk(job: Job, chunk: Chunk) -> Scored:
    """Score the records of a chunk; whatever is wrong with one of them makes it a reject."""
    lines: list[bytes] = []
    rows: list[tuple[Any, ...]] = []
    rejects: list[bytes] = []
    bands: dict[str, int] = {}
    times: list[Slow] = []
    for number, record in enumerate(chunk.records, chunk.first):
        start = perf_counter()
        try:
            article = read_article(record, job.columns)
            assessment = job.scorer.score(article)
            if job.output_format == "jsonl":
                lines.append(json_line(article, assessment, job.explain))
            else:
                rows.append(row_of(article, assessment, job.explain))
        except Exception as error:  # one bad record never stops a run, whatever it sets off
            rejects.append(_reject(number, record, error))
            continue
        bands[assessment.band] = bands.get(assessment.band, 0) + 1
        times.append(Slow(round(perf_counter() - start, 4), record.where, len(article.text)))
    output: bytes | list[tuple[Any, ...]] = b"".join(lines)
    if job.output_format == "csv":
        output = csv_lines(rows)
    elif job.output_format == "parquet":
        output = [plain(row) for row in rows]
    slowest = sorted(times, reverse=True)[:SLOWEST_SHOWN]
    return Scored(
        len(chunk.records), chunk.done, chunk.stdin_sha256, output, b"".join(rejects), len(rejects), bands, slowest
    )


def read_article(record: Record, columns: Columns) -> Article:
    """The article of a record; its position serves as id where it has none.

    Raises
    ------
    InputError
        The record cannot be scored, and why.
    """
    where = record.where
    if record.kind == "fault":
        raise InputError(str(record.payload))
    if record.kind == "file":
        return _of_file(record.payload)
    if record.kind == "stdin":
        return _of_text(record.payload, where, False)
    fields = _parsed(record.payload) if record.kind == "line" else record.payload
    if isinstance(fields, dict):
        fields = columns.renamed(fields)
        if isinstance(fields.get("date"), datetime):  # a time stamp of Parquet
            fields = {**fields, "date": fields["date"].date()}
    article = Article.from_record(fields, where)
    return article if article.id else replace(article, id=where)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start + 1} of the line). Save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not valid JSON ({error}). Give one object on each line.") from None


def _of_file(source: Source) -> Article:
    try:
        stream = Stream(source)
        try:
            data = stream.lines.read(MAX_LINE)
        finally:
            stream.close()
    except Exception as error:  # missing since, unreadable, or damaged: whatever the decompressor raises
        raise InputError(damage(error)) from None
    return _of_text(data, source.path, is_page(source.path))


def _of_text(data: bytes, where: str, page: bool) -> Article:
    text = decode(data, where)
    check_text(text, where)
    if page or text.lstrip("\ufeff \t\r\n")[:20].lower().startswith(("<!doctype html", "<html")):
        return replace(from_html(text, where), id=where)
    return Article(text, id=where)


def _reject(number: int, record: Record, error: Exception) -> bytes:
    reason = str(error) if isinstance(error, EscalateError) else f"{type(error).__name__}: {error}"
    payload = record.payload
    shown = ""
    if isinstance(payload, bytes):
        shown = payload[: _INPUT_SHOWN * 4].decode("utf-8", "replace").strip()
    elif isinstance(payload, dict):
        shown = json.dumps(payload, ensure_ascii=False, default=str)
    reason = reason.removeprefix(f"{record.where}: ")
    return encode_json({"record": number, "where": record.where, "reason": reason, "input": shown[:_INPUT_SHOWN]})
