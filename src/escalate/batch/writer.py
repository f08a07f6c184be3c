"""Results brought to the disk in order, with checkpoints."""

from __future__ import annotations

import time
from pathlib import Path

from escalate.batch.output import Lines, open_output
from escalate.batch.state import State
from escalate.batch.tally import Tally
from escalate.batch.work import Job, Scored


class Writer:
    """The output, the rejects and the state of a run.

    Attributes
    ----------
    records, tally : int, Tally
        All that was added.
    state : State
        The last checkpoint.
    """

    def __init__(self, output: Path, rejects: Path, state_path: Path, state: State, job: Job) -> None:
        self.state = state
        self.records = state.records
        self.tally: Tally = state.tally
        self._stdin_sha256 = state.stdin_sha256
        self._state_path = state_path
        self._rejects_path = rejects
        self._output = open_output(output, job.output_format, state.output, job.explain)
        self._rejects: Lines | None = None
        if state.rejects:
            self._rejects = Lines(rejects, state.rejects)
        else:
            rejects.unlink(missing_ok=True)
        self._started = self._last = time.monotonic()

    def add(self, scored: Scored) -> None:
        """Append a chunk's results; now and then a checkpoint follows."""
        self._output.append(scored.output)
        if scored.rejects:
            if self._rejects is None:
                self._rejects = Lines(self._rejects_path, 0)
            self._rejects.append(scored.rejects)
        self.records += scored.records
        self.tally = self.tally.add(scored)
        self._stdin_sha256 = scored.stdin_sha256
        if self._output.full() or time.monotonic() - self._last >= self._output.seconds_between:
            self._checkpoint(complete=False)

    def finish(self) -> None:
        """Make the output whole and record the run as complete."""
        self._output.sync()
        self._output.finish()
        self._checkpoint(complete=True)
        self._output.clear()

    def _checkpoint(self, complete: bool) -> None:
        """First the results, then the state that speaks of them."""
        self._output.sync()
        if self._rejects is not None:
            self._rejects.sync()
        self.state = State(
            identity=self.state.identity,
            complete=complete,
            records=self.records,
            output=self._output.position,
            rejects=self._rejects.position if self._rejects is not None else 0,
            stdin_sha256=self._stdin_sha256,
            tally=self.tally.after(self.tally.seconds + time.monotonic() - self._started),
        )
        self.state.write(self._state_path)
        self._last = time.monotonic()

    def close(self) -> None:
        """Close the files."""
        self._output.close()
        if self._rejects is not None:
            self._rejects.close()
