"""Reads a corpus of rated articles from JSON lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from escalate.corpus.labels import detect_scale, label_of
from escalate.corpus.reasons import Reason, reasons_of
from escalate.errors import InputError
from escalate.read.article import Article

SEEN_LENGTH = 12  # hexadecimal digits of a text's digest kept in a model: no two of a million texts alike


@dataclass(frozen=True, slots=True)
class Rated:
    """An article with its rating.

    Attributes
    ----------
    score : float
        0 to 100.
    level : int or None
    direction : int or None
    group : str
        Where it comes from: the stem of the corpus file.
    kind : str
        Kind of text (wire, newspaper, statement …), or empty.
    split : str
        train, dev, test, or empty where the corpus is not split.
    hard_negative : str
        What makes it look like escalation without being it, or empty.
    reasons : tuple of Reason
        What its rater cites; empty where nobody was asked.
    asked : bool
        Whether the rater was asked for reasons.
    """

    article: Article
    score: float
    level: int | None
    direction: int | None
    group: str
    kind: str = ""
    split: str = ""
    hard_negative: str = ""
    reasons: tuple[Reason, ...] = ()
    asked: bool = False

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.article.title or ''}\n{self.article.text}"


def fold_space(text: str) -> str:
    """Text with every run of white space made one blank."""
    return " ".join(text.split())


def text_digest(text: str) -> str:
    """SHA-1 of a text with white space folded, by which ratings find their text."""
    return hashlib.sha1(fold_space(text).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def seen_key(entry: Rated) -> str:
    """By what a model remembers a text that it was trained on."""
    return text_digest(entry.whole)[:SEEN_LENGTH]


def corpus_files(path: Path) -> list[Path]:
    """The JSON lines files that a path stands for: itself, or those of the folder, sorted."""
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        if not files:
            raise InputError(f"{path}: the folder holds no *.jsonl file. Name a corpus of JSON lines.")
        return files
    return [path]


def read_records(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The objects of a JSON lines file, each with its place for messages (`file:line`)."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8. Give JSON lines in UTF-8.") from None
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            problem = getattr(error, "msg", "nested too deeply")
            raise InputError(f"{where}: not valid JSON ({problem}). Give one object on each line.") from None
        if not isinstance(record, dict):
            raise InputError(f"{where}: not a JSON object. Give one object on each line.")
        records.append((where, record))
    return records


def read_corpus(path: Path, scale: str | None = None) -> list[Rated]:
    """Read rated articles: `text`, `title`, and `score`, `level` or `label`; see docs/corpus.md.

    Parameters
    ----------
    path : Path
        A JSON lines file, or a folder of them.
    scale : str, optional
        One of `LABEL_SCALES`; found from the labels by default.

    Raises
    ------
    InputError
        With file and line.
    """
    rated: list[Rated] = []
    for file in corpus_files(path):
        records = read_records(file)
        if not records:
            raise InputError(f"{file}: holds no articles. Give JSON lines with 'text' and 'score'.")
        found = scale or detect_scale([record for _, record in records], str(file))
        rated += [rated_of(record, found, where, file.stem) for where, record in records]
    return rated


def read_corpora(paths: Iterable[Path], scale: str | None = None) -> list[Rated]:
    """Several corpora, one after the other."""
    return [rated for path in paths for rated in read_corpus(path, scale)]


def corpus_digest(rated: Sequence[Rated]) -> str:
    """SHA-256 over texts and ratings, whatever file they stand in and in whatever order."""
    rows = sorted(
        json.dumps([r.article.title or "", r.article.text, round(r.score, 6), r.level, r.direction]) for r in rated
    )
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def rated_of(record: dict[str, Any], scale: str, where: str, stem: str) -> Rated:
    """The rated article of a record; raises InputError with its place where something is wrong."""
    article = Article.from_record(record, where)
    if "target" in record:
        # A coded event: `source` and `target` say who did what to whom, not who published it.
        article = replace(article, source=None)
    score, level, direction = label_of(record, scale, where)
    hard = record.get("hard_negative")
    return Rated(
        article=article,
        score=score,
        level=level,
        direction=direction,
        group=stem,
        kind=str(record.get("kind") or ""),
        split=str(record.get("split") or ""),
        hard_negative="" if hard in (None, False, "none") else str(hard),
        reasons=reasons_of(record),
        asked=isinstance(record.get("reasons"), list),
    )
