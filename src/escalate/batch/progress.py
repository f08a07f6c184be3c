"""How far a run is: a bar where there is a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol, TextIO

from escalate.batch.tally import clock

_SECONDS_BETWEEN = 10.0  # between plain lines: enough to see in a log, too few to fill it


class Progress(Protocol):
    """Told after each chunk."""

    def update(self, records: int, rejected: int, share: float | None) -> None:
        """Records dealt with and the share of the input read, None where it is not known."""

    def stop(self) -> None:
        """Leave the terminal as it was."""


class Silent:
    """Shows nothing."""

    def update(self, records: int, rejected: int, share: float | None) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""


class Pace:
    """Rate and time left, measured from the first update: records before a `--resume` do not count."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._first: tuple[int, float] | None = None

    def text(self, records: int, rejected: int, share: float | None) -> str:
        """One line: records, rate, time left, rejects."""
        if self._first is None:
            self._first = (records, share or 0.0)
            self._start = time.monotonic()
        seconds = time.monotonic() - self._start
        before, share_before = self._first
        parts = [f"{records:,} records" + (f" ({share:.0%})" if share is not None else "")]
        if seconds > 0 and records > before:
            parts.append(f"{(records - before) / seconds:,.0f} a second")
        if seconds > 0 and share is not None and share > share_before:
            parts.append(f"about {clock(seconds * (1 - share) / (share - share_before))} left")
        if rejected:
            parts.append(f"{rejected:,} rejected")
        return ", ".join(parts)


class PlainLines:
    """A line now and then, for logs."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._pace = Pace()
        self._last = time.monotonic()

    def update(self, records: int, rejected: int, share: float | None) -> None:
        """Print a line if the last one is long enough ago."""
        text = self._pace.text(records, rejected, share)
        if time.monotonic() - self._last >= _SECONDS_BETWEEN:
            self._last = time.monotonic()
            print(text, file=self._stream, flush=True)

    def stop(self) -> None:
        """Nothing to leave."""


class Bar:
    """A bar with rate and time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as RichProgress

        columns: tuple[Any, ...] = (SpinnerColumn(), BarColumn(), TextColumn("{task.fields[text]}"))
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=None, text="")
        self._pace = Pace()
        self._bar.start()

    def update(self, records: int, rejected: int, share: float | None) -> None:
        """Move the bar."""
        text = self._pace.text(records, rejected, share)
        self._bar.update(self._task, total=None if share is None else 1.0, completed=share or 0.0, text=text)

    def stop(self) -> None:
        """Remove the bar; the summary says the rest."""
        self._bar.stop()


def show_progress() -> Progress:
    """A bar if standard error is a terminal, else plain lines."""
    return Bar() if sys.stderr.isatty() else PlainLines()
