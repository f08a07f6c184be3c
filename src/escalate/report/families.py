"""Families of categories: what shares a colour and an underline in the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Categories that look alike in the report; `key` is also the name of their style."""

    key: str
    name: str
    categories: tuple[str, ...]


FAMILIES = (
    Family("words", "Words", ("verbal", "threat", "diplomatic", "information", "legal")),
    Family("pressure", "Pressure", ("economic", "cyber", "unrest")),
    Family("forces", "Forces shown", ("military", "nuclear", "incident")),
    Family("force", "Force used", ("force", "war")),
    Family("calming", "Calming", ("talks", "relief", "withdrawal", "repair", "restraint")),
    Family("other", "Other", ()),
)


def family_of(category: str, polarity: str) -> Family:
    """The family of a cue: calming for all that lowers a score, else by category."""
    if polarity == "de-escalation":
        return FAMILIES[4]
    return next((family for family in FAMILIES if category in family.categories), FAMILIES[-1])
