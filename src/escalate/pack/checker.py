"""Checks YAML data against closed schemas, collecting every fault with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from escalate.errors import RuleError
from escalate.pack.yaml_file import Mapping, Scalar, Sequence
from escalate.phrases.language import Phrase, PhraseError, parse

_LIST_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the known name closest to `name`, or listing some."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}." if names else ""


@dataclass(slots=True)
class Checker:
    """Reads fields of one file; faults are added to `errors` and reading goes on."""

    path: str
    errors: list[RuleError] = field(default_factory=list)
    place: str = ""

    def fail(self, line: int, problem: str, hint: str = "") -> None:
        """Record a fault."""
        self.errors.append(RuleError(self.path, line, self.place, problem, hint))

    def closed(self, data: Mapping, allowed: Collection[str], required: Collection[str] = ()) -> None:
        """Refuse keys that are not allowed and report those that are missing."""
        for key in data:
            if key not in allowed:
                self.fail(data.lines[key], f"unknown key '{key}'", nearest(key, allowed))
        for key in required:
            if key not in data:
                self.fail(data.line, f"the key '{key}' is missing", f"Add '{key}: …'.")

    def text(self, data: Mapping, key: str, default: str = "") -> str:
        """A plain-text value."""
        value = data.get(key)
        if key not in data:
            return default
        if not isinstance(value, Scalar):
            self.fail(data.lines[key], f"'{key}' is not plain text", "Write one line of text.")
            return default
        return str(value).strip()

    def choice(self, data: Mapping, key: str, choices: Collection[str], default: str) -> str:
        """A value out of a fixed set."""
        value = self.text(data, key, default)
        if key in data and isinstance(data[key], Scalar) and value not in choices:
            self.fail(data.lines[key], f"'{key}: {value}' is not a choice", f"Use one of {', '.join(choices)}.")
            return default
        return value

    def integer(self, data: Mapping, key: str, low: int, high: int, default: int) -> int:
        """A whole number within bounds."""
        return int(self._number(data, key, low, high, default, int, "a whole number"))

    def number(self, data: Mapping, key: str, low: float, high: float, default: float) -> float:
        """A number within bounds."""
        return float(self._number(data, key, low, high, default, float, "a number"))

    def _number(
        self,
        data: Mapping,
        key: str,
        low: float,
        high: float,
        default: float,
        kind: Callable[[str], float],
        what: str,
    ) -> float:
        if key not in data:
            return default
        text = self.text(data, key)
        try:
            value = kind(text)
        except ValueError:
            self.fail(data.lines[key], f"'{key}: {text}' is not {what}", f"Write {low} to {high}.")
            return default
        if not low <= value <= high:
            self.fail(data.lines[key], f"'{key}: {text}' is out of range", f"Write {low} to {high}.")
            return default
        return value

    def texts(self, data: Mapping, key: str) -> list[Scalar]:
        """A list of plain texts."""
        if key not in data:
            return []
        return self.scalars(data[key], data.lines[key], key)

    def scalars(self, value: Any, line: int, key: str) -> list[Scalar]:
        """A value that must be a list of plain texts."""
        if not isinstance(value, Sequence):
            self.fail(line, f"'{key}' is not a list", "Write '- item' lines or [a, b].")
            return []
        result = []
        for item in value:
            if isinstance(item, Scalar) and item.strip():
                result.append(item)
            else:
                bad_line = getattr(item, "line", line)
                self.fail(bad_line, f"an entry of '{key}' is not plain text", "Quote it if it holds ': ' or '#'.")
        return result

    def mapping(self, data: Mapping, key: str) -> Mapping:
        """A nested mapping; empty where the key is absent."""
        value = data.get(key)
        if isinstance(value, Mapping):
            return value
        if key in data:
            self.fail(data.lines[key], f"'{key}' is not a mapping", "Write 'name: value' lines under it.")
        return empty(data.line)

    def mappings(self, data: Mapping, key: str) -> list[Mapping]:
        """A list of mappings."""
        if key not in data:
            return []
        value = data[key]
        if not isinstance(value, Sequence):
            self.fail(data.lines[key], f"'{key}' is not a list", "Begin each entry with '- '.")
            return []
        result = []
        for item in value:
            if isinstance(item, Mapping):
                result.append(item)
            else:
                self.fail(item.line, f"an entry of '{key}' is not a mapping", "Begin it with '- id: …'.")
        return result

    def phrases(self, data: Mapping, key: str) -> tuple[Phrase, ...]:
        """A list of phrases, those that are not of the language reported."""
        return self.parsed(self.texts(data, key))

    def parsed(self, entries: list[Scalar]) -> tuple[Phrase, ...]:
        """Phrases parsed from their texts."""
        phrases = []
        for entry in entries:
            try:
                phrases.append(Phrase(str(entry), parse(str(entry)), entry.line))
            except PhraseError as error:
                self.fail(entry.line, f"phrase '{str(entry)[:60]}': {error.problem}", error.hint)
        return tuple(phrases)

    def lists(self, data: Mapping) -> dict[str, tuple[Phrase, ...]]:
        """The named lists of a file."""
        result = {}
        for name, entries in self.mapping(data, "lists").items():
            line = data["lists"].lines[name]
            self.place = f"${name}"
            if not _LIST_NAME.fullmatch(name):
                self.fail(line, f"'{name}' cannot name a list", "Use lower-case letters, digits, _ and -.")
            result[name] = self.parsed(self.scalars(entries, line, name))
        self.place = ""
        return result

    def format(self, data: Mapping, expected: str) -> None:
        """The `format:` line that every file begins with."""
        found = self.text(data, "format")
        if found != expected:
            line = data.lines.get("format", data.line)
            self.fail(line, f"the format is '{found or 'missing'}'", f"Write 'format: {expected}' at the top.")


def empty(line: int) -> Mapping:
    """An empty mapping standing on a line."""
    result = Mapping()
    result.line = line
    result.lines = {}
    return result
