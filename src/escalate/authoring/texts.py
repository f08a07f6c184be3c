"""Reads a corpus for the rule tools: files and folders of texts and JSON records, with ratings where they have some."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.errors import InputError
from escalate.read.article import Article, decode, read_articles, read_bytes

SUFFIXES = (".json", ".jsonl", ".ndjson", ".txt")


@dataclass(frozen=True, slots=True)
class Text:
    """One article of a corpus.

    Attributes
    ----------
    where : str
        The file as the user named it, with the record's number where it holds several.
    rating : float or None
        0 to 100; None where the corpus is not rated.
    direction : int or None
        -1, 0 or 1.
    split : str
        train, dev, test, or empty where the corpus is not split.
    """

    article: Article
    where: str
    rating: float | None = None
    direction: int | None = None
    split: str = ""


def read_texts(paths: Iterable[Path], split: str | None = None) -> list[Text]:
    """All articles of the files, and of the files below the folders, in order of path; or those of one split.

    Raises
    ------
    InputError
        A path that is missing, holds nothing to read, or is malformed; no text of the split.
    """
    texts = [text for path in paths for file in _files(path) for text in _of_file(file)]
    if not texts:
        raise InputError("the corpus is empty. Name text files, JSON or JSON-lines files, or folders of them.")
    chosen = [text for text in texts if split is None or text.split == split]
    if not chosen:
        raise InputError(f"no text is of split {split!r}. Leave --split out, or name another.")
    return chosen


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    if not found:
        raise InputError(f"{path}: holds no {', '.join(SUFFIXES)} file. Name another folder.")
    return found


def _of_file(path: Path) -> Iterator[Text]:
    articles = read_articles(str(path))
    records = _records(path) if path.suffix.lower() != ".txt" else []
    for number, article in enumerate(articles, start=1):
        record = records[number - 1] if len(records) == len(articles) else {}
        where = str(path) if len(articles) == 1 else f"{path}:{number}"
        where = article.id or where
        yield Text(article, where, _rating(record, where), _direction(record), str(record.get("split") or ""))


def _records(path: Path) -> list[dict[str, Any]]:
    """The raw records of a file that `read_articles` has read without fault."""
    text = decode(read_bytes(str(path)), str(path)).lstrip("\ufeff")
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        data = [json.loads(line) for line in text.splitlines() if line.strip()]
    return data if isinstance(data, list) else [data]


def _rating(record: dict[str, Any], where: str) -> float | None:
    score = record.get("score")
    if score is None:
        return None
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 10:
        raise InputError(f"{where}: the rating 'score' is {score!r}. Give a number of 0 to 10.")
    return 10.0 * score


def _direction(record: dict[str, Any]) -> int | None:
    value = record.get("direction")
    return value if isinstance(value, int) and not isinstance(value, bool) and -1 <= value <= 1 else None
