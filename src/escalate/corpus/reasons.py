"""A reader's reasons for her rating: the places that she cites, and those that must not move the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """A place that a reader cites.

    Attributes
    ----------
    field : str
        title or text.
    start, end : int
        Offsets in it.
    sign : int
        1 towards escalation, -1 away from it, 0 for words of conflict that must not count.
    weight : int
        1 to 3.
    """

    field: str
    start: int
    end: int
    sign: int
    weight: int


def reasons_of(record: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The reasons of a record: its `reasons` (`quote`, `sign`, `weight`) and `not` (`quote`), where the text has them.

    A quotation is found whatever its line breaks; one that is not in the text is left out.
    """
    found = []
    for entry in _entries(record.get("reasons")):
        place = _locate(record, str(entry.get("quote") or ""))
        if place and entry.get("sign") in (1, -1):
            weight = entry.get("weight")
            found.append(Reason(*place, entry["sign"], weight if weight in (1, 2, 3) else 1))
    for entry in _entries(record.get("not")):
        place = _locate(record, str(entry.get("quote") or ""))
        if place:
            found.append(Reason(*place, 0, 1))
    return tuple(found)


def _entries(value: Any) -> Sequence[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _folded(text: str) -> tuple[str, list[int]]:
    """Text with runs of white space made one blank, and the place of each character in the original."""
    characters: list[str] = []
    places: list[int] = []
    blank = True
    for place, character in enumerate(text):
        if not character.isspace() or not blank:
            characters.append(" " if character.isspace() else character)
            places.append(place)
        blank = character.isspace()
    return "".join(characters), places


def _locate(record: Mapping[str, Any], quote: str) -> tuple[str, int, int] | None:
    wanted = _folded(quote)[0].strip()
    if not wanted:
        return None
    for field in ("title", "text"):
        folded, places = _folded(str(record.get(field) or ""))
        at = folded.find(wanted)
        if at >= 0:
            return field, places[at], places[at + len(wanted) - 1] + 1
    return None
