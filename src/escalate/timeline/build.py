"""Builds a timeline from scored records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from escalate.errors import InputError
from escalate.timeline.copies import heads_of
from escalate.timeline.entries import entry_of
from escalate.timeline.periods import EVERY, check_length, period_of
from escalate.timeline.points import Members, series_of
from escalate.timeline.results import Timeline
from escalate.timeline.store import Store

BY = ("pair", "source")
TOP = 10
_NO_PAIRS = (
    "the records do not say who acts on whom. Score them with `escalate batch --explain`, or leave out --pair and --by."
)


@dataclass(slots=True)
class _Counts:
    """Records read, and why some are left out."""

    records: int = 0
    undated: int = 0
    outside: int = 0
    holding: int = 0


def timeline(
    records: Iterable[Mapping[str, Any]],
    *,
    every: str = "week",
    by: str | None = None,
    pairs: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    top: int = TOP,
    articles: int = 0,
) -> Timeline:
    """Scored records over time.

    Parameters
    ----------
    records : iterable of mapping
        With `score`, `level` and `date`, and `title`, `source`, `text`, `cues` and `actors` where they have them, as
        `escalate batch` writes them. Read once; numbers are kept, and words only for lists.
    every : str
        day, week (from Monday, as ISO 8601 has it) or month.
    by : str, optional
        pair or source: a series for each, in place of one for all.
    pairs : sequence of str
        Only records that name one of these pairs, SOURCE-TARGET such as "RUS-UKR", which says who acts on whom.
    start, end : date, optional
        First and last day.
    top : int
        Series kept, those with the most articles.
    articles : int
        Articles listed at each point, those with the highest scores.

    Raises
    ------
    InputError
        An option is unknown, a record is none that `escalate batch` writes, or no record is left.
    """
    placed = ((f"record {number}", record) for number, record in enumerate(records, 1))
    return timeline_of(placed, every, by, pairs, start, end, top, articles)


def timeline_of(
    records: Iterable[tuple[str, Mapping[str, Any]]],
    every: str,
    by: str | None,
    pairs: Sequence[str],
    start: date | None,
    end: date | None,
    top: int,
    articles: int,
) -> Timeline:
    """As `timeline`, of records with their places."""
    if every not in EVERY or by not in (None, *BY):
        raise InputError(f"timeline: every {every!r} by {by!r} is unknown. Use {', '.join(EVERY)}; {', '.join(BY)}.")
    if start and end and start > end:
        raise InputError(f"timeline: begins on {start} and ends on {end}. Turn the days round.")
    wanted = {pair.strip().casefold() for pair in pairs}
    counts = _Counts()
    store = Store(articles > 0)
    try:
        _fill(store, counts, records, wanted, start, end)
        if not len(store):
            raise InputError(_nothing(counts, bool(wanted)))
        if not counts.holding and (wanted or by == "pair"):
            raise InputError(_NO_PAIRS)
        days = store.column("day")
        periods = {int(day): period_of(int(day), every) for day in np.unique(days)}
        low, high = min(periods.values()), max(periods.values())
        check_length(low, high, every)
        numbers = np.vectorize(periods.__getitem__, otypes=[np.int64])(days) - low
        stories = store.keys.stories()
        groups = list(_groups(store, by, stories, wanted))
        if not groups:
            raise InputError(f"none of the {len(store):,} records used names a {by}. Leave --by out.")
        groups.sort(key=lambda group: (-len(group.heads), group.name))
        named = np.unique(np.concatenate([np.empty(0, dtype=np.int32), *(group.records for group in groups)]))
        series = tuple(series_of(store, group, numbers, low, high, every, articles) for group in groups[: max(1, top)])
        heads = heads_of(stories, days)
        return Timeline(
            every=every,
            by=by,
            series=series,
            records=counts.records,
            used=len(store),
            copies=int((heads != np.arange(len(heads))).sum()),
            undated=counts.undated,
            outside=counts.outside,
            unnamed=len(store) - len(named),
            series_left_out=max(0, len(groups) - max(1, top)),
        )
    finally:
        store.close()


def _fill(
    store: Store,
    counts: _Counts,
    records: Iterable[tuple[str, Mapping[str, Any]]],
    wanted: set[str],
    start: date | None,
    end: date | None,
) -> None:
    first = start.toordinal() if start else 0
    last = end.toordinal() if end else date.max.toordinal()
    days: dict[str, int] = {}
    for where, record in records:
        counts.records += 1
        entry = entry_of(record, where, days)
        counts.holding += entry.holds_pairs
        if entry.day is None:
            counts.undated += 1
        elif not first <= entry.day <= last or (wanted and wanted.isdisjoint(map(str.casefold, entry.pairs))):
            counts.outside += 1
        else:
            store.add(entry, record)


def _nothing(counts: _Counts, by_pair: bool) -> str:
    if not counts.records:
        return "the input holds no record. Give files that `escalate batch` has written."
    if counts.undated == counts.records:
        return f"none of {counts.records:,} records has a date. Give articles their 'date' before they are scored."
    if by_pair and not counts.holding:
        return _NO_PAIRS
    return (
        f"no record is left: of {counts.records:,}, {counts.undated:,} have no date and {counts.outside:,} are outside "
        "the days or pairs asked for. Check --from, --to and --pair."
    )


def _groups(store: Store, by: str | None, stories: np.ndarray, wanted: set[str]) -> Iterator[Members]:
    """The records of each series; a story counts once in each series that prints it."""
    days, up, down = store.column("day"), store.column("up"), store.column("down")
    if by is None:
        yield Members.of("all", np.arange(len(store)), stories, days, up, down)
    elif by == "source":
        sources = store.column("source")
        for number, records in _parted(sources, np.arange(len(sources))):
            if number >= 0:
                yield Members.of(store.names("source")[number], records, stories, days, up[records], down[records])
    else:
        of_record, of_pair, up, down = store.pairs()
        names = store.names("pair")
        for number, places in _parted(of_pair, np.arange(len(of_pair))):
            if not wanted or names[number].casefold() in wanted:
                yield Members.of(names[number], of_record[places], stories, days, up[places], down[places])


def _parted(keys: np.ndarray, values: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Values by key, in order of key; within a key in their own order."""
    if not len(keys):
        return
    order = np.argsort(keys, kind="stable")
    found, begins = np.unique(keys[order], return_index=True)
    yield from zip(found.tolist(), np.split(values[order], begins[1:]), strict=True)
