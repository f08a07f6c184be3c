"""Stand-off ratings of public data: ids and digests without texts, joined with a user's own copy of the data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.corpus.public_data import DATA_SETS
from escalate.errors import InputError
from escalate.pack.pack import shipped

FIELDS = ("id", "sha1", "score", "level", "direction", "split")


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
    data_set = DATA_SETS[name]
    found = data_set.texts(path, {rating.sha1 for rating in ratings})
    records = []
    for rating in ratings:
        key = rating.id.rpartition("-")[2] if data_set.numbered else rating.sha1
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
                    **({"source": "-".join(rating.id.split("-")[:2])} if data_set.parts else {}),
                }
            )
    if not records:
        raise InputError(f"{path}: none of the {len(ratings)} rated texts is in it. Give {data_set.title}.")
    return Joined(records, len(ratings) - len(records))
