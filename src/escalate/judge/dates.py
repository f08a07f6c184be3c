"""Years and months in context cues, read against the date of the article."""

from __future__ import annotations

from datetime import date

from escalate.find.document import Document
from escalate.find.slots import is_year
from escalate.phrases.pattern import Found
from escalate.read.words import BRACKET, COLON, DASHED

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday"))
RECENT_MONTHS = 1  # "an act up to about a month old counts"
DATELINE_WORDS = 10  # "GULF CITY, Ardania, Sept. 7, 2004 -"


def is_past(document: Document, match: Found) -> bool:
    """Whether the time that a historical cue names lies well before the article.

    Without a date every year is past, and so is last year; a month without a year counts as the last one of that name.
    """
    if _in_dateline(document, match):
        return False
    day = document.article.date
    if day is None:
        return True
    words = document.tokens.words[match.first : match.last]
    years = [int(word) for word in words if is_year(word)]
    month = next((MONTHS.index(word[:3]) + 1 for word in words if word[:3] in MONTHS and word != "mark"), 0)
    if years:
        return _months_ago(day, max(years), month) > RECENT_MONTHS
    if month:
        return _months_ago(day, day.year if month < day.month else day.year - 1, month) > RECENT_MONTHS
    if "last" in words and "year" in words:
        return _months_ago(day, day.year - 1, 0) > RECENT_MONTHS
    return True


def is_bare_month(document: Document, match: Found) -> bool:
    """Whether a cue names a month and no year ("in November")."""
    words = document.tokens.words[match.first : match.last]
    return not any(is_year(word) for word in words) and any(word[:3] in MONTHS for word in words)


def is_settled(document: Document, match: Found) -> bool:
    """Whether a cue names a bare month of which the article's date, or the days it tells of, show that it is past."""
    return is_bare_month(document, match) and (
        document.article.date is not None or not DAYS.isdisjoint(document.tokens.words)
    )


def is_over(document: Document, match: Found) -> bool:
    """Whether a cue of the future ("by 1990") names a year before the article's."""
    day = document.article.date
    years = [int(w) for w in document.tokens.words[match.first : match.last] if is_year(w)]
    return bool(day and years and max(years) < day.year)


def _in_dateline(document: Document, match: Found) -> bool:
    """Whether the date opens the text as the day of its writing, set off by a dash, a colon or a bracket."""
    start, _ = document.block_tokens[document.segmentation.sentences[document.sentence_of(match.first)].block]
    if match.last - start > DATELINE_WORDS or not document.tokens.flags[match.last - 1] & (DASHED | COLON | BRACKET):
        return False
    words = document.tokens.words[start : match.last]
    return any(word[:3] in MONTHS for word in words) and any(is_year(word) for word in words)


def _months_ago(day: date, year: int, month: int) -> int:
    """Months from a month, or the end of a year, to the article's date; less than 0 for what is to come."""
    if not month and year == day.year:
        return 0
    return 12 * (day.year - year) + day.month - (month or 12)
