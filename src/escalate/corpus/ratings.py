"""Stand-off ratings of public data: ids and digests without texts, joined with a user's own copy of the data."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.corpus.public_data import DATA_SETS
from escalate.corpus.rated import fold_space, read_records
from escalate.corpus.reasons import Reason
from escalate.errors import InputError
from escalate.pack.pack import shipped

FIELDS = ("id", "sha1", "score", "level", "direction", "split")  # `source` may follow


@dataclass(frozen=True, slots=True)
class Rating:
    """One line of a ratings file.

    Attributes
    ----------
    sha1 : str
        Digest of title and text with white space folded.
    source : str
        Where the text comes from, or empty. Texts of one source share a fold.
    """

    id: str
    sha1: str
    score: float
    level: int
    direction: int
    split: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """What the reader of a text cites, as offsets without the words.

    Attributes
    ----------
    title_length : int
        Characters of the title as it was rated, white space folded.
    reasons : tuple of Reason
        Offsets in title and text with white space folded; sign 0 for words that must not count.
    """

    title_length: int
    reasons: tuple[Reason, ...]

    def quoted(self, title: str, text: str) -> dict[str, list[dict[str, Any]]]:
        """`reasons` and `not` of a record, cut from a user's own copy of the text."""
        whole = fold_space(f"{title} {text}")
        # Counted over both, so that a copy with its headline at the head of the text is cut in the same places.
        starts = {"title": 0, "text": self.title_length + 1 if self.title_length else 0}
        cited: dict[str, list[dict[str, Any]]] = {"reasons": [], "not": []}
        for reason in self.reasons:
            start = starts[reason.field]
            quote = whole[start + reason.start : start + reason.end]
            if reason.sign:
                cited["reasons"].append({"quote": quote, "sign": reason.sign, "weight": reason.weight})
            else:
                cited["not"].append({"quote": quote})
        return cited


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
            score, level, direction = float(row["score"]), int(row["level"]), int(row["direction"])
            ratings.append(
                Rating(row["id"], row["sha1"], score, level, direction, row["split"], row.get("source") or "")
            )
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{path}:{number}: not a rating. The columns are {', '.join(FIELDS)}.") from None
    return ratings


def read_places(ratings: Path) -> dict[str, Places]:
    """The reasons beside a ratings file, NAME-reasons.jsonl beside NAME.tsv, by id; none where there is no such file.

    Raises
    ------
    InputError
        A line is malformed.
    """
    path = ratings.with_name(f"{ratings.stem}-reasons.jsonl")
    if not path.is_file():
        return {}
    places = {}
    for where, record in read_records(path):
        try:
            cited = [Reason(*entry) for entry in record["reasons"]]
            cited += [Reason(field, start, end, 0, 1) for field, start, end in record["not"]]
            if any(reason.field not in ("title", "text") for reason in cited):
                raise ValueError
            places[str(record["id"])] = Places(int(record["title_length"]), tuple(cited))
        except (KeyError, TypeError, ValueError):
            raise InputError(
                f"{where}: not the reasons of a text. Give id, title_length, reasons and not, with offsets."
            ) from None
    return places


@dataclass(frozen=True, slots=True)
class Joined:
    """Rated records, and how many ratings found no text."""

    records: list[dict[str, Any]]
    missing: int


def join_ratings(name: str, ratings: list[Rating], path: Path, places: Mapping[str, Places] | None = None) -> Joined:
    """Join ratings with a copy of the data set: by row where it is numbered, else by the digest of the text.

    Parameters
    ----------
    name : str
        One of `DATA_SETS`.
    ratings : list of Rating
    path : Path
        The user's copy.
    places : mapping of str to Places, optional
        What readers cite, by id.

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
            copy = found[key]
            source = rating.source or ("-".join(rating.id.split("-")[:2]) if data_set.parts else "")
            cited = (places or {}).get(rating.id)
            records.append(
                {
                    "id": rating.id or f"{name}-{rating.sha1[:10]}",
                    "title": copy.title,
                    "text": copy.text,
                    **({"date": copy.date} if copy.date else {}),
                    "score": rating.score,
                    "level": rating.level,
                    "direction": rating.direction,
                    "split": rating.split,
                    **({"source": source} if source else {}),
                    **(cited.quoted(copy.title, copy.text) if cited else {}),
                }
            )
    if not records:
        raise InputError(f"{path}: none of the {len(ratings)} rated texts is in it. Give {data_set.title}.")
    return Joined(records, len(ratings) - len(records))
