"""One scored record, checked: its day, score, level, points, pairs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from escalate.errors import InputError
from escalate.report.tables import TOP_REASONS

_TEXTS = ("text", "body", "content")


@dataclass(frozen=True, slots=True)
class ScoredRecord:
    """What a timeline needs of a record.

    Attributes
    ----------
    day : int or None
        As `date.toordinal` counts; None where the record has no date.
    score : float
    level : int
    source : str
        Who printed it; empty where it is not said.
    up, down : float
        Points of the cues that raise and that lower the score; NaN where the record does not hold its cues.
    pairs : dict of str to tuple of float
        SOURCE-TARGET to the points of its cues, up and down.
    holds_pairs : bool
        Whether the record could say who acts on whom; the compact columns cannot.
    """

    day: int | None
    score: float
    level: int
    source: str
    up: float
    down: float
    pairs: dict[str, tuple[float, float]]
    holds_pairs: bool


def entry_of(record: Mapping[str, Any], where: str, days: dict[str, int]) -> ScoredRecord:
    """Check a record; `days` remembers the days already read.

    Raises
    ------
    InputError
        The score, the level or the date is missing or of another kind. An empty date is none, and no error.
    """
    score = _number(record.get("score"), "score", 0, 100, where)
    level = int(_number(record.get("level"), "level", 0, 5, where, whole=True))
    source = record.get("source")
    held = _held(record, where)
    cues, actors = held.get("cues"), held.get("actors")
    up = down = math.nan
    by_pair: dict[str, tuple[float, float]] = {}
    if isinstance(actors, list):
        by_pair = {f"{a['source']}-{a['target']}": (0.0, 0.0) for a in actors if _is_pair(a)}
    if isinstance(cues, list):
        up = down = 0.0
        for cue in cues:
            points = _number(cue.get("points") if isinstance(cue, dict) else None, "points of a cue", -1e6, 1e6, where)
            rises, falls = max(points, 0.0), max(-points, 0.0)
            up, down = up + rises, down + falls
            if _is_pair(cue):
                name = f"{cue['source']}-{cue['target']}"
                had = by_pair.get(name, (0.0, 0.0))
                by_pair[name] = (had[0] + rises, had[1] + falls)
    return ScoredRecord(
        day=_day(record.get("date"), where, days),
        score=score,
        level=level,
        source=source.strip() if isinstance(source, str) else "",
        up=up,
        down=down,
        pairs=by_pair,
        holds_pairs=isinstance(actors, list) or isinstance(cues, list),
    )


def text_of(record: Mapping[str, Any]) -> str:
    """The text, where the record holds one; `escalate batch` writes none, but its output may have been joined to it."""
    return next((value for name in _TEXTS if isinstance(value := record.get(name), str) and value.strip()), "")


def title_of(record: Mapping[str, Any]) -> str:
    """The title in one line, or nothing."""
    title = record.get("title")
    return " ".join(title.split()) if isinstance(title, str) else ""


def reasons_of_record(record: Mapping[str, Any]) -> str:
    """The main reasons in one line, as the compact columns hold them or as the cues give them."""
    told = record.get("top_reasons")
    if isinstance(told, str):
        return told
    cues = record.get("cues")
    cues = [cue for cue in cues if isinstance(cue, dict)] if isinstance(cues, list) else []
    return "; ".join(
        f"{cue.get('rule')} {float(cue['points']):+.1f} “{' '.join(str(cue.get('text')).split())}”"
        for cue in cues[:TOP_REASONS]
    )


def _held(record: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Where cues and pairs are: in the record, or in the column of a table that `--explain` adds."""
    packed = record.get("assessment")
    if not isinstance(packed, str) or not packed:
        return record
    try:
        data = json.loads(packed)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise InputError(f"{where}: 'assessment' is no JSON object. Give the table as `escalate batch` wrote it.")
    return data


def _is_pair(of: Any) -> bool:
    return isinstance(of, dict) and all(isinstance(of.get(side), str) and of[side] for side in ("source", "target"))


def _number(value: Any, name: str, low: float, high: float, where: str, whole: bool = False) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not low <= number <= high or (whole and number != int(number)):
        shown = "missing" if value is None else f"{str(value)[:40]!r}"
        raise InputError(
            f"{where}: '{name}' is {shown}, no {'whole number' if whole else 'number'} of {low:g} to {high:g}. "
            "Give records as `escalate batch` writes them."
        )
    return number


def _day(value: Any, where: str, days: dict[str, int]) -> int | None:
    if value is None or value == "" or value != value:  # NaN stands for nothing in data frames
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = text[:10]
    found = days.get(text)
    if found is None:
        try:
            found = date.fromisoformat(text).toordinal()
        except ValueError:
            raise InputError(f"{where}: 'date' is {text!r}, not a day as in 1999-12-31. Mend it.") from None
        days[text] = found
    return found
