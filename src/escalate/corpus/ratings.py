"""Stand-off ratings of public data: ids and digests without texts, joined with a user's own copy of the data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from escalate.corpus.rated import text_digest
from escalate.corpus.tables import SUFFIXES, read_rows
from escalate.errors import InputError
from escalate.pack import shipped

FIELDS = ("id", "sha1", "score", "level", "direction", "split")
MIN_LENGTH = 20  # characters of a field that can be a text


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public data set that was rated.

    Attributes
    ----------
    title : str
        What to get, in words.
    numbered : bool
        Whether an id is `PREFIX-N`, with N the row of its CSV file, counted from 0.
    """

    title: str
    numbered: bool = False


DATA_SETS = {
    "ag-news": DataSet("AG News, test.csv (class, title, description; no header)", numbered=True),
    "bbc": DataSet("BBC News texts as JSON lines, CSV, or a folder of text files"),
    "cameo": DataSet("the CAMEO-coded sentences of ConfliBERT, cameo_class/train.tsv"),
    "guardian": DataSet("the Guardian sample of the NGEC repository"),
    "muc-4": DataSet("MUC-4, dev.json"),
    "plover": DataSet("the PLOVER-coded sentences of Zero-Shot-PLOVER, PLV_train.tsv"),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """One line of a ratings file."""

    id: str
    sha1: str
    score: float
    level: int
    direction: int
    split: str


def ratings_file(name: str) -> Path:
    """The shipped ratings of a data set: inside an installed package, or in a checkout's corpus/ratings."""
    inside = shipped("ratings")
    return (inside if inside.is_dir() else shipped("rules").parent / "corpus" / "ratings") / f"{name}.tsv"


def read_ratings(path: Path) -> list[Rating]:
    """Read a ratings file.

    Raises
    ------
    InputError
        It is not there or a line is malformed.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Name a ratings file with --ratings.") from None
    ratings = []
    for number, row in enumerate(rows, start=2):
        try:
            ratings.append(
                Rating(
                    row["id"], row["sha1"], float(row["score"]), int(row["level"]), int(row["direction"]), row["split"]
                )
            )
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{path}:{number}: not a rating. The columns are {', '.join(FIELDS)}.") from None
    return ratings


@dataclass(frozen=True, slots=True)
class Joined:
    """Rated records, and how many ratings found no text."""

    records: list[dict[str, Any]]
    missing: int


def join_ratings(name: str, ratings: list[Rating], path: Path) -> Joined:
    """Join ratings with a copy of the data set: by row where it is numbered, else by the digest of the text.

    Raises
    ------
    InputError
        No rating finds its text.
    """
    found = dict(_numbered(path)) if DATA_SETS[name].numbered else _by_digest(path, {rating.sha1 for rating in ratings})
    records = []
    for rating in ratings:
        key = rating.id.rpartition("-")[2] if DATA_SETS[name].numbered else rating.sha1
        if key in found:
            title, text = found[key]
            records.append(
                {
                    "id": rating.id or f"{name}-{rating.sha1[:10]}",
                    "title": title,
                    "text": text,
                    "score": rating.score,
                    "level": rating.level,
                    "direction": rating.direction,
                    "split": rating.split,
                }
            )
    if not records:
        raise InputError(f"{path}: none of the {len(ratings)} rated texts is in it. Give {DATA_SETS[name].title}.")
    return Joined(records, len(ratings) - len(records))


def _numbered(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Title and text by row, of a CSV file of class, title, description."""
    for number, row in enumerate(read_rows(path, header=False)):
        if len(row) < 3:
            raise InputError(f"{path}, row {number}: has {len(row)} columns, not class, title, description.")
        # AG News writes a line end within a text as a backslash.
        yield str(number), (row["1"].replace("\\", " ").strip(), row["2"].replace("\\", " ").strip())


def _by_digest(path: Path, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Title and text of every wanted text in any field of any row, or in any text file of a folder."""
    found: dict[str, tuple[str, str]] = {}
    for fields in _texts(path):
        for text in fields:
            if text_digest(text) in wanted:
                found.setdefault(text_digest(text), ("", text))
        for first, second in permutations(fields[:6], 2):  # a headline and a body kept in two columns
            joined = f"{first} {second}"
            if text_digest(joined) in wanted:
                found.setdefault(text_digest(joined), (first, second))
    return found


def _texts(path: Path) -> Iterator[list[str]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in SUFFIXES and file.is_file():
                yield from _texts(file)
        return
    if path.suffix.lower() == ".txt":
        from escalate.article import decode

        text = decode(path.read_bytes(), str(path))
        headline, _, body = text.strip().partition("\n")
        yield [text, body, headline]
        return
    headers = (True, False) if path.suffix.lower() in (".csv", ".tsv") else (True,)
    for header in headers:
        for row in read_rows(path, header=header):
            yield list(_strings(row))


def _strings(value: Any) -> Iterator[str]:
    """Every string within a value that is long enough to be a text."""
    if isinstance(value, str):
        if len(value) >= MIN_LENGTH:
            yield value
    elif isinstance(value, dict):
        for key in value:
            yield from _strings(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
