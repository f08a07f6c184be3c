"""Rows of a CSV file; a quote that is never closed costs its own row and not those after it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

FIELD_LIMIT = 32 << 20  # characters; the limit on articles gives the clearer message, so it must come first


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or what is wrong with it.

    Attributes
    ----------
    line : int
        The line on which it begins, counted from 1.
    fields : list of str
        Empty for an empty line.
    fault : str
        Empty where the row could be read.
    """

    line: int
    fields: list[str]
    fault: str = ""


class _Lines:
    """Lines of which some can be given back."""

    def __init__(self, lines: Iterator[str], first: int) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.number = first  # of the line that comes next
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self, count: int) -> None:
        """Put the last lines back, to be read again."""
        self._back.extendleft(reversed(self.taken[-count:]))
        self.number -= count


def read_rows(lines: Iterator[str], delimiter: str, first: int) -> Iterator[Row]:
    """The rows of the lines, the first of which has the number `first`.

    A row over several lines that is not well formed began with a quote that should not be there, or was not closed: it
    becomes a fault, and the lines after its first are read again as rows of their own.
    """
    csv.field_size_limit(max(csv.field_size_limit(), FIELD_LIMIT))
    feed = _Lines(lines, first)
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.taken = []
        line = feed.number
        fields: list[str] | None = []
        fault = ""
        try:
            fields = next(reader, None)
        except csv.Error as error:
            fault = f"not valid CSV ({error}). Mend the row"
        if fields is None:
            return
        if len(feed.taken) > 1 and (fault or not _well_formed(feed.taken, delimiter)):
            last = feed.number - 1
            feed.give_back(len(feed.taken) - 1)
            reader = csv.reader(feed, delimiter=delimiter)
            fault = (
                f"a quote opens on line {line} and is not closed as it should be up to line {last}. "
                f"The row of line {line} is missing, the lines after it are read as rows of their own. Close the quote"
            )
        yield Row(line, [] if fault else fields, fault)


def _well_formed(lines: list[str], delimiter: str) -> bool:
    """Whether the lines are one row by the letter of the form: after a closing quote comes a delimiter or the end."""
    try:
        next(csv.reader(iter(lines), delimiter=delimiter, strict=True), None)
    except csv.Error:
        return False
    return True
