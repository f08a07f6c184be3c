"""What is kept of each record: numbers in memory, and on the disk the words that a list may show."""

from __future__ import annotations

import json
import math
import tempfile
from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np

from escalate.timeline.copies import Keys
from escalate.timeline.entries import ScoredRecord, reasons_of_record, text_of, title_of
from escalate.timeline.results import ListedArticle

MAX_TITLE, MAX_REASONS = 300, 600  # characters shown
_IN_MEMORY = 16 << 20  # bytes of words; more go to a temporary file


class Store:
    """The records used, as columns; some eighty bytes each.

    Parameters
    ----------
    with_words : bool
        Keep titles and reasons too, in a temporary file.
    """

    def __init__(self, with_words: bool) -> None:
        self._columns = {name: array("d") for name in ("score", "up", "down")}
        self._days, self._levels, self._sources = array("i"), array("b"), array("i")
        self._pair_columns = {name: array("d") for name in ("up", "down")}
        self._pair_records, self._pair_names = array("i"), array("i")
        self._names: dict[str, dict[str, int]] = {"source": {}, "pair": {}}
        self._words = tempfile.SpooledTemporaryFile(_IN_MEMORY) if with_words else None  # noqa: SIM115
        self._offsets = array("q")
        self.keys = Keys()

    def __len__(self) -> int:
        return len(self._days)

    def add(self, entry: ScoredRecord, record: Mapping[str, Any]) -> None:
        """Keep a record that has a day."""
        assert entry.day is not None
        number = len(self._days)
        self._days.append(entry.day)
        self._levels.append(entry.level)
        for name, value in (("score", entry.score), ("up", entry.up), ("down", entry.down)):
            self._columns[name].append(value)
        sources, pairs = self._names["source"], self._names["pair"]
        self._sources.append(sources.setdefault(entry.source, len(sources)) if entry.source else -1)
        for pair, (up, down) in entry.pairs.items():
            self._pair_records.append(number)
            self._pair_names.append(pairs.setdefault(pair, len(pairs)))
            self._pair_columns["up"].append(up if not math.isnan(entry.up) else math.nan)
            self._pair_columns["down"].append(down if not math.isnan(entry.down) else math.nan)
        title = title_of(record)
        self.keys.add(title, text_of(record), entry.score)
        if self._words is not None:
            shown = [
                str(record.get("id") or ""), title[:MAX_TITLE], entry.source, reasons_of_record(record)[:MAX_REASONS],
            ]  # fmt: skip
            self._offsets.append(self._words.tell())
            self._words.write((json.dumps(shown) + "\n").encode("ascii"))

    def column(self, name: str) -> np.ndarray:
        """score, up, down, day, level or source (a number, -1 where it is not said) of each record."""
        if name in self._columns:
            return np.frombuffer(self._columns[name], dtype=np.float64)
        held, kind = {
            "day": (self._days, np.int32), "level": (self._levels, np.int8), "source": (self._sources, np.int32),
        }[name]  # fmt: skip
        return np.frombuffer(held, dtype=kind)

    def pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Record, number of the pair, points up and points down, an entry for each pair of each record."""
        return (
            np.frombuffer(self._pair_records, dtype=np.int32),
            np.frombuffer(self._pair_names, dtype=np.int32),
            np.frombuffer(self._pair_columns["up"], dtype=np.float64),
            np.frombuffer(self._pair_columns["down"], dtype=np.float64),
        )

    def names(self, of: str) -> list[str]:
        """Sources or pairs, by their numbers."""
        return list(self._names[of])

    def listed(self, number: int, day: str) -> ListedArticle:
        """A record as a list shows it."""
        assert self._words is not None
        self._words.seek(self._offsets[number])
        identity, title, source, reasons = json.loads(self._words.readline())
        return ListedArticle(
            identity, title, day, source, self._columns["score"][number], self._levels[number], reasons
        )

    def close(self) -> None:
        """Remove the temporary file."""
        if self._words is not None:
            self._words.close()
