"""Rated articles: reading a corpus and telling near-duplicates apart."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.article import Article
from escalate.errors import InputError
from escalate.tokens import words_of

SHINGLE = 6  # words; two texts that share several runs of six words tell the same story in the same words
SHARED = 3
COMMON = 8  # a run that stands in more texts than this is a formula, not a copy


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
        Where it comes from: the corpus file's stem, or its `source`.
    """

    article: Article
    score: float
    level: int | None
    direction: int | None
    group: str
    kind: str = ""


def read_corpus(path: Path) -> list[Rated]:
    """Read rated articles from JSON lines: `text`, `title`, `score` (0-10), `level`, `direction`.

    Raises
    ------
    InputError
        With file and line.
    """
    rated: list[Rated] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{where}: not valid JSON ({error.msg}). Give one object on each line.") from None
        rated.append(_rated(record, where, path.stem))
    if not rated:
        raise InputError(f"{path}: holds no articles. Give JSON lines with 'text' and 'score'.")
    return rated


def _rated(record: Any, where: str, stem: str) -> Rated:
    article = Article.from_record(record, where)
    score = record.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 10:
        raise InputError(f"{where}: 'score' is {score!r}. Give a number of 0 to 10.")
    level, direction = record.get("level"), record.get("direction")
    return Rated(
        article=article,
        score=10.0 * score,
        level=None if level is None else int(level),
        direction=None if direction is None else int(direction),
        group=stem,
        kind=str(record.get("kind", "")),
    )


def near_duplicates(texts: Sequence[str]) -> list[int]:
    """Group number of each text; texts that share three or more rare runs of six words are in one group."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        words = words_of(text)
        for run in dict.fromkeys(tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)):
            places[run].append(number)
    pairs: Counter[tuple[int, int]] = Counter()
    for found in places.values():
        if 2 <= len(found) <= COMMON:
            pairs.update((a, b) for i, b in enumerate(found) for a in found[:i])
    parent = list(range(len(texts)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for (a, b), shared in sorted(pairs.items()):
        if shared >= SHARED:
            parent[root(b)] = root(a)
    return [root(number) for number in range(len(texts))]
