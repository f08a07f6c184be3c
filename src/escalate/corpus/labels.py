"""What a label means: a score of 0 to 10 or of 0 to 100, a level, or yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from escalate.errors import InputError

LABEL_SCALES = ("0-10", "0-100", "level", "yes-no")

# Median score of each level in corpus/articles.jsonl: what a level says about the score where no score is given.
SCORE_OF_LEVEL = (0.0, 22.5, 48.8, 57.5, 60.0, 80.0)

YES = frozenset({"yes", "y", "true", "t", "1", "escalation", "positive"})
NO = frozenset({"no", "n", "false", "f", "0", "none", "negative"})


def detect_scale(records: Sequence[dict[str, Any]], where: str) -> str:
    """The scale of the labels, from the keys and values of all records.

    `score` is 0 to 100 where any is over 10, yes or no where there are only 0 and 1 and no `level`, else 0 to 10;
    without `score`, `level` is taken, then `label`.

    Raises
    ------
    InputError
        No record has a label.
    """
    scores = [record["score"] for record in records if record.get("score") not in (None, "")]
    if scores:
        numbers = [_number(value) for value in scores]
        known = [number for number in numbers if number is not None]
        if any(number > 10 for number in known):
            return "0-100"
        unlevelled = all(record.get("level") in (None, "") for record in records)
        only_words = not known and all(str(value).strip().lower() in YES | NO for value in scores)
        return "yes-no" if unlevelled and (only_words or set(known) == {0.0, 1.0}) else "0-10"
    if any(record.get("level") not in (None, "") for record in records):
        return "level"
    if any(record.get("label") not in (None, "") for record in records):
        return "yes-no"
    raise InputError(f"{where}: no record has 'score', 'level' or 'label'. Add one of them to each record.")


def label_of(record: dict[str, Any], scale: str, where: str) -> tuple[float, int | None, int | None]:
    """Score (0 to 100), level and direction of a record.

    Raises
    ------
    InputError
        The label is missing or off its scale.
    """
    level = _whole(record, "level", 0, 5, where)
    direction = _whole(record, "direction", -1, 1, where)
    if scale == "level":
        if level is None:
            raise InputError(f"{where}: has no 'level'. Give a whole number of 0 to 5.")
        return SCORE_OF_LEVEL[level], level, direction
    if scale == "yes-no":
        value = next((record[key] for key in ("score", "label") if record.get(key) not in (None, "")), None)
        word = str(value).strip().lower().removesuffix(".0")
        if word not in YES | NO:
            raise InputError(f"{where}: the label is {value!r}. Give yes or no (or true, false, 1, 0).")
        return (100.0 if word in YES else 0.0), level, direction
    top = 10 if scale == "0-10" else 100
    score = _number(record.get("score"))
    if score is None or not 0 <= score <= top:
        raise InputError(f"{where}: 'score' is {record.get('score')!r}. Give a number of 0 to {top}.")
    return score * 100 / top, level, direction


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _whole(record: dict[str, Any], key: str, low: int, high: int, where: str) -> int | None:
    value = record.get(key)
    if value is None or value == "":
        return None
    number = _number(value)
    if number is None or number != int(number) or not low <= number <= high:
        raise InputError(f"{where}: '{key}' is {value!r}. Give a whole number of {low} to {high}.")
    return int(number)
