"""Reads a corpus for the rule tools: files and folders of texts and JSON records, with ratings where they have some."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.corpus.labels import detect_scale
from escalate.corpus.rated import Rated, rated_of, read_records
from escalate.errors import InputError
from escalate.read.article import Article, decode, read_articles, read_bytes

LINES = (".jsonl", ".ndjson")
SUFFIXES = (".json", *LINES, ".txt")
LABELS = {"0-10": ("score",), "0-100": ("score",), "level": ("level",), "yes-no": ("score", "label")}  # by scale
_ANY_LABEL = ("score", "level", "label")


@dataclass(frozen=True, slots=True)
class Text:
    """One article of a corpus, rated or not.

    Attributes
    ----------
    where : str
        Its id, or the file as the user named it, with the record's line or number where it holds several.
    rated : Rated or None
        None where the record has no rating.
    split : str
        train, dev, test, or empty where the corpus is not split.
    """

    article: Article
    where: str
    rated: Rated | None = None
    split: str = ""

    @property
    def rating(self) -> float | None:
        """0 to 100; None where it is not rated."""
        return self.rated.score if self.rated else None

    @property
    def direction(self) -> int | None:
        """-1, 0 or 1; None where it is not rated."""
        return self.rated.direction if self.rated else None


def read_texts(paths: Iterable[Path], split: str | None = None) -> list[Text]:
    """All articles of the files, and of the files below the folders, in order of path; or those of one split.

    Ratings are read as `escalate evaluate` reads them, on whatever scale the file has.

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
    suffix = path.suffix.lower()
    if suffix not in (*LINES, ".json"):
        for article in read_articles(str(path)):
            yield Text(article, article.id or str(path))
        return
    records = read_records(path) if suffix in LINES else _listed(path)
    if not records:
        raise InputError(f"{path}: holds no articles. Give records with 'text'.")
    labels = [record for _, record in records if any(record.get(key) not in (None, "") for key in _ANY_LABEL)]
    scale = detect_scale(labels, str(path)) if labels else ""
    keys = LABELS.get(scale, ())
    for place, record in records:
        article = Article.from_record(record, place)
        where = article.id or (str(path) if len(records) == 1 else place)
        labelled = any(record.get(key) not in (None, "") for key in keys)
        rated = rated_of(record, scale, where, path.stem) if labelled else None
        yield Text(article, where, rated, str(record.get("split") or ""))


def _listed(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The objects of a JSON file, one or a list of them, each with its place for messages."""
    text = decode(read_bytes(str(path)), str(path)).removeprefix("\ufeff")
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        problem = getattr(error, "msg", "nested too deeply")
        raise InputError(f"{path}: not valid JSON ({problem}). Mend it, or give JSON lines.") from None
    listed = data if isinstance(data, list) else [data]
    if not all(isinstance(record, dict) for record in listed):
        raise InputError(f"{path}: not a JSON object, nor a list of them. Give objects with 'text'.")
    return [(f"{path}:{number}" if len(listed) > 1 else str(path), record) for number, record in enumerate(listed, 1)]
